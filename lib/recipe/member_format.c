#include "recipe/member_format.h"

#include "base/quote.h"
#include "parse/marks.h"
#include "parse/pattern.h"
#include "recipe/fields.h"
#include "recipe/member_lookup.h"

#include <inttypes.h>
#include <stdio.h>

enum { SHOWN_SIZE = 48, MOST_CHECKS = 64 };

/* The members of one check, NULL where it has them not. */
struct check_members {
    const struct json *pattern, *mode, *tags, *opened, *json, *weight;
};

static int32_t refuse_check(struct compiler *compiler, int64_t offset, int64_t index, const char *message)
{
    return fail(compiler->err, VREWARD_E_RECIPE, -1, offset, "`format[%" PRId64 "]` %s", index, message);
}

static int32_t find_members(struct compiler *compiler, struct place check, int64_t index, struct check_members *found)
{
    const struct {
        struct span name;
        const struct json **value;
    } known[] = {{SPAN("pattern"), &found->pattern}, {SPAN("mode"), &found->mode}, {SPAN("tags"), &found->tags},
                 {SPAN("opened"), &found->opened},   {SPAN("json"), &found->json}, {SPAN("weight"), &found->weight}};
    const size_t count = sizeof known / sizeof known[0];
    *found = (struct check_members){0};
    for (const struct json *child = check.value->child; child != NULL; child = child->next) {
        size_t i = 0;
        while (i < count && !span_equal(known[i].name, child->key))
            i++;
        if (i == count) {
            char name[QUOTE_SIZE];
            return fail(compiler->err, VREWARD_E_RECIPE, -1, key_offset_within(compiler, check, child),
                        "unknown member `%s` in `format[%" PRId64 "]`", quotable(child->key, name, sizeof name), index);
        }
        if (child->type != JSON_NULL)
            *known[i].value = child;
    }
    return VREWARD_OK;
}

/* A member that is there, into `field`. */
static int32_t set_check_member(struct compiler *compiler, struct place check, int64_t index, const char *name,
                                const struct json *value, void *field, int64_t *count)
{
    char path[SHOWN_SIZE], shown[SHOWN_SIZE];
    snprintf(path, sizeof path, "format[].%s", name);
    snprintf(shown, sizeof shown, "format[%" PRId64 "].%s", index, name);
    if (value == NULL)
        return VREWARD_OK;
    return set_field(compiler, member_of(span_of(path), compiler->layers.task), place_within(check, value), shown,
                     field, count);
}

static int32_t set_pattern(struct compiler *compiler, struct place check, int64_t index,
                           const struct check_members *found, struct format_check *result)
{
    char shown[SHOWN_SIZE];
    const int32_t code = set_check_member(compiler, check, index, "mode", found->mode, &result->mode, NULL);
    if (code != VREWARD_OK)
        return code;
    snprintf(shown, sizeof shown, "format[%" PRId64 "].pattern", index);
    result->kind = CHECK_PATTERN;
    result->expression = found->pattern->string;
    return compile_pattern(compiler, place_within(check, found->pattern), shown, result->mode, &result->pattern);
}

/* "<name>" or "</name>"; data NULL when out of memory. */
static struct span tag_text(struct span name, bool closing, struct arena *arena)
{
    const int64_t before = closing ? 2 : 1;
    char *text = arena_alloc(arena, (size_t)(name.length + before + 1));
    if (text == NULL)
        return (struct span){NULL, 0};
    memcpy(text, closing ? "</" : "<", (size_t)before);
    memcpy(text + before, name.data, (size_t)name.length);
    text[before + name.length] = '>';
    return (struct span){text, before + name.length + 1};
}

static int32_t write_tags(struct compiler *compiler, struct format_check *result)
{
    struct span *opening = arena_array(compiler->arena, (size_t)result->tag_count, sizeof *opening);
    struct span *closing = arena_array(compiler->arena, (size_t)result->tag_count, sizeof *closing);
    for (int64_t i = 0; opening != NULL && closing != NULL && i < result->tag_count; i++) {
        opening[i] = tag_text(result->tags[i], false, compiler->arena);
        closing[i] = tag_text(result->tags[i], true, compiler->arena);
        if (opening[i].data == NULL || closing[i].data == NULL)
            return fail_memory(compiler->err);
    }
    result->opening = opening;
    result->closing = closing;
    return opening != NULL && closing != NULL ? VREWARD_OK : fail_memory(compiler->err);
}

static int32_t set_tags(struct compiler *compiler, struct place check, int64_t index, const struct check_members *found,
                        struct format_check *result)
{
    result->kind = CHECK_TAGS;
    int32_t code = set_check_member(compiler, check, index, "tags", found->tags, &result->tags, &result->tag_count);
    if (code == VREWARD_OK)
        code = set_check_member(compiler, check, index, "opened", found->opened, &result->opened, NULL);
    if (code != VREWARD_OK)
        return code;
    const int64_t offset = place_within(check, found->tags).offset;
    if (result->tag_count == 0)
        return refuse_check(compiler, offset, index, "names no tag");
    for (int64_t i = 0; i < result->tag_count; i++) {
        if (!is_tag_name(result->tags[i]))
            return refuse_check(compiler, offset, index, "has a tag that is no name: give it without < and >");
        for (int64_t j = 0; j < i; j++) {
            if (span_equal(result->tags[i], result->tags[j]))
                return refuse_check(compiler, offset, index, "has the same tag twice");
        }
    }
    return write_tags(compiler, result);
}

static int32_t set_check(struct compiler *compiler, struct place check, int64_t index, struct format_check *result)
{
    struct check_members found;
    *result = (struct format_check){.weight = 1, .mode = PATTERN_FULL};
    if (check.value->type != JSON_OBJECT)
        return refuse_check(compiler, check.offset, index, "is not an object");
    int32_t code = find_members(compiler, check, index, &found);
    if (code == VREWARD_OK)
        code = set_check_member(compiler, check, index, "weight", found.weight, &result->weight, NULL);
    if (code != VREWARD_OK)
        return code;
    if ((found.pattern != NULL) + (found.tags != NULL) + (found.json != NULL) != 1)
        return refuse_check(compiler, check.offset, index, "must have one of `pattern`, `tags` and `json`");
    if (found.mode != NULL && found.pattern == NULL)
        return refuse_check(compiler, place_within(check, found.mode).offset, index,
                            "has a `mode`, which only patterns have");
    if (found.opened != NULL && found.tags == NULL)
        return refuse_check(compiler, place_within(check, found.opened).offset, index,
                            "has an `opened`, which only tags have");
    if (found.pattern != NULL)
        return set_pattern(compiler, check, index, &found, result);
    if (found.tags != NULL)
        return set_tags(compiler, check, index, &found, result);
    int32_t shape = 0;
    code = set_check_member(compiler, check, index, "json", found.json, &shape, NULL);
    result->kind = shape == 0 ? CHECK_JSON_ARRAY : CHECK_JSON_OBJECT;
    return code;
}

int32_t set_format(struct compiler *compiler, struct place place)
{
    struct config *config = &compiler->recipe->config;
    if (place.value->type != JSON_ARRAY)
        return wrong_type(compiler, place, "format", "a list of checks");
    if (place.value->count > MOST_CHECKS)
        return fail(compiler->err, VREWARD_E_RECIPE, -1, place.offset,
                    "`format` has %" PRId64 " checks, at most %d may be", place.value->count, MOST_CHECKS);
    struct format_check *checks = arena_zeros(compiler->arena, (size_t)place.value->count, sizeof *checks);
    if (checks == NULL)
        return fail_memory(compiler->err);
    config->checks = checks;
    for (const struct json *check = place.value->child; check != NULL; check = check->next) {
        config->check_count++; /* before it is complete, so that its pattern is released whatever fails */
        const int64_t index = config->check_count - 1;
        const int32_t code = set_check(compiler, place_within(place, check), index, &checks[index]);
        if (code != VREWARD_OK)
            return code;
    }
    return VREWARD_OK;
}
