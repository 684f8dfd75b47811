/* Edit distance along diagonals: O(n + d^2) for a distance of d. */
#ifndef TEXT_DIAGONAL_H
#define TEXT_DIAGONAL_H

#include "base/arena.h"
#include "text/units.h"

enum {
    DIAGONAL_MEMORY = -1,
    DIAGONAL_MARGIN = 8, /* bytes before and after both sequences that may be read */
};

/* The Levenshtein (or indel) distance of two sequences of the same width, neither empty and both below 2^30 units, if
 * it is at most `limit`; limit + 1 if it is more; or, where that seems out of reach, without having found out, a number
 * above limit + 1 that the distance is expected to be near. DIAGONAL_MEMORY: out of memory. */
int64_t diagonal_distance(const struct sequence *a, const struct sequence *b, bool indel, int64_t limit,
                          struct arena *arena);

#endif
