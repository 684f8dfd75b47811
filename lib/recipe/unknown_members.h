/* Members that a recipe cannot have. */
#ifndef RECIPE_UNKNOWN_MEMBERS_H
#define RECIPE_UNKNOWN_MEMBERS_H

#include "recipe/layers.h"

/* Refuses members of the recipe itself that there are not, or not in this task. Errors: RECIPE. */
int32_t refuse_unknown_members(const struct layers *layers, vreward_error *err);

#endif
