/* Edit distance along diagonals: O(n + d^2) for a distance of d. */
#ifndef TEXT_DIAGONAL_H
#define TEXT_DIAGONAL_H

#include "base/arena.h"
#include "text/units.h"

enum {
    DIAGONAL_MEMORY = -1,
    DIAGONAL_GAVE_UP = -2,
    DIAGONAL_MARGIN = 8, /* bytes before and after both sequences that may be read */
};

/* The Levenshtein (or indel) distance of two sequences of the same width, neither empty and both below 2^30 units, if
 * it is at most `limit`; limit + 1 if it is more; DIAGONAL_GAVE_UP where another method is expected to be faster: one
 * that takes as long as this one for a distance of `worth`. In both cases *expected is about what the distance is.
 * `isa`: base/isa.h. DIAGONAL_MEMORY: out of memory. */
int64_t diagonal_distance(const struct sequence *a, const struct sequence *b, bool indel, int64_t limit, int64_t worth,
                          int isa, int64_t *expected, struct arena *arena);

#endif
