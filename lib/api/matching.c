#include "api/check.h"
#include "base/struct_read.h"
#include "match/crowd.h"
#include "match/dense.h"
#include "match/greedy.h"
#include "match/match_edges.h"

#include <inttypes.h>
#include <math.h>

/* Indices of rows and columns are held in 32 bits, and both together number the nodes of a graph. */
static const int64_t largest_side = INT64_C(1) << 30;

static int32_t read_options(vreward_match_options *ours, const vreward_match_options *given, vreward_error *err)
{
    int32_t code = STRUCT_READ(ours, given, vreward_match_options, reserved, err);
    const struct overlap_rule rule = {ours->kind, ours->convention, ours->invalid};
    if (code == VREWARD_OK)
        code = check_choice("vreward_match_options.how", ours->how, VREWARD_MATCH_OPTIMAL, VREWARD_MATCH_SEQUENTIAL,
                            "VREWARD_MATCH_", err);
    if (code == VREWARD_OK)
        code = check_switch("vreward_match_options.use_min", ours->use_min, err);
    if (code == VREWARD_OK && ours->use_min == 1 && isnan(ours->min))
        code = fail(err, VREWARD_E_ARGUMENT, -1, -1, "vreward_match_options.min is NaN: give a number, or use_min 0");
    if (code == VREWARD_OK)
        code = check_overlap_rule("vreward_match_options", rule, err);
    return code == VREWARD_OK ? check_reserved("vreward_match_options.reserved", ours->reserved, err) : code;
}

static int32_t check_counts(const char *first, int64_t rows, const char *second, int64_t cols, vreward_error *err)
{
    if (rows < 0 || cols < 0 || rows > largest_side || cols > largest_side)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1,
                    "%s is %" PRId64 " and %s %" PRId64 ": they are from 0 to %" PRId64, first, rows, second, cols,
                    largest_side);
    return VREWARD_OK;
}

static int32_t fail_value(const double *value, int64_t rows, int64_t cols, vreward_error *err)
{
    const int64_t k = first_bad_value(value, rows * cols);
    return fail(err, VREWARD_E_ARGUMENT, -1, -1,
                "the value of row %" PRId64 ", column %" PRId64
                " is %s: give a number, or -infinity to forbid the pair",
                k / cols, k % cols, isnan(value[k]) ? "NaN" : "+infinity");
}

int32_t vreward_match(const vreward_match_options *options, const double *value, int64_t rows, int64_t cols,
                      int64_t *row_to_col, vreward_error *err)
{
    vreward_match_options ours;
    int32_t code = read_options(&ours, options, err);
    if (code == VREWARD_OK)
        code = check_counts("rows", rows, "cols", cols, err);
    if (code != VREWARD_OK)
        return code;
    if (rows > 0)
        code = CHECK_GIVEN(err, {"row_to_col", row_to_col, "room for rows numbers"});
    if (code == VREWARD_OK && rows > 0 && cols > 0)
        code = CHECK_GIVEN(err, {"value", value, "rows x cols doubles"});
    if (code != VREWARD_OK)
        return code;
    struct arena scratch = {0};
    code = match_dense(value, rows, cols, ours.how, ours.use_min != 0, ours.min, &scratch, row_to_col, err);
    arena_free(&scratch);
    if (code == VREWARD_E_ARGUMENT)
        return fail_value(value, rows, cols, err);
    return code == VREWARD_OK ? succeed(err) : code;
}

static int32_t match_all_boxes(const vreward_match_options *options, const double *a, int64_t a_count, const double *b,
                               int64_t b_count, struct arena *scratch, int64_t *a_to_b, double *value,
                               vreward_error *err)
{
    const struct overlap_rule rule = {options->kind, options->convention, options->invalid};
    const double min = options->use_min ? options->min : 0.0;
    struct edge *edges;
    int64_t count;
    int32_t code =
        overlapping_pairs(rule, a, NULL, a_count, b, NULL, b_count, min, MOST_PAIRS, scratch, &edges, &count, err);
    if (code == VREWARD_E_LIMIT && options->how == VREWARD_MATCH_OPTIMAL)
        return match_crowd(rule, a, a_count, b, b_count, min, scratch, a_to_b, value, err);
    if (code == VREWARD_OK && options->how == VREWARD_MATCH_OPTIMAL)
        code = match_edges(edges, count, a_count, b_count, scratch, a_to_b, err);
    else if (code == VREWARD_OK)
        code = match_greedily(options->how, edges, count, a_count, b_count, scratch, a_to_b, err);
    for (int64_t i = 0; code == VREWARD_OK && i < a_count; i++) {
        const int64_t edge = a_to_b[i];
        a_to_b[i] = edge >= 0 ? edges[edge].col : -1;
        if (value != NULL)
            value[i] = edge >= 0 ? edges[edge].value : 0.0;
    }
    return code;
}

int32_t vreward_match_boxes(const vreward_match_options *options, const double *a, int64_t a_count, const double *b,
                            int64_t b_count, int64_t *a_to_b, double *value, vreward_error *err)
{
    vreward_match_options ours;
    int32_t code = read_options(&ours, options, err);
    if (code == VREWARD_OK)
        code = check_counts("a_count", a_count, "b_count", b_count, err);
    if (code != VREWARD_OK)
        return code;
    if (a_count > 0)
        code = CHECK_GIVEN(err, {"a", a, "a_count boxes"}, {"a_to_b", a_to_b, "room for a_count numbers"});
    if (code == VREWARD_OK && b_count > 0)
        code = CHECK_GIVEN(err, {"b", b, "b_count boxes"});
    if (code != VREWARD_OK)
        return code;
    struct arena scratch = {0};
    code = match_all_boxes(&ours, a, a_count, b, b_count, &scratch, a_to_b, value, err);
    arena_free(&scratch);
    return code == VREWARD_OK ? succeed(err) : code;
}
