#include "match/assignment.h"

#include "base/isa.h"
#include "match/assignment_scan.h"

#include <math.h>
#include <stdbool.h>

/* Below this many columns a look-up of the instruction set costs more than it gains. */
enum { WORTH_VECTORS = 12 };

#define double_search_scan scan_doubles
#define double_search_scan_avx2 scan_doubles_avx2
#define double_search_find find_double
#define double_search_find_avx2 find_double_avx2
#define NUMBER double
#define SETTLED INFINITY
#define CLOSED (-INFINITY)
#define SEARCH double_search
#define SOURCE const double *
#define ROW(source, row, cols) ((source) + (row) * (cols))
#include "match/assignment_body.h"

#define weight_search_scan scan_weights
#define weight_search_scan_avx2 scan_weights_avx2
#define weight_search_find find_weight
#define weight_search_find_avx2 find_weight_avx2
#define NUMBER int64_t
#define SETTLED SETTLED_NEAR
#define CLOSED SETTLED_PRICE
#define SEARCH weight_search
#define SOURCE const struct weight_rows *
#define ROW(source, row, cols) ((source)->row((source), (row)))
#include "match/assignment_body.h"

enum assigned assign_doubles(const double *value, int64_t rows, int64_t cols, struct arena *scratch,
                             int64_t *row_to_col)
{
    return double_search_run(value, rows, cols, scratch, row_to_col);
}

enum assigned assign_weights(const struct weight_rows *weights, int64_t rows, int64_t cols, struct arena *scratch,
                             int64_t *row_to_col)
{
    return weight_search_run(weights, rows, cols, scratch, row_to_col);
}
