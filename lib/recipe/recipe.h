/* Everything a scorer needs to know of a recipe. */
#ifndef RECIPE_RECIPE_H
#define RECIPE_RECIPE_H

#include "base/span.h"
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

#endif
