/* What one member of a recipe alone cannot tell. */
#ifndef RECIPE_CHECKS_H
#define RECIPE_CHECKS_H

#include "recipe/compiler.h"

/* Once every member is set: what contradicts another or lacks one. Errors: RECIPE. */
int32_t check_together(struct compiler *compiler);

#endif
