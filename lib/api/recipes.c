#include "vreward.h"

#include "base/quote.h"
#include "base/text_out.h"
#include "recipe/builtin.h"

int64_t vreward_recipe_count(void)
{
    int64_t count = 0;
    while (builtin_recipes[count].name != NULL)
        count++;
    return count;
}

const char *vreward_recipe_name(int64_t index)
{
    return index >= 0 && index < vreward_recipe_count() ? builtin_recipes[index].name : NULL;
}

int32_t vreward_recipe_json(const char *name, int64_t name_length, char *buffer, int64_t capacity, int64_t *needed,
                            vreward_error *err)
{
    if (name == NULL || name_length < 0)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, name == NULL ? "name is NULL" : "name_length is negative");
    const struct builtin_recipe *recipe = builtin_by_name((struct span){name, name_length});
    if (recipe == NULL) {
        char shown[QUOTE_SIZE];
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "no built-in recipe is called `%s`",
                    quotable((struct span){name, name_length}, shown, sizeof shown));
    }
    return text_out(recipe->json.data, recipe->json.length, buffer, capacity, needed, err);
}
