/* The task `number`. */
#include "scoring.h"

static void terms_of_an_error(void **state)
{
    (void)state;
    use_recipe("number");
    /* |9 - 10| / 10 = 0.1: below 0.15, 0.2 ... 0.5, which are 8 of the ten thresholds. */
    assert_double(score_of("9", "10"), 0.8);
    assert_double(term("exact"), 0);
    assert_double(term("relative"), 0.9);
    assert_double(term("tolerance"), 0);
    assert_double(term("mra"), 0.8);
    assert_int_equal(now.trace.reason, VREWARD_REASON_WRONG_ANSWER);
    assert_double(score_of("10", "10"), 1);
    assert_double(term("exact"), 1);
    assert_double(term("relative"), 1);
    assert_double(term("tolerance"), 1);
    assert_int_equal(now.trace.reason, VREWARD_REASON_OK);
    /* 1/64 is off by less than 5 %. */
    assert_double(score_of("65", "64"), 1);
    assert_double(term("exact"), 0);
    assert_double(term("relative"), 1 - 1 / 64.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_OK);
    /* Half as much again, and half of it, are no longer below 50 %. */
    assert_double(score_of("15", "10"), 0);
    assert_double(term("relative"), 0.5);
    assert_double(score_of("5", "10"), 0);
    assert_double(score_of("-10", "10"), 0);
    assert_double(term("relative"), 0);
    assert_double(score_of("-9", "-10"), 0.8);
}

static void a_true_zero(void **state)
{
    (void)state;
    use_recipe("number");
    assert_double(score_of("0", "0"), 1);
    assert_double(score_of("zero", "0.0"), 1);
    assert_double(score_of("0.001", "0"), 0);
    assert_double(term("relative"), 0);
    assert_double(term("tolerance"), 0);
}

static void eps_keeps_a_zero_from_being_divided_by(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"number\", \"eps\": 0.5, \"weights\": {\"relative\": 1, \"accuracy\": 0}}");
    assert_double(score_of("5", "7.5"), 1 - 3 / 8.0);
    assert_double(score_of("7.5", "7.5"), 1 - 0.5 / 8);
    assert_double(score_of("0", "0"), 0);
    assert_double(term("exact"), 1);
    assert_double(term("mra"), 1);
}

static void as_people_write_them(void **state)
{
    (void)state;
    static const char *const right[][2] = {
        {"12.5 kg", "12.5"},
        {"12.5", "{\"number\": \"12.5 kg\"}"},
        {"<think>3 or 4?</think><answer>$1,234.50</answer>", "1234.5"},
        {"The answer is 7, because 3 + 4 = 7.", "7"},
        {"3 + 4 = 7\nAnswer: 7", "7"},
        {"{\"answer\": 12, \"unit\": \"cm\"}", "{\"number\": 12}"},
        {"\\boxed{3/4}", "0.75"},
        {"45%", "45"},
        {"45%", "0.45"},
        {"0.45", "\"45%\""},
        {"45", "\"45%\""},
        {"1.2 million", "1200000"},
        {"1.2", "\"1.2 million\""},
        {"twelve", "12"},
        {"1e-3", "0.001"},
    };
    use_recipe("number");
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        score_of(right[i][0], right[i][1]);
        if (term("exact") != 1)
            broken("%s is not %s", right[i][0], right[i][1]);
    }
    score_of("45%", "\"45\u2030\""); /* both are scaled: 0.45 against 0.045 */
    assert_double(term("exact"), 0);
    score_of("1.2 million", "\"1.2 billion\"");
    assert_double(term("relative"), 1 - (1.2e9 - 1.2e6) / 1.2e9);
}

static void which_number(void **state)
{
    (void)state;
    use_recipe("number");
    assert_double(score_of("3 or 4", "3"), 0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_AMBIGUOUS);
    assert_double(term("parsed"), 0);
    assert_double(score_of("3, I mean 3.0", "3"), 1);
    assert_double(score_of("\uFF11\uFF12\uFF0E\uFF15", "12.5"), 1);
    use_recipe("{\"base\": \"number\", \"number\": \"last\"}");
    assert_double(score_of("3 + 4 = 7", "7"), 1);
    assert_double(score_of("three and four", "4"), 1);
    use_recipe("{\"base\": \"number\", \"number\": \"first\"}");
    assert_double(score_of("3 of 20", "3"), 1);
    assert_double(score_of("three and four", "3"), 1);
    use_recipe("{\"base\": \"number\", \"number\": \"only\"}");
    assert_double(score_of("3", "3"), 1);
    assert_double(score_of("-3.5%", "-3.5"), 1);
    assert_double(score_of("3 cm", "3"), 0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_NO_ITEMS);
}

static void what_cannot_be_read(void **state)
{
    (void)state;
    use_recipe("number");
    assert_double(score_of("many", "3"), 0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_NO_ITEMS);
    assert_double(score_of(" ", "3"), 0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_EMPTY_ANSWER);
    assert_double(score_of("1e999", "3"), 0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_BAD_VALUE);
    assert_double(score_of("-1e300", "1e300"), 0);
    assert_double(score_of("1e300", "1e-300"), 0);
    assert_all_in_range();
}

/* What a term that weighs costs is said, however good the accuracy is. */
static void a_reason_where_it_costs(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"number\", \"weights\": {\"accuracy\": 0, \"exact\": 1}}");
    assert_double(score_of("65", "64"), 0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_WRONG_ANSWER);
}

static void tolerance_is_a_member(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"number\", \"tolerance\": [0.5, 0.125, 0.25]}");
    static const double share[] = {1, 1, 2.0 / 3, 2.0 / 3, 1.0 / 3, 0}; /* at most: 1/8 is just so */
    static const char *const written[] = {"8", "9", "9.5", "10", "12", "13"};
    for (size_t i = 0; i < sizeof share / sizeof share[0]; i++) {
        score_of(written[i], "8");
        assert_double(term("tolerance"), share[i]);
    }
    use_recipe("{\"base\": \"number\", \"tolerance\": 0.25}");
    score_of("5", "4");
    assert_double(term("tolerance"), 1);
    score_of("5.1", "4");
    assert_double(term("tolerance"), 0);
}

static void bad_truths(void **state)
{
    (void)state;
    static const char *const truths[] = {"{}",
                                         "[3]",
                                         "true",
                                         "null",
                                         "\"many\"",
                                         "\"3 or 4\"",
                                         "{\"number\": true}",
                                         "1e999",
                                         "\"\"",
                                         "{\"box\": [1, 2, 3, 4]}"};
    struct arena arena = {0};
    struct truth truth;
    use_recipe("number");
    for (size_t i = 0; i < sizeof truths / sizeof truths[0]; i++) {
        now.err.message[0] = '\0';
        if (truth_read(&now.scorer->recipe.config, span_of(truths[i]), &arena, &truth, &now.err) != VREWARD_E_TRUTH ||
            strstr(now.err.message, "number") == NULL)
            broken("%s: %s", truths[i], now.err.message);
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terms_of_an_error),
        cmocka_unit_test(a_true_zero),
        cmocka_unit_test(eps_keeps_a_zero_from_being_divided_by),
        cmocka_unit_test(as_people_write_them),
        cmocka_unit_test(which_number),
        cmocka_unit_test(what_cannot_be_read),
        cmocka_unit_test(a_reason_where_it_costs),
        cmocka_unit_test(tolerance_is_a_member),
        cmocka_unit_test(bad_truths),
    };
    return cmocka_run_group_tests(tests, NULL, end_scoring);
}
