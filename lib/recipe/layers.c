#include "recipe/layers.h"

#include "base/ascii.h"
#include "base/names.h"
#include "base/quote.h"
#include "recipe/builtin.h"
#include "recipe/json_shown.h"
#include "recipe/models.h"
#include "reward/reward.h"

#include <stdio.h>

enum { LIST_SIZE = 224, KEY_SHOWN = 64 };

static const char *native_name(int32_t index)
{
    return builtin_recipes[index].name;
}

static const char *task_name(int32_t index)
{
    return rewards[index] == NULL ? NULL : rewards[index]->task;
}

int64_t value_offset(const struct layers *layers, int64_t layer, const struct json *value)
{
    return layer == 0 && !layers->named ? value->begin : -1;
}

/* Back from the value over the colon to the closing quote of the key, and to the opening one: the first quote before it
 * that no odd number of backslashes escapes. */
int64_t key_offset(const struct layers *layers, int64_t layer, const struct json *value)
{
    if (layer != 0 || layers->named)
        return -1;
    const char *text = layers->text[0].data;
    int64_t at = value->begin;
    while (at > 0 && text[at] != ':')
        at--;
    while (at > 0 && text[at] != '"')
        at--;
    for (at--; at > 0; at--) {
        int64_t backslashes = 0;
        while (backslashes < at && text[at - 1 - backslashes] == '\\')
            backslashes++;
        if (text[at] == '"' && backslashes % 2 == 0)
            break;
    }
    return at;
}

static const struct json *child_named(const struct json *object, struct span key)
{
    for (const struct json *child = object->child; child != NULL; child = child->next) {
        if (span_equal(child->key, key))
            return child;
    }
    return NULL;
}

/* What one layer says of the path: the value, null as soon as a part of the path is no object, which hides what older
 * layers have below it (`"think": "none"`), or NULL: nothing. */
static const struct json *find_in(const struct json *object, const char *path)
{
    static const struct json hidden = {.type = JSON_NULL};
    for (;;) {
        const size_t length = strcspn(path, ".");
        const struct json *child = child_named(object, (struct span){path, (int64_t)length});
        if (child == NULL || path[length] == '\0' || child->type == JSON_NULL)
            return child;
        if (child->type != JSON_OBJECT)
            return &hidden;
        object = child;
        path += length + 1;
    }
}

const struct json *layers_find(const struct layers *layers, const char *path, int64_t *layer)
{
    for (int64_t i = 0; i < layers->count; i++) {
        const struct json *value = find_in(layers->root[i], path);
        if (value == NULL)
            continue;
        if (layer != NULL)
            *layer = i;
        return value->type == JSON_NULL ? NULL : value;
    }
    return NULL;
}

bool layers_take_back(const struct layers *layers, const char *path)
{
    bool null = false;
    for (int64_t i = 0; i < layers->count; i++) {
        const struct json *value = find_in(layers->root[i], path);
        null = null || (value != NULL && value->type == JSON_NULL);
        if (null && value != NULL && value->type != JSON_NULL)
            return true;
    }
    return false;
}

static int32_t no_such_recipe(struct span name, int64_t offset, vreward_error *err)
{
    char list[LIST_SIZE], shown[QUOTE_SIZE];
    return fail(err, VREWARD_E_RECIPE, -1, offset,
                "no built-in recipe is called `%s`; there are %s, and published ones",
                quotable(name, shown, sizeof shown), names_join(native_name, list, sizeof list));
}

static int32_t push_layer(struct layers *layers, struct span text, struct arena *arena, vreward_error *err)
{
    const struct json *root = NULL;
    const int32_t code = json_read(text, arena, arena, VREWARD_E_RECIPE, &root, err);
    if (code != VREWARD_OK)
        return code;
    layers->text[layers->count] = text;
    layers->root[layers->count++] = root;
    return VREWARD_OK;
}

static int32_t push_builtin(struct layers *layers, struct span name, int64_t offset, struct arena *arena,
                            vreward_error *err)
{
    const struct builtin_recipe *builtin = builtin_by_name(name);
    if (builtin == NULL)
        return no_such_recipe(name, offset, err);
    if (layers->name.data == NULL)
        layers->name = span_of(builtin->name);
    return push_layer(layers, builtin->json, arena, err);
}

/* The recipe itself: an object, or the name of a built-in one, bare or as a JSON string. */
static int32_t read_own(struct span text, struct layers *layers, struct arena *arena, vreward_error *err)
{
    const struct span word = ascii_trim(text);
    if (word.length == 0)
        return fail(err, VREWARD_E_RECIPE, -1, 0, "the recipe is empty: give a JSON object or the name of a recipe");
    const char first = word.data[0];
    layers->named = ascii_is_letter(first);
    if (layers->named)
        return push_builtin(layers, word, word.data - text.data, arena, err);
    const int32_t code = push_layer(layers, text, arena, err);
    if (code != VREWARD_OK)
        return code;
    const struct json *root = layers->root[0];
    if (root->type == JSON_STRING) {
        layers->count = 0;
        layers->named = true;
        return push_builtin(layers, root->string, root->begin, arena, err);
    }
    if (root->type != JSON_OBJECT)
        return fail(err, VREWARD_E_RECIPE, -1, root->begin, "a recipe is a JSON object or the name of a recipe, not %s",
                    json_type_name(root));
    return VREWARD_OK;
}

/* The members that say what a recipe is must be strings before anything else is looked at. */
static int32_t find_word(const struct layers *layers, int64_t layer, const char *key, const struct json **value,
                         vreward_error *err)
{
    *value = child_named(layers->root[layer], span_of(key));
    if (*value != NULL && (*value)->type == JSON_NULL)
        *value = NULL;
    if (*value != NULL && (*value)->type != JSON_STRING)
        return fail(err, VREWARD_E_RECIPE, -1, value_offset(layers, layer, *value), "`%s` wants a string, not %s", key,
                    json_type_name(*value));
    return VREWARD_OK;
}

static int32_t read_bases(struct layers *layers, struct arena *arena, vreward_error *err)
{
    for (;;) {
        const int64_t newest = layers->count - 1;
        const struct json *base = NULL;
        int32_t code = find_word(layers, newest, "base", &base, err);
        if (code != VREWARD_OK || base == NULL)
            return code;
        const int64_t offset = value_offset(layers, newest, base);
        if (layers->count == MAX_LAYERS)
            return fail(err, VREWARD_E_RECIPE, -1, offset, "recipes derive from each other more than %d deep",
                        MAX_LAYERS);
        code = push_builtin(layers, base->string, offset, arena, err);
        if (code != VREWARD_OK)
            return code;
    }
}

/* The preset of the model that is named, under everything else. A layer of its own: what it says holds where neither
 * the recipe nor its bases speak. */
static int32_t read_model(struct layers *layers, struct arena *arena, vreward_error *err)
{
    int64_t layer = 0;
    const struct json *model = layers_find(layers, "model", &layer);
    if (model == NULL)
        return VREWARD_OK;
    const int64_t offset = value_offset(layers, layer, model);
    if (model->type != JSON_STRING)
        return VREWARD_OK; /* refused where the members are checked */
    const struct builtin_recipe *preset = model_by_name(model->string);
    if (preset == NULL) {
        char list[LIST_SIZE], name[KEY_SHOWN];
        quotable(model->string, name, sizeof name);
        const bool similar = similar_models(model->string, list, sizeof list);
        return fail(err, VREWARD_E_RECIPE, -1, offset, "no model is called `%s`; %s %s", name,
                    similar ? "nearest:" : "there are", list);
    }
    if (layers->count == MAX_LAYERS)
        return fail(err, VREWARD_E_RECIPE, -1, offset, "recipes derive from each other more than %d deep", MAX_LAYERS);
    layers->model = span_of(preset->name);
    const int64_t place = layers->count;
    const int32_t code = push_layer(layers, preset->json, arena, err);
    if (code == VREWARD_OK)
        layers->root[place] = child_named(layers->root[place], SPAN("members"));
    return code;
}

/* The task stands in the oldest layer that names one; a nearer one may only repeat it. */
static int32_t find_task(struct layers *layers, vreward_error *err)
{
    char list[LIST_SIZE], shown[QUOTE_SIZE];
    for (int64_t layer = layers->count; layer-- > 0;) {
        const struct json *task = NULL;
        const int32_t code = find_word(layers, layer, "task", &task, err);
        if (code != VREWARD_OK)
            return code;
        if (task == NULL)
            continue;
        const int64_t offset = value_offset(layers, layer, task);
        if (layers->task.data != NULL && !span_equal(layers->task, task->string))
            return fail(err, VREWARD_E_RECIPE, -1, offset, "`task` cannot be changed: the base has task %.*s",
                        (int)layers->task.length, layers->task.data);
        if (reward_by_task(task->string) == NULL)
            return fail(err, VREWARD_E_RECIPE, -1, offset, "no task is called `%s`; there are %s",
                        quotable(task->string, shown, sizeof shown), names_join(task_name, list, sizeof list));
        layers->task = task->string;
    }
    if (layers->task.data == NULL)
        return fail(err, VREWARD_E_RECIPE, -1, 0, "the recipe names neither a `base` nor a `task`; tasks are %s",
                    names_join(task_name, list, sizeof list));
    return VREWARD_OK;
}

int32_t layers_read(struct span text, struct arena *arena, struct layers *layers, vreward_error *err)
{
    *layers = (struct layers){.count = 0};
    int32_t code = read_own(text, layers, arena, err);
    if (code == VREWARD_OK)
        code = read_bases(layers, arena, err);
    if (code == VREWARD_OK)
        code = find_task(layers, err);
    if (code == VREWARD_OK)
        code = read_model(layers, arena, err);
    return code;
}
