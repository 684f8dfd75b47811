/* Matching of boxes where there are too many overlaps to hold as a list. */
#ifndef MATCH_CROWD_H
#define MATCH_CROWD_H

#include "match/edges.h"

/* The one-to-one pairs of the largest sum of overlaps, of those above 0 and from `min` on; a_to_b[i] is the partner or
 * -1, value[i] (may be NULL) their overlap or 0. Takes 8 bytes for each of a_count * b_count, up to 1 GB, and time up to
 * a_count * a_count * b_count, a being the shorter side. `scratch` is rewound. Errors: LIMIT (more than 1 GB), MEMORY. */
int32_t match_crowd(struct overlap_rule rule, const double *a, int64_t a_count, const double *b, int64_t b_count,
                    double min, struct arena *scratch, int64_t *a_to_b, double *value, vreward_error *err);

#endif
