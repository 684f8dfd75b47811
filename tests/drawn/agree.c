#include "drawn/agree.h"
#include "drawn/calls.h"
#include "drawn/truths.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TERMS = 24, FIRST_OWN_TERM = 2 /* accuracy: what comes before it is of texts */ };

/* Every result of a batch. */
struct results {
    int32_t code;
    double score[SAMPLES_MOST], term[TERMS][SAMPLES_MOST];
    int32_t reason[SAMPLES_MOST];
    uint64_t reasons[SAMPLES_MOST];
};

static vreward_result result_into(struct results *results)
{
    memset(results, 0, sizeof *results);
    return (vreward_result){.struct_size = sizeof(vreward_result),
                            .score = results->score,
                            .term = results->term[0],
                            .reason = results->reason,
                            .reasons = results->reasons,
                            .term_stride = SAMPLES_MOST};
}

static void score(const vreward_scorer *scorer, const vreward_batch *batch, struct results *results)
{
    const vreward_result result = result_into(results);
    results->code = vreward_score(scorer, batch, &result, NULL);
}

static bool same_number(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static bool same_sample(const struct results *a, int64_t i, const struct results *b, int64_t j)
{
    bool same = same_number(a->score[i], b->score[j]) && a->reason[i] == b->reason[j] && a->reasons[i] == b->reasons[j];
    for (int term = 0; term < TERMS; term++)
        same = same && same_number(a->term[term][i], b->term[term][j]);
    return same;
}

/* ---- each call -------------------------------------------------------------------------------------------------- */

static const char *each_call(const struct material *material, struct room *room)
{
    static _Thread_local char message[128];
    for (const struct call *call = calls; call->name != NULL; call++) {
        struct outcome first, second;
        run_call(call, material, room, &first);
        run_call(call, material, room, &second);
        if (!is_refusal(first.code) || first.code != second.code || first.digest != second.digest) {
            snprintf(message, sizeof message, "%s: codes %d and %d, digests %llx and %llx", call->name, first.code,
                     second.code, (unsigned long long)first.digest, (unsigned long long)second.digest);
            return message;
        }
    }
    return NULL;
}

static const char *ranges(const vreward_scorer *scorer, const struct results *results, int64_t count)
{
    double low, high;
    for (int64_t i = 0; i < count; i++) {
        const bool bad = (results->reasons[i] >> VREWARD_REASON_BAD_TRUTH & 1) != 0;
        if (bad != (isnan(results->score[i]) != 0) || !(results->reasons[i] >> results->reason[i] & 1))
            return "a score is NaN without a bad truth, or the reason is not in the set";
        for (int64_t term = -1; !bad && term < vreward_scorer_term_count(scorer); term++) {
            const double value = term < 0 ? results->score[i] : results->term[term][i];
            if ((term < 0 ? vreward_scorer_range(scorer, &low, &high, NULL)
                          : vreward_scorer_term_range(scorer, term, &low, &high, NULL)) != VREWARD_OK ||
                !isfinite(value) || value < low || value > high)
                return term < 0 ? "a score is beyond its range" : vreward_scorer_term_name(scorer, term);
        }
    }
    return NULL;
}

/* ---- order ------------------------------------------------------------------------------------------------------ */

/* The batch backwards, each completion with its truth. */
static const char *order(const struct material *material, const struct results *forwards)
{
    static _Thread_local char text[MATERIAL_BYTES];
    const vreward_batch *batch = material->batch;
    struct results backwards;
    int64_t offsets[SAMPLES_MOST + 1] = {0}, truth_index[SAMPLES_MOST];
    const int64_t count = batch->count;
    for (int64_t i = 0; i < count; i++) {
        const int64_t from = count - 1 - i;
        const int64_t length = batch->completion_offsets[from + 1] - batch->completion_offsets[from];
        memcpy(text + offsets[i], batch->completion + batch->completion_offsets[from], (size_t)length);
        offsets[i + 1] = offsets[i] + length;
        truth_index[i] = batch->truth_count == 1 ? 0 : from;
    }
    vreward_batch turned = *batch;
    turned.completion = text;
    turned.completion_offsets = offsets;
    turned.truth_index = truth_index;
    score(material->scorer, &turned, &backwards);
    if (backwards.code != forwards->code)
        return "another order of the batch has another code";
    for (int64_t i = 0; i < count; i++) {
        if (!same_sample(forwards, i, &backwards, count - 1 - i))
            return "another order of the batch has other scores";
    }
    return NULL;
}

/* ---- explanations ----------------------------------------------------------------------------------------------- */

static bool says(const char *text, const char *name, double value)
{
    char key[80];
    snprintf(key, sizeof key, "\"%s\":", name);
    const char *at = strstr(text, key);
    if (at == NULL)
        return false;
    at += strlen(key);
    return same_number(strncmp(at, "null", 4) == 0 ? NAN : strtod(at, NULL), value);
}

static const char *explanation(const struct material *material, const struct results *results,
                               const vreward_batch *texts, const vreward_item_batch *items, int64_t i)
{
    static _Thread_local char text[OUTPUT_BYTES];
    int64_t needed = 0;
    const int32_t code = texts != NULL
                             ? vreward_explain(material->scorer, texts, i, text, sizeof text - 1, &needed, NULL)
                             : vreward_explain_items(material->scorer, items, i, text, sizeof text - 1, &needed, NULL);
    if (code != VREWARD_OK && code != VREWARD_E_TRUTH)
        return "a sample that is scored cannot be explained";
    text[needed] = '\0';
    const char *terms = strstr(text, "\"terms\":");
    bool right = terms != NULL && says(text, "score", results->score[i]);
    for (int64_t term = 0; right && term < vreward_scorer_term_count(material->scorer); term++)
        right = says(terms, vreward_scorer_term_name(material->scorer, term), results->term[term][i]);
    char said[64];
    snprintf(said, sizeof said, "\"reason\":\"%s\"", vreward_reason_name(results->reason[i]));
    return right && strstr(text, said) != NULL ? NULL : "the explanation does not say the score, a term or the reason";
}

/* ---- items ------------------------------------------------------------------------------------------------------ */

enum { READ_ITEMS = 64, READ_LABELS = 4096 };

/* The items that the texts hold, as arrays; false where they are not all whole items of one kind as they stand. */
struct read_items {
    vreward_item item[READ_ITEMS];
    char labels[READ_LABELS], all_labels[READ_ITEMS * 64];
    double place[4 * READ_ITEMS], confidence[READ_ITEMS];
    int64_t ends[READ_ITEMS + 1];
};

static bool read_items(const struct material *material, int64_t i, struct read_items *read, int64_t *count)
{
    const int64_t *offsets = material->batch->completion_offsets;
    vreward_parsed parsed = {.struct_size = sizeof parsed, .label_text = read->labels, .label_capacity = READ_LABELS};
    if (vreward_parse(material->scorer, material->batch->completion + offsets[i], offsets[i + 1] - offsets[i],
                      read->item, sizeof read->item[0], READ_ITEMS, &parsed, NULL) != VREWARD_OK ||
        parsed.count == 0 || parsed.reasons != 1u << VREWARD_REASON_OK || !isnan(parsed.number) ||
        strcmp(vreward_dialect_name(parsed.dialect), "json") != 0)
        return false;
    *count = parsed.count;
    read->ends[0] = 0;
    for (int64_t k = 0; k < parsed.count; k++) {
        const vreward_item *item = &read->item[k];
        const int64_t length = item->label_begin < 0 ? 0 : item->label_end - item->label_begin;
        if (item->reason != VREWARD_REASON_OK || item->kind != read->item[0].kind || item->label_begin < 0 ||
            length > 60)
            return false;
        memcpy(read->all_labels + read->ends[k], read->labels + item->label_begin, (size_t)length);
        read->ends[k + 1] = read->ends[k] + length;
        memcpy(read->place + (item->kind == VREWARD_ITEM_BOX ? 4 : 2) * k, item->value, sizeof item->value);
        read->confidence[k] = item->confidence;
    }
    return true;
}

/* A plain list in JSON names no space, so its numbers are those of the arrays. */
static const char *items_of_text(const struct material *material, const struct results *results, int64_t i)
{
    static _Thread_local struct read_items read;
    struct results of_items;
    int64_t offsets[2] = {0}, truth = material->batch->truth_count == 1 ? 0 : i;
    if (material->of_time || !read_items(material, i, &read, &offsets[1]))
        return NULL;
    vreward_item_batch batch = *material->item_batch;
    batch.count = 1;
    batch.item_offsets = offsets;
    batch.box = read.item[0].kind == VREWARD_ITEM_BOX ? read.place : NULL;
    batch.point = read.item[0].kind == VREWARD_ITEM_POINT ? read.place : NULL;
    batch.label = read.all_labels;
    batch.label_offsets = read.ends;
    batch.confidence = read.confidence;
    batch.truth_index = &truth;
    const vreward_result result = result_into(&of_items);
    of_items.code = vreward_score_items(material->scorer, &batch, &result, NULL);
    if (of_items.code != VREWARD_OK || isnan(results->score[i]))
        return NULL;
    for (int64_t term = FIRST_OWN_TERM; term < vreward_scorer_term_count(material->scorer); term++) {
        if (!same_number(of_items.term[term][0], results->term[term][i]))
            return "items score otherwise than the text that holds them";
    }
    return NULL;
}

/* ---- evaluations ------------------------------------------------------------------------------------------------ */

static int64_t figures(vreward_evaluation *evaluation, const struct material *material, char *text, int64_t capacity)
{
    int64_t needed = 0;
    return vreward_evaluation_json(evaluation, material->evaluation, text, capacity, &needed, NULL) == VREWARD_OK
               ? needed
               : -1;
}

static const char *evaluation(const struct material *material, struct room *room)
{
    vreward_evaluation *whole = NULL, *parts[2] = {NULL, NULL};
    room_empty(room);
    char *text = room_take(room, OUTPUT_BYTES), *other = room_take(room, OUTPUT_BYTES);
    bool made = vreward_evaluation_create(material->scorer, &whole, NULL) == VREWARD_OK;
    for (int i = 0; i < 2; i++)
        made = made && vreward_evaluation_create(material->scorer, &parts[i], NULL) == VREWARD_OK;
    if (made) {
        (void)vreward_evaluation_add(whole, material->batch, material->keys, NULL);
        for (int64_t i = material->batch->count - 1; i >= 0; i--) {
            vreward_batch one = *material->batch;
            int64_t truth = one.truth_count == 1 ? 0 : i;
            one.count = 1;
            one.completion_offsets += i;
            one.truth_index = &truth;
            (void)vreward_evaluation_add(parts[i % 2], &one, material->keys + i, NULL);
        }
        made = vreward_evaluation_merge(parts[1], parts[0], NULL) == VREWARD_OK;
    }
    const int64_t length = made ? figures(whole, material, text, OUTPUT_BYTES) : -1;
    const int64_t other_length = made ? figures(parts[1], material, other, OUTPUT_BYTES) : -1;
    const bool same = length >= 0 && length == other_length && memcmp(text, other, (size_t)length) == 0;
    vreward_evaluation_destroy(whole);
    vreward_evaluation_destroy(parts[0]);
    vreward_evaluation_destroy(parts[1]);
    return same ? NULL : "merged parts have other figures than the whole";
}

/* ---- prepared truths -------------------------------------------------------------------------------------------- */

/* The batch with its truths prepared, and of items those of `items`; false where one of them is bad. */
static bool prepare(const struct material *material, const vreward_batch *batch, vreward_batch *prepared,
                    vreward_item_batch *items, vreward_truths **truths)
{
    *prepared = *batch;
    prepared->truth = NULL;
    prepared->truth_offsets = NULL;
    prepared->truth_arrays = NULL;
    if (vreward_truths_create(material->scorer, batch->truth, batch->truth_offsets, batch->truth_count,
                              batch->truth_arrays, truths, NULL) != VREWARD_OK)
        return false;
    prepared->prepared = *truths;
    *items = *material->item_batch;
    items->truth = NULL;
    items->truth_offsets = NULL;
    items->prepared = *truths;
    return true;
}

static bool same_explanation(const struct material *material, const vreward_batch *batch, const vreward_batch *other,
                             int64_t index, struct room *room)
{
    int64_t length = 0, other_length = 0;
    room_empty(room);
    char *text = room_take(room, OUTPUT_BYTES), *other_text = room_take(room, OUTPUT_BYTES);
    return vreward_explain(material->scorer, batch, index, text, OUTPUT_BYTES, &length, NULL) == VREWARD_OK &&
           vreward_explain(material->scorer, other, index, other_text, OUTPUT_BYTES, &other_length, NULL) ==
               VREWARD_OK &&
           length == other_length && memcmp(text, other_text, (size_t)length) == 0;
}

static bool same_figures(const struct material *material, const vreward_batch *batch, const vreward_batch *other,
                         struct room *room)
{
    int64_t length[2] = {0, 1};
    char *text[2];
    room_empty(room);
    for (int i = 0; i < 2; i++) {
        vreward_evaluation *evaluation = NULL;
        text[i] = room_take(room, OUTPUT_BYTES);
        if (vreward_evaluation_create(material->scorer, &evaluation, NULL) == VREWARD_OK &&
            vreward_evaluation_add(evaluation, i == 0 ? batch : other, material->keys, NULL) == VREWARD_OK)
            length[i] = figures(evaluation, material, text[i], OUTPUT_BYTES);
        vreward_evaluation_destroy(evaluation);
    }
    return length[0] == length[1] && length[0] >= 0 && memcmp(text[0], text[1], (size_t)length[0]) == 0;
}

/* `results`: of the batch with its truths as they are. */
static const char *prepared_truths(const struct material *material, const vreward_batch *batch,
                                   const struct results *results, struct room *room)
{
    vreward_batch prepared;
    vreward_item_batch items;
    vreward_truths *truths = NULL;
    struct results others, of_items, of_prepared;
    const char *wrong = NULL;
    if (!prepare(material, batch, &prepared, &items, &truths))
        return results->code == VREWARD_OK && batch->count > 0 ? "good truths are not prepared" : NULL;
    for (int32_t threads = 1; threads <= 4; threads += 3) {
        prepared.threads = items.threads = threads;
        score(material->scorer, &prepared, &others);
        if (memcmp(results, &others, sizeof others) != 0)
            wrong = "prepared truths give other scores";
    }
    vreward_result result = result_into(&of_prepared);
    of_prepared.code = vreward_score_items(material->scorer, &items, &result, NULL);
    vreward_item_batch as_given = *material->item_batch;
    as_given.truth = batch->truth;
    as_given.truth_offsets = batch->truth_offsets;
    as_given.truth_arrays = batch->truth_arrays;
    result = result_into(&of_items);
    of_items.code = vreward_score_items(material->scorer, &as_given, &result, NULL);
    if (memcmp(&of_items, &of_prepared, sizeof of_items) != 0)
        wrong = "prepared truths give items other scores";
    for (int64_t i = 0; i < batch->count && wrong == NULL && results->code == VREWARD_OK; i++) {
        if (!same_explanation(material, batch, &prepared, i, room))
            wrong = "prepared truths give another explanation";
    }
    if (wrong == NULL && results->code == VREWARD_OK && batch->count > 0 &&
        !same_figures(material, batch, &prepared, room))
        wrong = "prepared truths give other figures";
    vreward_truths_destroy(truths);
    return wrong;
}

const char *disagreement(const struct material *material, struct room *room)
{
    struct results results, others, of_items;
    const int64_t count = material->batch->count;
    const char *wrong = each_call(material, room);
    vreward_batch batch = *material->batch;
    score(material->scorer, &batch, &results);
    if (wrong == NULL)
        wrong = ranges(material->scorer, &results, count);
    batch.threads = 4;
    score(material->scorer, &batch, &others);
    if (wrong == NULL && memcmp(&results, &others, sizeof results) != 0)
        wrong = "four threads give other scores than one";
    score(material->scorer, material->array_batch, &others);
    if (wrong == NULL && material->truths_alike && results.code == VREWARD_OK && others.code == VREWARD_OK &&
        memcmp(&results, &others, sizeof results) != 0)
        wrong = "truths as arrays give other scores than documents";
    if (wrong == NULL)
        wrong = prepared_truths(material, material->array_batch, &others, room);
    if (wrong == NULL)
        wrong = prepared_truths(material, material->batch, &results, room);
    if (wrong == NULL)
        wrong = order(material, &results);
    const vreward_result result = result_into(&of_items);
    of_items.code = vreward_score_items(material->scorer, material->item_batch, &result, NULL);
    for (int64_t i = 0; i < count && wrong == NULL; i++) {
        wrong = explanation(material, &results, material->batch, NULL, i);
        if (wrong == NULL && of_items.code != VREWARD_E_ARGUMENT)
            wrong = explanation(material, &of_items, NULL, material->item_batch, i);
        if (wrong == NULL)
            wrong = items_of_text(material, &results, i);
    }
    if (wrong == NULL && of_items.code != VREWARD_E_ARGUMENT)
        wrong = ranges(material->scorer, &of_items, count);
    return wrong != NULL ? wrong : evaluation(material, room);
}
