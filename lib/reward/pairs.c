#include "reward/pairs.h"

#include "reward/ignored.h"
#include "reward/pair_parts.h"
#include "reward/shaping.h"

double quality_of(const struct config *config, bool points, double overlap)
{
    if (!(overlap >= config->min_iou))
        return 0.0;
    return points ? overlap : shape_overlap(&config->shaping, overlap);
}

static int32_t find_edges(const struct config *config, const struct targets *targets,
                          const struct candidates *candidates, struct arena *arena, struct edge **edge, int64_t *count,
                          vreward_error *err)
{
    *edge = NULL;
    *count = 0;
    if (candidates->count == 0 || targets->count == 0)
        return VREWARD_OK;
    if (targets->points)
        return point_pairs(candidates->place, candidates->label, candidates->count, targets->place, targets->label,
                           targets->reach, targets->full, targets->count, 0, MOST_PAIRS_OF_A_SAMPLE, arena, edge, count,
                           err);
    return overlapping_pairs(config->overlap, candidates->place, candidates->label, candidates->count, targets->place,
                             targets->label, targets->count, 0, MOST_PAIRS_OF_A_SAMPLE, arena, edge, count, err);
}

int32_t find_pairs(const struct config *config, const struct targets *targets, struct trace *trace, struct arena *arena,
                   struct candidates *candidates, struct pairs *pairs, vreward_error *err)
{
    memset(pairs, 0, sizeof *pairs);
    if (config->pair_count > 0 && targets->ignored_count == 0)
        return find_part_pairs(config, targets, candidates, arena, pairs, err);
    int32_t code = find_edges(config, targets, candidates, arena, &pairs->edge, &pairs->count, err);
    if (code == VREWARD_OK)
        code = drop_ignored(config, targets, trace, arena, candidates, pairs->edge, &pairs->count, err);
    if (code == VREWARD_OK && config->pair_count > 0)
        return find_part_pairs(config, targets, candidates, arena, pairs, err);
    if (code != VREWARD_OK)
        return code;
    pairs->by_overlap = !targets->points && config->shaping.shape != SHAPE_POWER;
    pairs->quality = arena_array(arena, (size_t)pairs->count, sizeof *pairs->quality);
    if (pairs->quality == NULL)
        return fail_memory(err);
    for (int64_t i = 0; i < pairs->count; i++) {
        pairs->quality[i] = quality_of(config, targets->points != 0, pairs->edge[i].value);
        if (candidates->label == NULL)
            pairs->edge[i].tie = 1;
    }
    return VREWARD_OK;
}
