/* The distance of sequences of units, two or many pairs; chooses the algorithm. */
#ifndef TEXT_EDIT_DISTANCE_H
#define TEXT_EDIT_DISTANCE_H

#include "base/arena.h"
#include "text/lanes.h"
#include "text/units.h"

/* Levenshtein or indel distance, or the length of the longest common subsequence (VREWARD_DISTANCE_LEVENSHTEIN ...). bound < 0:
 * none; else a distance above it is given as bound + 1 (not with LCS). Memory O(a + b) from the arena, which is
 * rewound. -1: out of memory. */
int64_t edit_distance(const struct sequence *a, const struct sequence *b, int32_t distance, int64_t bound,
                      struct arena *arena);

enum { EDIT_DISTANCE_TOO_FAR = -2 };

/* edit_distance() without a bound, in about `cells` of the table of edits. Where the table of what is not common at the
 * beginning and end has more, only a distance up to `cells` over the units of the shorter text is found, whose paths fit in
 * a band of so many cells; EDIT_DISTANCE_TOO_FAR: it is more. */
int64_t edit_distance_in_cells(const struct sequence *a, const struct sequence *b, int32_t distance, int64_t cells,
                               struct arena *arena);

enum { DISTANCE_BATCH_SIZES = 3 };

/* Pairs whose distances are found together: short ones wait until several can be computed at a time. All zero but for the
 * first three members to begin with. */
struct distance_batch {
    int32_t distance;
    bool many; /* more than one pair will be added */
    int64_t bound;
    struct arena arena;
    struct lanes *lanes[DISTANCE_BATCH_SIZES]; /* of 64, 128 and 256 rows; NULL until needed */
    struct waiting_pair {
        int64_t units; /* of both texts together */
        int64_t *found;
    } waiting[DISTANCE_BATCH_SIZES][LANES];
};

/* The distance of these two, in *found at the latest when the batch has ended; `common`: units that were taken off both
 * before, which count in a common subsequence. The sequences are not needed any longer, nor what was taken of the arena. False: out of memory. */
bool distance_batch_add(struct distance_batch *batch, const struct sequence *a, const struct sequence *b,
                        int64_t common, int64_t *found, struct arena *arena);

/* Also where adding one has failed. */
void distance_batch_end(struct distance_batch *batch);

#endif
