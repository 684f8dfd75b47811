/* From a trace to JSON (docs/explanation.md). Nothing is computed here: what is written was
 * decided by the score. Only the hints of failed format checks are sought when they are asked for. */
#ifndef EXPLAIN_EXPLANATION_H
#define EXPLAIN_EXPLANATION_H

#include "recipe/recipe.h"

/* truth is NULL where the recipe needs none; `bad` is the error of a bad truth, else NULL. The text lives in the arena.
 * Errors: MEMORY. */
int32_t explain_trace(const struct recipe *recipe, const struct truth *truth, const vreward_error *bad,
                      const struct trace *trace, struct arena *arena, struct span *text, vreward_error *err);

#endif
