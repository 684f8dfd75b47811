/* Truths as arrays score as the documents that say the same, and are refused where those are. */
#include "ragged.h"

static vreward_error err;
static struct ragged texts, documents;
static struct outputs by_document, by_array;

static const char *const completions[] = {
    "[{\"bbox_2d\": [1, 0, 10, 10], \"label\": \"cat\"}, {\"bbox_2d\": [20, 0, 30, 10], \"label\": \"d\xC3\xB6g\"}]",
    "[10, 20, 110, 120]",
    "There are 2.",
    "<point>(25, 5)</point>",
    "none",
    "from 12 to 17",
};

enum { COMPLETIONS = sizeof completions / sizeof completions[0] };

/* Scores every completion against every truth both ways, and expects the same bits. */
static void same_as(const char *recipe, const char *const *truths, int64_t count, const vreward_truth_arrays *arrays)
{
    vreward_scorer *scorer = scorer_of(recipe);
    int64_t index[COMPLETIONS];
    ragged_of(&texts, completions, COMPLETIONS);
    ragged_of(&documents, truths, count);
    for (int64_t t = 0; t < count; t++) {
        for (int i = 0; i < COMPLETIONS; i++)
            index[i] = t;
        vreward_batch batch = batch_of(&texts, &documents);
        batch.truth_index = index;
        const vreward_result first = result_into(&by_document), second = result_into(&by_array);
        const int32_t code = vreward_score(scorer, &batch, &first, &err);
        if (code != VREWARD_OK)
            print_error("%s, truth %d: %s\n", recipe, (int)t, err.message);
        assert_int_equal(code, VREWARD_OK);
        batch.truth = NULL;
        batch.truth_offsets = NULL;
        batch.truth_arrays = arrays;
        batch.threads = t % 2 == 0 ? 4 : 1;
        if (vreward_score(scorer, &batch, &second, &err) != VREWARD_OK)
            print_error("%s, truth %d: %s\n", recipe, (int)t, err.message);
        assert_int_equal(err.code, VREWARD_OK);
        assert_memory_equal(&by_document, &by_array, sizeof by_array);
        char explanation[8192];
        int64_t needed = 0;
        assert_int_equal(vreward_explain(scorer, &batch, 0, explanation, sizeof explanation, &needed, &err),
                         VREWARD_OK);
    }
    vreward_scorer_destroy(scorer);
}

static void boxes_with_labels(void **state)
{
    (void)state;
    static const char *const truths[] = {
        ("{\"boxes\": [[0, 0, 10, 10], [20, 0, 30, 10]], \"labels\": [\"cat\", \"d\xC3\xB6g\"],"
         " \"ignore\": [false, true]}"),
        "{\"boxes\": [], \"labels\": []}", "{\"boxes\": [[20, 0, 31, 10]], \"labels\": [\"\"], \"ignore\": [false]}"};
    const int64_t items[] = {0, 2, 2, 3}, label_offsets[] = {0, 3, 7, 7};
    const double boxes[] = {0, 0, 10, 10, 20, 0, 30, 10, 20, 0, 31, 10};
    const uint8_t ignore[] = {0, 1, 0};
    vreward_truth_arrays arrays = {.struct_size = sizeof arrays,
                                   .item_offsets = items,
                                   .box = boxes,
                                   .label = "catd\xC3\xB6g",
                                   .label_offsets = label_offsets,
                                   .ignore = ignore};
    same_as("detection", truths, 3, &arrays);
    same_as("counting", truths, 3, &arrays);
    same_as("perception-r1-detection", truths, 3, &arrays);
}

/* A score does not depend on it, so its effect is seen in AP by area: a box of 100 whose object is large. */
static void areas(void **state)
{
    (void)state;
    static const int64_t items[] = {0, 1}, text_offsets[] = {0, 16};
    static const double boxes[] = {0, 0, 10, 10}, large[] = {10000};
    vreward_truth_arrays arrays = {.struct_size = sizeof arrays, .item_offsets = items, .box = boxes, .area = large};
    const vreward_batch batch = {.struct_size = sizeof batch,
                                 .count = 1,
                                 .completion = "[[0, 0, 10, 10]]",
                                 .completion_offsets = text_offsets,
                                 .truth_count = 1,
                                 .truth_arrays = &arrays};
    vreward_scorer *scorer = scorer_of("{\"base\": \"detection\", \"labels\": \"ignore\"}");
    vreward_evaluation *evaluation = NULL;
    vreward_error error;
    static char text[1 << 14];
    int64_t needed = 0;
    assert_int_equal(vreward_evaluation_create(scorer, &evaluation, &error), VREWARD_OK);
    assert_int_equal(vreward_evaluation_add(evaluation, &batch, NULL, &error), VREWARD_OK);
    assert_int_equal(vreward_evaluation_json(evaluation, NULL, text, sizeof text - 1, &needed, &error), VREWARD_OK);
    text[needed] = '\0';
    assert_non_null(strstr(text, "\"ARs\":{\"value\":-1,"));
    assert_non_null(strstr(text, "\"ARl\":{\"value\":1,"));
    vreward_evaluation_destroy(evaluation);
    vreward_scorer_destroy(scorer);
}

static void sizes_and_spaces(void **state)
{
    (void)state;
    static const char *const truths[] = {
        "{\"box\": [10, 20, 110, 220], \"size\": [640, 480], \"input_size\": [644, 476]}",
        "{\"box\": [10, 20, 110, 220]}"};
    static const char *const shares[] = {"{\"box\": [0.1, 0.2, 0.5, 0.5], \"space\": \"norm1\", \"size\": [640, 480]}"};
    static const char *const any_of[] = {"{\"any_of\": [[0, 0, 5, 5], [10, 20, 110, 220]]}",
                                         "{\"any_of\": [[0, 0, 5, 5]]}"};
    const int64_t one_each[] = {0, 1, 2}, two_and_one[] = {0, 2, 3};
    const double boxes[] = {10, 20, 110, 220, 10, 20, 110, 220}, sizes[] = {640, 480, NAN, NAN};
    const double inputs[] = {644, 476, NAN, NAN};
    vreward_truth_arrays arrays = {
        .struct_size = sizeof arrays, .item_offsets = one_each, .box = boxes, .size = sizes, .input_size = inputs};
    same_as("grounding", truths, 2, &arrays);
    const double share[] = {0.1, 0.2, 0.5, 0.5};
    int32_t norm1 = 0;
    while (strcmp(vreward_space_name(norm1), "norm1") != 0)
        norm1++;
    arrays = (vreward_truth_arrays){
        .struct_size = sizeof arrays, .item_offsets = one_each, .box = share, .size = sizes, .space = norm1};
    same_as("{\"base\": \"grounding\", \"space\": {\"prediction\": \"norm1000\"}}", shares, 1, &arrays);
    const double choices[] = {0, 0, 5, 5, 10, 20, 110, 220, 0, 0, 5, 5};
    arrays =
        (vreward_truth_arrays){.struct_size = sizeof arrays, .item_offsets = two_and_one, .box = choices, .any_of = 1};
    same_as("grounding", any_of, 2, &arrays);
}

static void points_spans_numbers_texts(void **state)
{
    (void)state;
    static const char *const points[] = {"{\"points\": [[25, 5], [5, 5]], \"size\": [40, 40]}"};
    static const char *const beside[] = {"{\"boxes\": [[20, 0, 30, 10]], \"points\": [[25, 5]]}"};
    static const char *const spans[] = {"{\"span\": [10, 16]}", "{\"spans\": []}"};
    static const char *const counts[] = {"{\"count\": 2}", "{\"count\": 0}"};
    static const char *const numbers[] = {"{\"number\": 2}", "{\"number\": 0}"};
    static const char *const text[] = {"{\"text\": \"There are 2\"}", "{\"text\": \"\"}"};
    const int64_t two[] = {0, 2}, one[] = {0, 1, 1}, text_offsets[] = {0, 11, 11};
    const double place[] = {25, 5, 5, 5}, size[] = {40, 40}, box[] = {20, 0, 30, 10}, span[] = {10, 16};
    const double number[] = {2, 0};
    vreward_truth_arrays arrays = {.struct_size = sizeof arrays, .item_offsets = two, .point = place, .size = size};
    same_as("counting", points, 1, &arrays);
    arrays = (vreward_truth_arrays){.struct_size = sizeof arrays, .item_offsets = one, .box = box, .point = place};
    same_as(
        "{\"base\": \"detection\", \"labels\": \"ignore\", \"pair\": [{\"of\": \"overlap\"}, {\"of\": \"distance\", "
        "\"below\": 30}]}",
        beside, 1, &arrays);
    arrays = (vreward_truth_arrays){.struct_size = sizeof arrays, .item_offsets = one, .span = span};
    same_as("grounding", spans, 2, &arrays);
    arrays = (vreward_truth_arrays){.struct_size = sizeof arrays, .number = number};
    same_as("counting", counts, 2, &arrays);
    same_as("number", numbers, 2, &arrays);
    same_as("answer", numbers, 2, &arrays);
    arrays = (vreward_truth_arrays){.struct_size = sizeof arrays, .text = "There are 2", .text_offsets = text_offsets};
    same_as("ocr", text, 2, &arrays);
    same_as("answer", text, 1, &arrays);
}

/* ---- what is refused ---------------------------------------------------------------------------------------------- */

static const int64_t offsets[] = {0, 1};
static const double good_box[] = {0, 0, 10, 10};

static void refused(const char *recipe, const vreward_truth_arrays *arrays, int32_t expected, const char *part)
{
    vreward_scorer *scorer = scorer_of(recipe);
    ragged_of(&texts, completions, 1);
    const vreward_batch batch = {.struct_size = sizeof batch,
                                 .count = 1,
                                 .completion = texts.text,
                                 .completion_offsets = texts.offsets,
                                 .truth_count = 1,
                                 .truth_arrays = arrays};
    const vreward_result result = result_into(&by_array);
    const int32_t code = vreward_score(scorer, &batch, &result, &err);
    if (code != expected || strstr(err.message, part) == NULL)
        print_error("%s: \"%s\" lacks \"%s\"\n", recipe, err.message, part);
    assert_int_equal(code, expected);
    assert_non_null(strstr(err.message, part));
    vreward_scorer_destroy(scorer);
}

#define ARRAYS(...) (&(const vreward_truth_arrays){.struct_size = sizeof(vreward_truth_arrays), __VA_ARGS__})

static void bad_arrays(void **state)
{
    (void)state;
    const int64_t falling[] = {1, 0};
    const int32_t argument = VREWARD_E_ARGUMENT;
    refused("ocr", &(const vreward_truth_arrays){.struct_size = 20}, argument,
            "vreward_truth_arrays.struct_size is 20");
    refused("grounding", ARRAYS(.box = good_box), argument, "truth_arrays.item_offsets is NULL: give");
    refused("grounding", ARRAYS(.item_offsets = offsets), argument, "1 items, and box, point and span are NULL: give");
    refused("grounding", ARRAYS(.item_offsets = falling, .box = good_box), argument,
            "truth_arrays.item_offsets[1] is 0, less than the one before it");
    refused("grounding", ARRAYS(.item_offsets = offsets, .box = good_box, .span = good_box), argument,
            "truth_arrays.span and box are both given: leave one NULL");
    refused("grounding", ARRAYS(.item_offsets = offsets, .box = good_box, .point = good_box), argument,
            "truth_arrays.box and point are both given: leave one NULL, or say in the recipe's `pair`");
    refused("counting", ARRAYS(.item_offsets = offsets, .span = good_box), argument,
            "truth_arrays.span has no meaning in counting");
    refused("detection", ARRAYS(.item_offsets = offsets, .box = good_box, .label = "x"), argument,
            "truth_arrays.label_offsets is NULL");
    refused("ocr", ARRAYS(.text = "x"), argument, "truth_arrays.text_offsets is NULL");
    refused("grounding", ARRAYS(.item_offsets = offsets, .box = good_box, .space = 2), argument,
            "truth_arrays.space is 2: give 0 for pixels, or one of 3 to 9");
    refused("grounding", ARRAYS(.item_offsets = offsets, .box = good_box, .any_of = 2), argument,
            "truth_arrays.any_of is 2: give 0 or 1");
    const char *const one[] = {"[0, 0, 1, 1]"};
    ragged_of(&documents, one, 1);
    vreward_scorer *scorer = scorer_of("grounding");
    vreward_batch both = batch_of(&texts, &documents);
    both.truth_arrays = ARRAYS(.item_offsets = offsets, .box = good_box);
    const vreward_result result = result_into(&by_array);
    assert_int_equal(vreward_score(scorer, &both, &result, &err), argument);
    assert_string_equal(err.message, "truth and truth_arrays are both given: leave one NULL");
    vreward_scorer_destroy(scorer);
}

/* The truth's fault, as in a document. */
static void bad_truths(void **state)
{
    (void)state;
    const int32_t truth = VREWARD_E_TRUTH;
    const double nan_box[] = {0, 0, NAN, 10}, flat[] = {5, 5, 3, 3}, far[] = {0, 0, 2e9, 10}, backward[] = {9, 3};
    const double negative[] = {-1, 480}, whole[] = {1.5}, two[] = {2};
    const uint8_t odd[] = {2};
    const int64_t none[] = {0, 0};
    refused("grounding", ARRAYS(.item_offsets = offsets, .box = nan_box), truth,
            "truth member 'boxes' at index 0 holds a number that is not finite");
    refused("grounding", ARRAYS(.item_offsets = offsets, .box = far), truth, "beyond 1e9 in size");
    refused("grounding", ARRAYS(.item_offsets = offsets, .box = flat), truth, "a box without extent as two corners");
    refused("grounding", ARRAYS(.item_offsets = offsets, .span = backward), truth, "does not end after it begins");
    refused("grounding", ARRAYS(.item_offsets = offsets, .box = good_box, .size = negative), truth,
            "truth member 'size' is [-1, 480]: it is [width, height], both above 0, or NaN");
    refused("detection", ARRAYS(.item_offsets = offsets, .box = good_box), truth, "'labels' is missing");
    refused("grounding", ARRAYS(.item_offsets = none, .any_of = 1), truth, "truth member 'any_of' is empty");
    refused("grounding", ARRAYS(.number = two), truth, "'box' is missing");
    refused("counting", ARRAYS(.number = whole), truth, "'count' is not a whole number from 0 to 1e9");
    refused("counting", ARRAYS(.item_offsets = offsets, .box = good_box, .number = two), truth,
            "'count' is 2, but 1 items count");
    refused("counting", ARRAYS(.item_offsets = offsets, .box = good_box, .ignore = odd), truth,
            "'ignore' at index 0 is neither 0 nor 1");
    const double below[] = {-1}, point[] = {1, 1};
    refused("counting", ARRAYS(.item_offsets = offsets, .box = good_box, .area = below), truth,
            "'area' at index 0 is not a number from 0 to 1e18");
    refused("counting", ARRAYS(.item_offsets = offsets, .point = point, .area = two), truth, "belongs to boxes");
    refused("ocr", ARRAYS(.number = two), truth, "'text' is missing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boxes_with_labels),          cmocka_unit_test(areas),      cmocka_unit_test(sizes_and_spaces),
        cmocka_unit_test(points_spans_numbers_texts), cmocka_unit_test(bad_arrays), cmocka_unit_test(bad_truths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
