/* Who pairs with whom, and what the sum is divided by. */
#include "scoring.h"

/* Truth A is 10 wide, B the right half of it and 5 more. */
#define TRUTH "{\"boxes\": [[0, 0, 10, 10], [5, 0, 15, 10]], \"labels\": [\"a\", \"b\"]}"

static double with(const char *members, const char *completion, const char *truth)
{
    char recipe[256];
    snprintf(recipe, sizeof recipe, "{\"base\": \"detection\", \"labels\": \"ignore\", %s}", members);
    use_recipe(recipe);
    return score_of(completion, truth);
}

/* IoU 8/12 with A, 7/13 with B; the other: 5/15 with A, nothing with B. */
#define NEAR "[[2, 0, 12, 10], [-5, 0, 5, 10]]"

static void greedy_takes_the_best_pair_first(void **state)
{
    (void)state;
    assert_double(with("\"match\": \"optimal\"", NEAR, TRUTH), (5.0 / 15.0 + 7.0 / 13.0) / 2);
    assert_double(with("\"match\": \"greedy\"", NEAR, TRUTH), 8.0 / 12.0 / 2);
    assert_double(term("f1"), 0.5);
    assert_double(term("missed"), 0.5);
}

static void true_items_choose_in_their_order(void **state)
{
    (void)state;
    const char *written = "[[5, 0, 15, 10]]"; /* B itself, a third of A */
    assert_double(with("\"match\": \"greedy\", \"divisor\": \"predicted\"", written, TRUTH), 1.0);
    assert_double(with("\"match\": \"per-truth\", \"divisor\": \"predicted\"", written, TRUTH), 50.0 / 150.0);
}

/* Both boxes are half of A; the right one is half of B, too. */
static void of_equally_good_ones_the_first_written_is_taken(void **state)
{
    (void)state;
    static const char *const how[] = {"per-truth", "greedy"};
    for (size_t i = 0; i < sizeof how / sizeof how[0]; i++) {
        char members[96];
        snprintf(members, sizeof members, "\"match\": \"%s\", \"order\": \"written\"", how[i]);
        assert_double(with(members, "[[0, 0, 5, 10], [5, 0, 10, 10]]", TRUTH), 0.5);
        assert_double(with(members, "[[5, 0, 10, 10], [0, 0, 5, 10]]", TRUTH), 0.25);
        snprintf(members, sizeof members, "\"match\": \"%s\"", how[i]);
        assert_double(with(members, "[[0, 0, 5, 10], [5, 0, 10, 10]]", TRUTH), 0.5);
        assert_double(with(members, "[[5, 0, 10, 10], [0, 0, 5, 10]]", TRUTH), 0.5);
    }
}

static void the_most_confident_chooses_first(void **state)
{
    (void)state;
    const char *truth = "[[0, 0, 10, 10]]";
#define SURE(x2, confidence) "{\"bbox_2d\": [0, 0, " x2 ", 10], \"confidence\": " confidence "}"
    const char *members = "\"match\": \"confidence\", \"divisor\": \"truth\"";
    assert_double(with(members, "[" SURE("10", "0.2") ", " SURE("5", "0.9") "]", truth), 0.5);
    assert_double(with(members, "[" SURE("10", "0.9") ", " SURE("5", "0.2") "]", truth), 1.0);
    /* Equal ones as written; without any, last. */
    assert_double(with(members, "[" SURE("10", "0.9") ", " SURE("5", "0.9") "]", truth), 1.0);
    assert_double(with(members, "[" SURE("5", "0.9") ", " SURE("10", "0.9") "]", truth), 0.5);
    assert_double(with(members, "[{\"bbox_2d\": [0, 0, 10, 10]}, " SURE("5", "0.1") "]", truth), 0.5);
}

static void any_is_not_one_to_one(void **state)
{
    (void)state;
    /* Two boxes on A: both are right, B is found by a third of one. */
    const char *twice = "[[0, 0, 10, 10], [0, 0, 10, 10]]";
    const double recall = (1.0 + 50.0 / 150.0) / 2;
    assert_double(with("\"match\": \"any\", \"divisor\": \"predicted\"", twice, TRUTH), 1.0);
    assert_double(with("\"match\": \"any\", \"divisor\": \"truth\"", twice, TRUTH), recall);
    assert_double(with("\"match\": \"any\", \"divisor\": \"larger\"", twice, TRUTH), recall);
    assert_double(with("\"match\": \"any\", \"divisor\": \"mean\"", twice, TRUTH), 2 * recall / (1 + recall));
    assert_double(term("precision"), 1.0);
    assert_double(term("recall"), 0.5);
    assert_double(term("f1"), 1.0 / 1.5);
    assert_double(term("missed"), 0.0);
    assert_double(term("extra"), 0.0);
    assert_int_equal(now.trace.predicted[1].fate, FATE_MATCHED);
    assert_double(with("\"match\": \"any\"", "[]", TRUTH), 0.0);
    assert_double(with("\"match\": \"any\"", "[]", "[]"), 1.0);
}

static void divisors(void **state)
{
    (void)state;
    const char *one = "[[0, 0, 10, 10]]", *three = "[[0, 0, 10, 10], [5, 0, 15, 10], [50, 0, 60, 10]]";
    static const struct {
        const char *members;
        double one, three; /* of 2 */
    } cases[] = {
        {"\"divisor\": \"soft\"", 1 / 1.5, 2.0 / 3}, {"\"divisor\": \"mean\"", 1 / 1.5, 2 / 2.5},
        {"\"divisor\": \"larger\"", 0.5, 2.0 / 3},   {"\"divisor\": \"predicted\"", 1, 2.0 / 3},
        {"\"divisor\": \"truth\"", 0.5, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_double(with(cases[i].members, one, TRUTH), cases[i].one);
        assert_double(with(cases[i].members, three, TRUTH), cases[i].three);
    }
}

static void labels_counted_afterwards(void **state)
{
    (void)state;
    use_recipe(
        "{\"base\": \"detection\", \"labels\": \"after\", \"weights\": {\"class\": 0, \"right\": 0, \"errors\": 0, "
        "\"complete\": 0, \"count_ratio\": 0}}");
#define BOX(numbers, label) "{\"bbox_2d\": [" numbers "], \"label\": \"" label "\"}"
    const double score =
        score_of("[" BOX("0, 0, 10, 10", "a") ", " BOX("5, 0, 15, 10", "x") ", " BOX("50, 0, 60, 10", "b") "]", TRUTH);
    assert_double(score, 2.0 / 3); /* by place both are right */
    assert_double(term("right"), 1.0 / 3);
    assert_double(term("class"), 1.0 / 3);
    assert_double(term("f1"), 0.8);
    assert_double(term("label_accuracy"), 0.5);
    assert_double(term("errors"), 1.0 / 6);
    assert_double(term("complete"), 1 - 1.0 / 6);
    assert_double(term("count_ratio"), 2.0 / 3);
    assert_true(has_reason(VREWARD_REASON_LABEL_MISMATCH));
}

static void counting_by_boxes(void **state)
{
    (void)state;
    const char *truth = "{\"points\": [[2, 2], [50, 50]], \"size\": [60, 80]}";
    use_recipe("counting");
    score_of("(1,1),(3,3)", truth);
    assert_double(term("n_items"), 2);
    use_recipe("{\"base\": \"counting\", \"target\": \"box\", \"divisor\": \"predicted\"}");
    assert_double(score_of("(1,1),(3,3)", truth), 1.0);
    assert_double(term("n_items"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(greedy_takes_the_best_pair_first),
        cmocka_unit_test(true_items_choose_in_their_order),
        cmocka_unit_test(of_equally_good_ones_the_first_written_is_taken),
        cmocka_unit_test(the_most_confident_chooses_first),
        cmocka_unit_test(any_is_not_one_to_one),
        cmocka_unit_test(divisors),
        cmocka_unit_test(labels_counted_afterwards),
        cmocka_unit_test(counting_by_boxes),
    };
    return cmocka_run_group_tests(tests, NULL, end_scoring);
}
