/* Which of many rectangles touch a given one, without looking at all of them. */
#ifndef MATCH_SWEEP_H
#define MATCH_SWEEP_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

struct sweep {
    int64_t count;
    double *x1, *y1, *x2, *y2; /* ascending in x1 */
    double *reach;             /* the largest x2 up to here, which never falls */
    int64_t *index;            /* number of the rectangle as given */
    uint64_t *touched;         /* bit set of numbers */
};

/* Rectangles with x1 > x2 touch nothing. False when out of memory. */
bool sweep_new(struct sweep *sweep, const double *rectangle, int64_t count, struct arena *arena);

/* Sets the bits of all rectangles that touch this one, borders included, in `touched`. The caller clears them. */
void sweep_touching(struct sweep *sweep, const double rectangle[4]);

#endif
