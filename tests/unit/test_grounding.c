/* rewards.md section 3, `grounding`. Every expected value is worked out by hand in the comment beside it. */
#include "scoring.h"

#define TRUTH "{\"box\": [0, 0, 10, 10]}"

static void one_box_earns_its_iou(void **state)
{
    (void)state;
    use_recipe("grounding");
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 10, 10]}]", TRUTH), 1.0);
    assert_double(term("iou"), 1.0);
    assert_double(term("giou"), 1.0);
    assert_double(term("center_in"), 1.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_OK);
    assert_int_equal(now.trace.reasons, 1);
    /* 50 of 150 */
    assert_double(score_of("[{\"bbox_2d\": [5, 0, 15, 10]}]", TRUTH), 50.0 / 150.0);
    /* hull 150, all of it covered: giou = iou */
    assert_double(term("giou"), 50.0 / 150.0);
    assert_double(term("center_in"), 1.0); /* (10, 5) lies on the border */
    assert_double(score_of("[{\"bbox_2d\": [20, 0, 30, 10]}]", TRUTH), 0.0);
    /* hull 300, 200 of it covered: 0 - 100/300 */
    assert_near(term("giou"), -1.0 / 3, 1e-15);
    assert_int_equal(now.trace.reason, VREWARD_REASON_NO_OVERLAP);
}

static void further_boxes_divide(void **state)
{
    (void)state;
    use_recipe("grounding");
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 10, 10]}, {\"bbox_2d\": [5, 0, 15, 10]}]", TRUTH), 0.5);
    assert_double(term("iou"), (1.0 + 1.0 / 3) / 2);
    assert_double(term("n_items"), 2.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_EXTRA_ITEMS);
    /* A refused item counts in N and pairs with nothing: giou -1. */
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 10, 10]}, {\"bbox_2d\": [5, 0, 5, 10]}]", TRUTH), 0.5);
    assert_double(term("iou"), 0.5);
    assert_double(term("giou"), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_BAD_VALUE);
    /* So does a point, where a box is asked. */
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 10, 10]}, {\"point_2d\": [5, 5]}]", TRUTH), 0.5);
    assert_true(has_reason(VREWARD_REASON_BAD_VALUE));
}

static void any_of_several_will_do(void **state)
{
    (void)state;
    const char *truth = "{\"any_of\": [[0, 0, 10, 10], [100, 0, 110, 10]]}";
    use_recipe("grounding");
    assert_double(score_of("[{\"bbox_2d\": [100, 0, 110, 10]}]", truth), 1.0);
    assert_int_equal(now.trace.predicted[0].partner, 1);
    /* Both: one answer too many. */
    assert_double(score_of("[{\"bbox_2d\": [100, 0, 110, 10]}, {\"bbox_2d\": [0, 0, 10, 10]}]", truth), 0.5);
    assert_double(term("iou"), 1.0);
    /* Without overlap the better GIoU decides: hull 50 x 10 with the second, 200 of 500 covered. */
    assert_double(score_of("[{\"bbox_2d\": [60, 0, 70, 10]}]", truth), 0.0);
    assert_near(term("giou"), -300.0 / 500, 1e-15);
    assert_double(score_of("[{\"bbox_2d\": [40, 0, 50, 10]}]", truth), 0.0);
    assert_near(term("giou"), -300.0 / 500, 1e-15);
}

static void nothing_is_there(void **state)
{
    (void)state;
    use_recipe("grounding");
    assert_double(score_of("[]", "{\"boxes\": []}"), 1.0);
    assert_double(term("giou"), 1.0);
    assert_double(term("center_in"), 1.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_OK);
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 10, 10]}]", "[]"), 0.0);
    assert_double(term("iou"), 0.0);
    assert_double(term("giou"), -1.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_EXTRA_ITEMS);
    assert_double(score_of("[]", TRUTH), 0.0);
    assert_double(term("giou"), -1.0);
    assert_double(term("n_items"), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_MISSED_ITEMS);
}

/* Unparsable is not empty: every term at its worst, also where the truth is empty. */
static void unparsable_is_worst(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"grounding\", \"max_bytes\": 3}");
    static const char *const truths[] = {TRUTH, "[]"};
    for (int i = 0; i < 2; i++) {
        assert_double(score_of("[{\"bbox_2d\": [0, 0, 10, 10]}]", truths[i]), 0.0);
        assert_double(term("format"), 0.0);
        assert_double(term("parsed"), 0.0);
        assert_double(term("iou"), 0.0);
        assert_double(term("giou"), -1.0);
        assert_double(term("n_items"), 0.0);
        assert_int_equal(now.trace.reason, VREWARD_REASON_TOO_LARGE);
        assert_all_in_range();
    }
}

static void a_point_is_asked(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"grounding\", \"target\": \"point\"}");
    assert_double(score_of("[{\"point_2d\": [10, 10]}]", TRUTH), 1.0); /* border included */
    assert_double(score_of("[{\"point_2d\": [10.01, 10]}]", TRUTH), 0.0);
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 20, 20]}]", TRUTH), 1.0); /* stands for its centre */
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 21, 20]}]", TRUTH), 0.0);
    use_recipe("{\"base\": \"grounding\", \"target\": \"point\", \"point_decay\": 0.5}");
    /* 3 and 4 beyond the corner is 5; the diagonal of 30 x 40 is 50, so the quality ends at 25: 1 - 5/25 */
    assert_double(score_of("[{\"point_2d\": [33, 44]}]", "{\"box\": [0, 0, 30, 40]}"), 1.0 - 5.0 / 25.0);
    assert_double(score_of("[{\"point_2d\": [30, 65]}]", "{\"box\": [0, 0, 30, 40]}"), 0.0);
    assert_double(score_of("[{\"point_2d\": [-10, 20]}, {\"point_2d\": [1, 1]}]", "{\"box\": [0, 0, 30, 40]}"), 0.5);
}

static void spaces_are_converted(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"grounding\", \"space\": {\"prediction\": \"norm1000\"}}");
    const char *truth = "{\"box\": [320, 120, 640, 240], \"size\": [640, 480]}";
    assert_double(score_of("[{\"bbox_2d\": [500, 250, 1000, 500]}]", truth), 1.0);
    assert_false(has_reason(VREWARD_REASON_SPACE_SUSPECT));
    assert_double(now.trace.predicted[0].converted[0], 320.0);
    score_of("[{\"bbox_2d\": [500, 250, 1200, 500]}]", truth);
    assert_true(has_reason(VREWARD_REASON_SPACE_SUSPECT));
    /* Pixels taken for thousandths miss: the space is the primary reason. */
    use_recipe("grounding");
    assert_double(score_of("[{\"bbox_2d\": [0.5, 0.25, 0.9, 0.5]}]", truth), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_SPACE_SUSPECT);
    assert_true(has_reason(VREWARD_REASON_NO_OVERLAP));
    /* A truth in 0..1 that names no space is of one mind with the completion. */
    score_of("[{\"bbox_2d\": [0.5, 0.25, 0.9, 0.5]}]", "[0.5, 0.25, 0.9, 0.75]");
    assert_false(has_reason(VREWARD_REASON_SPACE_SUSPECT));
}

static void overlap_is_shaped(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"grounding\", \"overlap\": {\"at_least\": 0.5}}");
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 10, 5]}]", TRUTH), 1.0);
    use_recipe("{\"base\": \"grounding\", \"overlap\": {\"above\": 0.5}}");
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 10, 5]}]", TRUTH), 0.0);
    assert_double(term("iou"), 0.5);
    use_recipe("{\"base\": \"grounding\", \"overlap\": {\"power\": 2}}");
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 10, 5]}]", TRUTH), 0.25);
    use_recipe("{\"base\": \"grounding\", \"overlap\": {\"ramp\": [0.25, 0.75]}}");
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 10, 5]}]", TRUTH), 0.5);
}

/* Below min_iou, or below what shaping asks, is not the same as nowhere near. */
static void what_is_below_a_threshold_says_so(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"grounding\", \"min_iou\": 0.6}");
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 10, 6]}]", TRUTH), 0.6);
    assert_int_equal(now.trace.reason, VREWARD_REASON_OK);
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 10, 5]}]", TRUTH), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_BELOW_THRESHOLD);
    assert_false(has_reason(VREWARD_REASON_NO_OVERLAP));
    assert_int_equal(now.trace.predicted[0].fate, FATE_BELOW_THRESHOLD);
    assert_double(now.trace.predicted[0].overlap, 0.5);
    assert_double(now.trace.truth[0].overlap, 0.5);
    assert_double(term("iou"), 0.5);
    assert_double(score_of("[{\"bbox_2d\": [50, 50, 60, 60]}]", TRUTH), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_NO_OVERLAP);
    assert_int_equal(now.trace.predicted[0].fate, FATE_UNMATCHED);
    use_recipe("{\"base\": \"grounding\", \"overlap\": {\"at_least\": 0.5}}");
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 10, 4]}]", TRUTH), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_BELOW_THRESHOLD);
    /* Of boxes that count the same the one that overlaps most is the match. */
    score_of("[{\"bbox_2d\": [0, 0, 10, 6]}, {\"bbox_2d\": [0, 0, 10, 9]}]", TRUTH);
    assert_int_equal(now.trace.truth[0].partner, 1);
    use_recipe("{\"base\": \"grounding\", \"target\": \"point\", \"point_decay\": 0.5, \"min_iou\": 0.9}");
    assert_double(score_of("[{\"point_2d\": [33, 44]}]", "{\"box\": [0, 0, 30, 40]}"), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_BELOW_THRESHOLD);
    /* A weighed centre that lies outside. */
    use_recipe("{\"base\": \"grounding\", \"weights\": {\"center_in\": 1, \"accuracy\": 0}}");
    assert_double(score_of("[{\"bbox_2d\": [6, 0, 30, 10]}]", TRUTH), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_BELOW_THRESHOLD);
}

static void weights_add_up(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"grounding\", \"weights\": {\"format\": 0.25, \"accuracy\": 0.5, \"giou\": 0.25}}");
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 10, 10]}]", TRUTH), 1.0);
    assert_double(now.scorer->recipe.low, -0.25);
    assert_all_in_range();
    assert_double(score_of("[{\"bbox_2d\": [5, 0, 15, 10]}]", TRUTH), 0.25 + 0.5 / 3 + 0.25 / 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_box_earns_its_iou),
        cmocka_unit_test(further_boxes_divide),
        cmocka_unit_test(any_of_several_will_do),
        cmocka_unit_test(nothing_is_there),
        cmocka_unit_test(unparsable_is_worst),
        cmocka_unit_test(a_point_is_asked),
        cmocka_unit_test(spaces_are_converted),
        cmocka_unit_test(overlap_is_shaped),
        cmocka_unit_test(what_is_below_a_threshold_says_so),
        cmocka_unit_test(weights_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, end_scoring);
}
