#include "vreward.h"

#include "api/check.h"
#include "base/quote.h"
#include "base/text_out.h"
#include "recipe/builtin.h"

int64_t vreward_recipe_count(void)
{
    int64_t count = 0;
    while (builtin_at(count) != NULL)
        count++;
    return count;
}

const char *vreward_recipe_name(int64_t index)
{
    const struct builtin_recipe *recipe = builtin_at(index);
    return recipe != NULL ? recipe->name : NULL;
}

const char *vreward_model_name(int64_t index)
{
    int64_t count = 0;
    while (builtin_models[count].name != NULL)
        count++;
    return index >= 0 && index < count ? builtin_models[index].name : NULL;
}

/* `what` is what is sought, and `list` the function that lists them, for messages. */
static int32_t write_json(const struct builtin_recipe *(*find)(struct span name), const char *what, const char *list,
                          struct span name, char *buffer, int64_t capacity, int64_t *needed, vreward_error *err)
{
    char shown[QUOTE_SIZE];
    int32_t code = CHECK_GIVEN(err, {"name", name.data, "that of a recipe or model"});
    if (code == VREWARD_OK)
        code = check_text("name", name.data, name.length, err);
    if (code != VREWARD_OK)
        return code;
    const struct builtin_recipe *found = find(name);
    if (found == NULL)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "no %s is called `%s`: %s lists them", what,
                    quotable(name, shown, sizeof shown), list);
    return text_out(found->json.data, found->json.length, buffer, capacity, needed, err);
}

int32_t vreward_recipe_json(const char *name, int64_t name_length, char *buffer, int64_t capacity, int64_t *needed,
                            vreward_error *err)
{
    return write_json(builtin_by_name, "built-in recipe", "vreward_recipe_name", (struct span){name, name_length},
                      buffer, capacity, needed, err);
}

int32_t vreward_model_json(const char *name, int64_t name_length, char *buffer, int64_t capacity, int64_t *needed,
                           vreward_error *err)
{
    return write_json(model_by_name, "model", "vreward_model_name", (struct span){name, name_length}, buffer, capacity,
                      needed, err);
}
