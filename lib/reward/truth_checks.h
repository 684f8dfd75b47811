/* Truths that are visibly wrong, each with the remedy in its message. */
#ifndef REWARD_TRUTH_CHECKS_H
#define REWARD_TRUTH_CHECKS_H

#include "base/status.h"
#include "reward/config.h"
#include "reward/truth.h"

/* Boxes and points beyond the image, a size whose width and height change places, an input_size of another shape, shares
 * of the image given as pixels. Boxes and points are still in the space of the document. Errors: TRUTH. */
int32_t check_places(const struct config *config, const struct truth *truth, vreward_error *err);

/* What is wrong with one of its numbers, for behind the member's name; NULL: nothing. */
const char *number_problem(const struct config *config, double number);

/* Four numbers in `order` (enum order) as the corners of a true box. Returns what is wrong with them, or NULL. */
const char *true_box(const struct config *config, int32_t order, const double numbers[4], const struct sizes *sizes,
                     double box[4]);

/* A side of an image. */
bool is_side(double number);

/* What a box holds, by its area: from 0, and not above that of the largest box. */
bool is_area(double number);

/* The member `count`, read at byte `offset`. Errors: TRUTH. */
int32_t take_count(struct truth *truth, double count, int64_t offset, vreward_error *err);

#endif
