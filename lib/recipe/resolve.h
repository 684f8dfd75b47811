/* The recipe with every default written out. */
#ifndef RECIPE_RESOLVE_H
#define RECIPE_RESOLVE_H

#include "recipe/compiler.h"

/* recipe->resolved: given back to recipe_compile, it makes the same recipe. Errors: MEMORY. */
int32_t resolve(struct compiler *compiler);

#endif
