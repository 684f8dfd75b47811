#include "recipe/member_keys.h"

#include "base/quote.h"

#include <stdio.h>

static const struct {
    const char *path;
    int32_t role;
} roles[OWN_ROLES] = {
    [OWN_BOX] = {"keys.box", ROLE_BOXES},
    [OWN_POINT] = {"keys.point", ROLE_POINTS},
    [OWN_LABEL] = {"keys.label", ROLE_OWN_LABEL},
    [OWN_CONFIDENCE] = {"keys.confidence", ROLE_CONFIDENCE},
};

static int32_t refuse_name(struct compiler *compiler, int32_t role, struct span name, const char *problem)
{
    char shown[64];
    const char *path = roles[role].path;
    return fail(compiler->err, VREWARD_E_RECIPE, -1, member_offset(compiler, path), "`%s`: the name `%s` %s", path,
                quotable(name, shown, sizeof shown), problem);
}

/* The role that has the name already, OWN_ROLES: none. */
static int32_t role_that_has(const struct own_keys *keys, struct span name)
{
    for (int64_t i = 0; i < keys->count; i++)
        for (int32_t role = 0; role < OWN_ROLES; role++)
            if (roles[role].role == keys->list[i].role && span_equal(keys->list[i].name, name))
                return role;
    return OWN_ROLES;
}

static int32_t add_name(struct compiler *compiler, int32_t role, struct span name, struct own_key *list,
                        struct own_keys *keys)
{
    char text[KEY_CAPACITY];
    const int32_t length = key_fold(name, text);
    if (length == 0)
        return refuse_name(compiler, role, name, "is empty or longer than 40 letters");
    const int32_t other = role_that_has(keys, (struct span){text, length});
    if (other == role)
        return VREWARD_OK;
    if (other != OWN_ROLES) {
        char problem[96];
        snprintf(problem, sizeof problem, "stands in `%s`, too: case, `_`, `-` and spaces do not count",
                 roles[other].path);
        return refuse_name(compiler, role, name, problem);
    }
    if (keys->count == MOST_OWN_KEYS)
        return refuse_name(compiler, role, name, "is one too many: at most 64 names may be given");
    char *folded = arena_alloc(compiler->arena, (size_t)length);
    if (folded == NULL)
        return fail_memory(compiler->err);
    memcpy(folded, text, (size_t)length);
    list[keys->count++] = (struct own_key){{folded, length}, roles[role].role, 0};
    return VREWARD_OK;
}

_Static_assert(KEY_CAPACITY == 40 && MOST_OWN_KEYS == 64, "the messages above say 40 and 64");

int32_t set_own_keys(struct compiler *compiler)
{
    struct config *config = &compiler->recipe->config;
    struct own_keys *keys = &config->read.own_keys;
    int64_t names = 0;
    for (int32_t role = 0; role < OWN_ROLES; role++)
        names += config->own_keys[role].count;
    if (names == 0)
        return VREWARD_OK;
    struct own_key *list = arena_zeros(compiler->arena, MOST_OWN_KEYS, sizeof *list);
    if (list == NULL)
        return fail_memory(compiler->err);
    keys->list = list;
    for (int32_t role = 0; role < OWN_ROLES; role++) {
        for (int64_t i = 0; i < config->own_keys[role].count; i++) {
            const int32_t code = add_name(compiler, role, config->own_keys[role].list[i], list, keys);
            if (code != VREWARD_OK)
                return code;
        }
    }
    return VREWARD_OK;
}
