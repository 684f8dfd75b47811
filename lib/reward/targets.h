/* The true items made comparable, once per truth. */
#ifndef REWARD_TARGETS_H
#define REWARD_TARGETS_H

#include "base/arena.h"
#include "reward/config.h"
#include "reward/truth.h"

/* What a truth's items are compared by, and where they are. truth->own of the rewards that pair items. */
struct targets {
    int64_t points; /* 1: by distance, place is x, y; 0: by overlap, place is x1, y1, x2, y2 */
    int64_t ignored_count;
    int64_t count; /* M: the counted ones, in the order of the document */
    const double *place;
    const int32_t *label;  /* NULL: labels play no part */
    const int64_t *index;  /* in the document */
    const double *reach;   /* points: the distance at which the quality is 0 */
    const double *ignored; /* places of the ignored ones */
    const double *ignored_reach;
    double full;         /* points: the share of `reach` up to which the quality is 1 */
    int64_t boxes_first; /* points: an item that holds a box stands for its centre, also where it holds a point */
    const double *all_boxes, *all_points; /* of the document, ignored ones among them; NULL: it has none */
};

/* Places of the truth's boxes (by overlap), or of its points or the centres of its boxes (by distance, under
 * config->quality), and the labels where they play a part. Errors: TRUTH (the member named), MEMORY. */
int32_t prepare_targets(const struct config *config, bool by_distance, bool with_labels, struct truth *truth,
                        struct arena *arena, vreward_error *err);

#endif
