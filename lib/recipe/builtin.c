#include "recipe/builtin.h"

const struct builtin_recipe *builtin_by_name(struct span name)
{
    for (const struct builtin_recipe *recipe = builtin_recipes; recipe->name != NULL; recipe++) {
        if (span_equal(name, span_of(recipe->name)))
            return recipe;
    }
    return NULL;
}
