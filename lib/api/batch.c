#include "api/batch.h"

#include "api/check.h"

#include <inttypes.h>

static int32_t argument(vreward_error *err, int64_t item, const char *member, const char *problem)
{
    return fail(err, VREWARD_E_ARGUMENT, item, -1, "%s %s", member, problem);
}

static int32_t check_truths(struct samples *samples, vreward_error *err)
{
    if (!samples->scorer->recipe.config.reward->needs_truth || samples->count == 0) {
        samples->truth_count = 0;
        samples->truth_index = NULL;
        return VREWARD_OK;
    }
    if (samples->truth_count == 0)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "truth_count is 0: %s compares with a truth",
                    samples->scorer->recipe.config.reward->task);
    int32_t code = check_count("truth_count", samples->truth_count, err);
    if (code == VREWARD_OK)
        code = check_ragged("truth", samples->truth, samples->truth_offsets, samples->truth_count, err);
    if (code != VREWARD_OK)
        return code;
    if (samples->truth_index == NULL && samples->truth_count != 1 && samples->truth_count != samples->count)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1,
                    "truth_count is %" PRId64 " for %" PRId64 " samples: give one, as many, or a truth_index",
                    samples->truth_count, samples->count);
    for (int64_t i = 0; samples->truth_index != NULL && i < samples->count; i++) {
        if (samples->truth_index[i] < 0 || samples->truth_index[i] >= samples->truth_count)
            return fail(err, VREWARD_E_ARGUMENT, i, -1,
                        "truth_index of sample %" PRId64 " is %" PRId64 ", beyond the %" PRId64 " truths", i,
                        samples->truth_index[i], samples->truth_count);
    }
    return VREWARD_OK;
}

static int32_t check_common(int64_t count, int32_t threads, int32_t reserved, vreward_error *err)
{
    const int32_t code = check_count("count", count, err);
    if (code != VREWARD_OK)
        return code;
    if (threads < 0)
        return argument(err, -1, "threads", "is negative");
    if (reserved != 0)
        return fail(err, VREWARD_E_UNSUPPORTED, -1, -1, "reserved is not 0");
    return VREWARD_OK;
}

int32_t samples_of_texts(const vreward_scorer *scorer, const vreward_batch *batch, struct samples *samples,
                         vreward_error *err)
{
    int32_t code = check_common(batch->count, batch->threads, batch->reserved, err);
    if (code == VREWARD_OK && batch->count > 0)
        code = check_ragged("completion", batch->completion, batch->completion_offsets, batch->count, err);
    if (code != VREWARD_OK)
        return code;
    *samples = (struct samples){
        .scorer = scorer,
        .count = batch->count,
        .texts = batch,
        .truth = batch->truth,
        .truth_offsets = batch->truth_offsets,
        .truth_count = batch->truth_count,
        .truth_index = batch->truth_index,
        .threads = batch->threads,
    };
    return check_truths(samples, err);
}

static int32_t check_item_arrays(const struct config *config, const vreward_item_batch *batch, vreward_error *err)
{
    const int32_t code = check_ragged("item", batch, batch->item_offsets, batch->count, err);
    if (code != VREWARD_OK)
        return code;
    const int64_t items = batch->item_offsets[batch->count];
    if (batch->box != NULL && batch->point != NULL)
        return argument(err, -1, "box and point", "are both given");
    if (items > batch->item_offsets[0] && batch->box == NULL && batch->point == NULL)
        return argument(err, -1, "box and point", "are both NULL");
    /* Every item would be a wrong one, which is nobody's fault but the caller's. */
    if (items > batch->item_offsets[0] && batch->label_offsets == NULL && config->reward->compares_labels &&
        config->labels != LABELS_IGNORE)
        return argument(err, -1, "label_offsets",
                        "is NULL: the recipe compares labels, and no item has any; give labels, or \"labels\": "
                        "\"ignore\" in the recipe");
    return batch->label_offsets != NULL || batch->label != NULL
               ? check_ragged("label", batch->label, batch->label_offsets, items, err)
               : VREWARD_OK;
}

int32_t samples_of_items(const vreward_scorer *scorer, const vreward_item_batch *batch, struct samples *samples,
                         vreward_error *err)
{
    int32_t code = check_common(batch->count, batch->threads, batch->reserved, err);
    if (code == VREWARD_OK && !scorer->recipe.config.reward->pairs_items)
        code = fail(err, VREWARD_E_ARGUMENT, -1, -1, "a recipe of task %s scores texts, not items",
                    scorer->recipe.config.reward->task);
    if (code == VREWARD_OK && batch->count > 0)
        code = check_item_arrays(&scorer->recipe.config, batch, err);
    if (code != VREWARD_OK)
        return code;
    *samples = (struct samples){
        .scorer = scorer,
        .count = batch->count,
        .items = batch,
        .truth = batch->truth,
        .truth_offsets = batch->truth_offsets,
        .truth_count = batch->truth_count,
        .truth_index = batch->truth_index,
        .threads = batch->threads,
    };
    return check_truths(samples, err);
}

/* Samples in the order of their truths (a counting sort, so those of one truth stay in their order), and where those of
 * each truth begin. */
static int32_t order_by_truth(const struct samples *samples, struct arena *arena, const int64_t **order,
                              const int64_t **begin, vreward_error *err)
{
    int64_t *sorted = arena_array(arena, (size_t)samples->count, sizeof *sorted);
    int64_t *start = arena_zeros(arena, (size_t)samples->truth_count + 1, sizeof *start);
    int64_t *next = arena_array(arena, (size_t)samples->truth_count + 1, sizeof *next);
    if (sorted == NULL || start == NULL || next == NULL)
        return fail_memory(err);
    for (int64_t i = 0; i < samples->count; i++)
        start[samples->truth_index[i] + 1]++;
    for (int64_t t = 0; t < samples->truth_count; t++)
        start[t + 1] += start[t];
    memcpy(next, start, ((size_t)samples->truth_count + 1) * sizeof *next);
    for (int64_t i = 0; i < samples->count; i++)
        sorted[next[samples->truth_index[i]]++] = i;
    *order = sorted;
    *begin = start;
    return VREWARD_OK;
}

struct planner {
    const struct samples *samples;
    struct arena *arena;
    struct unit *unit;
    int64_t count;
    int64_t largest; /* samples of a unit, where several threads work */
};

/* Where there are few truths for the threads, their samples are cut finer: 32 rollouts of one page keep all busy. */
static int64_t largest_unit(const struct samples *samples, int64_t truths)
{
    const int64_t wanted = 4 * (int64_t)samples->threads, share = wanted > 0 ? samples->count / wanted : CHUNK;
    if (truths >= wanted || share > CHUNK)
        return CHUNK;
    return share > 1 ? share : 1;
}

/* The samples first .. last of one truth: one unit, or several that share it. */
static int32_t add_units(struct planner *planner, int64_t truth, int64_t first, int64_t last, vreward_error *err)
{
    struct shared_truth *shared = NULL;
    int64_t step = last - first;
    if (planner->samples->threads > 1 && last - first > planner->largest) {
        step = planner->largest;
        if (truth >= 0) {
            const struct samples *samples = planner->samples;
            shared = arena_zeros(planner->arena, 1, sizeof *shared);
            if (shared == NULL)
                return fail_memory(err);
            shared->code =
                truth_read(&samples->scorer->recipe.config, text_at(samples->truth, samples->truth_offsets, truth),
                           planner->arena, &shared->truth, &shared->err);
            if (shared->code == VREWARD_E_MEMORY)
                return fail_memory(err);
        }
    }
    for (int64_t at = first; at < last; at += step)
        planner->unit[planner->count++] = (struct unit){truth, at, last - at < step ? last : at + step, shared};
    return VREWARD_OK;
}

int32_t make_plan(const struct samples *samples, struct arena *arena, struct plan *plan, vreward_error *err)
{
    memset(plan, 0, sizeof *plan);
    struct planner planner = {.samples = samples, .arena = arena};
    const int64_t *begin = NULL;
    if (samples->truth_index != NULL) {
        const int32_t code = order_by_truth(samples, arena, &plan->order, &begin, err);
        if (code != VREWARD_OK)
            return code;
    }
    const bool one_each = samples->truth_index == NULL && samples->truth_count > 1;
    const int64_t truths = one_each || begin != NULL ? samples->truth_count : 1;
    planner.largest = largest_unit(samples, truths);
    planner.unit =
        arena_array(arena, truths == 1 && samples->threads <= 1 ? 1 : (size_t)samples->count, sizeof *planner.unit);
    if (planner.unit == NULL)
        return fail_memory(err);
    int32_t code = VREWARD_OK;
    if (begin != NULL) {
        for (int64_t t = 0; t < samples->truth_count && code == VREWARD_OK; t++)
            code = begin[t] < begin[t + 1] ? add_units(&planner, t, begin[t], begin[t + 1], err) : VREWARD_OK;
    } else if (one_each) {
        for (int64_t i = 0; i < samples->count && code == VREWARD_OK; i++)
            code = add_units(&planner, i, i, i + 1, err);
    } else if (samples->count > 0) {
        code = add_units(&planner, samples->truth_count == 0 ? -1 : 0, 0, samples->count, err);
    }
    plan->unit = planner.unit;
    plan->unit_count = planner.count;
    return code;
}
