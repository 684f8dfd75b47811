/* Coordinate spaces of truth and prediction: the one that both are compared in, and the way there. */
#ifndef REWARD_SPACE_H
#define REWARD_SPACE_H

#include "base/arena.h"
#include "parse/reading.h"
#include "reward/config.h"
#include "reward/truth.h"

/* Chooses the space of the comparison (pixels of the original where that size is known, else the truth's own), converts
 * the truth's boxes and points to it, and checks that what the recipe's predictions are written in can be brought
 * there, whatever a completion says. Errors: TRUTH (a size is missing), MEMORY. */
int32_t settle_spaces(const struct config *config, struct arena *arena, struct truth *truth, vreward_error *err);

/* The space that the numbers of this reading are in. */
int32_t predicted_space(const struct config *config, const struct truth *truth, const struct reading *reading);

/* The form names shares of the image, and its numbers are none: x_min, y_min, ... are written in pixels, too. */
bool is_beyond_shares(const struct reading *reading);

/* The form names a space, and the truth lacks what would bring it to its own. A truth in shares of the image that says
 * nothing about its space agrees with a form in shares. */
bool is_named_in_vain(const struct config *config, const struct truth *truth, const struct reading *reading);

/* Written numbers do not look like that space, though the truth's own look like the truth's. */
bool reading_is_suspect(const struct config *config, const struct truth *truth, const struct reading *reading);

#endif
