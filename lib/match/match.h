/* Matching: which predicted item goes with which true one. */
#ifndef MATCH_MATCH_H
#define MATCH_MATCH_H

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

/* The one-to-one pairs of the largest sum of values (then of ties) among `edges`, each of value > 0; items may stay
 * alone. row_to_edge[i] is the index of row i's edge, or -1. Deterministic: the result depends on the set of edges in
 * (row, col) order only. Components are solved one by one. `scratch` is rewound. Errors: MEMORY. */
int32_t match_edges(const struct edge *edges, int64_t count, int64_t rows, int64_t cols, struct arena *scratch,
                    int64_t *row_to_edge, vreward_error *err);

/* The same, with equal sums of values decided by the sum of `second` (from 0 to 1), and equal ones of those by ties.
 * Values are compared as exactly as there; second values to 2^-40 and better where up to 100 pairs are joined. Edges
 * are sorted by (row, col). */
int32_t match_edges_by_second(const struct edge *edges, const double *second, int64_t count, int64_t rows, int64_t cols,
                              struct arena *scratch, int64_t *row_to_edge, vreward_error *err);

/* So many pairs are held for a caller of the primitives, 800 MB; and for one sample of a batch, of which there is one a
 * thread. What takes part later, matching included, comes to about 100 bytes a pair. */
enum { MOST_PAIRS = 1 << 25, MOST_PAIRS_OF_A_SAMPLE = 1 << 22 };

/* All pairs of boxes with overlap > 0 and >= min (kind giou: > 0 too), sorted by (row, col), in the arena. Labels:
 * where a_label and b_label are not NULL, only pairs of equal ids (same_label true), or every pair with tie 1 where
 * they are equal (same_label false). Never builds the matrix. Errors: LIMIT (more than `most` pairs touch), MEMORY. */
int32_t overlapping_pairs(struct overlap_rule rule, const double *a, const int32_t *a_label, int64_t a_count,
                          const double *b, const int32_t *b_label, int64_t b_count, bool same_label, double min,
                          int64_t most, struct arena *arena, struct edge **edges, int64_t *count, vreward_error *err);

/* The same for points: all pairs with distance quality (geometry/distance_quality.h) > 0 and >= min; reach[j] is D of
 * b[j], and `full` the share of it up to which the quality is 1. Errors: LIMIT, MEMORY. */
int32_t point_pairs(const double *a, const int32_t *a_label, int64_t a_count, const double *b, const int32_t *b_label,
                    const double *reach, double full, int64_t b_count, bool same_label, double min, int64_t most,
                    struct arena *arena, struct edge **edges, int64_t *count, vreward_error *err);

/* Rectangular assignment of a dense matrix, as documented at vreward_match. Errors: MEMORY. */
int32_t match_dense(const double *value, int64_t rows, int64_t cols, int32_t how, bool use_min, double min,
                    struct arena *scratch, int64_t *row_to_col, vreward_error *err);

#endif
