#include "text/lanes.h"

#include "base/isa.h"
#include "text/few_rows.h"

#include <string.h>

/* The rows that hold each unit of the text that is taken; empty between two texts. Bytes are places themselves, wider
 * units hashed, into at least four times as many places as there are rows, so that few are found at the second try. */
enum { PLACES = 4 * LANE_ROWS, PLACE_BITS = 10 };
_Static_assert(PLACES == 1 << PLACE_BITS, "a hash of as many bits");

struct row_table {
    uint64_t *rows;         /* [PLACES][words] */
    uint32_t units[PLACES]; /* the unit of a place and 1; 0: free */
    int64_t cleared;        /* places that have ever been emptied: none until they are needed */
};

static void clear_places(struct row_table *table, int64_t places, int words)
{
    if (table->cleared >= places)
        return;
    memset(table->rows, 0, (size_t)(places * words) * sizeof *table->rows);
    if (places == PLACES)
        memset(table->units, 0, sizeof table->units);
    table->cleared = places;
}

struct lanes *lanes_create(int words, bool indel, int isa, struct arena *arena)
{
    struct lanes *lanes = arena_zeros(arena, 1, sizeof *lanes);
    struct row_table *table = arena_alloc(arena, sizeof *table);
    if (lanes == NULL || table == NULL)
        return NULL;
    lanes->isa = isa;
    lanes->words = words;
    lanes->indel = indel;
    lanes->capacity = 64 * words + 64;
    lanes->match = arena_array(arena, (size_t)(lanes->capacity * words * LANES_OF(words)), sizeof *lanes->match);
    table->rows = arena_array(arena, PLACES * (size_t)words, sizeof *table->rows);
    table->cleared = 0;
    lanes->table = table;
    return lanes->match == NULL || table->rows == NULL ? NULL : lanes;
}

bool lanes_fit(int words, int64_t rows, int64_t columns)
{
    return rows <= 64 * words && columns <= 64 * words + 64;
}

static inline uint64_t *column_of(const struct lanes *lanes, int64_t columns, int lane, int words)
{
    return lanes->match + (lanes->capacity - columns) * words * LANES_OF(words) + lane;
}

/* The first row after `from` that is in another word, or the end. */
static inline int64_t word_end(int64_t from, int64_t count)
{
    return count - from < 64 ? count : from + 64;
}

static inline void write_column(uint64_t *match, const uint64_t *rows, int words)
{
#pragma GCC unroll 4
    for (int word = 0; word < words; word++)
        match[word * LANES_OF(words)] = rows[word];
}

static inline __attribute__((always_inline)) void take_bytes(struct lanes *lanes, const struct sequence *rows,
                                                             const struct sequence *columns, int lane, int words)
{
    const uint8_t *const row_units = rows->data, *const column_units = columns->data;
    const int64_t row_count = rows->count, column_count = columns->count;
    uint64_t *const table = lanes->table->rows, *match = column_of(lanes, column_count, lane, words);
    clear_places(lanes->table, 256, words);
    for (int64_t i = 0, word = 0; i < row_count; word++) {
        uint64_t row = 1;
        for (const int64_t end = word_end(i, row_count); i < end; i++, row <<= 1)
            table[row_units[i] * words + word] |= row;
    }
    for (int64_t j = 0; j < column_count; j++, match += words * LANES_OF(words))
        write_column(match, table + column_units[j] * words, words);
    for (int64_t i = 0; i < row_count; i++)
        memset(table + row_units[i] * words, 0, (size_t)words * sizeof *table);
}

/* Where the unit is, or would be. */
static inline uint32_t place_of(const uint32_t *units, uint32_t unit)
{
    uint32_t place = unit_hash(unit) >> (32 - PLACE_BITS);
    while (has_other_unit(units[place], units[place], unit + 1))
        place = (place + 1) % PLACES;
    return place;
}

static inline __attribute__((always_inline)) void take_wide(struct lanes *lanes, const struct sequence *rows,
                                                            const struct sequence *columns, int lane, int words)
{
    const uint32_t *const row_units = rows->data, *const column_units = columns->data;
    const int64_t row_count = rows->count, column_count = columns->count;
    uint32_t *const units = lanes->table->units;
    uint64_t *const table = lanes->table->rows;
    uint64_t *match = column_of(lanes, column_count, lane, words);
    uint16_t places[LANE_ROWS];
    clear_places(lanes->table, PLACES, words);
    for (int64_t i = 0, word = 0; i < row_count; word++) {
        uint64_t row = 1;
        for (const int64_t end = word_end(i, row_count); i < end; i++, row <<= 1) {
            const uint32_t place = place_of(units, row_units[i]);
            places[i] = (uint16_t)place;
            units[place] = row_units[i] + 1;
            table[place * (uint32_t)words + word] |= row;
        }
    }
    for (int64_t j = 0; j < column_count; j++, match += words * LANES_OF(words))
        write_column(match, table + place_of(units, column_units[j]) * (uint32_t)words, words);
    for (int64_t i = 0; i < row_count; i++) {
        units[places[i]] = 0;
        memset(table + places[i] * words, 0, (size_t)words * sizeof *table);
    }
}

#if defined(__SSE2__)
static void take_few(struct lanes *lanes, const struct sequence *rows, const struct sequence *columns, int lane)
{
    struct few_rows few;
    few_rows_load(&few, rows);
    const uint8_t *const bytes = columns->data;
    const uint32_t *const wide = columns->data;
    const int64_t count = columns->count;
    uint64_t *match = column_of(lanes, count, lane, 1);
    if (rows->width == 1) {
        for (int64_t j = 0; j < count; j++, match += LANES)
            *match = few_rows_of_byte(&few, bytes[j]);
    } else {
        for (int64_t j = 0; j < count; j++, match += LANES)
            *match = few_rows_of_wide(&few, wide[j]);
    }
}
#endif

static void begin_lane(struct lanes *lanes, int lane, int64_t rows, int64_t columns, int64_t written)
{
    lanes->columns[lane] = columns;
    lanes->written[lane] = written;
    lanes->longest = columns > lanes->longest ? columns : lanes->longest;
    lanes->distance[lane] = columns - (lanes->indel ? rows : 0);
    for (int word = 0; word < lanes->words; word++) {
        const int64_t left = rows - word * 64;
        lanes->real[word][lane] = left >= 64 ? UINT64_MAX : left <= 0 ? 0 : UINT64_MAX >> (64 - left);
    }
}

static inline __attribute__((always_inline)) void take(struct lanes *lanes, const struct sequence *rows,
                                                       const struct sequence *columns, int lane, int words)
{
#if defined(__SSE2__)
    if (words == 1 && are_few(rows->count)) {
        take_few(lanes, rows, columns, lane);
        return;
    }
#endif
    if (rows->width == 1)
        take_bytes(lanes, rows, columns, lane, words);
    else
        take_wide(lanes, rows, columns, lane, words);
}

/* With AVX-512 up to 128 rows are compared with a unit in less time than it takes to find them in a table. */
static bool are_compared(int words, int isa)
{
    return isa == ISA_AVX512 && words <= 2;
}

bool lanes_take_halves(int words, int isa)
{
    return are_compared(words, isa);
}

int lanes_take(struct lanes *lanes, const struct sequence *rows, const struct sequence *columns)
{
    const int lane = lanes->count++;
    begin_lane(lanes, lane, rows->count, columns->count, columns->count);
#if defined(__x86_64__)
    if (are_compared(lanes->words, lanes->isa)) {
        lanes_match_avx512(column_of(lanes, columns->count, lane, lanes->words), rows, columns, lanes->words);
        return lane;
    }
#endif
    if (lanes->words == 1)
        take(lanes, rows, columns, lane, 1);
    else if (lanes->words == 2)
        take(lanes, rows, columns, lane, 2);
    else
        take(lanes, rows, columns, lane, 4);
    return lane;
}

bool lanes_fit_whole(const struct sequence *a, const struct sequence *b, int isa)
{
    return isa == ISA_AVX512 && a->count <= LANES_WHOLE && b->count <= LANES_WHOLE && a->width <= 2 && b->width <= 2;
}

int lanes_take_whole(struct lanes *lanes, const struct sequence *rows, const struct sequence *columns)
{
    const int lane = lanes->count++;
#if defined(__x86_64__)
    const struct lanes_rest rest = lanes_match_whole_avx512(column_of(lanes, 0, lane, 1), rows, columns);
#else
    const struct lanes_rest rest = {rows->count, columns->count, 0}; /* not called, see lanes_fit_whole */
#endif
    begin_lane(lanes, lane, rest.rows, rest.columns, rest.written);
    return lane;
}

/* The columns before the lane begins. */
static void set_wait(struct lanes *lanes, int lane)
{
    const int64_t empty = lanes->longest - lanes->written[lane];
    const int stride = LANES_OF(lanes->words);
    uint64_t *match = column_of(lanes, lanes->longest, lane, lanes->words);
    for (const uint64_t *const end = match + empty * lanes->words * stride; match < end; match += stride)
        *match = 0;
    lanes->wait[lane] = (uint64_t)(lanes->longest - lanes->columns[lane]);
}

void lanes_run(struct lanes *lanes)
{
    for (int lane = 0; lane < lanes->count; lane++)
        set_wait(lanes, lane);
#if defined(__x86_64__)
    if (lanes->isa == ISA_AVX512 && lanes->words < 4)
        lanes_avx512(lanes);
    else if (lanes->isa >= ISA_AVX2)
        lanes_avx2(lanes);
    else
#endif
        lanes_portable(lanes);
    lanes->count = 0;
    lanes->longest = 0;
}
