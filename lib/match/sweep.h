/* Which of many rectangles touch a given one. */
#ifndef MATCH_SWEEP_H
#define MATCH_SWEEP_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

/* Rectangles as columns, with room for a multiple of WORD; those past the last touch nothing. */
struct rectangles {
    double *x1, *y1, *x2, *y2;
};

enum { WORD = 64 }; /* rectangles that share a word of bits */

/* Bit k of the result: whether rectangle WORD * word + k touches this one, borders included. */
uint64_t touching_word(const struct rectangles *rectangles, int64_t word, const double rectangle[4]);
#if defined(__x86_64__)
uint64_t touching_word_avx2(const struct rectangles *rectangles, int64_t word, const double rectangle[4]);
#endif

struct sweep {
    int64_t count;
    struct rectangles rectangles; /* where sorted, ascending in x1, else as given */
    double *reach;                /* sorted: the largest x2 up to here, which never falls */
    int64_t *index;               /* sorted: number of the rectangle as given; else NULL */
    uint64_t *touched;            /* bit set of numbers */
    uint64_t (*touching_word)(const struct rectangles *rectangles, int64_t word, const double rectangle[4]);
};

/* Rectangles with x1 > x2 are nowhere. Sorting pays where many others will ask. False when out of memory. */
bool sweep_new(struct sweep *sweep, const double *rectangle, int64_t count, bool sorted, struct arena *arena);

/* Sets `touched` to the rectangles that touch this one. */
void sweep_touching(struct sweep *sweep, const double rectangle[4]);

#endif
