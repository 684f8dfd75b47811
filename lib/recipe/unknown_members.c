#include "recipe/unknown_members.h"

#include "base/ascii.h"
#include "base/names.h"
#include "base/quote.h"
#include "recipe/json_shown.h"
#include "recipe/member_lookup.h"
#include "reward/reward.h"

enum { LIST_SIZE = 224, KEY_SHOWN = 64, PATH_SIZE = 128 };

/* The tasks that have this member, or members below it, joined by ", "; empty where none has. */
static const char *tasks_of(struct span path, char *list, int64_t capacity)
{
    int64_t length = 0;
    list[0] = '\0';
    for (int32_t i = 0; rewards[i] != NULL; i++) {
        const struct span task = span_of(rewards[i]->task);
        if ((member_of(path, task) != NULL || is_object_of(path, task)) &&
            !name_append(rewards[i]->task, list, &length, capacity))
            break;
    }
    return list;
}

static int32_t refuse_member(const struct layers *layers, struct span path, bool plain, const struct json *value,
                             vreward_error *err)
{
    char list[LIST_SIZE] = "";
    const int64_t offset = key_offset(layers, 0, value);
    char name[PATH_SIZE];
    quotable(path, name, sizeof name);
    if (plain && tasks_of(path, list, sizeof list)[0] != '\0')
        return fail(err, VREWARD_E_RECIPE, -1, offset, "`%s` is a member of %s, not of %.*s", name, list,
                    (int)layers->task.length, layers->task.data);
    const char *similar = plain ? similar_member(path, layers->task) : NULL;
    if (similar != NULL)
        return fail(err, VREWARD_E_RECIPE, -1, offset, "unknown member `%s`; is `%s` meant?", name, similar);
    return fail(err, VREWARD_E_RECIPE, -1, offset, "unknown member `%s`", name);
}

/* Members are named in small letters, digits and _; anything else would meet the dots of paths. */
static bool is_plain(struct span key)
{
    for (int64_t i = 0; i < key.length; i++) {
        const char byte = key.data[i];
        if (!ascii_is_word(byte) || ascii_lower(byte) != byte)
            return false;
    }
    return key.length > 0;
}

static int32_t check_object(const struct layers *layers, const struct json *object, struct span prefix,
                            vreward_error *err)
{
    for (const struct json *child = object->child; child != NULL; child = child->next) {
        char text[PATH_SIZE];
        const bool plain = is_plain(child->key) && child->key.length <= KEY_SHOWN;
        const int64_t shown = child->key.length < KEY_SHOWN ? child->key.length : KEY_SHOWN;
        memcpy(text, prefix.data, (size_t)prefix.length); /* the path of an object of the table: short */
        memcpy(text + prefix.length, child->key.data, (size_t)shown);
        const struct span path = {text, prefix.length + shown};
        int32_t code = VREWARD_OK;
        if (plain && is_object_of(path, layers->task)) {
            if (child->type == JSON_NULL)
                continue;
            if (child->type != JSON_OBJECT && member_of(path, layers->task) != NULL)
                continue; /* a member that is a word or an object: `think` */
            if (child->type != JSON_OBJECT)
                return fail(err, VREWARD_E_RECIPE, -1, value_offset(layers, 0, child), "`%.*s` wants an object, not %s",
                            (int)path.length, text, json_type_name(child));
            text[path.length] = '.';
            code = check_object(layers, child, (struct span){text, path.length + 1}, err);
        } else if (!plain || member_of(path, layers->task) == NULL) {
            return refuse_member(layers, path, plain, child, err);
        }
        if (code != VREWARD_OK)
            return code;
    }
    return VREWARD_OK;
}

int32_t refuse_unknown_members(const struct layers *layers, vreward_error *err)
{
    return check_object(layers, layers->root[0], (struct span){"", 0}, err);
}
