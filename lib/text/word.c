#include "text/word.h"

/* The rows that hold each unit; bytes have a table of their own. */
enum { BUCKETS = 128 }; /* twice as many as there can be different units, so that probing ends */

struct rows_of_unit {
    uint32_t unit[BUCKETS];
    uint64_t rows[BUCKETS]; /* 0: the bucket is free */
};

static inline uint32_t bucket_of(const struct rows_of_unit *table, uint32_t unit)
{
    uint32_t bucket = (unit * UINT32_C(0x9E3779B1)) >> 25;
    while (table->rows[bucket] != 0 && table->unit[bucket] != unit)
        bucket = (bucket + 1) % BUCKETS;
    return bucket;
}

/* Differences down the column, +1 and -1, or for indel: the rows at which the common subsequence does not grow. */
struct column {
    uint64_t plus, minus;
};

/* Hyyro 2003, figure 4; above the first row the distance grows by 1 with every column. */
static inline void levenshtein_step(struct column *column, uint64_t match)
{
    const uint64_t diagonal = (((match & column->plus) + column->plus) ^ column->plus) | match | column->minus;
    const uint64_t across_plus = (column->minus | ~(diagonal | column->plus)) << 1 | 1;
    const uint64_t across_minus = (diagonal & column->plus) << 1;
    column->plus = across_minus | ~(diagonal | across_plus);
    column->minus = across_plus & diagonal;
}

/* Hyyro 2004. */
static inline void indel_step(struct column *column, uint64_t match)
{
    const uint64_t found = column->plus & match;
    column->plus = (column->plus + found) | (column->plus & ~match);
}

static inline void step(struct column *column, uint64_t match, bool indel)
{
    if (indel)
        indel_step(column, match);
    else
        levenshtein_step(column, match);
}

static inline __attribute__((always_inline)) struct column run_bytes(const struct sequence *rows,
                                                                     const struct sequence *columns, bool indel)
{
    const uint8_t *row_units = rows->data, *column_units = columns->data;
    uint64_t table[256] = {0};
    for (int64_t i = 0; i < rows->count; i++)
        table[row_units[i]] |= UINT64_C(1) << i;
    struct column column = {UINT64_MAX, 0};
    for (int64_t j = 0; j < columns->count; j++)
        step(&column, table[column_units[j]], indel);
    return column;
}

static inline __attribute__((always_inline)) struct column run_wide(const struct sequence *rows,
                                                                    const struct sequence *columns, bool indel)
{
    const uint32_t *row_units = rows->data, *column_units = columns->data;
    struct rows_of_unit table;
    memset(table.rows, 0, sizeof table.rows);
    for (int64_t i = 0; i < rows->count; i++) {
        const uint32_t bucket = bucket_of(&table, row_units[i]);
        table.unit[bucket] = row_units[i];
        table.rows[bucket] |= UINT64_C(1) << i;
    }
    struct column column = {UINT64_MAX, 0};
    for (int64_t j = 0; j < columns->count; j++)
        step(&column, table.rows[bucket_of(&table, column_units[j])], indel);
    return column;
}

int64_t word_distance(const struct sequence *rows, const struct sequence *columns, bool indel)
{
    struct column column;
    if (rows->width == 1)
        column = indel ? run_bytes(rows, columns, true) : run_bytes(rows, columns, false);
    else
        column = indel ? run_wide(rows, columns, true) : run_wide(rows, columns, false);
    const uint64_t real = UINT64_MAX >> (WORD_ROWS - rows->count);
    if (indel)
        return rows->count + columns->count - 2 * __builtin_popcountll(~column.plus & real);
    return columns->count + __builtin_popcountll(column.plus & real) - __builtin_popcountll(column.minus & real);
}
