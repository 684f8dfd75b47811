/* What a scorer is. It never changes once created, so any number of threads may read it. */
#ifndef API_SCORER_H
#define API_SCORER_H

#include "base/arena.h"
#include "recipe/recipe.h"

struct vreward_scorer {
    struct arena arena; /* owns the recipe's memory; nothing is taken from it after creation */
    struct recipe recipe;
};

#endif
