/* Truths written as a model writes its answer: truth_format "answer", and the member `answer` of a document. */
#include "geometry/spaces.h"
#include "scoring.h"

static int32_t read_truth(const char *recipe, const char *truth)
{
    use_recipe(recipe);
    arena_free(&now.arena);
    return truth_read(&now.scorer->recipe.config, span_of(truth), &now.arena, &now.truth, &now.err);
}

static void reads(const char *recipe, const char *truth)
{
    if (read_truth(recipe, truth) != VREWARD_OK)
        broken("%s: %s", truth, now.err.message);
}

static void refuses(const char *recipe, const char *truth, const char *part)
{
    assert_int_equal(read_truth(recipe, truth), VREWARD_E_TRUTH);
    if (strstr(now.err.message, part) == NULL)
        broken("%s: \"%s\" lacks \"%s\"", truth, now.err.message, part);
}

#define ANSWER(base, more) "{\"base\": \"" base "\", \"truth_format\": \"answer\"" more "}"

static void items(void **state)
{
    (void)state;
    reads(ANSWER("grounding", ""), "<think>[9, 9, 9, 9]</think><answer>[10, 20, 30, 40]</answer>");
    assert_int_equal(now.truth.counted, 1);
    assert_double(now.truth.box[3], 40);
    assert_int_equal(now.truth.space, SPACE_PIXEL);
    reads(ANSWER("detection", ""),
          "[{'Position': [1, 2, 3, 4], 'label': 'cat'}, {'Position': [5, 6, 7, 8], 'label': 'dog'}]");
    assert_int_equal(now.truth.count, 2);
    assert_true(span_equal(now.truth.label[1], SPAN("dog")));
    reads(ANSWER("detection", ""), "none");
    assert_int_equal(now.truth.has_items, 1);
    assert_int_equal(now.truth.count, 0);
    reads(ANSWER("counting", ""), "{\"point_2d\": [1, 2]} {\"point_2d\": [5, 9]}");
    assert_int_equal(now.truth.has_points, 1);
    assert_double(now.truth.point[3], 9);
    reads(ANSWER("pr1-grounding", ""), "<answer>[1, 2, 3, 4]</answer>");
    assert_double(now.truth.box[0], 1);
}

static void numbers_and_texts(void **state)
{
    (void)state;
    reads(ANSWER("counting", ""), "<answer> 7 </answer>");
    assert_double(now.truth.number, 7);
    assert_false(now.truth.has_items);
    reads(ANSWER("ocr", ""), "<think>a clock</think><answer>BIG BEN</answer>");
    assert_true(span_equal(now.truth.text, SPAN("BIG BEN")));
    reads(ANSWER("ocr", ", \"answer\": {\"missing\": \"none\"}"), "BIG BEN");
    assert_true(span_equal(now.truth.text, SPAN("BIG BEN")));
}

/* What costs a completion something is wrong in a truth. */
static void refused_answers(void **state)
{
    (void)state;
    refuses(ANSWER("grounding", ""), "at the left", "cannot be read as grounding reads an answer: no_items");
    refuses(ANSWER("grounding", ""), "", "empty_answer");
    refuses(ANSWER("grounding", ""), "[[1, 2, 3, 4], [5, 6", "truncated");
    refuses(ANSWER("grounding", ""), "[3, 4, 3, 4]", "at index 0) of the wrong kind, without extent");
    refuses(ANSWER("detection", ""), "[{\"bbox\": [1, 2, 3, 4], \"label\": \"a\"}, {\"bbox\": [1, 2, 3, 5]}]",
            "with and without a label");
    refuses(ANSWER("detection", ""), "[[1, 2, 3, 4]]", "'labels' is missing");
    refuses(ANSWER("counting", ""), "many", "no_items");
    refuses(ANSWER("counting", ""), "7.5", "no whole number");
    refuses(ANSWER("counting", ""), "5 or 6", "ambiguous");
}

static void spaces(void **state)
{
    (void)state;
    reads(ANSWER("grounding", ""), "<|box_start|>(100,200),(300,400)<|box_end|>");
    assert_int_equal(now.truth.space, SPACE_NORM1000);
    assert_double(
        score_of("<|box_start|>(100,200),(300,400)<|box_end|>", "<|box_start|>(100,200),(300,400)<|box_end|>"), 1);
    reads("grounding", "{\"answer\": \"<box>(100,200),(300,400)</box>\", \"size\": [640, 480]}");
    assert_double(now.truth.box[0], 64);
    reads("grounding", "{\"answer\": \"<box>(100,200),(300,400)</box>\", \"size\": [640, 480], \"space\": \"pixel\"}");
    assert_double(now.truth.box[0], 100);
}

static void documents(void **state)
{
    (void)state;
    reads("grounding", "{\"answer\": \"<answer>[1, 2, 30, 40]</answer>\", \"order\": \"xywh\", \"_id\": 7}");
    assert_double(now.truth.box[3], 42);
    reads("detection",
          "{\"answer\": \"[[1, 2, 3, 4], [5, 6, 7, 8]]\", \"labels\": [\"a\", \"b\"], \"ignore\": [false, true]}");
    assert_int_equal(now.truth.counted, 1);
    assert_true(span_equal(now.truth.label[0], SPAN("a")));
    reads(ANSWER("grounding", ""), "{\"answer\": \"[1, 2, 3, 4]\", \"size\": [10, 20]}");
    assert_double(now.truth.width, 10);
    refuses("grounding", "{\"answer\": \"[1, 2, 3, 4]\", \"box\": [1, 2, 3, 4]}",
            "in the place of items, count and text");
    refuses("grounding", "{\"answer\": [1, 2, 3, 4]}", "'answer' is not a string");
    refuses("detection", "{\"answer\": \"[1, 2, 3, 4]\", \"labels\": [\"a\", \"b\"]}", "2 elements for 1 items");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items),  cmocka_unit_test(numbers_and_texts), cmocka_unit_test(refused_answers),
        cmocka_unit_test(spaces), cmocka_unit_test(documents),
    };
    return cmocka_run_group_tests(tests, NULL, end_scoring);
}
