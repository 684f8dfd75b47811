#include "text/tokens.h"

#include "text/split.h"
#include "text/units.h"
#include "text/utf8.h"

int32_t tokens_in_common(struct span a, struct span b, int32_t unit, struct arena *scratch, int64_t *common,
                         int64_t *a_count, int64_t *b_count, vreward_error *err)
{
    const struct arena_mark mark = arena_mark(scratch);
    const struct span *a_words = split_text(a, unit, scratch, a_count);
    const struct span *b_words = split_text(b, unit, scratch, b_count);
    struct vocabulary known = {0};
    int64_t *left = NULL;
    if (a_words != NULL && b_words != NULL && vocabulary_create(&known, *a_count, scratch))
        left = arena_zeros(scratch, (size_t)*a_count, sizeof *left);
    *common = 0;
    if (left != NULL) {
        for (int64_t i = 0; i < *a_count; i++)
            left[vocabulary_id(&known, a_words[i], true)]++;
        for (int64_t i = 0; i < *b_count; i++) {
            const int64_t id = vocabulary_id(&known, b_words[i], false);
            if (id != VOCABULARY_UNKNOWN && left[id] > 0) {
                left[id]--;
                ++*common;
            }
        }
    }
    arena_rewind(scratch, mark);
    return left != NULL ? VREWARD_OK : fail_memory(err);
}

/* ids[i] becomes the number of the pair (ids[i], ids[i + step]); `count` pairs. Returns how many differ, or -1 when out
 * of memory. */
static int64_t number_pairs(uint32_t *ids, int64_t count, int64_t step, struct arena *scratch)
{
    const struct arena_mark mark = arena_mark(scratch);
    uint64_t slots = 16;
    while (slots < (uint64_t)count * 2)
        slots *= 2;
    uint32_t *slot = arena_zeros(scratch, slots, sizeof *slot); /* number + 1, or 0 */
    uint64_t *pairs = arena_array(scratch, (size_t)count, sizeof *pairs);
    int64_t distinct = slot == NULL || pairs == NULL ? -1 : 0;
    for (int64_t i = 0; i < count && distinct >= 0; i++) {
        const uint64_t pair = (uint64_t)ids[i] << 32 | ids[i + step];
        uint64_t hash = pair * UINT64_C(0x9E3779B97F4A7C15);
        hash = (hash ^ hash >> 32) * UINT64_C(0xD6E8FEB86659FD93);
        uint64_t at = hash >> 32 & (slots - 1);
        while (slot[at] != 0 && pairs[slot[at] - 1] != pair)
            at = (at + 1) & (slots - 1);
        if (slot[at] == 0) {
            pairs[distinct] = pair;
            slot[at] = (uint32_t)++distinct;
        }
        ids[i] = slot[at] - 1;
    }
    arena_rewind(scratch, mark);
    return distinct;
}

/* The units of a text as numbers that may be written over. NULL when out of memory. */
static uint32_t *numbered_units(struct span text, int32_t unit, struct arena *scratch, int64_t *count)
{
    struct vocabulary known = {0};
    struct sequence units;
    if (!text_to_sequence(text, unit, &known, true, scratch, &units))
        return NULL;
    uint32_t *ids = arena_array(scratch, (size_t)units.count, sizeof *ids);
    *count = units.count;
    for (int64_t i = 0; ids != NULL && i < units.count; i++)
        ids[i] = units.width == 1 ? ((const unsigned char *)units.data)[i] : ((const uint32_t *)units.data)[i];
    return ids;
}

/* Pairs of units are numbered, then pairs of pairs and so on; two n-grams are equal where their first and last 2^k
 * units are, 2^k being at least half of n. A single unit is a pair with itself. O(units * log n). */
static int64_t distinct_ngrams(uint32_t *ids, int64_t count, int64_t n, struct arena *scratch)
{
    int64_t distinct = n == 1 ? number_pairs(ids, count, 0, scratch) : 0;
    for (int64_t length = 1; length < n && distinct >= 0;) {
        const int64_t step = length * 2 <= n ? length : n - length;
        distinct = number_pairs(ids, count - length - step + 1, step, scratch);
        length += step;
    }
    return distinct;
}

int32_t count_ngrams(struct span text, int32_t unit, int64_t n, struct arena *scratch, int64_t *total,
                     int64_t *distinct, vreward_error *err)
{
    const struct arena_mark mark = arena_mark(scratch);
    int64_t count = 0;
    uint32_t *ids = numbered_units(text, unit, scratch, &count);
    *total = count < n ? 0 : count - n + 1;
    *distinct = ids == NULL ? -1 : *total == 0 ? 0 : distinct_ngrams(ids, count, n, scratch);
    arena_rewind(scratch, mark);
    return *distinct >= 0 ? VREWARD_OK : fail_memory(err);
}

int32_t count_units(struct span text, int32_t unit, struct arena *scratch, int64_t *count, vreward_error *err)
{
    if (unit == VREWARD_UNIT_CODEPOINT || unit == VREWARD_UNIT_BYTE) {
        *count = unit == VREWARD_UNIT_BYTE ? text.length : utf8_count(text);
        return VREWARD_OK;
    }
    if (is_split(unit)) {
        *count = count_pieces(text, unit);
        return VREWARD_OK;
    }
    const struct arena_mark mark = arena_mark(scratch);
    struct vocabulary known = {0};
    struct sequence units = {0};
    /* Without learning every cluster is unknown, and still counted. */
    const bool done = text_to_sequence(text, unit, &known, false, scratch, &units);
    arena_rewind(scratch, mark);
    *count = units.count;
    return done ? VREWARD_OK : fail_memory(err);
}
