#include "text/one_strip.h"

#include "text/strip.h"

/* Units wider than bytes are hashed, into at least eight times as many buckets as there are rows,
 * so that hardly any is found at the second try. */
enum { BUCKETS = 8 * STRIP_ROWS, SLOTS = STRIP_FIRST + STRIP_ROWS };

struct buckets {
    uint16_t slot[BUCKETS]; /* 0: the bucket is free */
    uint32_t unit[SLOTS];   /* of a slot */
    int shift;              /* of the bits of a hash those that count */
};

static inline uint32_t bucket_of(const struct buckets *buckets, uint32_t unit)
{
    uint32_t at = unit_hash(unit) >> buckets->shift;
    while (has_other_unit(buckets->slot[at], buckets->unit[buckets->slot[at]], unit))
        at = (at + 1) & (UINT32_MAX >> buckets->shift);
    return at;
}

/* The places of rows and columns. How many slots there are comes back. */
static uint32_t place_wide(const struct sequence *rows, const struct sequence *columns, uint16_t *row_places,
                           uint16_t *column_places)
{
    const uint32_t *row_units = rows->data, *column_units = columns->data;
    struct buckets buckets;
    buckets.shift = 32 - 10;
    while ((UINT32_MAX >> buckets.shift) < 8 * rows->count - 1)
        buckets.shift--;
    memset(buckets.slot, 0, (UINT32_MAX >> buckets.shift) * sizeof *buckets.slot + sizeof *buckets.slot);
    buckets.unit[0] = 0;
    uint32_t slots = STRIP_FIRST;
    for (int64_t i = 0; i < rows->count; i++) {
        uint16_t *slot = &buckets.slot[bucket_of(&buckets, row_units[i])];
        if (*slot == 0) {
            buckets.unit[slots] = row_units[i];
            *slot = (uint16_t)slots++;
        }
        row_places[i] = strip_place(*slot);
    }
    for (int64_t i = 0; i < columns->count; i++)
        column_places[i] = strip_place(buckets.slot[bucket_of(&buckets, column_units[i])]);
    return slots;
}

int64_t one_strip_distance(const struct sequence *rows, const struct sequence *columns, bool indel, int isa,
                           struct arena *arena)
{
    const size_t padded = (size_t)columns->count + 2 * STRIP_MARGIN;
    const struct arena_mark mark = arena_mark(arena);
    uint64_t *table = arena_array(arena, (size_t)SLOTS * STRIP_BLOCKS, sizeof *table);
    uint16_t *column_places = arena_array(arena, padded, sizeof *column_places);
    uint8_t *edges = arena_array(arena, padded, 4);
    int64_t distance = ONE_STRIP_MEMORY;
    if (table != NULL && column_places != NULL && edges != NULL) {
        uint16_t row_places[STRIP_ROWS];
        column_places += STRIP_MARGIN;
        uint32_t slots = STRIP_BYTE_SLOTS;
        if (rows->width == 1) {
            strip_place_bytes(rows, row_places);
            strip_place_bytes(columns, column_places);
        } else {
            slots = place_wide(rows, columns, row_places, column_places);
        }
        strip_set_margins(column_places, columns->count);
        /* Above the first row the distance grows by 1 with every column. */
        memset(edges, STRIP_EDGE, padded);
        memset(edges + padded, 0, padded);
        struct strip strip = {.row = column_places,
                              .columns = columns->count,
                              .plus_in = edges + STRIP_MARGIN,
                              .minus_in = edges + padded + STRIP_MARGIN,
                              .plus_out = edges + 2 * padded + STRIP_MARGIN,
                              .minus_out = edges + 3 * padded + STRIP_MARGIN};
        strip_set_rows(&strip, table, slots, row_places, rows->count);
        strip_kernel_of(isa, indel)(&strip);
        distance = rows->count + strip_edge_sum(strip.plus_out, strip.minus_out, 0, columns->count);
    }
    arena_rewind(arena, mark);
    return distance;
}
