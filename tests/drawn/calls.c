#include "drawn/calls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WRITTEN = 64 }; /* items that vreward_parse has room for */

static void fold(struct outcome *outcome, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < size; i++)
        outcome->digest = (outcome->digest ^ at[i]) * 0x100000001B3u; /* FNV-1a */
}

static void fold_name(struct outcome *outcome, const char *name)
{
    if (name != NULL)
        fold(outcome, name, strlen(name));
}

#define TAKE(room, type, count) ((type *)room_take((room), (size_t)(count) * sizeof(type)))

/* A call that writes a text: first its length, then into a buffer of just that. */
#define WRITE_TEXT(room, outcome, buffer, capacity, needed, call)                \
    do {                                                                         \
        char *buffer = NULL;                                                     \
        int64_t capacity = 0, *needed = TAKE(room, int64_t, 1);                  \
        (outcome)->code = (call);                                                \
        if ((outcome)->code == VREWARD_E_CAPACITY) {                             \
            buffer = TAKE(room, char, *needed);                                  \
            capacity = *needed;                                                  \
            (outcome)->code = (call);                                            \
        }                                                                        \
        if ((outcome)->code == VREWARD_OK || (outcome)->code == VREWARD_E_TRUTH) \
            fold(outcome, buffer, (size_t)*needed);                              \
    } while (0)

/* ---- without a scorer ------------------------------------------------------------------------------------------- */

static void run_names(const struct material *material, struct room *room, struct outcome *outcome)
{
    (void)material;
    (void)room;
    fold_name(outcome, vreward_version_string());
    outcome->digest += (uint64_t)vreward_version();
    for (int32_t i = -8; i < 64; i++) {
        fold_name(outcome, vreward_error_name(i));
        fold_name(outcome, vreward_reason_name(i));
        fold_name(outcome, vreward_dialect_name(i));
        fold_name(outcome, vreward_space_name(i));
        fold_name(outcome, vreward_repair_name(i));
    }
}

static void run_build_info(const struct material *material, struct room *room, struct outcome *outcome)
{
    (void)material;
    WRITE_TEXT(room, outcome, buffer, capacity, needed, vreward_build_info(buffer, capacity, needed, &outcome->err));
}

static void run_overlap(const struct material *material, struct room *room, struct outcome *outcome)
{
    const int64_t count = material->rows * material->cols;
    double *overlap = TAKE(room, double, count);
    outcome->code = vreward_overlap(material->overlap, material->boxes[0], material->rows, material->boxes[1],
                                    material->cols, overlap, &outcome->err);
    fold(outcome, overlap, (size_t)count * sizeof *overlap);
}

static void run_smart_resize(const struct material *material, struct room *room, struct outcome *outcome)
{
    int64_t *sides = TAKE(room, int64_t, 2);
    outcome->code = vreward_smart_resize(1 + 97 * material->rows, 1 + 131 * material->cols, 28, 0, 0, &sides[0],
                                         &sides[1], &outcome->err);
    fold(outcome, sides, 2 * sizeof *sides);
}

static void run_edit_distance(const struct material *material, struct room *room, struct outcome *outcome)
{
    const vreward_batch *batch = material->batch;
    int64_t *distance = TAKE(room, int64_t, batch->count);
    outcome->code =
        vreward_edit_distance(material->edit_distance, batch->completion, batch->completion_offsets, batch->count,
                              batch->truth, batch->truth_offsets, batch->truth_count, distance, &outcome->err);
    if (outcome->code == VREWARD_OK)
        fold(outcome, distance, (size_t)batch->count * sizeof *distance);
}

static void run_match(const struct material *material, struct room *room, struct outcome *outcome)
{
    int64_t *row_to_col = TAKE(room, int64_t, material->rows);
    outcome->code =
        vreward_match(material->match, material->value, material->rows, material->cols, row_to_col, &outcome->err);
    if (outcome->code == VREWARD_OK)
        fold(outcome, row_to_col, (size_t)material->rows * sizeof *row_to_col);
}

static void run_match_boxes(const struct material *material, struct room *room, struct outcome *outcome)
{
    int64_t *a_to_b = TAKE(room, int64_t, material->rows);
    double *overlap = TAKE(room, double, material->rows);
    outcome->code = vreward_match_boxes(material->match, material->boxes[0], material->rows, material->boxes[1],
                                        material->cols, a_to_b, overlap, &outcome->err);
    if (outcome->code == VREWARD_OK) {
        fold(outcome, a_to_b, (size_t)material->rows * sizeof *a_to_b);
        fold(outcome, overlap, (size_t)material->rows * sizeof *overlap);
    }
}

static void run_recipe_json(const struct material *material, struct room *room, struct outcome *outcome)
{
    const char *name = vreward_recipe_name(material->rows % vreward_recipe_count());
    WRITE_TEXT(room, outcome, buffer, capacity, needed,
               vreward_recipe_json(name, (int64_t)strlen(name), buffer, capacity, needed, &outcome->err));
}

static void run_model_json(const struct material *material, struct room *room, struct outcome *outcome)
{
    const char *name = vreward_model_name(material->rows);
    WRITE_TEXT(room, outcome, buffer, capacity, needed,
               vreward_model_json(name, (int64_t)strlen(name), buffer, capacity, needed, &outcome->err));
}

/* ---- scorers ---------------------------------------------------------------------------------------------------- */

static void fold_scorer(const vreward_scorer *scorer, struct room *room, struct outcome *outcome)
{
    double *range = TAKE(room, double, 2);
    for (int64_t term = -1; outcome->code == VREWARD_OK && term < vreward_scorer_term_count(scorer); term++) {
        fold_name(outcome, vreward_scorer_term_name(scorer, term));
        outcome->code = term < 0 ? vreward_scorer_range(scorer, &range[0], &range[1], &outcome->err)
                                 : vreward_scorer_term_range(scorer, term, &range[0], &range[1], &outcome->err);
        fold(outcome, range, 2 * sizeof *range);
    }
}

static void run_create(const struct material *material, struct room *room, struct outcome *outcome)
{
    const size_t length = strlen(material->recipe);
    const char *recipe = memcpy(TAKE(room, char, length), material->recipe, length);
    vreward_scorer **scorer = TAKE(room, vreward_scorer *, 1);
    outcome->code = vreward_scorer_create(recipe, (int64_t)length, scorer, &outcome->err);
    if (outcome->code != VREWARD_OK) {
        if (*scorer != NULL)
            abort();
        return;
    }
    fold_scorer(*scorer, room, outcome);
    if (outcome->code == VREWARD_OK)
        WRITE_TEXT(room, outcome, buffer, capacity, needed,
                   vreward_scorer_recipe_json(*scorer, buffer, capacity, needed, &outcome->err));
    vreward_scorer_destroy(*scorer);
}

/* ---- scoring ---------------------------------------------------------------------------------------------------- */

/* Room for all that a result may hold, with a stride that leaves a gap. */
static vreward_result *take_result(const struct material *material, int64_t count, struct room *room)
{
    vreward_result *result = TAKE(room, vreward_result, 1);
    const int64_t terms = vreward_scorer_term_count(material->scorer);
    const int64_t stride = material->rows % 2 == 0 ? 0 : count + 1;
    const int64_t values = terms * (stride == 0 ? count : stride) - (stride == 0 ? 0 : 1);
    *result = (vreward_result){.struct_size = sizeof *result,
                               .score = TAKE(room, double, count),
                               .term = TAKE(room, double, values),
                               .reason = TAKE(room, int32_t, count),
                               .reasons = TAKE(room, uint64_t, count),
                               .term_stride = stride};
    return result;
}

static void fold_result(const struct material *material, const vreward_result *result, int64_t count,
                        struct outcome *outcome)
{
    const int64_t terms = vreward_scorer_term_count(material->scorer);
    const int64_t stride = result->term_stride == 0 ? count : result->term_stride;
    if (outcome->code != VREWARD_OK && outcome->code != VREWARD_E_TRUTH)
        return;
    fold(outcome, result->score, (size_t)count * sizeof *result->score);
    for (int64_t term = 0; term < terms; term++)
        fold(outcome, result->term + term * stride, (size_t)count * sizeof *result->term);
    fold(outcome, result->reason, (size_t)count * sizeof *result->reason);
    fold(outcome, result->reasons, (size_t)count * sizeof *result->reasons);
}

static void score_batch(const struct material *material, const vreward_batch *given, int32_t threads, struct room *room,
                        struct outcome *outcome)
{
    vreward_batch *batch = memcpy(TAKE(room, vreward_batch, 1), given, sizeof *given);
    const vreward_result *result = take_result(material, batch->count, room);
    batch->threads = threads;
    outcome->code = vreward_score(material->scorer, batch, result, &outcome->err);
    fold_result(material, result, batch->count, outcome);
}

static void run_score(const struct material *material, struct room *room, struct outcome *outcome)
{
    score_batch(material, material->batch, 1, room, outcome);
}

static void run_score_threads(const struct material *material, struct room *room, struct outcome *outcome)
{
    score_batch(material, material->batch, 4, room, outcome);
}

static void run_score_arrays(const struct material *material, struct room *room, struct outcome *outcome)
{
    score_batch(material, material->array_batch, 1, room, outcome);
}

static void run_score_items(const struct material *material, struct room *room, struct outcome *outcome)
{
    const vreward_result *result = take_result(material, material->item_batch->count, room);
    outcome->code = vreward_score_items(material->scorer, material->item_batch, result, &outcome->err);
    fold_result(material, result, material->item_batch->count, outcome);
}

static int32_t prepare(const struct material *material, const vreward_batch *batch, vreward_truths **truths,
                       vreward_error *err)
{
    const int32_t code = vreward_truths_create(material->scorer, batch->truth, batch->truth_offsets, batch->truth_count,
                                               batch->truth_arrays, truths, err);
    if ((code == VREWARD_OK) != (*truths != NULL))
        abort();
    return code;
}

static void run_score_prepared(const struct material *material, struct room *room, struct outcome *outcome)
{
    const vreward_batch *given = material->cols % 2 == 0 ? material->batch : material->array_batch;
    vreward_batch *batch = memcpy(TAKE(room, vreward_batch, 1), given, sizeof *given);
    vreward_truths **truths = TAKE(room, vreward_truths *, 1);
    outcome->code = prepare(material, batch, truths, &outcome->err);
    if (outcome->code != VREWARD_OK)
        return;
    batch->truth = NULL;
    batch->truth_offsets = NULL;
    batch->truth_arrays = NULL;
    batch->prepared = *truths;
    score_batch(material, batch, 4, room, outcome);
    vreward_truths_destroy(*truths);
}

/* Its explanations are the larger part of the time that all calls take. */
static int64_t any_sample(const struct material *material)
{
    return material->batch->count == 0 ? 0 : material->cols % material->batch->count;
}

static void run_explain(const struct material *material, struct room *room, struct outcome *outcome)
{
    const int64_t index = any_sample(material);
    WRITE_TEXT(room, outcome, buffer, capacity, needed,
               vreward_explain(material->scorer, material->batch, index, buffer, capacity, needed, &outcome->err));
}

static void run_explain_items(const struct material *material, struct room *room, struct outcome *outcome)
{
    const int64_t index = any_sample(material);
    WRITE_TEXT(
        room, outcome, buffer, capacity, needed,
        vreward_explain_items(material->scorer, material->item_batch, index, buffer, capacity, needed, &outcome->err));
}

static void run_parse(const struct material *material, struct room *room, struct outcome *outcome)
{
    const vreward_batch *batch = material->batch;
    vreward_parsed *parsed = TAKE(room, vreward_parsed, 1);
    vreward_item *items = TAKE(room, vreward_item, WRITTEN);
    for (int64_t i = 0; i < batch->count && (i == 0 || outcome->code == VREWARD_OK); i++) {
        const char *text = batch->completion + batch->completion_offsets[i];
        const int64_t length = batch->completion_offsets[i + 1] - batch->completion_offsets[i];
        *parsed = (vreward_parsed){.struct_size = sizeof *parsed};
        outcome->code = vreward_parse(material->scorer, text, length, NULL, sizeof *items, 0, parsed, &outcome->err);
        if (outcome->code == VREWARD_E_CAPACITY && parsed->count <= WRITTEN) {
            parsed->label_capacity = parsed->label_length;
            parsed->label_text = TAKE(room, char, parsed->label_length);
            outcome->code =
                vreward_parse(material->scorer, text, length, items, sizeof *items, WRITTEN, parsed, &outcome->err);
        }
        if (outcome->code != VREWARD_OK)
            break;
        fold(outcome, items, (size_t)parsed->count * sizeof *items);
        fold(outcome, &parsed->count, sizeof parsed->count);
        fold(outcome, &parsed->reasons, sizeof parsed->reasons);
    }
}

/* ---- evaluations ------------------------------------------------------------------------------------------------ */

static bool added(const struct outcome *outcome)
{
    return outcome->code == VREWARD_OK || outcome->code == VREWARD_E_TRUTH;
}

/* What was added once as texts (and as items), and once merged into another. */
static void evaluate(const struct material *material, bool items, struct room *room, struct outcome *outcome)
{
    vreward_evaluation **parts = TAKE(room, vreward_evaluation *, 2);
    parts[0] = parts[1] = NULL;
    for (int i = 0; i < 2 && outcome->code == VREWARD_OK; i++)
        outcome->code = vreward_evaluation_create(material->scorer, &parts[i], &outcome->err);
    for (int i = 0; i < 2 && added(outcome); i++)
        outcome->code =
            items ? vreward_evaluation_add_items(parts[i], material->item_batch, material->keys, &outcome->err)
                  : vreward_evaluation_add(parts[i], material->batch, material->keys, &outcome->err);
    if (added(outcome))
        outcome->code = vreward_evaluation_merge(parts[0], parts[1], &outcome->err);
    if (outcome->code == VREWARD_OK)
        WRITE_TEXT(room, outcome, buffer, capacity, needed,
                   vreward_evaluation_json(parts[0], material->evaluation, buffer, capacity, needed, &outcome->err));
    vreward_evaluation_destroy(parts[0]);
    vreward_evaluation_destroy(parts[1]);
}

static void run_evaluation(const struct material *material, struct room *room, struct outcome *outcome)
{
    evaluate(material, false, room, outcome);
}

static void run_evaluation_items(const struct material *material, struct room *room, struct outcome *outcome)
{
    evaluate(material, true, room, outcome);
}

const struct call calls[] = {
    {"names", run_names},
    {"build_info", run_build_info},
    {"overlap", run_overlap},
    {"smart_resize", run_smart_resize},
    {"edit_distance", run_edit_distance},
    {"match", run_match},
    {"match_boxes", run_match_boxes},
    {"recipe_json", run_recipe_json},
    {"model_json", run_model_json},
    {"scorer_create", run_create},
    {"score", run_score},
    {"score, threads", run_score_threads},
    {"score, arrays", run_score_arrays},
    {"score, prepared", run_score_prepared},
    {"score_items", run_score_items},
    {"explain", run_explain},
    {"explain_items", run_explain_items},
    {"parse", run_parse},
    {"evaluation", run_evaluation},
    {"evaluation, items", run_evaluation_items},
    {NULL, NULL},
};

void run_call(const struct call *call, const struct material *material, struct room *room, struct outcome *outcome)
{
    *outcome = (struct outcome){.digest = 0xCBF29CE484222325u};
    room_empty(room);
    call->run(material, room, outcome);
}

bool is_refusal(int32_t code)
{
    return code == VREWARD_OK || code == VREWARD_E_TRUTH || code == VREWARD_E_ARGUMENT;
}
