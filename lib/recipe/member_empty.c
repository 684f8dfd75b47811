#include "recipe/member_empty.h"

#include "parse/empty.h"
#include "recipe/fields.h"

/* {"pattern": "..."} */
static int32_t add_pattern(struct compiler *compiler, struct place place, const char *shown, struct pattern **patterns)
{
    struct read_options *read = &compiler->recipe->config.read;
    const struct json *pattern = place.value->child;
    if (place.value->count != 1 || !span_equal(pattern->key, SPAN("pattern")))
        return fail(compiler->err, VREWARD_E_RECIPE, -1, place.offset, "`%s` wants texts and {\"pattern\": ...}",
                    shown);
    const int32_t code = compile_pattern(compiler, place_within(place, pattern), shown, PATTERN_SEARCH,
                                         &patterns[read->empty_pattern_count]);
    read->empty_pattern_count += code == VREWARD_OK;
    return code;
}

int32_t set_empty(struct compiler *compiler, struct place place, const char *shown)
{
    static const char wanted[] = "a string, {\"pattern\": ...} or a list of them";
    struct read_options *read = &compiler->recipe->config.read;
    const struct json *value = place.value;
    const bool many = value->type == JSON_ARRAY;
    const size_t count = many ? (size_t)value->count : 1;
    struct span *texts = arena_zeros(compiler->arena, count, sizeof *texts);
    struct empty_list *lists = arena_zeros(compiler->arena, count, sizeof *lists);
    struct pattern **patterns = arena_zeros(compiler->arena, count, sizeof *patterns);
    if (texts == NULL || lists == NULL || patterns == NULL)
        return fail_memory(compiler->err);
    read->empty = texts;
    read->empty_list = lists;
    read->empty_pattern = patterns;
    for (const struct json *one = many ? value->child : value; one != NULL; one = many ? one->next : NULL) {
        const struct place at = many ? place_within(place, one) : place;
        if (one->type != JSON_STRING && one->type != JSON_OBJECT)
            return wrong_type(compiler, at, shown, wanted);
        if (one->type == JSON_OBJECT) {
            const int32_t code = add_pattern(compiler, at, shown, patterns);
            if (code != VREWARD_OK)
                return code;
            continue;
        }
        texts[read->empty_count++] = bare_text(one->string);
        read->empty_list_count += empty_list(one->string, &lists[read->empty_list_count]);
    }
    return VREWARD_OK;
}
