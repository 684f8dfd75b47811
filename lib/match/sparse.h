/* Largest sum of weights over one-to-one pairs in a sparse graph. */
#ifndef MATCH_SPARSE_H
#define MATCH_SPARSE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

/* The graph of one component: row i has the edges first[i] .. first[i+1], each to a column of weight > 0. */
struct sparse_graph {
    int64_t rows, cols;
    const int64_t *first;  /* [rows + 1] */
    const int32_t *col;    /* [edges] */
    const int64_t *weight; /* [edges], up to 2^WEIGHT_BITS (match/assignment.h) */
};

/* Prices that prove a matching the best: none is negative, those of an edge's row and column are together at least its
 * weight, and an item that stays alone has price 0. So the assignments that are as good are those that use only edges
 * priced at their weight and leave no item alone whose price is above 0. */
struct prices {
    int64_t *row, *col; /* [rows], [cols] */
};

/* row_to_edge[i]: the edge of row i, or -1: items may stay alone. Exact, as weights are whole numbers. Rows join in the
 * order of `turn` (NULL: as they stand); of equally good ways on, a free column comes first, then the lowest column,
 * then staying alone. Fills `prices` unless NULL. `scratch` is rewound. False when out of memory. */
bool match_sparse(const struct sparse_graph *graph, const int64_t *turn, struct arena *scratch, int64_t *row_to_edge,
                  const struct prices *prices);

#endif
