#include "recipe/builtin.h"

static const struct builtin_recipe *find(const struct builtin_recipe *list, struct span name)
{
    for (; list->name != NULL; list++) {
        if (span_equal(name, span_of(list->name)))
            return list;
    }
    return NULL;
}

const struct builtin_recipe *builtin_by_name(struct span name)
{
    return find(builtin_recipes, name);
}

const struct builtin_recipe *model_by_name(struct span name)
{
    return find(builtin_models, name);
}
