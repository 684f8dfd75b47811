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

#include <stdint.h>

enum {
    STRIP_BLOCKS = 8,
    STRIP_ROWS = 64 * STRIP_BLOCKS,
    STRIP_MARGIN = 16, /* columns before the first and after the last that kernels touch */
};

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

#endif
