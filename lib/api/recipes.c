#include "vreward.h"

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

/* `what` is what the list holds, for messages. */
static int32_t write_json(const struct builtin_recipe *(*find)(struct span name), const char *what, struct span name,
                          char *buffer, int64_t capacity, int64_t *needed, vreward_error *err)
{
    char shown[QUOTE_SIZE];
    if (name.data == NULL || name.length < 0)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, name.data == NULL ? "name is NULL" : "name_length is negative");
    const struct builtin_recipe *found = find(name);
    if (found == NULL)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "no %s is called `%s`", what, quotable(name, shown, sizeof shown));
    return text_out(found->json.data, found->json.length, buffer, capacity, needed, err);
}

int32_t vreward_recipe_json(const char *name, int64_t name_length, char *buffer, int64_t capacity, int64_t *needed,
                            vreward_error *err)
{
    return write_json(builtin_by_name, "built-in recipe", (struct span){name, name_length}, buffer, capacity, needed,
                      err);
}

int32_t vreward_model_json(const char *name, int64_t name_length, char *buffer, int64_t capacity, int64_t *needed,
                           vreward_error *err)
{
    return write_json(model_by_name, "model", (struct span){name, name_length}, buffer, capacity, needed, err);
}
