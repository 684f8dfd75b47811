/* How good a pair is where the recipe lists parts (`pair`): a weighted sum of what two items have with each other. */
#ifndef REWARD_PAIR_PARTS_H
#define REWARD_PAIR_PARTS_H

#include "geometry/spaces.h"
#include "reward/pairs.h"

/* One item as the parts see it. */
struct part_place {
    double box[4];
    double point[2]; /* its own, or the centre of the box */
    int64_t in_box;  /* 1: the point was written, and lies in the box */
};

/* The sum of the weights: the quality of a perfect pair. */
double most_of_parts(const struct config *config);

/* Bounds of an accuracy that is a mean of qualities, with `pair` or without. */
void pair_range(const struct config *config, double *low, double *high);

/* What a completion is read for: boxes where a part compares them, else points. */
enum asked parts_ask(const struct config *config);

/* Whether items are compared by points; `points`: the truth's are, and hold where the recipe has no `pair`. */
bool compares_points(const struct config *config, bool points);

/* False where the item lacks what a part wants of it. */
bool parts_accept(const struct config *config, const struct item *item);

/* Refuses a truth that lacks boxes which a part compares. Errors: TRUTH. */
int32_t check_truth_of_parts(const struct config *config, const struct truth *truth, vreward_error *err);

/* An accepted item in the space of the comparison; and true item i. */
void place_item(const struct config *config, const struct item *item, const struct scale *scale,
                struct part_place *place);
void place_true(const double *box, const double *point, int64_t i, struct part_place *place);

/* The weighted sum, and what stands for the overlap of the pair: that of the boxes where parts compare them, else the
 * share of the most that the parts can be. */
double sum_of_parts(const struct config *config, const struct part_place *item, const struct part_place *truth,
                    double *overlap);

/* find_pairs for recipes with `pair`. Every item is compared with every true one. Errors: LIMIT, MEMORY. */
int32_t find_part_pairs(const struct config *config, const struct targets *targets, const struct candidates *candidates,
                        struct arena *arena, struct pairs *pairs, vreward_error *err);

#endif
