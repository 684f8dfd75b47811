/* From the text of a recipe to everything a scorer needs. */
#ifndef RECIPE_RECIPE_H
#define RECIPE_RECIPE_H

#include "base/arena.h"
#include "base/span.h"
#include "base/status.h"
#include "reward/config.h"
#include "reward/reward.h"

/* A compiled recipe. A trace holds the value of every term the reward has, each in its slot: the three common ones,
 * then the reward's own in its order. The recipe's terms are a selection of these (some exist on request only), in the
 * order in which they are reported. */
struct recipe {
    struct config config;
    struct term term[MAX_TERMS]; /* the terms reported: ranges and values for unparsable completions as configured */
    int32_t slot[MAX_TERMS];     /* where the value of each stands in trace.term and its weight in config.weight */
    int64_t term_count;
    double low, high;     /* of the score */
    struct span resolved; /* JSON with every default written out; compiles to the same recipe */
};

/* Compiles a JSON object, a JSON string or a bare word that names a built-in recipe. Everything lives in the arena but
 * the expressions, which recipe_release gives back. On failure nothing needs to be released.
 * Errors: RECIPE (err.offset: the byte of `text`), MEMORY. */
int32_t recipe_compile(struct span text, struct arena *arena, struct recipe *recipe, vreward_error *err);

void recipe_release(struct recipe *recipe);

#endif
