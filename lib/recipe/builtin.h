/* The built-in recipes, native and published, and the presets of models: NAME.json in lib/recipe/builtin,
 * lib/recipe/published and lib/recipe/models, compiled in as data. */
#ifndef RECIPE_BUILTIN_H
#define RECIPE_BUILTIN_H

#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>

struct builtin_recipe {
    const char *name; /* NULL ends the list */
    struct span json;
};

/* Sorted by name. A preset's object has `description`, `writes` (an example of what the model writes), `source` (the
 * addresses that say so) and `members`: those of a recipe. */
extern const struct builtin_recipe builtin_recipes[], builtin_published[], builtin_models[];

/* Recipe `index`, the native ones first; NULL beyond the end. */
const struct builtin_recipe *builtin_at(int64_t index);

/* NULL where there is none of that name. */
const struct builtin_recipe *builtin_by_name(struct span name);
const struct builtin_recipe *model_by_name(struct span name);

#endif
