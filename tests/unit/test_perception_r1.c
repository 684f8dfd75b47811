/* rewards.md section 4: arXiv 2504.07954. */
#include "scoring.h"

#define CAT "{\"bbox_2d\": [0, 0, 10, 10], \"label\": \"cat\"}"
#define DOG "{\"bbox_2d\": [20, 0, 30, 10], \"label\": \"dog\"}"
#define TRUTH "{\"boxes\": [[0, 0, 10, 10], [20, 0, 30, 10]], \"labels\": [\"cat\", \"dog\"]}"
#define UNPARSABLE "{"

static void grounding(void **state)
{
    (void)state;
    use_recipe("perception-r1-grounding");
    assert_double(score_of("[{\"bbox_2d\": [5, 0, 15, 10]}]", "[0, 0, 10, 10]"), 1.0 + 50.0 / 150.0);
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 10, 10]}, {\"bbox_2d\": [5, 0, 15, 10]}]", "[0, 0, 10, 10]"), 1.5);
    assert_double(score_of("[]", "[]"), 2.0);
    assert_double(score_of("[]", "[0, 0, 10, 10]"), 1.0);
    assert_double(score_of(UNPARSABLE, "[0, 0, 10, 10]"), -1.0);
    assert_double(term("format"), -1.0);
    assert_double(term("accuracy"), 0.0);
    assert_double(now.scorer->recipe.low, -1.0);
    assert_double(now.scorer->recipe.high, 2.0);
}

/* The diagonal of 60 x 80 is 100. */
static void counting(void **state)
{
    (void)state;
    const char *truth = "{\"points\": [[10, 10], [50, 50]], \"size\": [60, 80]}";
    use_recipe("perception-r1-counting");
    assert_double(score_of("[{\"bbox_2d\": [8, 8, 12, 12]}, {\"bbox_2d\": [48, 58, 52, 62]}]", truth), 1 + 1.9 / 2);
    assert_double(term("exact"), 1.0);
    /* One only: over max(N, M) = 2. */
    assert_double(score_of("[{\"bbox_2d\": [8, 8, 12, 12]}]", truth), 1.5);
    /* Its known fault: far from everything still earns something. */
    assert_true(score_of("[{\"bbox_2d\": [8, 8, 12, 12]}, {\"bbox_2d\": [0, 70, 2, 72]}]", truth) > 1.5);
    assert_double(score_of("[]", "{\"boxes\": [], \"size\": [60, 80]}"), 2.0);
    assert_double(score_of("[]", truth), 1.0);
    assert_double(score_of(UNPARSABLE, truth), -1.0);
    assert_int_equal(
        truth_read(&now.scorer->recipe.config, SPAN("{\"points\": [[1, 2]]}"), &now.arena, &now.truth, &now.err),
        VREWARD_E_TRUTH);
    assert_non_null(strstr(now.err.message, "'size'"));
    use_recipe("{\"base\": \"perception-r1-counting\", \"divisor\": \"predicted\"}");
    assert_double(score_of("[{\"bbox_2d\": [8, 8, 12, 12]}]", truth), 2.0); /* missing is free in the printed form */
    use_recipe("{\"base\": \"perception-r1-counting\", \"match\": \"sequential\"}");
    const double in_order = score_of("[{\"bbox_2d\": [8, 8, 12, 12]}, {\"bbox_2d\": [48, 48, 52, 52]}]", truth);
    assert_double(in_order, 2.0);
    /* sqrt(40^2 + 40^2) / 100 away each */
    assert_near(score_of("[{\"bbox_2d\": [48, 48, 52, 52]}, {\"bbox_2d\": [8, 8, 12, 12]}]", truth),
                2 - sqrt(3200) / 100, 1e-12);
}

static void detection_adds_four_parts(void **state)
{
    (void)state;
    use_recipe("perception-r1-detection");
    assert_double(now.scorer->recipe.low, -2.0);
    assert_double(now.scorer->recipe.high, 4.0);
    assert_double(score_of("[" DOG ", " CAT "]", TRUTH), 4.0);
    /* One of two: location 1/2, class 1/2, recall 2/3, missing -1/2 */
    assert_double(score_of("[" CAT "]", TRUTH), 1.0 + (0.5 + 0.5 + 2.0 / 3.0 + -0.5));
    assert_double(term("accuracy"), 0.5);
    assert_double(term("class"), 0.5);
    assert_double(term("f1"), 2.0 / 3.0);
    assert_double(term("missed"), 0.5);
    /* The matching is label-blind: a wrong label costs class alone. */
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 10, 10], \"label\": \"cow\"}, " DOG "]", TRUTH), 3.5);
    assert_int_equal(now.trace.reason, VREWARD_REASON_LABEL_MISMATCH);
    /* An overlap of 0 makes no pair. */
    assert_double(score_of("[{\"bbox_2d\": [50, 0, 60, 10], \"label\": \"cat\"}]", TRUTH), 0.0);
    assert_double(term("f1"), 0.0);
    assert_double(term("missed"), 1.0);
}

static void equal_sums_go_to_right_labels(void **state)
{
    (void)state;
    use_recipe("perception-r1-detection");
    const char *truth = "{\"boxes\": [[0, 0, 10, 10], [0, 0, 10, 10]], \"labels\": [\"b\", \"a\"]}";
    score_of("[{\"bbox_2d\": [0, 0, 10, 10], \"label\": \"a\"}, {\"bbox_2d\": [0, 0, 10, 10], \"label\": \"b\"}]",
             truth);
    assert_double(term("class"), 1.0);
}

static void empty_and_unparsable(void **state)
{
    (void)state;
    use_recipe("perception-r1-detection");
    assert_double(score_of("[]", "[]"), 4.0); /* each part at its best: 1 + 1 + 1 + 1 + 0 */
    assert_double(term("missed"), 0.0);
    assert_double(score_of("[]", TRUTH), 0.0); /* 1 + 0 + 0 + 0 - 1 */
    assert_double(score_of("[" CAT "]", "[]"), 1.0);
    assert_double(score_of(UNPARSABLE, "[]"), -2.0);
    assert_double(term("accuracy"), 0.0);
    assert_double(term("missed"), 1.0);
}

static void parts_can_be_switched_off(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"perception-r1-detection\", \"weights\": {\"f1\": 0, \"missed\": 0}}");
    assert_double(now.scorer->recipe.low, -1.0);
    assert_double(now.scorer->recipe.high, 3.0);
    assert_double(score_of("[" CAT "]", TRUTH), 2.0);
    assert_double(score_of(UNPARSABLE, TRUTH), -1.0);
    use_recipe("{\"base\": \"perception-r1-detection\", \"weights\": {\"accuracy\": 0, \"class\": 0, \"f1\": 0}}");
    assert_double(score_of("[" CAT "]", TRUTH), 0.5);
    assert_double(score_of(UNPARSABLE, TRUTH), -2.0);
}

static void printed_forms(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"perception-r1-detection\", \"divisor\": \"predicted\"}");
    assert_double(score_of("[" CAT "]", TRUTH), 1.0 + (1.0 + 1.0 + 2.0 / 3.0 + -0.5));
    use_recipe("{\"base\": \"perception-r1-detection\", \"match\": \"sequential\"}");
    assert_double(score_of("[" CAT ", " DOG "]", TRUTH), 4.0);
    assert_double(score_of("[" DOG ", " CAT "]", TRUTH), 0.0); /* no pair in this order: 1 + 0 + 0 + 0 - 1 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grounding),
        cmocka_unit_test(counting),
        cmocka_unit_test(detection_adds_four_parts),
        cmocka_unit_test(equal_sums_go_to_right_labels),
        cmocka_unit_test(empty_and_unparsable),
        cmocka_unit_test(parts_can_be_switched_off),
        cmocka_unit_test(printed_forms),
    };
    return cmocka_run_group_tests(tests, NULL, end_scoring);
}
