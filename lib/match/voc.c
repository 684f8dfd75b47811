#include "match/voc.h"

#include <stdbool.h>

static void to_corners(const double box[4], double out[4])
{
    out[0] = box[0];
    out[1] = box[1];
    out[2] = box[0] + box[2];
    out[3] = box[1] + box[3];
}

/* The true box that a detection overlaps most, the first of equals; -1 where none is overlapped as much as asked. */
static int64_t nearest(const struct coco_group *group, struct overlap_rule rule, double least,
                       const double detection[4])
{
    double here[4], there[4], best = -1;
    int64_t nearest = -1;
    to_corners(detection, here);
    for (int64_t j = 0; j < group->truths; j++) {
        to_corners(group->truth[j], there);
        const double found = overlap(rule, here, there);
        if (found > best) {
            best = found;
            nearest = j;
        }
    }
    return best >= least ? nearest : -1;
}

int32_t voc_match(const struct coco_group *group, struct overlap_rule rule, double least, uint64_t bit,
                  struct arena *scratch, const struct coco_outcome *outcome, vreward_error *err)
{
    const struct arena_mark mark = arena_mark(scratch);
    bool *taken = arena_zeros(scratch, (size_t)group->truths, sizeof *taken);
    if (taken == NULL)
        return fail_memory(err);
    for (int64_t d = 0; d < group->detections && d < COCO_MOST; d++) {
        const int64_t j = nearest(group, rule, least, group->detection[d]);
        if (j < 0)
            continue;
        if (group->crowd[j]) {
            outcome->passed[d] |= bit;
        } else if (!taken[j]) {
            outcome->hit[d] |= bit;
            taken[j] = true;
        }
    }
    arena_rewind(scratch, mark);
    return VREWARD_OK;
}
