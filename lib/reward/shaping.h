/* From an overlap to a quality, as a recipe shapes it. */
#ifndef REWARD_SHAPING_H
#define REWARD_SHAPING_H

#include "reward/config.h"

/* The recipe says something about the shape. */
bool is_shaped(const struct shaping *shaping);

/* The quality of an overlap, min_iou apart. */
double shape_overlap(const struct shaping *shaping, double overlap);

#endif
