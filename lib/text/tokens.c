#include "text/tokens.h"

#include "text/units.h"
#include "text/utf8.h"

int32_t tokens_in_common(struct span a, struct span b, int32_t unit, struct arena *scratch, int64_t *common,
                         int64_t *a_count, int64_t *b_count, vreward_error *err)
{
    const struct arena_mark mark = arena_mark(scratch);
    const struct span *a_words = split_words(a, unit, scratch, a_count);
    const struct span *b_words = split_words(b, unit, scratch, b_count);
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
    struct vocabulary known = {0};
    uint32_t(*pairs)[2] = arena_array(scratch, (size_t)count, sizeof *pairs);
    if (pairs == NULL || !vocabulary_create(&known, count, scratch)) {
        arena_rewind(scratch, mark);
        return -1;
    }
    for (int64_t i = 0; i < count; i++) {
        pairs[i][0] = ids[i];
        pairs[i][1] = ids[i + step];
        ids[i] = (uint32_t)vocabulary_id(&known, (struct span){(const char *)pairs[i], sizeof pairs[i]}, true);
    }
    arena_rewind(scratch, mark);
    return known.count;
}

/* Words are numbered, then pairs of them, pairs of pairs and so on; two n-grams are equal where their first and last
 * 2^k words are, 2^k being at least half of n. O(words * log n). */
static int64_t distinct_ngrams(uint32_t *ids, int64_t count, int64_t n, int64_t distinct, struct arena *scratch)
{
    for (int64_t length = 1; length < n && distinct >= 0;) {
        const int64_t step = length * 2 <= n ? length : n - length;
        distinct = number_pairs(ids, count - length - step + 1, step, scratch);
        length += step;
    }
    return distinct;
}

int32_t count_ngrams(struct span text, int64_t n, struct arena *scratch, int64_t *total, int64_t *distinct,
                     vreward_error *err)
{
    const struct arena_mark mark = arena_mark(scratch);
    struct vocabulary known = {0};
    struct sequence words;
    *total = 0;
    *distinct = -1;
    if (text_to_sequence(text, VREWARD_WORD, &known, true, scratch, &words)) {
        *total = words.count < n ? 0 : words.count - n + 1;
        *distinct = 0;
        if (*total > 0) {
            uint32_t *ids = arena_array(scratch, (size_t)words.count, sizeof *ids);
            *distinct = -1;
            if (ids != NULL) {
                memcpy(ids, words.data, (size_t)words.count * sizeof *ids);
                *distinct = distinct_ngrams(ids, words.count, n, known.count, scratch);
            }
        }
    }
    arena_rewind(scratch, mark);
    return *distinct >= 0 ? VREWARD_OK : fail_memory(err);
}

int32_t count_units(struct span text, int32_t unit, struct arena *scratch, int64_t *count, vreward_error *err)
{
    if (unit == VREWARD_CODEPOINT || unit == VREWARD_BYTE) {
        *count = unit == VREWARD_BYTE ? text.length : utf8_count(text);
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
