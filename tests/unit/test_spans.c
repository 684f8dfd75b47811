/* Moments of a video: boxes of height 1 in grounding and detection. */
#include "scoring.h"

static void overlap_in_time(void **state)
{
    (void)state;
    use_recipe("grounding");
    assert_double(score_of("<answer>12 to 16</answer>", "{\"span\": [12, 20]}"), 0.5);
    assert_double(term("iou"), 0.5);
    assert_int_equal(now.trace.reason, VREWARD_REASON_OK);
    assert_double(score_of("[12, 20]", "{\"spans\": [[12, 20]]}"), 1);
    assert_double(score_of("0:12 - 0:20", "{\"span\": [12, 20], \"size\": [640, 480], \"space\": \"norm1000\"}"), 1);
    assert_double(score_of("30 to 40", "{\"span\": [12, 20]}"), 0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_NO_OVERLAP);
    assert_double(score_of("12 to 20 and 30 to 40", "{\"span\": [12, 20]}"), 0.5);
    assert_int_equal(now.trace.reason, VREWARD_REASON_EXTRA_ITEMS);
    assert_double(score_of("20 to 12", "{\"span\": [12, 20]}"), 0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_BAD_VALUE);
    assert_double(score_of("none", "{\"spans\": []}"), 1);
    assert_double(score_of("it happens", "{\"span\": [12, 20]}"), 0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_NO_ITEMS);
}

/* Spaces of images do not concern them, whatever the recipe says. */
static void no_space(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"grounding\", \"space\": {\"prediction\": \"norm1000\"}}");
    assert_double(score_of("0.25 to 0.75", "{\"span\": [0.25, 0.75]}"), 1);
    assert_int_equal(now.trace.reason, VREWARD_REASON_OK);
    assert_double(score_of("100 to 1500", "{\"span\": [0.25, 0.75]}"), 0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_NO_OVERLAP);
}

static void several_with_labels(void **state)
{
    (void)state;
    const char *truth = "{\"spans\": [[0, 4], [6, 8]], \"labels\": [\"jump\", \"run\"]}";
    use_recipe("{\"base\": \"detection\", \"ap\": [\"ap\"]}");
    assert_double(score_of("run: 6 to 8\njump: 0 to 4", truth), 1);
    assert_double(term("f1"), 1);
    assert_true(term("ap") > 0.99);
    assert_double(score_of("[{\"time\": [0, 2], \"label\": \"jump\"}]", truth), 0.5 / 1.5);
    assert_int_equal(now.trace.reason, VREWARD_REASON_MISSED_ITEMS);
    assert_double(score_of("jump: 6 to 8, run: 0 to 4", truth), 0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_LABEL_MISMATCH);
}

static void by_expression(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"grounding\", \"dialect\": \"pattern\", \"pattern\": \"(?<start>[0-9]+)s for "
               "(?<end>[0-9]+)\"}");
    assert_double(score_of("3s for 7", "{\"span\": [3, 7]}"), 1);
}

static void truths_as_a_model_would_write_them(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"grounding\", \"dialect\": \"span\", \"truth_format\": \"answer\"}");
    assert_double(score_of("3 to 5", "<answer>3 to 7</answer>"), 0.5);
}

static void bad_truths(void **state)
{
    (void)state;
    static const struct {
        const char *recipe, *truth, *message;
    } cases[] = {
        {"grounding", "{\"span\": [3]}", "'span' is not [start, end]"},
        {"grounding", "{\"span\": [3, \"7\"]}", "'span' is not [start, end]"},
        {"grounding", "{\"span\": 3}", "'span' is not [start, end]"},
        {"grounding", "{\"span\": [7, 3]}", "'span' does not end after it begins"},
        {"grounding", "{\"span\": [3, 1e10]}", "beyond 1e9"},
        {"grounding", "{\"spans\": 3}", "'spans' is not a list"},
        {"grounding", "{\"spans\": [[1, 2], [5, 5]]}", "'spans' at index 1 does not end"},
        {"grounding", "{\"spans\": [[1, 2], [3, 4]]}", "'spans' holds several"},
        {"grounding", "{\"span\": [1, 2], \"box\": [1, 2, 3, 4]}", "excludes"},
        {"counting", "{\"spans\": [[1, 2]]}", "'spans' has no meaning in counting"},
        {"{\"base\": \"grounding\", \"dialect\": \"span\"}", "{\"box\": [1, 2, 3, 4]}", "'box' is not spans"},
    };
    struct arena arena = {0};
    struct truth truth;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        use_recipe(cases[i].recipe);
        now.err.message[0] = '\0';
        if (truth_read(&now.scorer->recipe.config, span_of(cases[i].truth), &arena, &truth, &now.err) !=
                VREWARD_E_TRUTH ||
            strstr(now.err.message, cases[i].message) == NULL)
            broken("%s: %s", cases[i].truth, now.err.message);
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(overlap_in_time),     cmocka_unit_test(no_space),
        cmocka_unit_test(several_with_labels), cmocka_unit_test(by_expression),
        cmocka_unit_test(bad_truths),          cmocka_unit_test(truths_as_a_model_would_write_them),
    };
    return cmocka_run_group_tests(tests, NULL, end_scoring);
}
