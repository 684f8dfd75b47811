#include "text/band.h"

#include "text/alphabet.h"
#include "text/strip.h"

enum {
    SMALL_ALPHABET = 384, /* one table for all of it; above: for the units of each strip */
    SLOTS = STRIP_FIRST + (STRIP_ROWS > SMALL_ALPHABET ? STRIP_ROWS : SMALL_ALPHABET),
};

/* The comparison of `rows` with `columns`. D[i][j] is the distance of the first i rows from the first j columns. */
struct band {
    int64_t rows, columns;
    int64_t target; /* columns - rows: the diagonal j - i on which the table ends */
    bool indel;
    strip_kernel *kernel;
    uint64_t *table;         /* [SLOTS][STRIP_BLOCKS] */
    uint16_t *row_places;    /* [rows]: where the slots are, for bytes and small alphabets; else NULL, and: */
    uint16_t *column_places; /* [columns] */
    uint32_t slots;
    struct alphabet alphabet;
    uint16_t *slot;    /* [alphabet.size + 1]: of a unit in this strip, or STRIP_EMPTY */
    uint16_t *row;     /* struct strip, with its margins */
    uint8_t *edges[4]; /* plus and minus of the upper and the lower edge, by column, with their margins */
};

/* Every unit has its slot for good. */
static bool place_all(struct band *band, const struct sequence *rows, const struct sequence *columns,
                      struct arena *arena)
{
    band->row_places = arena_array(arena, (size_t)band->rows, sizeof *band->row_places);
    band->column_places = arena_array(arena, (size_t)band->columns, sizeof *band->column_places);
    if (band->row_places == NULL || band->column_places == NULL)
        return false;
    if (rows->width == 1) {
        strip_place_bytes(rows, band->row_places);
        strip_place_bytes(columns, band->column_places);
        band->slots = STRIP_BYTE_SLOTS;
        return true;
    }
    const struct alphabet *alphabet = &band->alphabet;
    for (int64_t i = 0; i < band->rows; i++)
        band->row_places[i] = strip_place(STRIP_FIRST + alphabet->row_ids[i]);
    for (int64_t i = 0; i < band->columns; i++) {
        const uint32_t id = alphabet->column_ids[i];
        band->column_places[i] = strip_place(id == alphabet->size ? STRIP_EMPTY : STRIP_FIRST + id);
    }
    band->slots = STRIP_FIRST + alphabet->size;
    return true;
}

static bool band_create(struct band *band, const struct sequence *rows, const struct sequence *columns, bool indel,
                        int isa, struct arena *arena)
{
    band->rows = rows->count;
    band->columns = columns->count;
    band->target = columns->count - rows->count;
    band->indel = indel;
    band->kernel = strip_kernel_of(isa, indel);
    const size_t padded = (size_t)columns->count + 2 * STRIP_MARGIN;
    band->table = arena_array(arena, (size_t)SLOTS * STRIP_BLOCKS, sizeof *band->table);
    band->row = arena_zeros(arena, padded, sizeof *band->row);
    uint8_t *edges = arena_zeros(arena, padded, 4);
    if (band->table == NULL || band->row == NULL || edges == NULL)
        return false;
    for (int i = 0; i < 4; i++)
        band->edges[i] = edges + (size_t)i * padded + STRIP_MARGIN;
    band->row += STRIP_MARGIN;
    if (rows->width == 1)
        return place_all(band, rows, columns, arena);
    if (!alphabet_create(&band->alphabet, rows, columns, arena))
        return false;
    if (band->alphabet.size <= SMALL_ALPHABET)
        return place_all(band, rows, columns, arena);
    band->slot = arena_zeros(arena, (size_t)band->alphabet.size + 1, sizeof *band->slot);
    return band->slot != NULL;
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

/* Gives the units of the strip's rows slots. */
static void place_rows(struct band *band, const uint32_t *row_ids, int64_t count, uint16_t *row_places)
{
    band->slots = STRIP_FIRST;
    for (int64_t i = 0; i < count; i++) {
        uint16_t *slot = &band->slot[row_ids[i]];
        if (*slot == STRIP_EMPTY)
            *slot = (uint16_t)band->slots++;
        row_places[i] = strip_place(*slot);
    }
}

/* The places of the columns from `first` on, with margins. */
static const uint16_t *places_of_columns(struct band *band, int64_t first, int64_t columns)
{
    uint16_t *row = band->row;
    if (band->column_places != NULL) {
        memcpy(row, band->column_places + first, (size_t)columns * sizeof *row);
    } else {
        const uint32_t *ids = band->alphabet.column_ids + first;
        for (int64_t i = 0; i < columns; i++)
            row[i] = strip_place(band->slot[ids[i]]);
    }
    strip_set_margins(row, columns);
    return row;
}

/* Runs the `count` rows below `front` up to column `end`: their lower edge is written to the other pair of edges. */
static void run_strip(struct band *band, const struct front *front, int64_t end, int64_t count)
{
    const bool by_strip = band->row_places == NULL;
    const uint32_t *row_ids = by_strip ? band->alphabet.row_ids + front->row : NULL;
    uint16_t own_places[STRIP_ROWS];
    if (by_strip)
        place_rows(band, row_ids, count, own_places);
    const int64_t columns = end - front->column, lower = 2 - front->upper;
    struct strip strip = {
        .row = places_of_columns(band, front->column, columns),
        .columns = columns,
        .plus_in = band->edges[front->upper] + front->column,
        .minus_in = band->edges[front->upper + 1] + front->column,
        .plus_out = band->edges[lower] + front->column,
        .minus_out = band->edges[lower + 1] + front->column,
    };
    strip_set_rows(&strip, band->table, band->slots, by_strip ? own_places : band->row_places + front->row, count);
    band->kernel(&strip);
    for (int64_t i = 0; row_ids != NULL && i < count; i++)
        band->slot[row_ids[i]] = STRIP_EMPTY;
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
    int64_t last_value = value + strip_edge_sum(plus, minus, front->column, end);
    /* One column further changes the least total by 2 at most. */
    int64_t column = front->column;
    for (;;) {
        const int64_t excess = least_total(band, value, column - front->row) - bound;
        if (excess <= 0)
            break;
        const int64_t next = column + (excess + 1) / 2;
        if (next > end)
            return false;
        value += strip_edge_sum(plus, minus, column, next);
        column = next;
    }
    int64_t last = end;
    for (;;) {
        const int64_t excess = least_total(band, last_value, last - front->row) - bound;
        if (excess <= 0)
            break;
        const int64_t next = last - (excess + 1) / 2;
        last_value -= strip_edge_sum(plus, minus, next, last);
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
            memset(band->edges[front.upper] + front.filled, STRIP_EDGE, (size_t)(end - front.filled));
            memset(band->edges[front.upper + 1] + front.filled, 0, (size_t)(end - front.filled));
        }
        run_strip(band, &front, end, strip_rows);
        if (front.row + strip_rows == band->rows) {
            const uint8_t *plus = band->edges[2 - front.upper], *minus = band->edges[3 - front.upper];
            return front.value + strip_rows + strip_edge_sum(plus, minus, front.column, end);
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
