/* The built-in recipes: lib/recipe/builtin/NAME.json, compiled in as data. */
#ifndef RECIPE_BUILTIN_H
#define RECIPE_BUILTIN_H

#include "base/span.h"

#include <stddef.h>

struct builtin_recipe {
    const char *name; /* NULL ends the list */
    struct span json;
};

/* Sorted by name. */
extern const struct builtin_recipe builtin_recipes[];

/* NULL where there is none of that name. */
const struct builtin_recipe *builtin_by_name(struct span name);

#endif
