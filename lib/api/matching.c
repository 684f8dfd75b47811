#include "base/struct_read.h"
#include "match/crowd.h"
#include "match/greedy.h"
#include "match/match.h"

#include <inttypes.h>
#include <math.h>

/* Indices of rows and columns are held in 32 bits, and both together number the nodes of a graph. */
static const int64_t largest_side = INT64_C(1) << 30;

static int32_t read_options(vreward_match_options *ours, const vreward_match_options *given, vreward_error *err)
{
    const int32_t status = STRUCT_READ(ours, given, vreward_match_options, reserved, err);
    if (status != VREWARD_OK)
        return status;
    if (ours->how < VREWARD_MATCH_OPTIMAL || ours->how > VREWARD_MATCH_SEQUENTIAL)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "match_options.how %" PRId32 " does not exist", ours->how);
    if (ours->use_min != 0 && ours->use_min != 1)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "match_options.use_min is %" PRId32 ", not 0 or 1", ours->use_min);
    if (ours->use_min == 1 && isnan(ours->min))
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "match_options.min is NaN");
    if (ours->kind < VREWARD_OVERLAP_IOU || ours->kind > VREWARD_OVERLAP_IOA_TRUTH)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "match_options.kind %" PRId32 " does not exist", ours->kind);
    if (ours->convention < VREWARD_AREA_HALF_OPEN || ours->convention > VREWARD_AREA_VLM_R1)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "match_options.convention %" PRId32 " does not exist",
                    ours->convention);
    if (ours->invalid < VREWARD_INVALID_REJECT || ours->invalid > VREWARD_INVALID_LEGACY)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "match_options.invalid %" PRId32 " does not exist", ours->invalid);
    if (ours->reserved != 0)
        return fail(err, VREWARD_E_UNSUPPORTED, -1, -1, "match_options.reserved is not 0");
    return VREWARD_OK;
}

static int32_t check_counts(const char *first, int64_t rows, const char *second, int64_t cols, vreward_error *err)
{
    if (rows < 0 || cols < 0 || rows > largest_side || cols > largest_side)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1,
                    "%s is %" PRId64 " and %s %" PRId64 "; they are from 0 to %" PRId64, first, rows, second, cols,
                    largest_side);
    return VREWARD_OK;
}

/* Neither NaN nor +infinity; -infinity forbids. */
static int32_t check_values(const double *value, int64_t rows, int64_t cols, vreward_error *err)
{
    for (int64_t k = 0; k < rows * cols; k++) {
        if (!(value[k] <= 0x1.fffffffffffffp1023))
            return fail(err, VREWARD_E_ARGUMENT, -1, -1, "the value of row %" PRId64 ", column %" PRId64 " is %s",
                        k / cols, k % cols, isnan(value[k]) ? "NaN" : "+infinity");
    }
    return VREWARD_OK;
}

int32_t vreward_match(const vreward_match_options *options, const double *value, int64_t rows, int64_t cols,
                      int64_t *row_to_col, vreward_error *err)
{
    vreward_match_options ours;
    int32_t status = read_options(&ours, options, err);
    if (status == VREWARD_OK)
        status = check_counts("rows", rows, "cols", cols, err);
    if (status != VREWARD_OK)
        return status;
    if ((value == NULL && rows > 0 && cols > 0) || (row_to_col == NULL && rows > 0))
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "%s is NULL", row_to_col == NULL ? "row_to_col" : "value");
    status = check_values(value, rows, cols, err);
    if (status != VREWARD_OK)
        return status;
    struct arena scratch = {0};
    status = match_dense(value, rows, cols, ours.how, ours.use_min != 0, ours.min, &scratch, row_to_col, err);
    arena_free(&scratch);
    return status == VREWARD_OK ? succeed(err) : status;
}

static int32_t match_all_boxes(const vreward_match_options *options, const double *a, int64_t a_count, const double *b,
                               int64_t b_count, struct arena *scratch, int64_t *a_to_b, double *value,
                               vreward_error *err)
{
    const struct overlap_rule rule = {options->kind, options->convention, options->invalid};
    const double min = options->use_min ? options->min : 0.0;
    struct edge *edges;
    int64_t count;
    int32_t status = overlapping_pairs(rule, a, NULL, a_count, b, NULL, b_count, false, min, MOST_PAIRS, scratch,
                                       &edges, &count, err);
    if (status == VREWARD_E_LIMIT && options->how == VREWARD_MATCH_OPTIMAL)
        return match_crowd(rule, a, a_count, b, b_count, min, scratch, a_to_b, value, err);
    if (status == VREWARD_OK && options->how == VREWARD_MATCH_OPTIMAL)
        status = match_edges(edges, count, a_count, b_count, scratch, a_to_b, err);
    else if (status == VREWARD_OK)
        status = match_greedily(options->how, edges, count, a_count, b_count, scratch, a_to_b, err);
    for (int64_t i = 0; status == VREWARD_OK && i < a_count; i++) {
        const int64_t edge = a_to_b[i];
        a_to_b[i] = edge >= 0 ? edges[edge].col : -1;
        if (value != NULL)
            value[i] = edge >= 0 ? edges[edge].value : 0.0;
    }
    return status;
}

int32_t vreward_match_boxes(const vreward_match_options *options, const double *a, int64_t a_count, const double *b,
                            int64_t b_count, int64_t *a_to_b, double *value, vreward_error *err)
{
    vreward_match_options ours;
    int32_t status = read_options(&ours, options, err);
    if (status == VREWARD_OK)
        status = check_counts("a_count", a_count, "b_count", b_count, err);
    if (status != VREWARD_OK)
        return status;
    if ((a == NULL && a_count > 0) || (b == NULL && b_count > 0) || (a_to_b == NULL && a_count > 0))
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "%s is NULL",
                    a == NULL && a_count > 0   ? "a"
                    : b == NULL && b_count > 0 ? "b"
                                               : "a_to_b");
    struct arena scratch = {0};
    status = match_all_boxes(&ours, a, a_count, b, b_count, &scratch, a_to_b, value, err);
    arena_free(&scratch);
    return status == VREWARD_OK ? succeed(err) : status;
}
