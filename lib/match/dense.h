/* Which rows of a matrix pair with which columns. */
#ifndef MATCH_DENSE_H
#define MATCH_DENSE_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>
#include <stdint.h>

/* The first value that is NaN or +infinity; count where there is none. -infinity forbids. */
int64_t first_bad_value(const double *value, int64_t count);

/* Rectangular assignment of a dense matrix, as documented at vreward_match. Errors: MEMORY; ARGUMENT where a value is
 * bad, which the caller tells of: it is seen on the way, so that nobody needs to look at a large matrix twice. */
int32_t match_dense(const double *value, int64_t rows, int64_t cols, int32_t how, bool use_min, double min,
                    struct arena *scratch, int64_t *row_to_col, vreward_error *err);

#endif
