#include "match/assignment.h"

#include "base/isa.h"
#include "match/assignment_scan.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

/* Below this many columns the portable loops are the faster ones. vreward_match of uniformly random matrices of n x
 * n, microseconds without vectors and with them: 1.8 and 2.3 for n = 16, 4.2 and 4.9 for 24, 6.4 and 7.0 for 32, 27
 * and 14 for 48. */
enum { WORTH_VECTORS = 32 };

/* Peeking at each row first pays where most have a column of their own, and costs little where they have not. */
#define USE_SCANS(search, kind, set) USE_SCANS_OF(search, kind, set)
#define USE_SCANS_OF(search, kind, set)             \
    do {                                            \
        (search)->peek = peek_##kind##_##set;       \
        if ((search)->tree.cols >= WORTH_VECTORS) { \
            (search)->start = start_##kind##_##set; \
            (search)->scan = scan_##kind##_##set;   \
            (search)->find = find_##kind##_##set;   \
        }                                           \
    } while (0)

#define NUMBER double
#define SETTLED (double)INFINITY
#define CLOSED (-SETTLED)
#define SEARCH double_search
#define KIND doubles
#define IS_BAD(value) (!((value) <= DBL_MAX))
#include "match/assignment_body.h"

#define NUMBER int64_t
#define SETTLED SETTLED_NEAR
#define CLOSED SETTLED_PRICE
#define SEARCH weight_search
#define KIND weights
#define IS_BAD(value) false
#include "match/assignment_body.h"

enum assigned assign_doubles(const double *value, int64_t rows, int64_t cols, struct arena *scratch,
                             int64_t *row_to_col)
{
    return double_search_run(value, rows, cols, scratch, row_to_col);
}

enum assigned assign_weights(const int64_t *weight, int64_t rows, int64_t cols, struct arena *scratch,
                             int64_t *row_to_col)
{
    return weight_search_run(weight, rows, cols, scratch, row_to_col);
}
