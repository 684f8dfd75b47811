#include "recipe/member_map.h"

#include "base/quote.h"
#include "text/fold.h"
#include "text/normalize.h"
#include "text/text_map.h"

#include <inttypes.h>

enum { MOST_PAIRS = 1000, LONGEST_KEY = 63 };

/* What a text has gone through when the table is applied to it, as far as it looks at single characters. */
static uint32_t switches_before(const struct config *config)
{
    return config->normalize & (VREWARD_NORMALIZE_NFC | VREWARD_NORMALIZE_NFKC | VREWARD_NORMALIZE_WIDTH |
                                VREWARD_NORMALIZE_QUOTES | VREWARD_NORMALIZE_LOWER);
}

static int32_t refuse_key(struct compiler *compiler, struct place place, const char *shown, const struct json *pair,
                          const char *problem)
{
    const int64_t offset = key_offset_within(compiler, place, pair);
    char key[LONGEST_KEY + 1];
    quotable(pair->key, key, sizeof key);
    return fail(compiler->err, VREWARD_E_RECIPE, -1, offset, "`%s`: the key `%s` %s", shown, key, problem);
}

static int32_t set_pair(struct compiler *compiler, struct place place, const char *shown, const struct json *pair,
                        struct text_pair *result)
{
    if (pair->key.length == 0)
        return refuse_key(compiler, place, shown, pair, "is empty");
    if (pair->key.length > LONGEST_KEY || memchr(pair->key.data, '\0', (size_t)pair->key.length) != NULL)
        return refuse_key(compiler, place, shown, pair, "is longer than 63 bytes, or holds a NUL");
    if (pair->type != JSON_STRING)
        return wrong_type(compiler, place_within(place, pair), shown, "strings as values");
    const uint32_t switches = switches_before(&compiler->recipe->config);
    const int32_t code = normalize(pair->key, switches, compiler->arena, &result->from, compiler->err);
    return code != VREWARD_OK ? code : normalize(pair->string, switches, compiler->arena, &result->to, compiler->err);
}

int32_t set_map(struct compiler *compiler, struct place place, const char *shown, const struct text_map **map)
{
    if (place.value->type != JSON_OBJECT)
        return wrong_type(compiler, place, shown, "an object from texts to texts");
    if (place.value->count > MOST_PAIRS)
        return fail(compiler->err, VREWARD_E_RECIPE, -1, place.offset, "`%s` has %" PRId64 " keys, at most %d may be",
                    shown, place.value->count, MOST_PAIRS);
    if (place.value->child == NULL)
        return VREWARD_OK;
    struct text_pair *pairs = arena_zeros(compiler->arena, (size_t)place.value->count, sizeof *pairs);
    if (pairs == NULL)
        return fail_memory(compiler->err);
    int64_t count = 0;
    for (const struct json *pair = place.value->child; pair != NULL; pair = pair->next) {
        const int32_t code = set_pair(compiler, place, shown, pair, &pairs[count++]);
        if (code != VREWARD_OK)
            return code;
    }
    *map = text_map_create(pairs, count, compiler->arena);
    if (*map == NULL)
        return fail_memory(compiler->err);
    int64_t twins[2];
    if (!text_map_has_twins(*map, twins))
        return VREWARD_OK;
    const struct json *second = place.value->child;
    for (int64_t i = 0; i < twins[1]; i++)
        second = second->next;
    return refuse_key(compiler, place, shown, second, "is, once normalised, another key, too");
}
