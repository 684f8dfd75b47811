/* The distance of two sequences of units; chooses the algorithm. */
#ifndef TEXT_EDIT_DISTANCE_H
#define TEXT_EDIT_DISTANCE_H

#include "base/arena.h"
#include "text/units.h"

/* Levenshtein or indel distance, or the length of the longest common subsequence (VREWARD_DISTANCE_LEVENSHTEIN ...). bound < 0:
 * none; else a distance above it is given as bound + 1 (not with LCS). Memory O(a + b) from the arena, which is
 * rewound. -1: out of memory. */
int64_t edit_distance(const struct sequence *a, const struct sequence *b, int32_t distance, int64_t bound,
                      struct arena *arena);

#endif
