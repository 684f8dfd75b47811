/* The inner loop of assignment: one row is looked at from all columns that are not settled yet. */
#ifndef MATCH_ASSIGNMENT_SCAN_H
#define MATCH_ASSIGNMENT_SCAN_H

#include <stdint.h>

/* For each column j: near[j] becomes the smaller of itself and distance - value[j] - row_price - price[j] (in that
 * order), and then from[j] becomes row. Returns the smallest near. A settled column has near +infinity and price
 * -infinity, and so stays as it is. */
double scan_doubles(const double *value, const double *price, double distance, double row_price, int64_t row,
                    int64_t cols, double *near, int64_t *from);
double scan_doubles_avx2(const double *value, const double *price, double distance, double row_price, int64_t row,
                         int64_t cols, double *near, int64_t *from);

/* The same in whole numbers; a settled column has near SETTLED_NEAR and price SETTLED_PRICE. */
#define SETTLED_NEAR (INT64_C(1) << 61)
#define SETTLED_PRICE (-(INT64_C(1) << 62))
int64_t scan_weights(const int64_t *value, const int64_t *price, int64_t distance, int64_t row_price, int64_t row,
                     int64_t cols, int64_t *near, int64_t *from);
int64_t scan_weights_avx2(const int64_t *value, const int64_t *price, int64_t distance, int64_t row_price, int64_t row,
                          int64_t cols, int64_t *near, int64_t *from);

/* The first column from `start` on whose near is `wanted`; cols where there is none. */
int64_t find_double(const double *near, double wanted, int64_t start, int64_t cols);
int64_t find_double_avx2(const double *near, double wanted, int64_t start, int64_t cols);
int64_t find_weight(const int64_t *near, int64_t wanted, int64_t start, int64_t cols);
int64_t find_weight_avx2(const int64_t *near, int64_t wanted, int64_t start, int64_t cols);

#endif
