/* Rectangular assignment by shortest augmenting paths, for matrices with no more rows than columns. */
#ifndef MATCH_ASSIGNMENT_H
#define MATCH_ASSIGNMENT_H

#include "base/arena.h"

#include <stdint.h>

enum assigned { ASSIGNED_ALL, ASSIGNED_NOT_ALL, ASSIGNED_BAD_VALUE, ASSIGNED_NO_MEMORY };

/* Gives every row a column of its own so that the sum of values is largest; -infinity forbids a pair. Operations, their
 * order and ties are those of the algorithm that scipy uses (D. F. Crouse, "On implementing 2D rectangular assignment
 * algorithms", IEEE Trans. Aerospace and Electronic Systems 52(4), 2016), so the assignment is scipy's also where
 * others are as good: rows join in order; of the columns that are equally near, a free one is taken before one that is
 * not, the free one that was listed last, and else the one listed first, columns being listed backwards and the last of
 * the list filling each gap. ASSIGNED_NOT_ALL: -infinity leaves a row without a column, and rows behind it have not been looked at.
 * ASSIGNED_BAD_VALUE: a value is NaN or +infinity; to see that here costs no way to memory. `scratch` is rewound. */
enum assigned assign_doubles(const double *value, int64_t rows, int64_t cols, struct arena *scratch,
                             int64_t *row_to_col);

enum { WEIGHT_BITS = 58 }; /* a weight is from 0 to 2^WEIGHT_BITS */

/* The same in whole numbers, where nothing is rounded. */
enum assigned assign_weights(const int64_t *weight, int64_t rows, int64_t cols, struct arena *scratch,
                             int64_t *row_to_col);

#endif
