/* Assignments of equal sums, decided by a second value: what costs nothing in the first is a smaller graph, in which
 * the second is made largest. */
#include "match/second_value.h"

#include "match/match_edges.h"

#include <math.h>

/* Of an assignment of the largest sum: its edges and no others are tight, and who must have a partner has a price. */
struct best_sums {
    struct sparse_graph graph;
    struct prices prices;
};

static bool is_tight(const struct best_sums *best, const struct edge *edge, int64_t e)
{
    return best->prices.row[edge->row] + best->prices.col[edge->col] == best->graph.weight[e];
}

static bool find_best_sums(const struct edge *edges, int64_t count, int64_t rows, int64_t cols, struct arena *scratch,
                           struct best_sums *best, int64_t *row_to_edge)
{
    best->prices.row = arena_array(scratch, (size_t)rows, sizeof *best->prices.row);
    best->prices.col = arena_array(scratch, (size_t)cols, sizeof *best->prices.col);
    return best->prices.row != NULL && best->prices.col != NULL &&
           whole_graph(edges, count, rows, cols, false, scratch, &best->graph) &&
           match_sparse(&best->graph, NULL, scratch, row_to_edge, &best->prices);
}

static double between_0_and_1(double value)
{
    return value > 1.0 ? 1.0 : value > 0.0 ? value : 0.0;
}

/* What one pair as such is worth: more than all second values of an assignment together. */
static double worth_of_a_partner(int64_t rows, int64_t cols)
{
    int exponent;
    (void)frexp((double)(rows < cols ? rows : cols), &exponent);
    return ldexp(1.0, exponent);
}

/* The tight edges. A partner for each item that must have one comes first, so that the largest sum gives it to all. */
static int64_t tight_edges(const struct best_sums *best, const struct edge *edges, const double *second, int64_t count,
                           struct edge *tight, int64_t *origin)
{
    const double partner = worth_of_a_partner(best->graph.rows, best->graph.cols);
    int64_t kept = 0;
    for (int64_t e = 0; e < count; e++) {
        if (!is_tight(best, &edges[e], e))
            continue;
        const int must = (best->prices.row[edges[e].row] > 0) + (best->prices.col[edges[e].col] > 0);
        tight[kept] = edges[e];
        tight[kept].value = must * partner + between_0_and_1(second[e]);
        origin[kept++] = e;
    }
    return kept;
}

static bool all_values_equal(const struct edge *edges, int64_t count)
{
    for (int64_t e = 1; e < count; e++) {
        if (edges[e].value != edges[0].value)
            return false;
    }
    return true;
}

/* Of equal values the largest sum has the most pairs. */
static bool match_most(const struct edge *edges, const double *second, int64_t count, int64_t rows, int64_t cols,
                       struct arena *scratch, int64_t *row_to_edge, vreward_error *err)
{
    struct edge *counted = arena_array(scratch, (size_t)count, sizeof *counted);
    if (counted == NULL)
        return false;
    const double partner = worth_of_a_partner(rows, cols);
    for (int64_t e = 0; e < count; e++) {
        counted[e] = edges[e];
        counted[e].value = partner + between_0_and_1(second[e]);
    }
    return match_components(counted, count, rows, cols, GOAL_SUM, scratch, row_to_edge, err) == VREWARD_OK;
}

static bool match_twice(const struct edge *edges, const double *second, int64_t count, int64_t rows, int64_t cols,
                        struct arena *scratch, int64_t *row_to_edge, vreward_error *err)
{
    struct best_sums best;
    struct edge *tight = arena_array(scratch, (size_t)count, sizeof *tight);
    int64_t *origin = arena_array(scratch, (size_t)count, sizeof *origin);
    if (tight == NULL || origin == NULL || !find_best_sums(edges, count, rows, cols, scratch, &best, row_to_edge))
        return false;
    const int64_t kept = tight_edges(&best, edges, second, count, tight, origin);
    if (match_components(tight, kept, rows, cols, GOAL_SUM, scratch, row_to_edge, err) != VREWARD_OK)
        return false;
    for (int64_t i = 0; i < rows; i++)
        row_to_edge[i] = row_to_edge[i] < 0 ? -1 : origin[row_to_edge[i]];
    return true;
}

int32_t match_edges_by_second(const struct edge *edges, const double *second, int64_t count, int64_t rows, int64_t cols,
                              struct arena *scratch, int64_t *row_to_edge, vreward_error *err)
{
    for (int64_t i = 0; i < rows; i++)
        row_to_edge[i] = -1;
    if (count == 0)
        return VREWARD_OK;
    const struct arena_mark mark = arena_mark(scratch);
    const bool enough = all_values_equal(edges, count)
                            ? match_most(edges, second, count, rows, cols, scratch, row_to_edge, err)
                            : match_twice(edges, second, count, rows, cols, scratch, row_to_edge, err);
    arena_rewind(scratch, mark);
    return enough ? VREWARD_OK : fail_memory(err);
}
