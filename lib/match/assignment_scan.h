/* What the inner loops of assignment work on: one row is looked at from all columns that are not settled yet.
 *
 * The arrays near, price and from have room for a multiple of LANES columns, and LANES more; past the last, price is
 * that of a settled column. A settled column has price -infinity (SETTLED_PRICE) and near +infinity (SETTLED_NEAR), and
 * a look leaves it as it is. */
#ifndef MATCH_ASSIGNMENT_SCAN_H
#define MATCH_ASSIGNMENT_SCAN_H

#include <stdbool.h>
#include <stdint.h>

enum { LANES = 8, BLOCK = 32, SEVERAL = -1 };

#define SETTLED_NEAR (INT64_C(1) << 61)
#define SETTLED_PRICE (-(INT64_C(1) << 62))

struct tree_of_doubles {
    double *near;   /* [cols] length of the shortest path so far */
    int64_t *from;  /* [cols] the row before the column on it */
    double *lowest; /* [cols / BLOCK + 1][LANES] room for the smallest near of each block and lane */
    int64_t cols;
    int64_t settled; /* the column that has settled since the last look */
    int64_t nearest; /* out: the column of the smallest near, or SEVERAL */
    bool bad;        /* out, of the first look at a row: a value is NaN or +infinity */
};

struct tree_of_weights {
    int64_t *near, *from, *lowest, cols, settled, nearest;
    bool bad; /* never */
};

/* With fewer blocks than this, most have a column that comes nearer. vreward_match of uniformly random matrices of
 * n x n, microseconds by this number (gcc 12):
 *     n      1       4      16      32      64
 *   128    126     125     104     103     102
 *   300   1239    1229     985     993     983
 *   500   2789    2652    2298    2222    2305
 * and the same within the noise from n = 700 on. */
enum { WORTH_ASKING = 32 };

/* The loops of one instruction set, for one kind of numbers:
 *
 * peek: the smallest -value[j] - price[j], its column in `nearest`, and whether a value is `bad`; changes nothing else
 * that counts.
 *
 * start: the first look, from `row`: near[j] becomes -value[j] - price[j], from[j] row. Returns the smallest near.
 *
 * scan: a further look, from a row at `distance`: near[j] becomes the smaller of itself and distance - value[j] -
 * row_price - price[j], in that order, and then from[j] becomes row. Returns the smallest near.
 *
 * find: the first column from `start` on whose near is `wanted`; cols where there is none. near has room for LANES more.
 */
#define DECLARE_SCANS(kind, number, set)                                                                             \
    number peek_##kind##_##set(struct tree_of_##kind *tree, const number *value, const number *price);               \
    number start_##kind##_##set(struct tree_of_##kind *tree, const number *value, const number *price, int64_t row); \
    number scan_##kind##_##set(struct tree_of_##kind *tree, const number *value, const number *price, int64_t row,   \
                               number distance, number row_price);                                                   \
    int64_t find_##kind##_##set(const struct tree_of_##kind *tree, number wanted, int64_t start);

#if defined(__x86_64__)
DECLARE_SCANS(doubles, double, avx2)
DECLARE_SCANS(weights, int64_t, avx2)
DECLARE_SCANS(doubles, double, avx512)
DECLARE_SCANS(weights, int64_t, avx512)
#elif defined(__aarch64__)
DECLARE_SCANS(doubles, double, neon)
DECLARE_SCANS(weights, int64_t, neon)
#endif

#endif
