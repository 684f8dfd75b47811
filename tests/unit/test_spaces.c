/* From the spaces that models write in to the one of the comparison, and the canonical order of items. */
#include "scoring.h"

static void points_and_input_sizes(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"detection\", \"labels\": \"ignore\", \"space\": {\"prediction\": \"input\"}}");
    const char *truth = "{\"points\": [[500, 500], [100, 100]], \"space\": \"norm1000\", \"size\": [200, 100],"
                        " \"input_size\": [400, 200]}";
    assert_double(score_of("[{\"point_2d\": [200, 100]}, {\"point_2d\": [40, 20]}]", truth), 1.0);
    assert_double(now.truth.point[0], 100.0);
    assert_double(now.truth.point[1], 50.0);
    assert_double(now.trace.predicted[0].converted[1], 50.0);
    /* A truth in pixels of what the model saw, whose original size nobody knows, stays there. */
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 40, 20]}]",
                           "{\"box\": [0, 0, 40, 20], \"space\": \"input\", \"input_size\": [400, 200]}"),
                  1.0);
    assert_double(now.truth.width, 400.0);
    use_recipe("{\"base\": \"grounding\", \"space\": {\"prediction\": \"norm1000\"}}");
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 100, 100]}]",
                           "{\"box\": [0, 0, 40, 20], \"space\": \"input\", \"input_size\": [400, 200]}"),
                  1.0);
}

static void resized_as_the_processor_does(void **state)
{
    (void)state;
    use_recipe(
        "{\"base\": \"grounding\", \"space\": {\"prediction\": \"input\", \"resize\": {\"factor\": 28, \"max_pixels\": "
        "1003520}}}");
    /* 640 x 480 becomes 644 x 476 */
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 644, 476]}]", "{\"box\": [0, 0, 640, 480], \"size\": [640, 480]}"),
                  1.0);
}

static void the_dialect_names_the_space(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"grounding\", \"space\": {\"prediction\": \"dialect\"}}");
    const char *truth = "{\"box\": [64, 48, 320, 240], \"size\": [640, 480]}";
    assert_double(score_of("<|box_start|>(100,100),(500,500)<|box_end|>", truth), 1.0);
    assert_double(score_of("[{\"bbox_2d\": [64, 48, 320, 240]}]", truth), 1.0); /* json names none: the truth's own */
}

/* By default the form names the space where the truth has the size; where it has not, the reason says so. */
static void automatic_spaces(void **state)
{
    (void)state;
    const char *thousandths = "<|box_start|>(100,100),(500,500)<|box_end|>";
    use_recipe("grounding");
    assert_double(score_of(thousandths, "{\"box\": [64, 48, 320, 240], \"size\": [640, 480]}"), 1.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_OK);
    assert_double(
        score_of("[{\"bbox_2d\": [64, 48, 320, 240]}]", "{\"box\": [64, 48, 320, 240], \"size\": [640, 480]}"),
        1.0); /* json names none */
    /* Both normalised: no size is needed. */
    assert_double(score_of(thousandths, "{\"box\": [0.1, 0.1, 0.5, 0.5], \"space\": \"norm1\"}"), 1.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_OK);
    assert_double(score_of(thousandths, "{\"box\": [100, 100, 500, 500], \"space\": \"norm1000\"}"), 1.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_OK);
    /* As they stand, which is never plainly right. */
    assert_double(score_of(thousandths, "[100, 100, 500, 500]"), 1.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_SPACE_SUSPECT);
    score_of(thousandths, "[0.1, 0.1, 0.5, 0.5]");
    assert_int_equal(now.trace.reason, VREWARD_REASON_SPACE_SUSPECT);
    score_of("[{\"box_2d\": [100, 100, 500, 500]}]", "[64, 48, 320, 240]");
    assert_int_equal(now.trace.reason, VREWARD_REASON_SPACE_SUSPECT);
}

/* Shares of the image and pixels have the same keys. */
static void shares_are_told_from_pixels(void **state)
{
    (void)state;
    const char *shares = "{\"objects\": [{\"x_min\": 0.1, \"y_min\": 0.1, \"x_max\": 0.5, \"y_max\": 0.5}]}";
    const char *pixels = "{\"objects\": [{\"x_min\": 64, \"y_min\": 48, \"x_max\": 320, \"y_max\": 240}]}";
    const char *truth = "{\"box\": [64, 48, 320, 240], \"size\": [640, 480]}";
    use_recipe("grounding");
    assert_double(score_of(shares, truth), 1.0);
    assert_double(score_of(pixels, truth), 1.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_OK);
    assert_double(score_of(pixels, "[64, 48, 320, 240]"), 1.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_OK);
    assert_double(score_of(shares, "[0.1, 0.1, 0.5, 0.5]"), 1.0); /* a data set in shares that does not say so */
    assert_int_equal(now.trace.reason, VREWARD_REASON_OK);
    score_of(shares, "[64, 48, 320, 240]");
    assert_int_equal(now.trace.reason, VREWARD_REASON_SPACE_SUSPECT);
}

static void items_without_text_stand(void **state)
{
    (void)state;
    static const double box[] = {64, 48, 320, 240};
    static const int64_t offsets[] = {0, 1};
    const char *truth = "{\"box\": [64, 48, 320, 240], \"size\": [640, 480]}";
    const int64_t truth_offsets[] = {0, (int64_t)strlen(truth)};
    double score;
    use_recipe("grounding");
    const vreward_item_batch batch = {.struct_size = sizeof batch,
                                      .count = 1,
                                      .item_offsets = offsets,
                                      .box = box,
                                      .truth = truth,
                                      .truth_offsets = truth_offsets,
                                      .truth_count = 1};
    const vreward_result result = {.struct_size = sizeof result, .score = &score};
    assert_int_equal(vreward_score_items(now.scorer, &batch, &result, &now.err), VREWARD_OK);
    assert_double(score, 1.0);
}

/* Items that differ in label or confidence only have an order, too: the trace of a pair does not depend on theirs. */
static void canonical_order(void **state)
{
    (void)state;
    static const char *const items[] = {
        "{\"bbox_2d\": [0, 0, 10, 10], \"label\": \"a\", \"confidence\": 0.5}",
        "{\"bbox_2d\": [0, 0, 10, 10], \"label\": \"a\", \"confidence\": 0.25}",
        "{\"bbox_2d\": [0, 0, 10, 10], \"label\": \"a\"}",
        "{\"bbox_2d\": [0, 0, 10, 10]}",
        "{\"bbox_2d\": [0, 0, 10, 10], \"label\": \"\"}",
        "{\"bbox_2d\": [-0.0, 0, 10, 10], \"label\": \"b\"}",
    };
    enum { COUNT = 6 };
    const char *truth = "{\"boxes\": [[0, 0, 10, 10], [0, 0, 10, 10]], \"labels\": [\"a\", \"b\"]}";
    double first[MAX_TERMS] = {0};
    use_recipe("{\"base\": \"detection\", \"ap\": [\"ap\", \"ap75\"]}");
    for (int start = 0; start < COUNT; start++) {
        char completion[1024] = "[";
        for (int i = 0; i < COUNT; i++) {
            strcat(completion, i ? ", " : "");
            strcat(completion, items[(start + i * 5) % COUNT]);
        }
        strcat(completion, "]");
        score_of(completion, truth);
        /* The lowest confidence comes first among equals, and is the one that pairs. */
        for (int i = 0; i < COUNT; i++) {
            if (now.trace.predicted[i].partner == 0)
                assert_double(now.trace.reading->items[i].confidence, 0.25);
        }
        if (start == 0)
            memcpy(first, now.trace.term, sizeof first);
        for (int t = 0; t < MAX_TERMS; t++)
            assert_double(now.trace.term[t], first[t]);
    }
}

static void shaping_ends(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"detection\", \"labels\": \"ignore\", \"overlap\": {\"ramp\": [0.25, 0.5]}}");
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 10, 5]}]", "[[0, 0, 10, 10]]"), 1.0);
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 10, 2]}]", "[[0, 0, 10, 10]]"), 0.0); /* quality 0 is no pair */
    assert_double(term("missed"), 1.0);
}

static void more_items_than_the_cap(void **state)
{
    (void)state;
    static const double boxes[] = {0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1};
    static const int64_t offsets[] = {0, 3}, truth_offsets[] = {0, 12};
    double score, terms[MAX_TERMS];
    int32_t reason;
    use_recipe("{\"base\": \"grounding\", \"max_items\": 2}");
    const vreward_item_batch batch = {.struct_size = sizeof batch,
                                      .count = 1,
                                      .item_offsets = offsets,
                                      .box = boxes,
                                      .truth = "[0, 0, 1, 1]",
                                      .truth_offsets = truth_offsets,
                                      .truth_count = 1};
    const vreward_result result = {.struct_size = sizeof result, .score = &score, .term = terms, .reason = &reason};
    assert_int_equal(vreward_score_items(now.scorer, &batch, &result, &now.err), VREWARD_OK);
    assert_double(score, 0.0);
    assert_double(terms[1], 0.0);
    assert_int_equal(reason, VREWARD_REASON_TOO_LARGE);
}

static void a_pattern_at_its_limit(void **state)
{
    (void)state;
    static char completion[4000];
    memset(completion, 'a', sizeof completion - 1);
    use_recipe("{\"base\": \"repetition\", \"format\": [{\"pattern\": \"(?:[ab]+)+(?:[ab]+)+[cd]\"}]}");
    struct arena arena = {0};
    struct trace trace;
    const struct config *config = &now.scorer->recipe.config;
    assert_int_equal(trace_begin(config, NULL, span_of(completion), &arena, &trace, NULL), VREWARD_OK);
    assert_int_equal(trace_end(config, NULL, &arena, &trace, NULL), VREWARD_OK);
    assert_double(trace.term[TERM_FORMAT], 0.0);
    assert_int_equal(trace.reason, VREWARD_REASON_LIMIT);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_and_input_sizes),
        cmocka_unit_test(resized_as_the_processor_does),
        cmocka_unit_test(the_dialect_names_the_space),
        cmocka_unit_test(automatic_spaces),
        cmocka_unit_test(shares_are_told_from_pixels),
        cmocka_unit_test(items_without_text_stand),
        cmocka_unit_test(canonical_order),
        cmocka_unit_test(shaping_ends),
        cmocka_unit_test(more_items_than_the_cap),
        cmocka_unit_test(a_pattern_at_its_limit),
    };
    return cmocka_run_group_tests(tests, NULL, end_scoring);
}
