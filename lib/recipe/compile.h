/* From the text of a recipe to everything a scorer needs. */
#ifndef RECIPE_COMPILE_H
#define RECIPE_COMPILE_H

#include "base/arena.h"
#include "base/status.h"
#include "recipe/recipe.h"

/* Compiles a JSON object, a JSON string or a bare word that names a built-in recipe. Everything lives in the arena but
 * the expressions, which recipe_release gives back. On failure nothing needs to be released.
 * Errors: RECIPE (err.offset: the byte of `text`), MEMORY. */
int32_t recipe_compile(struct span text, struct arena *arena, struct recipe *recipe, vreward_error *err);

void recipe_release(struct recipe *recipe);

#endif
