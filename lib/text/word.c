#include "text/word.h"

#include "text/word_step.h"

/* The rows that hold each unit, `words` of them a slot; slot 0 is empty. Bytes are slots themselves, plus 1; of wider
 * units as many as there can be are hashed, into twice as many buckets, so that probing ends. */
enum { BUCKETS = 2 * WORD_ROWS, MOST_WORDS = WORD_ROWS / 64 };

struct wide_slots {
    uint16_t slot[BUCKETS]; /* 0: the bucket is free */
    uint32_t unit[BUCKETS];
};

static inline uint32_t bucket_of(const struct wide_slots *slots, uint32_t unit)
{
    uint32_t bucket = (unit * UINT32_C(0x9E3779B1)) >> 23;
    while (slots->slot[bucket] != 0 && slots->unit[bucket] != unit)
        bucket = (bucket + 1) % BUCKETS;
    return bucket;
}

/* Differences down the column, +1 and -1; for indel `plus` has the rows at which the common subsequence stands still.
 */
struct column {
    uint64_t plus[MOST_WORDS], minus[MOST_WORDS];
};

static inline __attribute__((always_inline)) void step(struct column *column, const uint64_t *match, bool indel,
                                                       int words)
{
    uint64_t edge_plus = 1, edge_minus = 0; /* above the first row the distance grows by 1 with every column */
    for (int i = 0; i < words; i++) {
        if (indel)
            indel_step(match[i], &column->plus[i], &edge_minus);
        else
            levenshtein_step(match[i], &column->plus[i], &column->minus[i], &edge_plus, &edge_minus);
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
    memset(slots.slot, 0, sizeof slots.slot);
    memset(table, 0, (size_t)(rows->count + 1) * (size_t)words * sizeof *table);
    uint16_t used = 0;
    for (int64_t i = 0; i < rows->count; i++) {
        const uint32_t bucket = bucket_of(&slots, row_units[i]);
        if (slots.slot[bucket] == 0) {
            slots.slot[bucket] = ++used;
            slots.unit[bucket] = row_units[i];
        }
        table[slots.slot[bucket] * words + i / 64] |= UINT64_C(1) << (i % 64);
    }
    struct column now = *column;
    for (int64_t j = 0; j < columns->count; j++)
        step(&now, table + slots.slot[bucket_of(&slots, column_units[j])] * words, indel, words);
    *column = now;
}

static inline __attribute__((always_inline)) void run(struct column *column, const struct sequence *rows,
                                                      const struct sequence *columns, bool indel, int words)
{
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
        const int plus = __builtin_popcountll(column.plus[i] & real);
        /* Indel: each row at which the common subsequence grows saves a deletion and an insertion. */
        distance += indel ? 2 * plus - real_rows : plus - __builtin_popcountll(column.minus[i] & real);
    }
    return distance;
}
