#include "match/greedy.h"

#include "base/sort.h"

/* Takes edges in the order of `turn`, each whose row and column are still free. */
static void take_in_turn(const struct edge *edges, const int64_t *turn, int64_t count, int64_t *row_to_edge,
                         uint8_t *col_taken)
{
    for (int64_t k = 0; k < count; k++) {
        const struct edge *edge = &edges[turn[k]];
        if (row_to_edge[edge->row] >= 0 || col_taken[edge->col])
            continue;
        row_to_edge[edge->row] = turn[k];
        col_taken[edge->col] = 1;
    }
}

/* The edges by column; within one, the best first. */
static int64_t *by_column(const struct edge *edges, const int64_t *by_value, int64_t count, int64_t cols,
                          struct arena *scratch)
{
    int64_t *turn = arena_array(scratch, (size_t)count, sizeof *turn);
    int64_t *start = arena_zeros(scratch, (size_t)cols + 1, sizeof *start);
    if (turn == NULL || start == NULL)
        return NULL;
    for (int64_t e = 0; e < count; e++)
        start[edges[e].col + 1]++;
    for (int64_t j = 0; j < cols; j++)
        start[j + 1] += start[j];
    for (int64_t k = 0; k < count; k++)
        turn[start[edges[by_value[k]].col]++] = by_value[k];
    return turn;
}

static int64_t *best_first(const struct edge *edges, int64_t count, struct arena *scratch)
{
    int64_t *turn = arena_array(scratch, (size_t)count, sizeof *turn);
    double *value = arena_array(scratch, (size_t)count, sizeof *value);
    if (turn == NULL || value == NULL)
        return NULL;
    for (int64_t e = 0; e < count; e++)
        value[e] = edges[e].value;
    return order_by(value, count, true, scratch, turn) ? turn : NULL;
}

int32_t match_greedily(int32_t how, const struct edge *edges, int64_t count, int64_t rows, int64_t cols,
                       struct arena *scratch, int64_t *row_to_edge, vreward_error *err)
{
    for (int64_t i = 0; i < rows; i++)
        row_to_edge[i] = -1;
    if (how == VREWARD_MATCH_SEQUENTIAL) {
        for (int64_t e = 0; e < count; e++) {
            if (edges[e].row == edges[e].col)
                row_to_edge[edges[e].row] = e;
        }
        return VREWARD_OK;
    }
    const struct arena_mark mark = arena_mark(scratch);
    uint8_t *col_taken = arena_zeros(scratch, (size_t)cols, sizeof *col_taken);
    const int64_t *turn = best_first(edges, count, scratch);
    if (turn != NULL && how == VREWARD_MATCH_PER_COLUMN)
        turn = by_column(edges, turn, count, cols, scratch);
    const bool enough = col_taken != NULL && turn != NULL;
    if (enough)
        take_in_turn(edges, turn, count, row_to_edge, col_taken);
    arena_rewind(scratch, mark);
    return enough ? VREWARD_OK : fail_memory(err);
}
