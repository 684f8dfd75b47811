/* Which items count: the members `items` and `faulty`. */
#include "scoring.h"

#define TRUTH "{\"box\": [0, 0, 10, 10]}"
#define RIGHT "{\"bbox_2d\": [0, 0, 10, 10]}"
#define HALF "{\"bbox_2d\": [0, 0, 10, 5]}"
#define REFUSED "{\"bbox_2d\": [5, 0, 5, 10]}"

static void assert_fates(int32_t first, int32_t second)
{
    assert_int_equal(now.trace.predicted[0].fate, first);
    assert_int_equal(now.trace.predicted[1].fate, second);
}

static void of_equal_items_the_first_counts(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"grounding\", \"items\": \"distinct\"}");
    assert_double(score_of("[" RIGHT "," RIGHT "]", TRUTH), 1.0);
    assert_fates(FATE_MATCHED, FATE_PASSED_OVER);
    assert_int_equal(now.trace.reason, VREWARD_REASON_OK);
    assert_double(score_of("[" HALF "," RIGHT "]", TRUTH), 0.5); /* another one costs */
    assert_double(score_of("[{\"bbox_2d\": [-0.0, 0, 10, 10]}, " RIGHT "]", TRUTH), 1.0);
    use_recipe("{\"base\": \"detection\", \"items\": \"distinct\"}");
    const char *truth = "{\"boxes\": [[0, 0, 10, 10]], \"labels\": [\"cat\"]}";
    assert_double(
        score_of("[{\"bbox_2d\": [0, 0, 10, 10], \"label\": \"cat\"}, {\"bbox_2d\": [0, 0, 10, 10], \"label\": "
                 "\"cat\"}]",
                 truth),
        1.0);
    /* Two labels for one place: S 1 over max(2, 1.5). */
    assert_double(
        score_of("[{\"bbox_2d\": [0, 0, 10, 10], \"label\": \"cat\"}, {\"bbox_2d\": [0, 0, 10, 10], \"label\": "
                 "\"dog\"}]",
                 truth),
        0.5);
}

static void a_count_leaves_out_what_is_passed_over(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"counting\", \"items\": \"distinct\"}");
    assert_double(score_of("[" RIGHT "," RIGHT "," HALF "]", "{\"count\": 2}"), 1.0);
    assert_double(score_of("[" RIGHT "," RIGHT "," HALF "]", "{\"count\": 3}"), 1.0 / 3); /* (2/3 + 0) / 2 */
}

static void what_follows_the_first_is_free(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"grounding\", \"items\": \"first\"}");
    assert_double(score_of("[" RIGHT "," HALF "]", TRUTH), 1.0);
    assert_fates(FATE_MATCHED, FATE_PASSED_OVER);
    assert_double(score_of("[" HALF "," RIGHT "]", TRUTH), 0.5);
    assert_double(score_of("[" REFUSED "," RIGHT "]", TRUTH), 0.0);
    assert_fates(FATE_REFUSED, FATE_PASSED_OVER);
    use_recipe("{\"base\": \"grounding\", \"items\": \"first\", \"faulty\": \"drop\"}");
    assert_double(score_of("[" REFUSED "," RIGHT "]", TRUTH), 1.0);
    assert_fates(FATE_PASSED_OVER, FATE_MATCHED);
}

static void only_one_may_be_written(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"grounding\", \"items\": \"only\"}");
    assert_double(score_of("[" RIGHT "]", TRUTH), 1.0);
    assert_double(score_of("[" RIGHT "," RIGHT "]", TRUTH), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_AMBIGUOUS);
    assert_double(term("parsed"), 0.0);
}

static void a_refused_item_costs_or_not_or_all(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"grounding\", \"faulty\": \"drop\"}");
    assert_double(score_of("[" REFUSED "," RIGHT "]", TRUTH), 1.0);
    assert_true(has_reason(VREWARD_REASON_BAD_VALUE));
    assert_double(score_of("[" REFUSED "]", TRUTH), 0.0);
    assert_double(score_of("[" REFUSED "]", "{\"boxes\": []}"), 0.0); /* nothing left is not nothing said */
    assert_int_equal(now.trace.reason, VREWARD_REASON_BAD_VALUE);
    use_recipe("{\"base\": \"grounding\", \"faulty\": \"void\"}");
    assert_double(score_of("[" REFUSED "," RIGHT "]", TRUTH), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_BAD_VALUE);
    assert_double(score_of("[{\"bbox_2d\": [1, 2, 3]}, " RIGHT "]", TRUTH), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_BAD_SYNTAX);
}

static void strict_is_what_a_strict_reader_takes(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"grounding\", \"strict\": true}");
    assert_double(score_of("<answer> [" RIGHT "]\n</answer>", TRUTH), 1.0);
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 10, 10], \"note\": \"a\\nb\"}]", TRUTH), 1.0);
    static const char *const repaired[] = {
        "[" RIGHT ",]",  "[{'bbox_2d': [0, 0, 10, 10]}]", "[" RIGHT,
        "x [" RIGHT "]", "```json\n[" RIGHT "]\n```",     "[{\"bbox_2d\": [0, 0, 10, 10], \"note\": \"a\nb\"}]",
    };
    for (size_t i = 0; i < sizeof repaired / sizeof repaired[0]; i++) {
        assert_double(score_of(repaired[i], TRUTH), 0.0);
        assert_true(has_reason(VREWARD_REASON_BAD_SYNTAX));
        assert_double(term("parsed"), 0.0);
    }
}

static void what_cannot_be_read_may_be_empty(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"detection\", \"unreadable\": \"empty\", \"answer\": {\"missing\": \"none\"}}");
    static const char *const empty[] = {"<answer></answer>", "<answer>?!</answer>",
                                        "<answer>[{\"bbox_2d\": [1]}]</answer>"};
    for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++) {
        assert_double(score_of(empty[i], "{\"boxes\": []}"), 1.0);
        assert_double(term("format"), 0.0);
        assert_double(score_of(empty[i], "{\"boxes\": [[0, 0, 10, 10]], \"labels\": [\"a\"]}"), 0.0);
        assert_true(has_reason(VREWARD_REASON_MISSED_ITEMS));
    }
    assert_double(score_of("no answer", "{\"boxes\": []}"), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_NO_ANSWER);
}

/* Precision at the one recall is 1 where the right one comes first, else 1/2. */
static void average_precision_in_the_order_written(void **state)
{
    (void)state;
    const char *truth = "{\"boxes\": [[0, 0, 10, 10]], \"labels\": [\"a\"]}";
    const char *right_first =
        "[{\"bbox_2d\": [0, 0, 10, 10], \"label\": \"a\"}, {\"bbox_2d\": [-9, 0, 1, 9], \"label\": "
        "\"a\"}]";
    const char *right_last =
        "[{\"bbox_2d\": [-9, 0, 1, 9], \"label\": \"a\"}, {\"bbox_2d\": [0, 0, 10, 10], \"label\": "
        "\"a\"}]";
    use_recipe("{\"base\": \"detection\", \"ap\": [\"ap50\"], \"order\": \"written\"}");
    score_of(right_first, truth);
    assert_near(term("ap50"), 1.0, 1e-12);
    score_of(right_last, truth);
    assert_near(term("ap50"), 0.5, 1e-12);
    use_recipe("{\"base\": \"detection\", \"ap\": [\"ap50\"]}");
    score_of(right_first, truth);
    const double canonical = term("ap50");
    score_of(right_last, truth);
    assert_double(term("ap50"), canonical);
}

static void a_pattern_takes_digits_of_any_script(void **state)
{
    (void)state;
    use_recipe(
        "{\"base\": \"grounding\", \"dialect\": \"pattern\", \"pattern\": \"(?<x1>\\\\d+) (?<y1>\\\\d+) (?<x2>\\\\d+) "
        "(?<y2>[\\\\d.]+)\"}");
    assert_double(score_of("\xD9\xA0 0 \xD9\xA1\xD9\xA0 1\xEF\xBC\x90", TRUTH), 1.0); /* Arabic and full-width digits */
    assert_double(score_of("0 0 10 \xD9\xA5.0", TRUTH), 0.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_equal_items_the_first_counts),
        cmocka_unit_test(a_count_leaves_out_what_is_passed_over),
        cmocka_unit_test(what_follows_the_first_is_free),
        cmocka_unit_test(only_one_may_be_written),
        cmocka_unit_test(strict_is_what_a_strict_reader_takes),
        cmocka_unit_test(what_cannot_be_read_may_be_empty),
        cmocka_unit_test(average_precision_in_the_order_written),
        cmocka_unit_test(a_refused_item_costs_or_not_or_all),
        cmocka_unit_test(a_pattern_takes_digits_of_any_script),
    };
    return cmocka_run_group_tests(tests, NULL, end_scoring);
}
