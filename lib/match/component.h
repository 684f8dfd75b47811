/* One connected piece of the graph of possible pairs. */
#ifndef MATCH_COMPONENT_H
#define MATCH_COMPONENT_H

#include "base/arena.h"
#include "match/edges.h"
#include "match/weight.h"

#include <stdbool.h>
#include <stdint.h>

struct component {
    const struct edge *edges;
    const int64_t *first;     /* [all rows + 1]: the edges of row i are first[i] .. first[i+1] */
    const int64_t *row, *col; /* its rows and columns, ascending */
    int64_t rows, cols;
    const int64_t *place; /* [all columns]: the place of a column in `col` */
};

/* Sets row_to_edge of its paired rows. False when out of memory. */
bool solve_component(const struct component *component, enum goal goal, struct arena *scratch, int64_t *row_to_edge);

#endif
