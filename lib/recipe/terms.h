/* The terms of a recipe, their weights, and the range of the score. */
#ifndef RECIPE_TERMS_H
#define RECIPE_TERMS_H

#include "recipe/compiler.h"

/* The terms the recipe reports, then its weights and the range of their sum. Errors: RECIPE, MEMORY. */
void select_terms(struct compiler *compiler);
int32_t set_weights(struct compiler *compiler, const struct member *member);

/* The terms that the sum is multiplied by, and the range after all that becomes of it. After set_weights. Errors:
 * RECIPE. */
int32_t set_factors(struct compiler *compiler);

/* Terms without bounds cannot be weighted; accuracy always can. */
bool may_be_weighted(const struct recipe *recipe, int64_t term);

#endif
