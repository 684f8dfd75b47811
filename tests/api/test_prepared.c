/* Prepared truths: what they keep, who may use them, and what is refused. That they score as documents and arrays do, with
 * every recipe: tests/unit/test_drawn.c. */
#include "ragged.h"

#include <stddef.h>

static vreward_error err;
static struct ragged texts, documents;
static struct outputs expected, found;

#define CAT(x1, x2) "[{\"bbox_2d\": [" #x1 ", 0, " #x2 ", 10], \"label\": \"caf\xC3\xA9\"}]"

static const char *const completions[] = {CAT(0, 10), CAT(20, 30), CAT(0, 5), "nothing"};
static const char *const rows[] = {
    "{\"boxes\": [[0, 0, 10, 10]], \"labels\": [\"caf\\u00e9\"]}",
    "{\"boxes\": [[20, 0, 31, 10], [0, 0, 5, 5]], \"labels\": [\"caf\xC3\xA9\", \"dog\"], \"ignore\": [false, true]}",
    "{\"boxes\": [], \"labels\": []}",
};

enum { COMPLETIONS = sizeof completions / sizeof completions[0], ROWS = sizeof rows / sizeof rows[0] };

static const int64_t row_of[COMPLETIONS] = {0, 1, 0, 2};

static vreward_truths *prepare(const vreward_scorer *scorer, const struct ragged *ragged)
{
    vreward_truths *truths = NULL;
    if (vreward_truths_create(scorer, ragged->text, ragged->offsets, ragged->count, NULL, &truths, &err) != VREWARD_OK)
        print_error("%s\n", err.message);
    assert_non_null(truths);
    return truths;
}

static vreward_batch batch_with(const vreward_truths *truths)
{
    return (vreward_batch){.struct_size = sizeof(vreward_batch),
                           .count = texts.count,
                           .completion = texts.text,
                           .completion_offsets = texts.offsets,
                           .truth_index = row_of,
                           .prepared = truths};
}

static void expect(const vreward_scorer *scorer, const vreward_batch *batch, const struct outputs *outputs)
{
    const vreward_result result = result_into(&found);
    assert_int_equal(vreward_score(scorer, batch, &result, &err), VREWARD_OK);
    assert_memory_equal(outputs, &found, sizeof found);
}

/* The scores of the texts against the rows as documents. */
static void score_rows(const vreward_scorer *scorer)
{
    ragged_of(&texts, completions, COMPLETIONS);
    ragged_of(&documents, rows, ROWS);
    vreward_batch batch = batch_of(&texts, &documents);
    batch.truth_index = row_of;
    const vreward_result result = result_into(&expected);
    assert_int_equal(vreward_score(scorer, &batch, &result, &err), VREWARD_OK);
    assert_double(expected.score[0], 1.0);
    assert_double(expected.score[2], 0.5);
}

/* The caller's documents and the scorer are gone when they are used. */
static void they_own_what_they_need(void **state)
{
    (void)state;
    vreward_scorer *scorer = scorer_of("detection");
    score_rows(scorer);
    struct ragged *copy = malloc(sizeof *copy);
    assert_non_null(copy);
    *copy = documents;
    vreward_truths *truths = prepare(scorer, copy);
    memset(copy, 0xFF, sizeof *copy);
    free(copy);
    vreward_scorer_destroy(scorer);
    vreward_scorer *again = scorer_of("{\"base\": \"detection\"}"); /* another text of the same recipe */
    vreward_batch batch = batch_with(truths);
    expect(again, &batch, &expected);
    batch.truth_count = ROWS;
    batch.threads = 4;
    expect(again, &batch, &expected);
    vreward_truths_destroy(truths);
    vreward_scorer_destroy(again);
}

/* All members of arrays, in memory that is gone when the truths are used. */
static void arrays_are_copied(void **state)
{
    (void)state;
    struct columns {
        int64_t item_offsets[ROWS + 1], label_offsets[4];
        double box[3][4], area[3], size[ROWS][2];
        uint8_t ignore[3];
        char label[13];
    } *columns = malloc(sizeof *columns);
    assert_non_null(columns);
    *columns = (struct columns){.item_offsets = {0, 1, 3, 3},
                                .label_offsets = {0, 5, 10, 13},
                                .box = {{0, 0, 10, 10}, {20, 0, 31, 10}, {0, 0, 5, 5}},
                                .area = {100, 110, 25},
                                .size = {{40, 40}, {NAN, NAN}, {40, 40}},
                                .ignore = {0, 0, 1}};
    memcpy(columns->label,
           "caf\xC3\xA9"
           "caf\xC3\xA9"
           "dog",
           sizeof columns->label);
    const vreward_truth_arrays arrays = {.struct_size = sizeof arrays,
                                         .item_offsets = columns->item_offsets,
                                         .box = columns->box[0],
                                         .label = columns->label,
                                         .label_offsets = columns->label_offsets,
                                         .ignore = columns->ignore,
                                         .size = columns->size[0],
                                         .area = columns->area};
    vreward_scorer *scorer = scorer_of("detection");
    vreward_truths *truths = NULL;
    score_rows(scorer);
    assert_int_equal(vreward_truths_create(scorer, NULL, NULL, ROWS, &arrays, &truths, &err), VREWARD_OK);
    memset(columns, 0xFF, sizeof *columns);
    free(columns);
    const vreward_batch batch = batch_with(truths);
    expect(scorer, &batch, &expected);
    vreward_truths_destroy(truths);
    vreward_scorer_destroy(scorer);
}

static void texts_are_copied(void **state)
{
    (void)state;
    static const char *const written[] = {"caf\xC3\xA9 au lait", "none"};
    const int64_t offsets[] = {0, 13, 13}, second[] = {1, 0};
    char *text = malloc(13);
    assert_non_null(text);
    memcpy(text, "caf\xC3\xA9 au lair", 13);
    const vreward_truth_arrays arrays = {.struct_size = sizeof arrays, .text = text, .text_offsets = offsets};
    vreward_scorer *scorer = scorer_of("ocr");
    vreward_truths *truths = NULL;
    assert_int_equal(vreward_truths_create(scorer, NULL, NULL, 2, &arrays, &truths, &err), VREWARD_OK);
    memset(text, 0xFF, 13);
    free(text);
    ragged_of(&texts, written, 2);
    vreward_batch batch = batch_with(truths);
    batch.truth_index = NULL; /* one each */
    const vreward_result result = result_into(&found);
    assert_int_equal(vreward_score(scorer, &batch, &result, &err), VREWARD_OK);
    assert_double(found.score[0], 1 - 1.0 / 12);
    assert_double(found.score[1], 0);
    batch.truth_index = second;
    assert_int_equal(vreward_score(scorer, &batch, &result, &err), VREWARD_OK);
    assert_double(found.score[0], 0);
    assert_true(found.score[1] < 0.3);
    vreward_truths_destroy(truths);
    vreward_scorer_destroy(scorer);
}

static void one_for_all(void **state)
{
    (void)state;
    vreward_scorer *scorer = scorer_of("detection");
    score_rows(scorer);
    documents.count = 1;
    vreward_truths *truths = prepare(scorer, &documents);
    vreward_batch batch = batch_with(truths);
    batch.truth_index = NULL;
    batch.threads = 3;
    const vreward_result result = result_into(&found);
    assert_int_equal(vreward_score(scorer, &batch, &result, &err), VREWARD_OK);
    assert_double(found.score[0], expected.score[0]);
    assert_double(found.score[2], expected.score[2]);
    vreward_truths_destroy(truths);
    vreward_scorer_destroy(scorer);
}

/* No truth is compared with, so none is read; whose they are is looked at all the same. */
static void of_a_recipe_without_truths(void **state)
{
    (void)state;
    static const char *const not_json[] = {"{", "}"};
    vreward_scorer *scorer = scorer_of("format"), *other = scorer_of("repetition");
    ragged_of(&texts, completions, 2);
    ragged_of(&documents, not_json, 2);
    vreward_truths *truths = prepare(scorer, &documents);
    vreward_batch batch = batch_with(truths);
    batch.truth_count = 2;
    const vreward_result result = result_into(&found);
    assert_int_equal(vreward_score(scorer, &batch, &result, &err), VREWARD_OK);
    assert_int_equal(vreward_score(other, &batch, &result, &err), VREWARD_E_ARGUMENT);
    vreward_truths_destroy(truths);
    vreward_scorer_destroy(other);
    vreward_scorer_destroy(scorer);
}

/* Nothing is made where one is bad; which, and where, is said. */
static void a_bad_one(void **state)
{
    (void)state;
    static const char *const bad[] = {"[0, 0, 9, 9]", "[0, 0, 9, 9]", "[0, 0, 9", "[]]"};
    const double boxes[] = {0, 0, 9, 9, 0, 0, NAN, 9};
    const int64_t items[] = {0, 1, 2};
    const vreward_truth_arrays arrays = {.struct_size = sizeof arrays, .item_offsets = items, .box = boxes};
    vreward_scorer *scorer = scorer_of("grounding");
    ragged_of(&documents, bad, 4);
    vreward_truths *truths = (vreward_truths *)(void *)&err;
    assert_int_equal(vreward_truths_create(scorer, documents.text, documents.offsets, 4, NULL, &truths, &err),
                     VREWARD_E_TRUTH);
    assert_null(truths);
    assert_int_equal(err.code, VREWARD_E_TRUTH);
    assert_int_equal(err.index, 2);
    assert_int_equal(err.offset, 8);
    assert_int_equal(vreward_truths_create(scorer, NULL, NULL, 2, &arrays, &truths, &err), VREWARD_E_TRUTH);
    assert_int_equal(err.index, 1);
    assert_int_equal(vreward_truths_create(scorer, documents.text, documents.offsets, 4, NULL, &truths, NULL),
                     VREWARD_E_TRUTH);
    vreward_scorer_destroy(scorer);
}

static void refused(const vreward_scorer *scorer, const vreward_batch *batch, int64_t index, const char *part)
{
    char buffer[8];
    int64_t needed = 0;
    const vreward_result result = result_into(&found);
    assert_int_equal(vreward_score(scorer, batch, &result, &err), VREWARD_E_ARGUMENT);
    if (strstr(err.message, part) == NULL)
        print_error("\"%s\" lacks \"%s\"\n", err.message, part);
    assert_non_null(strstr(err.message, part));
    assert_int_equal(err.index, index);
    assert_int_equal(vreward_explain(scorer, batch, index < 0 ? 0 : index, buffer, sizeof buffer, &needed, &err),
                     VREWARD_E_ARGUMENT);
    assert_non_null(strstr(err.message, part));
}

static void what_is_refused(void **state)
{
    (void)state;
    const int64_t far[] = {0, 1, 3, 0}, below[] = {0, 1, 2, -1};
    vreward_scorer *scorer = scorer_of("detection"), *other = scorer_of("{\"base\": \"detection\", \"min_iou\": 0.75}");
    score_rows(scorer);
    vreward_truths *truths = prepare(scorer, &documents);
    vreward_batch batch = batch_with(truths);
    refused(other, &batch, -1, "the prepared truths are of another recipe than the scorer's: prepare them with");
    batch.truth_index = far;
    refused(scorer, &batch, 2, "truth_index[2] is 3: it is from 0 to 2, as there are 3 truths");
    batch.truth_index = below;
    refused(scorer, &batch, 3, "truth_index[3] is -1: it is from 0 to 2");
    batch.truth_index = NULL;
    refused(scorer, &batch, -1,
            "the number of prepared truths is 3 for 4 samples: give one, as many, or a truth_index");
    batch.truth_index = row_of;
    batch.truth_count = 2;
    refused(scorer, &batch, -1, "truth_count is 2, and 3 truths are prepared: give 0 or as many");
    batch.truth_count = 0;
    batch.truth = documents.text;
    refused(scorer, &batch, -1, "truth and prepared are both given: leave one NULL");
    batch.truth = NULL;
    batch.truth_offsets = documents.offsets;
    refused(scorer, &batch, -1, "truth and prepared are both given: leave one NULL");
    batch.truth_offsets = NULL;
    batch.truth_arrays = &(const vreward_truth_arrays){.struct_size = sizeof(vreward_truth_arrays)};
    refused(scorer, &batch, -1, "truth_arrays and prepared are both given: leave one NULL");
    batch.truth_arrays = NULL;
    vreward_truths_destroy(truths);
    documents.count = 0;
    truths = prepare(scorer, &documents);
    batch.prepared = truths;
    refused(scorer, &batch, -1, "the number of prepared truths is 0: detection compares with a truth");
    batch.struct_size = offsetof(vreward_batch, prepared); /* a header that had no such member */
    refused(scorer, &batch, -1, "truth_count is 0: detection compares with a truth");
    vreward_truths_destroy(truths);
    vreward_truths_destroy(NULL);
    vreward_scorer_destroy(other);
    vreward_scorer_destroy(scorer);
}

#define NOT_MADE(part, call)                                           \
    do {                                                               \
        assert_int_equal((call), VREWARD_E_ARGUMENT);                  \
        if (strstr(err.message, (part)) == NULL)                       \
            print_error("\"%s\" lacks \"%s\"\n", err.message, (part)); \
        assert_non_null(strstr(err.message, (part)));                  \
    } while (0)

static void what_is_not_made(void **state)
{
    (void)state;
    const int64_t offsets[] = {0, 1}, falling[] = {1, 0};
    const vreward_truth_arrays arrays = {.struct_size = sizeof arrays}, small = {.struct_size = 20};
    vreward_scorer *scorer = scorer_of("ocr"), *format = scorer_of("format");
    vreward_truths *truths = (vreward_truths *)(void *)&err;
    NOT_MADE("truths is NULL", vreward_truths_create(scorer, "1", offsets, 1, NULL, NULL, &err));
    NOT_MADE("scorer is NULL", vreward_truths_create(NULL, "1", offsets, 1, NULL, &truths, &err));
    assert_null(truths);
    NOT_MADE("truth_offsets is NULL", vreward_truths_create(scorer, "1", NULL, 1, NULL, &truths, &err));
    NOT_MADE("truth is NULL", vreward_truths_create(scorer, NULL, offsets, 1, NULL, &truths, &err));
    NOT_MADE("truth_offsets[1] is 0", vreward_truths_create(scorer, "1", falling, 1, NULL, &truths, &err));
    NOT_MADE("truth_count is -1", vreward_truths_create(scorer, "1", offsets, -1, NULL, &truths, &err));
    NOT_MADE("truth_count is -1", vreward_truths_create(format, "1", offsets, -1, NULL, &truths, &err));
    NOT_MADE("leave one NULL", vreward_truths_create(scorer, "1", offsets, 1, &arrays, &truths, &err));
    NOT_MADE("struct_size is 20", vreward_truths_create(scorer, NULL, NULL, 1, &small, &truths, &err));
    assert_null(truths);
    vreward_scorer_destroy(format);
    vreward_scorer_destroy(scorer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_own_what_they_need),
        cmocka_unit_test(arrays_are_copied),
        cmocka_unit_test(texts_are_copied),
        cmocka_unit_test(one_for_all),
        cmocka_unit_test(of_a_recipe_without_truths),
        cmocka_unit_test(a_bad_one),
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(what_is_not_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
