/* The graph of one component, with the shorter side as rows: the side that joins one by one. */
#ifndef MATCH_GRAPH_H
#define MATCH_GRAPH_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

struct graph {
    int64_t rows, cols;
    int64_t *first;  /* [rows + 1]: the edges of row i are first[i] .. first[i + 1], by column */
    int32_t *col;    /* [edges] */
    int64_t *weight; /* [edges], from 1 to 2^WEIGHT_BITS (match/assignment.h) */
    int64_t *edge;   /* [edges]: which of the caller's edges it is */
};

/* Leaves each row its best edges, as many as there are rows (of equal ones the first), and drops columns without any.
 * The largest sum stays the same: a row whose partner is not among its best could have one of them instead, as the
 * other rows cannot hold them all. `scratch` is rewound. False when out of memory. */
bool keep_best_edges(struct graph *graph, struct arena *scratch);

#endif
