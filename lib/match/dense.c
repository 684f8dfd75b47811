/* Matching of a whole matrix of values. */
#include "match/dense.h"

#include "match/assignment.h"
#include "match/greedy.h"
#include "match/match_edges.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* The pairs that are allowed, as edges. With `min`, ties count pairs: of equal sums the one with more of them. */
static int32_t allowed_pairs(const double *value, int64_t rows, int64_t cols, bool use_min, double min,
                             struct arena *arena, struct edge **edges, int64_t *count, vreward_error *err)
{
    int64_t allowed = 0;
    for (int64_t k = 0; k < rows * cols; k++)
        allowed += value[k] > -(double)INFINITY && !(use_min && value[k] < min);
    *edges = arena_array(arena, (size_t)allowed, sizeof **edges);
    if (*edges == NULL)
        return fail_memory(err);
    *count = 0;
    for (int64_t i = 0; i < rows; i++) {
        for (int64_t j = 0; j < cols; j++) {
            const double here = value[i * cols + j];
            if (here > -(double)INFINITY && !(use_min && here < min))
                (*edges)[(*count)++] = (struct edge){here, (int32_t)i, (int32_t)j, use_min, 0};
        }
    }
    return VREWARD_OK;
}

/* A pair of negative value is worse than none, where items may stay alone. */
static int64_t without_negative(struct edge *edges, int64_t count)
{
    int64_t kept = 0;
    for (int64_t e = 0; e < count; e++) {
        if (edges[e].value >= 0.0)
            edges[kept++] = edges[e];
    }
    return kept;
}

static int32_t match_by_edges(const double *value, int64_t rows, int64_t cols, int32_t how, bool use_min, double min,
                              struct arena *scratch, int64_t *row_to_col, vreward_error *err)
{
    struct edge *edges = NULL;
    int64_t count = 0;
    int32_t code = allowed_pairs(value, rows, cols, use_min, min, scratch, &edges, &count, err);
    if (code != VREWARD_OK)
        return code;
    if (how != VREWARD_MATCH_OPTIMAL)
        code = match_greedily(how, edges, count, rows, cols, scratch, row_to_col, err);
    else if (use_min)
        code = match_components(edges, without_negative(edges, count), rows, cols, GOAL_SUM, scratch, row_to_col, err);
    else
        code = match_components(edges, count, rows, cols, GOAL_PAIRS_FIRST, scratch, row_to_col, err);
    for (int64_t i = 0; code == VREWARD_OK && i < rows; i++) {
        if (row_to_col[i] >= 0)
            row_to_col[i] = edges[row_to_col[i]].col;
    }
    return code;
}

/* Every row or every column gets a partner. More rows than columns: the matrix is turned, as scipy does. */
static enum assigned assign(const double *value, int64_t rows, int64_t cols, struct arena *scratch, int64_t *row_to_col)
{
    if (rows <= cols)
        return assign_doubles(value, rows, cols, scratch, row_to_col);
    double *turned = arena_array(scratch, (size_t)rows * (size_t)cols, sizeof *turned);
    int64_t *col_to_row = arena_array(scratch, (size_t)cols, sizeof *col_to_row);
    if (turned == NULL || col_to_row == NULL)
        return ASSIGNED_NO_MEMORY;
    for (int64_t i = 0; i < rows; i++) {
        for (int64_t j = 0; j < cols; j++)
            turned[j * rows + i] = value[i * cols + j];
    }
    const enum assigned result = assign_doubles(turned, cols, rows, scratch, col_to_row);
    for (int64_t i = 0; i < rows; i++)
        row_to_col[i] = -1;
    for (int64_t j = 0; result == ASSIGNED_ALL && j < cols; j++)
        row_to_col[col_to_row[j]] = j;
    return result;
}

int64_t first_bad_value(const double *value, int64_t count)
{
    int64_t k = 0;
    while (k < count && value[k] <= DBL_MAX)
        k++;
    return k;
}

static bool have_bad_value(const double *value, int64_t rows, int64_t cols)
{
    return first_bad_value(value, rows * cols) < rows * cols;
}

/* As assign(), which sees bad values itself; row_to_col stays as it is where there are some. */
static enum assigned assign_all(const double *value, int64_t rows, int64_t cols, struct arena *scratch,
                                int64_t *row_to_col)
{
    int64_t *found = arena_array(scratch, (size_t)rows, sizeof *found);
    if (found == NULL)
        return ASSIGNED_NO_MEMORY;
    const enum assigned result = assign(value, rows, cols, scratch, found);
    if (result == ASSIGNED_NOT_ALL && have_bad_value(value, rows, cols))
        return ASSIGNED_BAD_VALUE;
    if (result == ASSIGNED_ALL && rows > 0)
        memcpy(row_to_col, found, (size_t)rows * sizeof *found);
    return result;
}

int32_t match_dense(const double *value, int64_t rows, int64_t cols, int32_t how, bool use_min, double min,
                    struct arena *scratch, int64_t *row_to_col, vreward_error *err)
{
    const struct arena_mark mark = arena_mark(scratch);
    int32_t code = VREWARD_OK;
    enum assigned result = ASSIGNED_NOT_ALL;
    if (how == VREWARD_MATCH_OPTIMAL && !use_min)
        result = assign_all(value, rows, cols, scratch, row_to_col);
    else if (have_bad_value(value, rows, cols))
        result = ASSIGNED_BAD_VALUE;
    if (result == ASSIGNED_NO_MEMORY)
        code = fail_memory(err);
    else if (result == ASSIGNED_BAD_VALUE)
        code = VREWARD_E_ARGUMENT;
    else if (result == ASSIGNED_NOT_ALL)
        code = match_by_edges(value, rows, cols, how, use_min, min, scratch, row_to_col, err);
    arena_rewind(scratch, mark);
    return code;
}
