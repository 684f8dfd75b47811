/* The pairs that can be: boxes that overlap, points within reach. */
#ifndef MATCH_EDGES_H
#define MATCH_EDGES_H

#include "base/arena.h"
#include "base/status.h"
#include "geometry/overlap.h"

/* One possible pair. `tie` counts only between assignments of exactly equal sums: the more of it the better. */
struct edge {
    double value;
    int32_t row, col;
    int32_t tie;
    int32_t reserved;
};

/* So many pairs are held for a caller of the primitives, 800 MB; and for one sample of a batch, of which there is one a
 * thread. What takes part later, matching included, comes to about 100 bytes a pair. */
enum { MOST_PAIRS = 1 << 25, MOST_PAIRS_OF_A_SAMPLE = 1 << 22 };

/* All pairs of boxes with overlap > 0 and >= min (kind giou: > 0 too), sorted by (row, col), in the arena; their tie is
 * 1 where a_label and b_label are not NULL and the labels equal. Never builds the matrix. Errors: LIMIT (more than
 * `most` pairs touch), MEMORY. */
int32_t overlapping_pairs(struct overlap_rule rule, const double *a, const int32_t *a_label, int64_t a_count,
                          const double *b, const int32_t *b_label, int64_t b_count, double min, int64_t most,
                          struct arena *arena, struct edge **edges, int64_t *count, vreward_error *err);

/* The same for points: all pairs with distance quality (geometry/distance_quality.h) > 0 and >= min; reach[j] is D of
 * b[j], and `full` the share of it up to which the quality is 1. Errors: LIMIT, MEMORY. */
int32_t point_pairs(const double *a, const int32_t *a_label, int64_t a_count, const double *b, const int32_t *b_label,
                    const double *reach, double full, int64_t b_count, double min, int64_t most, struct arena *arena,
                    struct edge **edges, int64_t *count, vreward_error *err);

#endif
