#include "recipe/compile.h"

#include "parse/marks.h"
#include "parse/pattern.h"
#include "recipe/checks.h"
#include "recipe/fields.h"
#include "recipe/member_empty.h"
#include "recipe/member_format.h"
#include "recipe/member_keys.h"
#include "recipe/member_lookup.h"
#include "recipe/member_map.h"
#include "recipe/member_pair.h"
#include "recipe/resolve.h"
#include "recipe/terms.h"
#include "recipe/unknown_members.h"

#include <math.h>

static int32_t set_member(struct compiler *compiler, const struct member *member)
{
    struct config *config = &compiler->recipe->config;
    struct place place;
    int32_t code = find_value(compiler, member, &place);
    if (code != VREWARD_OK)
        return code;
    if (place.value == NULL && member->required)
        return fail(compiler->err, VREWARD_E_RECIPE, -1, -1, "`%s` is required by %.*s", member->path,
                    (int)compiler->layers.task.length, compiler->layers.task.data);
    if (place.value == NULL)
        return VREWARD_OK;
    void *field = (unsigned char *)config + member->offset;
    int64_t *count = member->count_offset == 0 ? NULL : (void *)((unsigned char *)config + member->count_offset);
    switch (member->type) {
    case MEMBER_EMPTY:
        return set_empty(compiler, place, member->path);
    case MEMBER_FORMAT:
        return set_format(compiler, place);
    case MEMBER_PAIR:
        return set_parts(compiler, place);
    case MEMBER_MAP:
        return set_map(compiler, place, member->path, field);
    default:
        return set_field(compiler, member, place, member->path, field, count);
    }
}

static int32_t set_members(struct compiler *compiler)
{
    for (const struct member *member = members; member->path != NULL; member++) {
        if (!member_holds(compiler, member))
            continue;
        const int32_t code = set_member(compiler, member);
        if (code != VREWARD_OK)
            return code;
    }
    return VREWARD_OK;
}

static int32_t make_marks(struct compiler *compiler)
{
    struct read_options *read = &compiler->recipe->config.read;
    struct marks *marks = arena_alloc(compiler->arena, sizeof *marks);
    if (marks == NULL)
        return fail_memory(compiler->err);
    marks_make(read, marks);
    read->marks = marks;
    return VREWARD_OK;
}

static int32_t compile_layers(struct compiler *compiler)
{
    struct recipe *recipe = compiler->recipe;
    struct config *config = &recipe->config;
    config->reward = reward_by_task(compiler->layers.task);
    config->name = compiler->layers.name;
    config->model = compiler->layers.model;
    config->clip[0] = -INFINITY;
    config->clip[1] = INFINITY;
    config->both_empty = NAN;
    config->round = -1;
    int32_t code = refuse_unknown_members(&compiler->layers, compiler->err);
    if (code == VREWARD_OK)
        code = set_members(compiler);
    if (code != VREWARD_OK)
        return code;
    config->read.invalid = config->overlap.invalid;
    code = set_own_keys(compiler);
    if (code != VREWARD_OK)
        return code;
    code = check_together(compiler);
    if (code == VREWARD_OK)
        code = make_marks(compiler);
    if (code != VREWARD_OK)
        return code;
    select_terms(compiler);
    code = set_weights(compiler, member_of(SPAN("weights"), compiler->layers.task));
    if (code == VREWARD_OK)
        code = set_factors(compiler);
    return code != VREWARD_OK ? code : resolve(compiler);
}

int32_t recipe_compile(struct span text, struct arena *arena, struct recipe *recipe, vreward_error *err)
{
    struct compiler compiler = {.arena = arena, .recipe = recipe, .err = err};
    memset(recipe, 0, sizeof *recipe);
    /* Strings without escapes are pieces of the text they were read from, and the scorer outlives the caller's. */
    char *copy = arena_alloc(arena, (size_t)text.length);
    if (copy == NULL)
        return fail_memory(err);
    if (text.length > 0)
        memcpy(copy, text.data, (size_t)text.length);
    int32_t code = layers_read((struct span){copy, text.length}, arena, &compiler.layers, err);
    if (code == VREWARD_OK)
        code = compile_layers(&compiler);
    if (code != VREWARD_OK) {
        recipe_release(recipe);
        memset(recipe, 0, sizeof *recipe);
    }
    return code;
}

void recipe_release(struct recipe *recipe)
{
    pattern_destroy(recipe->config.read.pattern);
    pattern_destroy(recipe->config.read.answer_pattern);
    for (int64_t i = 0; i < recipe->config.read.empty_pattern_count; i++)
        pattern_destroy(recipe->config.read.empty_pattern[i]);
    for (int64_t i = 0; i < recipe->config.check_count; i++)
        pattern_destroy(recipe->config.checks[i].pattern);
}
