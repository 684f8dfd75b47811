#include "api/prepared.h"

#include "api/check.h"
#include "api/truths.h"
#include "base/alloc.h"

/* All of them, or the first that is bad. */
static int32_t prepare(const struct samples *samples, struct arena *scratch, vreward_truths *prepared,
                       vreward_error *err)
{
    struct arena *arena = &prepared->arena;
    const struct span recipe = samples->scorer->recipe.resolved;
    char *copied = arena_alloc(arena, (size_t)recipe.length);
    struct truth *truth = arena_array(arena, (size_t)samples->truth_count, sizeof *truth);
    if (copied == NULL || truth == NULL)
        return fail_memory(err);
    prepared->recipe = (struct span){memcpy(copied, recipe.data, (size_t)recipe.length), recipe.length};
    prepared->truth = truth;
    prepared->count = samples->count;
    const struct arena_mark mark = arena_mark(scratch);
    for (int64_t i = 0; i < samples->truth_count; i++) {
        const int32_t code = keep_truth(samples, i, arena, scratch, &truth[i], err);
        if (code == VREWARD_E_TRUTH && err != NULL)
            err->index = i;
        if (code != VREWARD_OK)
            return code;
        arena_rewind(scratch, mark);
    }
    return succeed(err);
}

int32_t vreward_truths_create(const vreward_scorer *scorer, const char *truth, const int64_t *truth_offsets,
                              int64_t truth_count, const vreward_truth_arrays *truth_arrays, vreward_truths **truths,
                              vreward_error *err)
{
    int32_t code = CHECK_GIVEN(err, {"truths", truths, "a place for the new ones"});
    if (code != VREWARD_OK)
        return code;
    *truths = NULL;
    struct samples samples = {.scorer = scorer,
                              .count = truth_count,
                              .truth = truth,
                              .truth_offsets = truth_offsets,
                              .truth_count = truth_count};
    code = CHECK_GIVEN(err, {"scorer", scorer, SCORER_WANTED});
    if (code == VREWARD_OK)
        code = check_count("truth_count", truth_count, err);
    if (code == VREWARD_OK)
        code = check_truths(&samples, truth_arrays, 0, truth_count, err);
    if (code != VREWARD_OK)
        return code;
    vreward_truths *created = base_alloc(sizeof *created);
    if (created == NULL)
        return fail_memory(err);
    memset(created, 0, sizeof *created);
    struct arena scratch = {0};
    code = prepare(&samples, &scratch, created, err);
    arena_free(&scratch);
    if (code == VREWARD_OK)
        *truths = created;
    else
        vreward_truths_destroy(created);
    return code;
}

void vreward_truths_destroy(vreward_truths *truths)
{
    if (truths == NULL)
        return;
    arena_free(&truths->arena);
    base_free(truths);
}
