/* Assignment by trying everything, for small matrices. */
#ifndef TESTS_REFERENCE_ASSIGNMENT_H
#define TESTS_REFERENCE_ASSIGNMENT_H

#include <stdbool.h>
#include <stdint.h>

/* What an assignment is worth. */
struct worth {
    int64_t pairs;
    double sum;
    int64_t tie;
};

/* The best of all one-to-one assignments, each row with one column or none; value[i * cols + j] of -infinity is no
 * pair. `pairs_first`: as many pairs as possible, then the sum; else the sum, then the ties (tie may be NULL). */
struct worth best_assignment(const double *value, const int32_t *tie, int64_t rows, int64_t cols, bool pairs_first);

/* What row_to_col is worth; pairs is -1 where two rows share a column or one has a pair that is none. */
struct worth worth_of(const double *value, const int32_t *tie, int64_t rows, int64_t cols, const int64_t *row_to_col);

#endif
