/* The matchings of published recipes that are not optimal. */
#ifndef MATCH_GREEDY_H
#define MATCH_GREEDY_H

#include "match/edges.h"

/* row_to_col from edges sorted by (row, col), as VREWARD_MATCH_GREEDY, _PER_COLUMN or _SEQUENTIAL wants it; of equal
 * values the first in that order. `scratch` is rewound. Errors: MEMORY. */
int32_t match_greedily(int32_t how, const struct edge *edges, int64_t count, int64_t rows, int64_t cols,
                       struct arena *scratch, int64_t *row_to_edge, vreward_error *err);

#endif
