#include "text/word.h"

#include "text/few_rows.h"
#include "text/word_step.h"

/* The rows that hold each unit, `words` of them a slot; slot 0 is empty. Bytes are slots themselves; wider units are
 * hashed, into at least four times as many buckets as there are rows, so that few are found at the second try. */
enum { BUCKETS = 4 * WORD_ROWS, MOST_WORDS = WORD_ROWS / 64 };

struct wide_slots {
    struct {
        uint32_t slot; /* 0: the bucket is free */
        uint32_t unit;
    } bucket[BUCKETS];
    uint32_t mask; /* of the buckets in use */
};

static inline uint32_t bucket_of(const struct wide_slots *slots, uint32_t unit)
{
    uint32_t bucket = unit_hash(unit) >> 16 & slots->mask;
    while (has_other_unit(slots->bucket[bucket].slot, slots->bucket[bucket].unit, unit))
        bucket = (bucket + 1) & slots->mask;
    return bucket;
}

/* Differences down the column, +1 and -1; for indel `plus` has the rows at which the common subsequence stands still.
 */
struct column {
    uint64_t plus[MOST_WORDS], minus[MOST_WORDS];
};

/* What crosses from one word of the column to the next; above the first row the distance grows by 1 with every column.
 */
struct edge {
    uint64_t plus, minus;
};

static inline __attribute__((always_inline)) void step_word(struct column *column, const uint64_t *match, int word,
                                                            struct edge *edge, bool indel)
{
    if (indel)
        indel_step(match[word], &column->plus[word], &edge->minus);
    else
        levenshtein_step(match[word], &column->plus[word], &column->minus[word], &edge->plus, &edge->minus);
}

/* Written out, not looped, so that the column stays in registers. */
static inline __attribute__((always_inline)) void step(struct column *column, const uint64_t *match, bool indel,
                                                       int words)
{
    struct edge edge = {1, 0};
    step_word(column, match, 0, &edge, indel);
    if (words > 1)
        step_word(column, match, 1, &edge, indel);
    if (words > 2) {
        step_word(column, match, 2, &edge, indel);
        step_word(column, match, 3, &edge, indel);
    }
}

static inline __attribute__((always_inline)) void run_bytes(struct column *column, const struct sequence *rows,
                                                            const struct sequence *columns, bool indel, int words)
{
    const uint8_t *row_units = rows->data, *column_units = columns->data;
    uint64_t table[256 * MOST_WORDS];
    memset(table, 0, 256 * (size_t)words * sizeof *table);
    for (int64_t i = 0; i < rows->count; i++)
        table[row_units[i] * words + i / 64] |= UINT64_C(1) << (i % 64);
    struct column now = *column;
    for (int64_t j = 0; j < columns->count; j++)
        step(&now, table + column_units[j] * words, indel, words);
    *column = now;
}

static inline __attribute__((always_inline)) void run_wide(struct column *column, const struct sequence *rows,
                                                           const struct sequence *columns, bool indel, int words)
{
    const uint32_t *row_units = rows->data, *column_units = columns->data;
    struct wide_slots slots;
    uint64_t table[(WORD_ROWS + 1) * MOST_WORDS];
    slots.mask = 15;
    while (slots.mask < 4 * rows->count - 1)
        slots.mask = 2 * slots.mask + 1;
    memset(slots.bucket, 0, (slots.mask + 1) * sizeof *slots.bucket);
    memset(table, 0, (size_t)(rows->count + 1) * (size_t)words * sizeof *table);
    uint32_t used = 0;
    for (int64_t i = 0; i < rows->count; i++) {
        const uint32_t bucket = bucket_of(&slots, row_units[i]);
        if (slots.bucket[bucket].slot == 0) {
            slots.bucket[bucket].slot = ++used;
            slots.bucket[bucket].unit = row_units[i];
        }
        table[slots.bucket[bucket].slot * (uint32_t)words + i / 64] |= UINT64_C(1) << (i % 64);
    }
    struct column now = *column;
    for (int64_t j = 0; j < columns->count; j++)
        step(&now, table + slots.bucket[bucket_of(&slots, column_units[j])].slot * (uint32_t)words, indel, words);
    *column = now;
}

#if defined(__SSE2__)
static inline __attribute__((always_inline)) void run_few(struct column *column, const struct sequence *rows,
                                                          const struct sequence *columns, bool indel)
{
    struct few_rows few;
    few_rows_load(&few, rows);
    struct column now = *column;
    for (int64_t j = 0; j < columns->count; j++) {
        const uint64_t match = rows->width == 1 ? few_rows_of_byte(&few, ((const uint8_t *)columns->data)[j])
                                                : few_rows_of_wide(&few, ((const uint32_t *)columns->data)[j]);
        step(&now, &match, indel, 1);
    }
    *column = now;
}
#endif

static inline __attribute__((always_inline)) void run(struct column *column, const struct sequence *rows,
                                                      const struct sequence *columns, bool indel, int words)
{
#if defined(__SSE2__)
    if (words == 1 && are_few(rows->count)) {
        run_few(column, rows, columns, indel);
        return;
    }
#endif
    if (rows->width == 1)
        run_bytes(column, rows, columns, indel, words);
    else
        run_wide(column, rows, columns, indel, words);
}

int64_t word_distance(const struct sequence *rows, const struct sequence *columns, bool indel)
{
    struct column column;
    memset(column.plus, 0xFF, sizeof column.plus);
    memset(column.minus, 0, sizeof column.minus);
    if (rows->count <= 64)
        indel ? run(&column, rows, columns, true, 1) : run(&column, rows, columns, false, 1);
    else if (rows->count <= 128)
        indel ? run(&column, rows, columns, true, 2) : run(&column, rows, columns, false, 2);
    else
        indel ? run(&column, rows, columns, true, 4) : run(&column, rows, columns, false, 4);
    int64_t distance = columns->count;
    for (int64_t i = 0; i * 64 < rows->count; i++) {
        const int64_t real_rows = rows->count - i * 64 < 64 ? rows->count - i * 64 : 64;
        const uint64_t real = UINT64_MAX >> (64 - real_rows);
        const int64_t plus = (int64_t)word_bits(column.plus[i] & real);
        /* Indel: each row at which the common subsequence grows saves a deletion and an insertion. */
        distance += indel ? 2 * plus - real_rows : plus - (int64_t)word_bits(column.minus[i] & real);
    }
    return distance;
}
