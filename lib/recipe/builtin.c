#include "recipe/builtin.h"

static const struct builtin_recipe *find_recipe(const struct builtin_recipe *list, struct span name)
{
    for (; list->name != NULL; list++) {
        if (span_equal(name, span_of(list->name)))
            return list;
    }
    return NULL;
}

const struct builtin_recipe *builtin_at(int64_t index)
{
    static const struct builtin_recipe *const lists[] = {builtin_recipes, builtin_published};
    for (size_t i = 0; index >= 0 && i < sizeof lists / sizeof lists[0]; i++) {
        for (const struct builtin_recipe *recipe = lists[i]; recipe->name != NULL; recipe++) {
            if (index-- == 0)
                return recipe;
        }
    }
    return NULL;
}

const struct builtin_recipe *builtin_by_name(struct span name)
{
    const struct builtin_recipe *found = find_recipe(builtin_recipes, name);
    return found != NULL ? found : find_recipe(builtin_published, name);
}

const struct builtin_recipe *model_by_name(struct span name)
{
    return find_recipe(builtin_models, name);
}
