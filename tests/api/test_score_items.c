/* vreward_score_items through the public header. */
#include "ragged.h"

static struct ragged texts, truths;
static struct outputs outputs;
static vreward_error err;

static const double boxes[] = {0, 0, 10, 10, 20, 0, 30, 10, 0, 0, 10, 10, 0, 0, NAN, 10};
static const char *const item_labels[] = {"cat", "dog", "dog", "cat"};
static const int64_t item_offsets[] = {0, 2, 4, 4};
static const char *const two_boxes[] = {
    "{\"boxes\": [[0, 0, 10, 10], [20, 0, 30, 10]], \"labels\": [\"cat\", \"dog\"]}"};

static vreward_item_batch item_batch(const struct ragged *labels, const struct ragged *documents)
{
    return (vreward_item_batch){.struct_size = sizeof(vreward_item_batch),
                                .count = 3,
                                .item_offsets = item_offsets,
                                .box = boxes,
                                .label = labels->text,
                                .label_offsets = labels->offsets,
                                .truth = documents->text,
                                .truth_offsets = documents->offsets,
                                .truth_count = documents->count};
}

static void items_as_arrays(void **state)
{
    (void)state;
    vreward_scorer *scorer = scorer_of("detection");
    ragged_of(&texts, item_labels, 4);
    ragged_of(&truths, two_boxes, 1);
    const vreward_item_batch batch = item_batch(&texts, &truths);
    const vreward_result result = result_into(&outputs);
    assert_int_equal(vreward_score_items(scorer, &batch, &result, &err), VREWARD_OK);
    assert_double(outputs.score[0], 1.0);
    assert_double(outputs.score[1], 0.0); /* wrong label, refused box */
    assert_int_equal(outputs.reason[1], VREWARD_REASON_BAD_VALUE);
    assert_true(outputs.reasons[1] >> VREWARD_REASON_LABEL_MISMATCH & 1);
    assert_double(outputs.score[2], 0.0); /* no items is an empty prediction */
    assert_int_equal(outputs.reason[2], VREWARD_REASON_MISSED_ITEMS);
    for (int i = 0; i < 3; i++) {
        assert_double(outputs.term[i], 1.0);
        assert_double(outputs.term[3 + i], 1.0);
    }
    vreward_scorer_destroy(scorer);
}

static void points_as_arrays(void **state)
{
    (void)state;
    static const double points[] = {10, 10, 30, 10};
    static const int64_t offsets[] = {0, 2};
    static const char *const document[] = {"{\"points\": [[10, 10], [30, 10]]}"};
    vreward_scorer *scorer = scorer_of("counting");
    ragged_of(&truths, document, 1);
    vreward_item_batch batch = {.struct_size = sizeof batch,
                                .count = 1,
                                .item_offsets = offsets,
                                .point = points,
                                .truth = truths.text,
                                .truth_offsets = truths.offsets,
                                .truth_count = 1};
    const vreward_result result = result_into(&outputs);
    assert_int_equal(vreward_score_items(scorer, &batch, &result, &err), VREWARD_OK);
    assert_double(outputs.score[0], 1.0);
    vreward_scorer_destroy(scorer);
}

/* 12 to 16 seconds of a moment from 12 to 20, in either form of truth: an IoU of 4 / 8. */
static void moments_as_boxes(void **state)
{
    (void)state;
    static const double box[] = {12, 0, 16, 1}, moment[] = {12, 20};
    static const int64_t offsets[] = {0, 1};
    static const char *const document[] = {"{\"span\": [12, 20]}"};
    const vreward_truth_arrays arrays = {.struct_size = sizeof arrays, .item_offsets = offsets, .span = moment};
    vreward_scorer *scorer = scorer_of("grounding");
    ragged_of(&truths, document, 1);
    for (int given = 0; given < 2; given++) {
        const vreward_item_batch batch = {.struct_size = sizeof batch,
                                          .count = 1,
                                          .item_offsets = offsets,
                                          .box = box,
                                          .truth = given == 0 ? truths.text : NULL,
                                          .truth_offsets = given == 0 ? truths.offsets : NULL,
                                          .truth_count = 1,
                                          .truth_arrays = given == 0 ? NULL : &arrays};
        const vreward_result result = result_into(&outputs);
        assert_int_equal(vreward_score_items(scorer, &batch, &result, &err), VREWARD_OK);
        assert_double(outputs.score[0], 0.5);
    }
    vreward_scorer_destroy(scorer);
}

/* Beyond the cap everything is at its worst, format too. */
static void too_many_items(void **state)
{
    (void)state;
    static const char *const recipes[] = {
        "{\"base\": \"grounding\", \"max_items\": 2}",
        "{\"base\": \"perception-r1-grounding\", \"max_items\": 2}",
    };
    static const char *const box[] = {"[1, 2, 3, 4]"};
    ragged_of(&truths, box, 1);
    for (size_t i = 0; i < 2; i++) {
        vreward_scorer *scorer = scorer_of(recipes[i]);
        const vreward_item_batch batch = {
            .struct_size = sizeof batch,
            .count = 2,
            .item_offsets = (const int64_t[]){0, 3, 5},
            .box = (const double[]){1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8},
            .truth = truths.text,
            .truth_offsets = truths.offsets,
            .truth_count = 1};
        const vreward_result result = result_into(&outputs);
        double low, high;
        assert_int_equal(vreward_score_items(scorer, &batch, &result, &err), VREWARD_OK);
        assert_int_equal(vreward_scorer_range(scorer, &low, &high, NULL), VREWARD_OK);
        assert_int_equal(outputs.reason[0], VREWARD_REASON_TOO_LARGE);
        assert_double(outputs.score[0], low);
        assert_double(outputs.term[0], low);
        assert_double(outputs.term[2], 0.0); /* parsed */
        assert_double(outputs.term[1], 1.0); /* format of the other */
        vreward_scorer_destroy(scorer);
    }
}

static void bad_item_arrays(void **state)
{
    (void)state;
    vreward_scorer *scorer = scorer_of("detection"), *text_only = scorer_of("ocr");
    ragged_of(&texts, item_labels, 4);
    ragged_of(&truths, two_boxes, 1);
    const vreward_result result = result_into(&outputs);
    vreward_item_batch batch = item_batch(&texts, &truths);
    assert_int_equal(vreward_score_items(text_only, &batch, &result, &err), VREWARD_E_ARGUMENT);
    assert_non_null(strstr(err.message, "ocr"));
    assert_int_equal(vreward_score_items(NULL, &batch, &result, &err), VREWARD_E_ARGUMENT);
    assert_int_equal(vreward_score_items(scorer, NULL, &result, &err), VREWARD_E_ARGUMENT);
    assert_int_equal(vreward_score_items(scorer, &batch, NULL, &err), VREWARD_E_ARGUMENT);
    batch.point = boxes;
    assert_int_equal(vreward_score_items(scorer, &batch, &result, &err), VREWARD_E_ARGUMENT);
    assert_non_null(strstr(err.message, "both given"));
    batch.box = batch.point = NULL;
    assert_int_equal(vreward_score_items(scorer, &batch, &result, &err), VREWARD_E_ARGUMENT);
    assert_non_null(strstr(err.message, "both NULL"));
    batch = item_batch(&texts, &truths);
    batch.label = NULL;
    batch.label_offsets = NULL;
    assert_int_equal(vreward_score_items(scorer, &batch, &result, &err), VREWARD_E_ARGUMENT);
    assert_non_null(strstr(err.message, "label"));
    assert_non_null(strstr(err.message, "\"ignore\""));
    batch.count = 0; /* no item, no label */
    assert_int_equal(vreward_score_items(scorer, &batch, &result, &err), VREWARD_OK);
    batch = item_batch(&texts, &truths);
    batch.item_offsets = (const int64_t[]){0, 2, 1, 4};
    assert_int_equal(vreward_score_items(scorer, &batch, &result, &err), VREWARD_E_ARGUMENT);
    assert_int_equal(err.index, 1);
    batch.item_offsets = NULL;
    assert_int_equal(vreward_score_items(scorer, &batch, &result, &err), VREWARD_E_ARGUMENT);
    batch = item_batch(&texts, &truths);
    batch.label_offsets = NULL;
    assert_int_equal(vreward_score_items(scorer, &batch, &result, &err), VREWARD_E_ARGUMENT);
    assert_non_null(strstr(err.message, "label"));
    batch = item_batch(&texts, &truths);
    batch.label = NULL;
    assert_int_equal(vreward_score_items(scorer, &batch, &result, &err), VREWARD_E_ARGUMENT);
    vreward_scorer_destroy(scorer);
    vreward_scorer_destroy(text_only);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_as_arrays), cmocka_unit_test(points_as_arrays), cmocka_unit_test(moments_as_boxes),
        cmocka_unit_test(too_many_items),  cmocka_unit_test(bad_item_arrays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
