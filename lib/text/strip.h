/* The table of an edit distance, a strip of rows at a time, by bit vectors.
 *
 * A strip is STRIP_ROWS rows of the table in blocks of 64; a row is a unit of one text, a column one of the other. It
 * is carried from its first column to its last; what crosses its upper and lower edge are the differences between
 * neighbouring columns, +1, 0 or -1. Sources: Myers 1999 (doi 10.1145/316542.316550) and Hyyro 2003 (A bit-vector
 * algorithm for computing Levenshtein and Damerau edit distances) for Levenshtein, Hyyro 2004 (Bit-parallel LCS-length
 * computation revisited) for the longest common subsequence.
 *
 * The vector kernels carry several blocks at a time along a skewed front: block i is one column behind block i - 1, so
 * that all of its inputs are there when it is computed. */
#ifndef TEXT_STRIP_H
#define TEXT_STRIP_H

#include "text/units.h"

enum {
    STRIP_EDGE = 0x80, /* the bit of an edge array */
    STRIP_BLOCKS = 8,
    STRIP_ROWS = 64 * STRIP_BLOCKS,
    STRIP_MARGIN = 16, /* columns before the first and after the last that kernels touch */
};

/* Slots of the table of rows: of units that no row has, of the margin before the first column, and those of the units.
 */
enum { STRIP_EMPTY, STRIP_BEFORE, STRIP_FIRST, STRIP_BYTE_SLOTS = STRIP_FIRST + 256 };

/* Arrays over columns begin STRIP_MARGIN elements before the pointer and end as many after `columns`. */
struct strip {
    const uint64_t *rows; /* [slot][STRIP_BLOCKS]: the rows that hold a unit */
    const uint16_t *row;  /* of each column: where its slot begins in `rows`. In the margin before: a slot of the
                           * rows that are not `real`, which leaves blocks as they are that have not begun; after: any */
    int64_t columns;
    uint64_t real[STRIP_BLOCKS]; /* rows that exist; those that do not come first */
    const uint8_t *plus_in;      /* bit 7: the upper edge grows by 1 into this column; the other bits mean nothing */
    const uint8_t *minus_in;
    uint8_t *plus_out; /* the lower edge, likewise; not the arrays of the upper edge */
    uint8_t *minus_out;
};

typedef void strip_kernel(const struct strip *strip);

strip_kernel strip_levenshtein_portable, strip_indel_portable;
#if defined(__x86_64__)
strip_kernel strip_levenshtein_avx2, strip_indel_avx2, strip_levenshtein_avx512, strip_indel_avx512;
#elif defined(__aarch64__)
strip_kernel strip_levenshtein_neon, strip_indel_neon;
#endif

/* The best of an instruction set. */
strip_kernel *strip_kernel_of(int isa, bool indel);

/* Where a slot begins in the table. */
static inline uint16_t strip_place(uint32_t slot)
{
    return (uint16_t)(slot * STRIP_BLOCKS);
}

/* Bytes have their slots for good: the places of those of a sequence. */
void strip_place_bytes(const struct sequence *bytes, uint16_t *places);

/* Makes the table of a strip's rows, of which there are `count`, in `table`, [slots][STRIP_BLOCKS]; row_places: where the
 * slot of each of them begins in it. */
void strip_set_rows(struct strip *strip, uint64_t *table, uint32_t slots, const uint16_t *row_places, int64_t count);

/* The margins of struct strip's `row`. */
void strip_set_margins(uint16_t *column_places, int64_t columns);

/* D of an edge at `end` less that at `begin`. */
int64_t strip_edge_sum(const uint8_t *plus, const uint8_t *minus, int64_t begin, int64_t end);

#endif
