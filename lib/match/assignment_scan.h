/* What the inner loops of assignment work on: one row is looked at from all columns that are not settled yet.
 *
 * The arrays near, price and from have room for a multiple of LANES columns, and LANES more; past the last, price is
 * that of a settled column. A settled column has price -infinity (SETTLED_PRICE) and near +infinity (SETTLED_NEAR), and
 * a look leaves it as it is. */
#ifndef MATCH_ASSIGNMENT_SCAN_H
#define MATCH_ASSIGNMENT_SCAN_H

#include <stdint.h>

enum { LANES = 4, BLOCK = 32, SEVERAL = -1 };

#define SETTLED_NEAR (INT64_C(1) << 61)
#define SETTLED_PRICE (-(INT64_C(1) << 62))

struct tree_of_doubles {
    double *near;   /* [cols] length of the shortest path so far */
    int64_t *from;  /* [cols] the row before the column on it */
    double *lowest; /* [cols / BLOCK + 1][LANES] room for the smallest near of each block and lane */
    int64_t cols;
    int64_t settled; /* the column that has settled since the last look */
    int64_t nearest; /* out: the column of the smallest near, or SEVERAL */
};

struct tree_of_weights {
    int64_t *near, *from, *lowest, cols, settled, nearest;
};

#if defined(__x86_64__)

/* The first look, from `row`: near[j] becomes -value[j] - price[j], from[j] row. Returns the smallest near. */
double start_doubles_avx2(struct tree_of_doubles *tree, const double *value, const double *price, int64_t row);
int64_t start_weights_avx2(struct tree_of_weights *tree, const int64_t *value, const int64_t *price, int64_t row);

/* A further look, from a row at `distance`: near[j] becomes the smaller of itself and distance - value[j] - row_price -
 * price[j], in that order, and then from[j] becomes row. Returns the smallest near. */
double scan_doubles_avx2(struct tree_of_doubles *tree, const double *value, const double *price, int64_t row,
                         double distance, double row_price);
int64_t scan_weights_avx2(struct tree_of_weights *tree, const int64_t *value, const int64_t *price, int64_t row,
                          int64_t distance, int64_t row_price);

/* The first column from `start` on whose near is `wanted`; cols where there is none. near has room for LANES more. */
int64_t find_doubles_avx2(const struct tree_of_doubles *tree, double wanted, int64_t start);
int64_t find_weights_avx2(const struct tree_of_weights *tree, int64_t wanted, int64_t start);

#endif

#endif
