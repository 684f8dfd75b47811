#include "text/band.h"

#include "base/isa.h"
#include "text/alphabet.h"
#include "text/strip.h"

enum {
    EDGE = 0x80,          /* the bit of an edge array */
    SMALL_ALPHABET = 384, /* one table for all of it; above: for the units of each strip */
    SLOTS = STRIP_ROWS + 2 > SMALL_ALPHABET + 2 ? STRIP_ROWS + 2 : SMALL_ALPHABET + 2,
};

enum { EMPTY_SLOT = 0, BEFORE_SLOT = 1, FIRST_SLOT = 2 };

/* The comparison of `rows` with `columns`. D[i][j] is the distance of the first i rows from the first j columns. */
struct band {
    struct alphabet alphabet;
    int64_t rows, columns;
    int64_t target; /* columns - rows: the diagonal j - i on which the table ends */
    bool indel;
    bool small; /* the alphabet */
    strip_kernel *kernel;
    uint64_t *table;          /* [SLOTS][STRIP_BLOCKS] */
    uint16_t *slot;           /* [alphabet.size + 1]: of a unit; in a large alphabet one of this strip, or EMPTY_SLOT */
    uint16_t *rows_of_column; /* [columns], small alphabets only: struct strip's `row` */
    uint16_t *row;            /* struct strip, with its margins */
    uint8_t *edges[4];        /* plus and minus of the upper and the lower edge, by column, with their margins */
};

/* Every unit has its slot for good, and so has every column. */
static bool place_small_alphabet(struct band *band, struct arena *arena)
{
    for (uint32_t id = 0; id < band->alphabet.size; id++)
        band->slot[id] = (uint16_t)(FIRST_SLOT + id);
    band->rows_of_column = arena_array(arena, (size_t)band->columns, sizeof *band->rows_of_column);
    if (band->rows_of_column == NULL)
        return false;
    for (int64_t i = 0; i < band->columns; i++)
        band->rows_of_column[i] = (uint16_t)(band->slot[band->alphabet.column_ids[i]] * STRIP_BLOCKS);
    return true;
}

static bool band_create(struct band *band, const struct sequence *rows, const struct sequence *columns, bool indel,
                        int isa, struct arena *arena)
{
    band->rows = rows->count;
    band->columns = columns->count;
    band->target = columns->count - rows->count;
    band->indel = indel;
    band->kernel = indel ? strip_indel_portable : strip_levenshtein_portable;
#if defined(__x86_64__)
    if (isa == ISA_AVX2)
        band->kernel = indel ? strip_indel_avx2 : strip_levenshtein_avx2;
    if (isa == ISA_AVX512)
        band->kernel = indel ? strip_indel_avx512 : strip_levenshtein_avx512;
#elif defined(__aarch64__)
    if (isa == ISA_NEON)
        band->kernel = indel ? strip_indel_neon : strip_levenshtein_neon;
#endif
    (void)isa;
    if (!alphabet_create(&band->alphabet, rows, columns, arena))
        return false;
    band->small = band->alphabet.size <= SMALL_ALPHABET;
    const size_t padded = (size_t)columns->count + 2 * STRIP_MARGIN;
    band->table = arena_zeros(arena, (size_t)SLOTS * STRIP_BLOCKS, sizeof *band->table);
    band->slot = arena_zeros(arena, (size_t)band->alphabet.size + 1, sizeof *band->slot);
    band->row = arena_zeros(arena, padded, sizeof *band->row);
    uint8_t *edges = arena_zeros(arena, padded, 4);
    if (band->table == NULL || band->slot == NULL || band->row == NULL || edges == NULL)
        return false;
    for (int i = 0; i < 4; i++)
        band->edges[i] = edges + (size_t)i * padded + STRIP_MARGIN;
    band->row += STRIP_MARGIN;
    return !band->small || place_small_alphabet(band, arena);
}

/* Floor of half of it. */
static int64_t half(int64_t value)
{
    return value >= 0 ? value / 2 : -((1 - value) / 2);
}

/* What a strip starts from and what it leaves for the next one. */
struct front {
    int64_t row;    /* rows above the strip */
    int64_t column; /* columns left of what can matter */
    int64_t value;  /* D[row][column] */
    int64_t filled; /* columns that the upper edge is known for, from `column` */
    int64_t right;  /* the highest diagonal that a path within the bound can reach */
    int upper;      /* which edges are the upper ones: 0 or 2 */
};

/* The first `count` rows of a block; none where it is negative. */
static uint64_t unreal_rows(int64_t count)
{
    return count <= 0 ? 0 : count >= 64 ? UINT64_MAX : ~(UINT64_MAX << count);
}

/* Sets the bits of the strip's rows: those from `skipped` on hold the units of row_ids. */
static void fill_table(struct band *band, const uint32_t *row_ids, int64_t skipped)
{
    uint32_t used = FIRST_SLOT + (band->small ? band->alphabet.size : 0);
    if (!band->small) {
        for (int64_t i = 0; i < STRIP_ROWS - skipped; i++) {
            if (band->slot[row_ids[i]] == EMPTY_SLOT)
                band->slot[row_ids[i]] = (uint16_t)used++;
        }
    }
    memset(band->table, 0, (size_t)used * STRIP_BLOCKS * sizeof *band->table);
    for (int64_t block = 0; block < STRIP_BLOCKS; block++) {
        uint64_t *table = band->table + block;
        const int64_t unreal = skipped - block * 64;
        for (int64_t i = unreal > 0 ? unreal : 0; i < 64; i++)
            table[(size_t)band->slot[row_ids[block * 64 + i - skipped]] * STRIP_BLOCKS] |= UINT64_C(1) << i;
        table[BEFORE_SLOT * STRIP_BLOCKS] = unreal_rows(unreal);
    }
}

/* Where the table holds each of the columns after `first`, with margins. */
static const uint16_t *rows_of_columns(struct band *band, int64_t first, int64_t columns)
{
    uint16_t *row = band->row;
    if (band->small) {
        memcpy(row, band->rows_of_column + first, (size_t)columns * sizeof *row);
    } else {
        const uint32_t *ids = band->alphabet.column_ids + first;
        for (int64_t i = 0; i < columns; i++)
            row[i] = (uint16_t)(band->slot[ids[i]] * STRIP_BLOCKS);
    }
    for (int64_t i = 0; i < STRIP_MARGIN; i++) {
        row[-1 - i] = BEFORE_SLOT * STRIP_BLOCKS;
        row[columns + i] = EMPTY_SLOT;
    }
    return row;
}

/* Runs the strip below `front` up to column `end`: its lower edge is written to the other pair of edges. */
static void run_strip(struct band *band, const struct front *front, int64_t end, int64_t skipped)
{
    const uint32_t *row_ids = band->alphabet.row_ids + front->row;
    fill_table(band, row_ids, skipped);
    const int64_t columns = end - front->column, lower = 2 - front->upper;
    struct strip strip = {
        .rows = band->table,
        .row = rows_of_columns(band, front->column, columns),
        .columns = columns,
        .plus_in = band->edges[front->upper] + front->column,
        .minus_in = band->edges[front->upper + 1] + front->column,
        .plus_out = band->edges[lower] + front->column,
        .minus_out = band->edges[lower + 1] + front->column,
    };
    for (int64_t block = 0; block < STRIP_BLOCKS; block++)
        strip.real[block] = ~unreal_rows(skipped - block * 64);
    band->kernel(&strip);
    if (!band->small) {
        for (int64_t i = 0; i < STRIP_ROWS - skipped; i++)
            band->slot[row_ids[i]] = EMPTY_SLOT;
    }
}

/* How many of eight bytes have bit 7, added to a sum of eight. */
static uint64_t add_edges(uint64_t sum, const uint8_t *edge)
{
    uint64_t word;
    memcpy(&word, edge, sizeof word);
    return sum + (word >> 7 & UINT64_C(0x0101010101010101));
}

/* The eight bytes of a sum together. */
static int64_t total(uint64_t sum)
{
    const uint64_t pairs = (sum & UINT64_C(0x00FF00FF00FF00FF)) + (sum >> 8 & UINT64_C(0x00FF00FF00FF00FF));
    return (int64_t)((pairs * UINT64_C(0x0001000100010001)) >> 48);
}

/* D of the lower edge at `end` less that at `begin`. */
static int64_t edge_sum(const uint8_t *plus, const uint8_t *minus, int64_t begin, int64_t end)
{
    int64_t sum = 0;
    while (end - begin >= 8) {
        uint64_t plus_sum = 0, minus_sum = 0;
        /* Few enough for a byte each. */
        for (int i = 0; i < 255 && end - begin >= 8; i++, begin += 8) {
            plus_sum = add_edges(plus_sum, plus + begin);
            minus_sum = add_edges(minus_sum, minus + begin);
        }
        sum += total(plus_sum) - total(minus_sum);
    }
    for (; begin < end; begin++)
        sum += (plus[begin] >> 7) - (minus[begin] >> 7);
    return sum;
}

/* The least that a path through a cell of the current row costs in all. */
static int64_t least_total(const struct band *band, int64_t value, int64_t diagonal)
{
    const int64_t off = diagonal - band->target;
    return value + (off < 0 ? -off : off);
}

/* Moves the front below the strip that ended at column `end`: to the first column that a path within `bound` can pass.
 * False where there is none. */
static bool move_front(const struct band *band, struct front *front, int64_t end, int64_t strip_rows, int64_t bound)
{
    front->row += strip_rows;
    front->upper = 2 - front->upper;
    const uint8_t *plus = band->edges[front->upper], *minus = band->edges[front->upper + 1];
    int64_t value = front->value + strip_rows;
    int64_t last_value = value + edge_sum(plus, minus, front->column, end);
    /* One column further changes the least total by 2 at most. */
    int64_t column = front->column;
    for (;;) {
        const int64_t excess = least_total(band, value, column - front->row) - bound;
        if (excess <= 0)
            break;
        const int64_t next = column + (excess + 1) / 2;
        if (next > end)
            return false;
        value += edge_sum(plus, minus, column, next);
        column = next;
    }
    int64_t last = end;
    for (;;) {
        const int64_t excess = least_total(band, last_value, last - front->row) - bound;
        if (excess <= 0)
            break;
        const int64_t next = last - (excess + 1) / 2;
        last_value -= edge_sum(plus, minus, next, last);
        last = next;
    }
    front->column = column;
    front->value = value;
    front->filled = end;
    /* From diagonal c with D to diagonal c' > target costs c' - c, and back to the target c' - target. */
    front->right = half(bound + band->target - last_value + (last - front->row));
    return true;
}

/* The distance if it is at most `bound`; else a number above the bound, that the distance does not exceed, or -1 where
 * nothing is known: *reached is then the row that no path within the bound passes. */
static int64_t within(struct band *band, int64_t bound, int64_t *reached)
{
    /* Rows are filled up from above, so that the last strip ends with the last row. */
    const int64_t skipped = (STRIP_ROWS - band->rows % STRIP_ROWS) % STRIP_ROWS;
    struct front front = {.right = half(bound + band->target), .value = 0};
    int64_t unreal = skipped;
    for (;;) {
        const int64_t strip_rows = STRIP_ROWS - unreal;
        int64_t end = front.row + strip_rows + front.right;
        end = end < band->columns ? end : band->columns;
        if (end > front.filled) {
            memset(band->edges[front.upper] + front.filled, EDGE, (size_t)(end - front.filled));
            memset(band->edges[front.upper + 1] + front.filled, 0, (size_t)(end - front.filled));
        }
        run_strip(band, &front, end, unreal);
        if (front.row + strip_rows == band->rows) {
            const uint8_t *plus = band->edges[2 - front.upper], *minus = band->edges[3 - front.upper];
            return front.value + strip_rows + edge_sum(plus, minus, front.column, end);
        }
        if (!move_front(band, &front, end, strip_rows, bound)) {
            *reached = front.row;
            return -1;
        }
        unreal = 0;
    }
}

int64_t band_distance(const struct sequence *a, const struct sequence *b, bool indel, int64_t guess, int64_t limit,
                      int isa, struct arena *arena)
{
    const bool swap = a->count > b->count;
    const struct sequence *rows = swap ? b : a, *columns = swap ? a : b;
    const int64_t apart = columns->count - rows->count, most = indel ? rows->count + columns->count : columns->count;
    if (limit < apart)
        return limit + 1;
    limit = limit < most ? limit : most;
    int64_t bound = guess < apart ? apart : guess;
    struct band band = {0};
    const struct arena_mark mark = arena_mark(arena);
    int64_t distance = BAND_MEMORY;
    if (band_create(&band, rows, columns, indel, isa, arena)) {
        for (;;) {
            bound = bound < limit ? bound : limit;
            int64_t reached = 0;
            distance = within(&band, bound, &reached);
            if (distance >= 0 && distance <= bound)
                break;
            if (bound == limit) {
                distance = limit + 1;
                break;
            }
            /* The bound was used up within `reached` rows of all. */
            int64_t next = distance >= 0 ? distance : bound * (rows->count + STRIP_ROWS) / (reached + 1);
            next = next > bound * 4 ? bound * 4 : next;
            bound = next < bound * 5 / 4 + 32 ? bound * 5 / 4 + 32 : next;
        }
    }
    arena_rewind(arena, mark);
    return distance;
}
