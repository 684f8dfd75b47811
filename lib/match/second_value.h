/* Assignments of equal sums, decided by a second value. */
#ifndef MATCH_SECOND_VALUE_H
#define MATCH_SECOND_VALUE_H

#include "match/edges.h"

/* As match_edges (match/match_edges.h), with equal sums of values decided by the sum of `second` (from 0 to 1), and equal
 * ones of those by ties. Values are compared as exactly as there, second values to 2^-40 and better where up to 100
 * pairs are joined. Edges are sorted by (row, col). */
int32_t match_edges_by_second(const struct edge *edges, const double *second, int64_t count, int64_t rows, int64_t cols,
                              struct arena *scratch, int64_t *row_to_edge, vreward_error *err);

#endif
