/* Figures over many samples through the public header: what is asked of arguments, and that neither the order of adding
 * nor that of merging changes a digit. */
#include "ragged.h"

#include <stdio.h>

static struct ragged texts, truths;
static vreward_error err;

enum { SAMPLES = 12, MOST_TEXT = 1 << 16 };

/* Boxes that miss by more and more, of two labels, with equal and different confidences. */
static char completion[SAMPLES][256], document[SAMPLES][256];
static int64_t key[SAMPLES];

static void make_samples(void)
{
    for (int i = 0; i < SAMPLES; i++) {
        sprintf(
            completion[i],
            "[{\"bbox_2d\": [0, 0, %d, 10], \"label\": \"%s\", \"confidence\": 0.%d}, {\"bbox_2d\": [20, 0, 30, %d], "
            "\"label\": \"dog\", \"confidence\": 0.5}]",
            20 - i, i % 3 ? "cat" : "cow", i % 4, 10 + i % 5);
        sprintf(document[i], "{\"boxes\": [[0, 0, 10, 10], [20, 0, 30, 10]], \"labels\": [\"cat\", \"dog\"]}");
        key[i] = i / 2; /* two rollouts of each image */
    }
}

/* Adds the samples of these numbers in one call. */
static void add(vreward_evaluation *evaluation, const int *number, int count)
{
    const char *text[SAMPLES], *truth[SAMPLES];
    int64_t keys[SAMPLES];
    for (int i = 0; i < count; i++) {
        text[i] = completion[number[i]];
        truth[i] = document[number[i]];
        keys[i] = key[number[i]];
    }
    ragged_of(&texts, text, count);
    ragged_of(&truths, truth, count);
    const vreward_batch batch = batch_of(&texts, &truths);
    assert_int_equal(vreward_evaluation_add(evaluation, &batch, keys, &err), VREWARD_OK);
}

static vreward_evaluation *evaluation_of(const vreward_scorer *scorer)
{
    vreward_evaluation *evaluation = NULL;
    assert_int_equal(vreward_evaluation_create(scorer, &evaluation, &err), VREWARD_OK);
    return evaluation;
}

static const vreward_evaluation_options with_resamples = {
    .struct_size = sizeof with_resamples, .bootstrap = 20, .seed = 3, .resamples = 1};

static char *result_of(vreward_evaluation *evaluation, const vreward_evaluation_options *options)
{
    static char buffer[2][MOST_TEXT];
    static int next;
    char *text = buffer[next = !next];
    int64_t needed = -1, again = -1;
    assert_int_equal(vreward_evaluation_json(evaluation, options, NULL, 0, &needed, &err), VREWARD_E_CAPACITY);
    assert_int_equal(vreward_evaluation_json(evaluation, options, text, MOST_TEXT - 1, &again, &err), VREWARD_OK);
    assert_int_equal(again, needed);
    text[needed] = '\0';
    return text;
}

static void order_changes_nothing(void **state)
{
    (void)state;
    static const int forward[SAMPLES] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
                     shuffled[SAMPLES] = {7, 0, 11, 3, 8, 2, 10, 1, 9, 4, 6, 5};
    make_samples();
    vreward_scorer *scorer = scorer_of("detection");
    vreward_evaluation *whole = evaluation_of(scorer), *parts = evaluation_of(scorer), *part = evaluation_of(scorer);
    add(whole, forward, SAMPLES);
    add(parts, shuffled + 7, 5);
    add(part, shuffled, 3);
    add(part, shuffled + 3, 4);
    assert_int_equal(vreward_evaluation_merge(parts, part, &err), VREWARD_OK);
    const char *expected = result_of(whole, &with_resamples);
    assert_string_equal(result_of(parts, &with_resamples), expected);
    assert_non_null(strstr(expected, "\"samples\":12,\"keys\":6,\"bad_truths\":0"));
    assert_non_null(strstr(expected, "\"resamples\":["));
    assert_string_equal(result_of(parts, NULL), result_of(whole, NULL));
    assert_null(strstr(result_of(whole, NULL), "resamples"));
    vreward_evaluation_destroy(whole);
    vreward_evaluation_destroy(parts);
    vreward_evaluation_destroy(part);
    vreward_scorer_destroy(scorer);
}

/* By hand: pairs of IoU 0.9 and 0.5. */
static void items_as_arrays(void **state)
{
    (void)state;
    static const double boxes[] = {0, 0, 10, 9, 0, 0, 10, 5}, truth[] = {0, 0, 10, 10};
    static const int64_t offsets[] = {0, 1, 2}, true_offsets[] = {0, 1};
    const vreward_truth_arrays arrays = {.struct_size = sizeof arrays, .item_offsets = true_offsets, .box = truth};
    const vreward_item_batch batch = {.struct_size = sizeof batch,
                                      .count = 2,
                                      .item_offsets = offsets,
                                      .box = boxes,
                                      .truth_count = 1,
                                      .truth_arrays = &arrays};
    vreward_scorer *scorer = scorer_of("grounding");
    vreward_evaluation *evaluation = evaluation_of(scorer);
    assert_int_equal(vreward_evaluation_add_items(evaluation, &batch, NULL, &err), VREWARD_OK);
    assert_int_equal(vreward_evaluation_add_items(evaluation, &batch, NULL, &err), VREWARD_OK);
    const char *text = result_of(evaluation, NULL);
    assert_non_null(strstr(text, "\"samples\":4,\"keys\":4"));
    assert_non_null(strstr(text, "\"Acc@0.5\":{\"value\":1,"));
    assert_non_null(strstr(text, "\"Acc@0.75\":{\"value\":0.5,"));
    assert_non_null(strstr(text, "\"mIoU\":{\"value\":0.7,"));
    assert_null(strstr(text, "R@0.5"));
    vreward_evaluation_destroy(evaluation);
    vreward_scorer_destroy(scorer);
}

static void bad_truths_are_counted(void **state)
{
    (void)state;
    static const char *const written[] = {"3", "4", "5"}, *const right[] = {"3", "\"many\"", "7"};
    vreward_scorer *scorer = scorer_of("counting");
    vreward_evaluation *evaluation = evaluation_of(scorer);
    ragged_of(&texts, written, 3);
    ragged_of(&truths, right, 3);
    const vreward_batch batch = batch_of(&texts, &truths);
    assert_int_equal(vreward_evaluation_add(evaluation, &batch, NULL, &err), VREWARD_E_TRUTH);
    assert_int_equal(err.code, VREWARD_E_TRUTH);
    assert_int_equal(err.index, 1);
    const char *text = result_of(evaluation, NULL);
    assert_non_null(strstr(text, "\"samples\":2,\"keys\":2,\"bad_truths\":1"));
    assert_non_null(strstr(text, "\"MAE\":{\"value\":1,")); /* (0 + 2) / 2 */
    vreward_evaluation_destroy(evaluation);
    vreward_scorer_destroy(scorer);
}

static void nothing_added(void **state)
{
    (void)state;
    vreward_scorer *scorer = scorer_of("detection");
    vreward_evaluation *evaluation = evaluation_of(scorer), *other = evaluation_of(scorer);
    assert_int_equal(vreward_evaluation_merge(evaluation, other, &err), VREWARD_OK);
    assert_string_equal(result_of(evaluation, &with_resamples),
                        "{\"task\":\"detection\",\"samples\":0,\"keys\":0,\"bad_truths\":0,\"metrics\":{},"
                        "\"reasons\":{},\"labels\":{}}");
    vreward_evaluation_destroy(evaluation);
    vreward_evaluation_destroy(other);
    vreward_evaluation_destroy(NULL);
    vreward_scorer_destroy(scorer);
}

#define MISUSE(part, call)                                             \
    do {                                                               \
        assert_int_equal((call), VREWARD_E_ARGUMENT);                  \
        assert_int_equal(err.code, VREWARD_E_ARGUMENT);                \
        if (strstr(err.message, (part)) == NULL)                       \
            print_error("\"%s\" lacks \"%s\"\n", err.message, (part)); \
        assert_non_null(strstr(err.message, (part)));                  \
    } while (0)

static void misuse(void **state)
{
    (void)state;
    static const int numbers[] = {0, 1};
    int64_t needed;
    make_samples();
    vreward_scorer *scorer = scorer_of("detection"), *other_scorer = scorer_of("counting");
    vreward_evaluation *keyed = evaluation_of(scorer), *counted = evaluation_of(scorer);
    vreward_evaluation *other = evaluation_of(other_scorer), *none = keyed;
    add(keyed, numbers, 2);
    const vreward_batch batch = batch_of(&texts, &truths);
    const vreward_item_batch none_at_all = {.struct_size = sizeof none_at_all};
    static const double box[] = {0, 0, 1, 1};
    static const int64_t item_offsets[] = {0, 1}, label_offsets[] = {0, 1};
    vreward_item_batch items = {.struct_size = sizeof items,
                                .count = 1,
                                .item_offsets = item_offsets,
                                .box = box,
                                .label = "a",
                                .label_offsets = label_offsets,
                                .truth = truths.text,
                                .truth_offsets = truths.offsets,
                                .truth_count = 1};
    assert_int_equal(vreward_evaluation_add_items(keyed, &none_at_all, NULL, &err), VREWARD_OK);
    assert_int_equal(vreward_evaluation_add(counted, &batch, NULL, &err), VREWARD_OK);
    MISUSE("scorer is NULL", vreward_evaluation_create(NULL, &none, &err));
    assert_null(none);
    MISUSE("evaluation is NULL", vreward_evaluation_create(scorer, NULL, &err));
    MISUSE("evaluation is NULL", vreward_evaluation_add(NULL, &batch, NULL, &err));
    MISUSE("batch is NULL", vreward_evaluation_add(keyed, NULL, key, &err));
    MISUSE("batch is NULL", vreward_evaluation_add_items(keyed, NULL, key, &err));
    MISUSE("keys is NULL, and was not before", vreward_evaluation_add(keyed, &batch, NULL, &err));
    MISUSE("keys is given, and was not before", vreward_evaluation_add_items(counted, &items, key, &err));
    MISUSE("from is NULL", vreward_evaluation_merge(keyed, NULL, &err));
    MISUSE("the same evaluation", vreward_evaluation_merge(keyed, keyed, &err));
    MISUSE("different recipes", vreward_evaluation_merge(keyed, other, &err));
    MISUSE("give keys", vreward_evaluation_merge(keyed, counted, &err));
    MISUSE("evaluation is NULL", vreward_evaluation_json(NULL, NULL, NULL, 0, &needed, &err));
    MISUSE("needed is NULL", vreward_evaluation_json(keyed, NULL, NULL, 0, NULL, &err));
    vreward_evaluation_options options = {.struct_size = sizeof options, .bootstrap = -1};
    MISUSE("bootstrap is -1", vreward_evaluation_json(keyed, &options, NULL, 0, &needed, &err));
    options = (vreward_evaluation_options){.struct_size = sizeof options, .resamples = 2};
    MISUSE("resamples is 2", vreward_evaluation_json(keyed, &options, NULL, 0, &needed, &err));
    vreward_evaluation_destroy(keyed);
    vreward_evaluation_destroy(counted);
    vreward_evaluation_destroy(other);
    vreward_scorer_destroy(scorer);
    vreward_scorer_destroy(other_scorer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_changes_nothing),
        cmocka_unit_test(items_as_arrays),
        cmocka_unit_test(bad_truths_are_counted),
        cmocka_unit_test(nothing_added),
        cmocka_unit_test(misuse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
