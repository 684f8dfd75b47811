/* Which rows of a matrix pair with which columns. */
#ifndef MATCH_DENSE_H
#define MATCH_DENSE_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>
#include <stdint.h>

/* Rectangular assignment of a dense matrix, as documented at vreward_match. Errors: MEMORY. */
int32_t match_dense(const double *value, int64_t rows, int64_t cols, int32_t how, bool use_min, double min,
                    struct arena *scratch, int64_t *row_to_col, vreward_error *err);

#endif
