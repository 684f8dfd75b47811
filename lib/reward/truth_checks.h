/* Truths that are visibly wrong, each with the remedy in its message. */
#ifndef REWARD_TRUTH_CHECKS_H
#define REWARD_TRUTH_CHECKS_H

#include "base/status.h"
#include "reward/config.h"
#include "reward/truth.h"

/* Boxes and points beyond the image, a size whose width and height change places, an input_size of another shape, shares
 * of the image given as pixels. Boxes and points are still in the space of the document. Errors: TRUTH. */
int32_t check_places(const struct config *config, const struct truth *truth, vreward_error *err);

/* What is wrong with four numbers that are no corners: a message for behind the member's name. */
const char *no_extent(int32_t order, const double numbers[4], const struct sizes *sizes);

#endif
