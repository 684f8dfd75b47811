/* Which edges are taken: pairs one to one. */
#ifndef MATCH_MATCH_EDGES_H
#define MATCH_MATCH_EDGES_H

#include "match/edges.h"
#include "match/sparse.h"
#include "match/weight.h"

/* The one-to-one pairs of the largest sum of values (then of ties) among `edges`, each of value > 0; items may stay
 * alone. row_to_edge[i] is the index of row i's edge, or -1. Deterministic: the result depends on the set of edges in
 * (row, col) order only. Components are solved one by one. `scratch` is rewound. Errors: MEMORY. */
int32_t match_edges(const struct edge *edges, int64_t count, int64_t rows, int64_t cols, struct arena *scratch,
                    int64_t *row_to_edge, vreward_error *err);

/* All edges as one graph, whatever its pieces; edges are sorted by row, and `with_ties` says whether their ties count.
 * False when out of memory. */
bool whole_graph(const struct edge *edges, int64_t count, int64_t rows, int64_t cols, bool with_ties,
                 struct arena *scratch, struct sparse_graph *graph);

/* The same for either goal. Errors: MEMORY. */
int32_t match_components(const struct edge *edges, int64_t count, int64_t rows, int64_t cols, enum goal goal,
                         struct arena *scratch, int64_t *row_to_edge, vreward_error *err);

#endif
