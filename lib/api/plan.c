#include "api/plan.h"

#include "api/truths.h"

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
            const struct truth *read;
            shared->code = find_truth(samples, truth, planner->arena, &shared->truth, &read, &shared->err);
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
    const bool prepared = samples->prepared != NULL;
    if (samples->truth_index != NULL && !prepared) {
        const int32_t code = order_by_truth(samples, arena, &plan->order, &begin, err);
        if (code != VREWARD_OK)
            return code;
    }
    const bool one_each = prepared || (begin == NULL && samples->truth_count > 1);
    const int64_t truths = one_each || begin != NULL ? samples->truth_count : 1;
    planner.largest = largest_unit(samples, truths);
    const bool one_unit = !prepared && truths == 1 && samples->threads <= 1;
    planner.unit = arena_array(arena, one_unit ? 1 : (size_t)samples->count, sizeof *planner.unit);
    if (planner.unit == NULL)
        return fail_memory(err);
    int32_t code = VREWARD_OK;
    if (begin != NULL) {
        for (int64_t t = 0; t < samples->truth_count && code == VREWARD_OK; t++)
            code = begin[t] < begin[t + 1] ? add_units(&planner, t, begin[t], begin[t + 1], err) : VREWARD_OK;
    } else if (one_each) {
        for (int64_t i = 0; i < samples->count && code == VREWARD_OK; i++)
            code = add_units(&planner, truth_of_sample(samples, i), i, i + 1, err);
    } else if (samples->count > 0) {
        code = add_units(&planner, samples->truth_count == 0 ? -1 : 0, 0, samples->count, err);
    }
    plan->unit = planner.unit;
    plan->unit_count = planner.count;
    return code;
}
