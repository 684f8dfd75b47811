#include "recipe/resolve.h"

#include "base/json_write.h"
#include "recipe/member_pair.h"
#include "recipe/terms.h"

static cJSON *copy_of(const struct json *value);

static cJSON *copy_container(const struct json *value)
{
    const bool object = value->type == JSON_OBJECT;
    cJSON *copy = object ? cJSON_CreateObject() : cJSON_CreateArray();
    for (const struct json *child = value->child; child != NULL && copy != NULL; child = child->next) {
        char key[64]; /* of members of the table: plain and short */
        if (object)
            memcpy(key, child->key.data, (size_t)child->key.length);
        key[object ? child->key.length : 0] = '\0';
        if (!json_add(copy, object ? key : NULL, copy_of(child))) {
            cJSON_Delete(copy);
            return NULL;
        }
    }
    return copy;
}

static cJSON *copy_of(const struct json *value)
{
    switch ((enum json_type)value->type) {
    case JSON_NULL:
        break;
    case JSON_FALSE:
    case JSON_TRUE:
        return cJSON_CreateBool(value->type == JSON_TRUE);
    case JSON_NUMBER:
        return json_number(value->number);
    case JSON_STRING:
        return json_string(value->string);
    case JSON_ARRAY:
    case JSON_OBJECT:
        return copy_container(value);
    }
    return cJSON_CreateNull();
}

/* The object that a path's last name belongs in, made where it is not there yet; *name is that name. */
static cJSON *object_for(cJSON *root, const char *path, const char **name)
{
    for (const char *dot = strchr(path, '.'); dot != NULL; dot = strchr(path, '.')) {
        char key[32];
        memcpy(key, path, (size_t)(dot - path));
        key[dot - path] = '\0';
        cJSON *object = cJSON_GetObjectItemCaseSensitive(root, key);
        if (object == NULL) {
            object = cJSON_CreateObject();
            if (!json_add(root, key, object))
                return NULL;
        }
        root = object;
        path = dot + 1;
    }
    *name = path;
    return root;
}

/* Every term that can be weighted, 0 included: what a base weights must not come back in. */
static cJSON *resolved_weights(const struct recipe *recipe)
{
    cJSON *weights = cJSON_CreateObject();
    for (int64_t i = 0; i < recipe->term_count && weights != NULL; i++) {
        const double weight = recipe->config.weight[recipe->slot[i]];
        if (!may_be_weighted(recipe, i))
            continue;
        if (!json_add(weights, recipe->term[i].name, json_number(weight))) {
            cJSON_Delete(weights);
            return NULL;
        }
    }
    return weights;
}

static cJSON *resolved_value(struct compiler *compiler, const struct member *member, const struct json *value)
{
    if (value == NULL && strcmp(member->path, "base") != 0)
        return cJSON_CreateNull(); /* what a base or the model says, and this recipe takes back */
    if (member->type == MEMBER_WEIGHTS)
        return resolved_weights(compiler->recipe);
    if (strcmp(member->path, "base") == 0)
        return json_string(compiler->layers.name);
    if (strcmp(member->path, "task") == 0)
        return json_string(compiler->layers.task);
    return copy_of(value);
}

/* Tags say nothing beside the expression of the answer, and may not stand there. */
static bool is_replaced(const struct compiler *compiler, const struct member *member)
{
    return compiler->recipe->config.read.answer_pattern != NULL && strcmp(member->path, "answer.tag") == 0;
}

static int32_t fill(struct compiler *compiler, cJSON *root)
{
    for (const struct member *member = members; member->path != NULL; member++) {
        struct place place;
        const char *name = NULL;
        if (!member_holds(compiler, member) || is_replaced(compiler, member) || is_replaced_by_pair(compiler, member))
            continue;
        const int32_t code = find_value(compiler, member, &place);
        if (code != VREWARD_OK)
            return code;
        const bool own_name = strcmp(member->path, "base") == 0 && compiler->layers.name.data != NULL;
        if (place.value == NULL && !own_name && !layers_take_back(&compiler->layers, member->path))
            continue;
        cJSON *object = object_for(root, member->path, &name);
        if (object == NULL || !json_add(object, name, resolved_value(compiler, member, place.value)))
            return fail_memory(compiler->err);
    }
    return VREWARD_OK;
}

int32_t resolve(struct compiler *compiler)
{
    cJSON *root = cJSON_CreateObject();
    if (root == NULL)
        return fail_memory(compiler->err);
    int32_t code = fill(compiler, root);
    if (code == VREWARD_OK)
        code = json_print(root, compiler->arena, &compiler->recipe->resolved, compiler->err);
    cJSON_Delete(root);
    return code;
}
