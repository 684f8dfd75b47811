/* Which of many rectangles can touch a given one. */
#ifndef MATCH_GRID_H
#define MATCH_GRID_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

enum { WORD = 64 }; /* rectangles that share a word of bits */

/* One axis, cut into cells. Each cell has a set of rectangles, a bit each: in `begun` those that begin in it or before
 * it, in `lasting` those that end in it or behind it. */
struct grid_axis {
    double lowest, cells_per_unit;
    uint64_t *begun, *lasting; /* [cells][words] */
};

struct grid {
    int64_t count, words, cells;
    struct grid_axis axis[2];
    uint64_t *near; /* a set */
};

/* A grid of `rectangle` [count][4] for `asking` others. Those with x1 > x2 are nowhere; all coordinates but theirs are
 * finite. False when out of memory. */
bool grid_new(struct grid *grid, const double *rectangle, int64_t count, const double *others, int64_t asking,
              struct arena *arena);

/* Sets `near` to the rectangles that share a cell with this one in x and in y: all that touch it, borders included, and
 * some that do not quite. */
void grid_near(struct grid *grid, const double rectangle[4]);

#endif
