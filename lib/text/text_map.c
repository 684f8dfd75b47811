#include "text/text_map.h"

/* Sorted by the bytes of `from`, a beginning before what goes on: all that begin alike stand together, the one that is
 * just that beginning first. */
struct text_map {
    const struct text_pair *pairs;
    const int64_t *index; /* of each in the caller's list */
    int64_t count;
    int64_t first[257]; /* where those begin whose first byte is so much */
};

const struct text_map *text_map_create(const struct text_pair *pairs, int64_t count, struct arena *arena)
{
    struct text_map *map = arena_zeros(arena, 1, sizeof *map);
    struct text_pair *sorted = arena_array(arena, (size_t)count, sizeof *sorted);
    int64_t *index = arena_array(arena, (size_t)count, sizeof *index);
    if (map == NULL || sorted == NULL || index == NULL)
        return NULL;
    for (int64_t i = 0; i < count; i++) { /* few, and once a recipe */
        int64_t j = i;
        for (; j > 0 && span_compare(sorted[j - 1].from, pairs[i].from) > 0; j--) {
            sorted[j] = sorted[j - 1];
            index[j] = index[j - 1];
        }
        sorted[j] = pairs[i];
        index[j] = i;
        map->first[(unsigned char)pairs[i].from.data[0] + 1]++;
    }
    for (int byte = 0; byte < 256; byte++)
        map->first[byte + 1] += map->first[byte];
    map->pairs = sorted;
    map->index = index;
    map->count = count;
    return map;
}

bool text_map_has_twins(const struct text_map *map, int64_t twins[2])
{
    for (int64_t i = 1; i < map->count; i++) {
        if (span_equal(map->pairs[i - 1].from, map->pairs[i].from)) {
            twins[0] = map->index[i - 1];
            twins[1] = map->index[i];
            return true;
        }
    }
    return false;
}

/* The first of the pairs begin .. end, alike in `depth` bytes, whose next byte is not below `byte`. */
static int64_t first_not_below(const struct text_map *map, int64_t begin, int64_t end, int64_t depth, int byte)
{
    while (begin < end) {
        const int64_t middle = begin + (end - begin) / 2;
        const struct span from = map->pairs[middle].from;
        if (from.length == depth || (unsigned char)from.data[depth] < byte)
            begin = middle + 1;
        else
            end = middle;
    }
    return begin;
}

/* The longest `from` that stands at the beginning of the text (not empty), or NULL. */
static const struct text_pair *longest_at(const struct text_map *map, const char *text, int64_t length)
{
    const unsigned char *bytes = (const unsigned char *)text;
    const struct text_pair *longest = NULL;
    int64_t begin = map->first[bytes[0]], end = map->first[bytes[0] + 1];
    for (int64_t depth = 1; begin < end; depth++) {
        if (map->pairs[begin].from.length == depth)
            longest = &map->pairs[begin];
        if (depth == length)
            break;
        begin = first_not_below(map, begin, end, depth, bytes[depth]);
        end = first_not_below(map, begin, end, depth, bytes[depth] + 1);
    }
    return longest;
}

struct span text_map_apply(const struct text_map *map, struct span text, struct arena *arena)
{
    int64_t capacity = text.length + 64, written = 0;
    char *out = arena_array(arena, (size_t)capacity, 1);
    for (int64_t at = 0; out != NULL && at < text.length;) {
        const struct text_pair *pair = longest_at(map, text.data + at, text.length - at);
        const struct span put = pair != NULL ? pair->to : (struct span){text.data + at, 1};
        if (capacity - written < put.length) {
            out = arena_grow(arena, out, (size_t)capacity, (size_t)(capacity * 2 + put.length), 1);
            capacity = capacity * 2 + put.length;
            if (out == NULL)
                break;
        }
        if (put.length > 0)
            memcpy(out + written, put.data, (size_t)put.length);
        written += put.length;
        at += pair != NULL ? pair->from.length : 1;
    }
    return (struct span){out, out == NULL ? 0 : written};
}
