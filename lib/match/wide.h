/* Matching of graphs with many more columns than rows. */
#ifndef MATCH_WIDE_H
#define MATCH_WIDE_H

#include "match/graph.h"

/* The largest sum of weights; rows join in the order of `turn`, and may stay alone. Of the columns that no row has, a
 * row can only want its best, so that all looks go to columns that some row has: no more than there are rows. `scratch`
 * is rewound. False when out of memory. */
bool match_wide(const struct graph *graph, const int64_t *turn, struct arena *scratch, int64_t *row_to_edge);

#endif
