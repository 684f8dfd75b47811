/* Edit distance by strips of bit vectors within a band around the diagonal that a distance of at most k cannot leave.
 */
#ifndef TEXT_BAND_H
#define TEXT_BAND_H

#include "base/arena.h"
#include "text/units.h"

enum { BAND_MEMORY = -1 };

/* The Levenshtein (or indel) distance of two sequences of the same width, neither empty, if it is at most `limit`, else
 * limit + 1. `guess`: what it is expected to be, above 0; a good one saves time and changes nothing. `isa`: base/isa.h.
 * BAND_MEMORY: out of memory. */
int64_t band_distance(const struct sequence *a, const struct sequence *b, bool indel, int64_t guess, int64_t limit,
                      int isa, struct arena *arena);

#endif
