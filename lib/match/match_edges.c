/* From edges to components: union-find, then lists of the rows and columns of each. */
#include "match/match_edges.h"

#include "match/component.h"

struct pieces {
    int32_t *parent;                /* [rows + cols] */
    int64_t *first;                 /* [rows + 1] */
    int64_t *place;                 /* [cols] */
    int64_t *row, *col;             /* rows and columns, by component, ascending */
    int64_t *row_start, *col_start; /* [count + 1] */
    int64_t count;                  /* of components */
};

static int32_t root_of(int32_t *parent, int32_t node)
{
    while (parent[node] != node) {
        parent[node] = parent[parent[node]];
        node = parent[node];
    }
    return node;
}

/* The lower root stays root, whatever the order of the edges. */
static void join_nodes(int32_t *parent, int32_t a, int32_t b)
{
    a = root_of(parent, a);
    b = root_of(parent, b);
    if (a < b)
        parent[b] = a;
    else
        parent[a] = b;
}

static bool pieces_new(struct pieces *pieces, int64_t rows, int64_t cols, struct arena *scratch)
{
    const size_t nodes = (size_t)rows + (size_t)cols;
    pieces->parent = arena_array(scratch, nodes, sizeof *pieces->parent);
    pieces->first = arena_zeros(scratch, (size_t)rows + 1, sizeof *pieces->first);
    pieces->row = arena_array(scratch, nodes + (size_t)cols, sizeof *pieces->row);
    pieces->row_start = arena_zeros(scratch, 2 * (size_t)rows + 4, sizeof *pieces->row_start);
    if (pieces->parent == NULL || pieces->first == NULL || pieces->row == NULL || pieces->row_start == NULL)
        return false;
    pieces->col = pieces->row + rows;
    pieces->place = pieces->row + nodes;
    pieces->col_start = pieces->row_start + rows + 2;
    return true;
}

/* Lists the nodes from `begin` to `end` by component: number[root] is the component's. */
static void list_nodes(struct pieces *pieces, const int32_t *number, int64_t begin, int64_t end, int64_t *start,
                       int64_t *list)
{
    for (int64_t node = begin; node < end; node++) {
        if (number[pieces->parent[node]] >= 0)
            start[number[pieces->parent[node]] + 2]++;
    }
    for (int64_t k = 2; k <= pieces->count + 1; k++)
        start[k] += start[k - 1];
    for (int64_t node = begin; node < end; node++) {
        if (number[pieces->parent[node]] >= 0)
            list[start[number[pieces->parent[node]] + 1]++] = node - begin;
    }
}

static bool find_pieces(struct pieces *pieces, const struct edge *edges, int64_t count, int64_t rows, int64_t cols,
                        struct arena *scratch)
{
    int32_t *number = arena_array(scratch, (size_t)(rows + cols), sizeof *number);
    if (number == NULL || !pieces_new(pieces, rows, cols, scratch))
        return false;
    for (int64_t node = 0; node < rows + cols; node++) {
        pieces->parent[node] = (int32_t)node;
        number[node] = -1;
    }
    for (int64_t e = 0; e < count; e++) {
        pieces->first[edges[e].row + 1]++;
        join_nodes(pieces->parent, edges[e].row, (int32_t)(rows + edges[e].col));
    }
    for (int64_t i = 0; i < rows; i++)
        pieces->first[i + 1] += pieces->first[i];
    pieces->count = 0;
    for (int64_t node = 0; node < rows + cols; node++) {
        pieces->parent[node] = root_of(pieces->parent, (int32_t)node);
        const bool has_edge = node < rows && pieces->first[node + 1] > pieces->first[node];
        if (has_edge && number[pieces->parent[node]] < 0)
            number[pieces->parent[node]] = (int32_t)pieces->count++;
    }
    list_nodes(pieces, number, 0, rows, pieces->row_start, pieces->row);
    list_nodes(pieces, number, rows, rows + cols, pieces->col_start, pieces->col);
    return true;
}

/* Up to so many edges for each item of the shorter side, components are not worth looking for: a search never leaves
 * its own, and the weights are fine enough for all of them together. vreward_match_boxes, microseconds with 8, 64
 * and any number: n boxes with n near them (tests/bench/matching.py) 117, 48 and 49 for n = 300, 1,517, 289 and
 * 286 for 1,000; 200 x 200 boxes that all overlap 992, 1,016 and 3,740. (60 x 60 that all overlap lose by it: 267
 * instead of 99.) */
enum { FEW_EDGES = 64 };

bool whole_graph(const struct edge *edges, int64_t count, int64_t rows, int64_t cols, bool with_ties,
                 struct arena *scratch, struct sparse_graph *graph)
{
    int64_t *first = arena_zeros(scratch, (size_t)rows + 1, sizeof *first);
    int32_t *col = arena_array(scratch, (size_t)count, sizeof *col);
    int64_t *weight = arena_array(scratch, (size_t)count, sizeof *weight);
    if (first == NULL || col == NULL || weight == NULL)
        return false;
    struct span_of_values span = no_values();
    span_values(&span, edges, count);
    if (!with_ties)
        span.tie = 0;
    const struct weighing weighing = weighing_of(&span, rows < cols ? rows : cols, GOAL_SUM);
    for (int64_t e = 0; e < count; e++) {
        first[edges[e].row + 1] = e + 1;
        col[e] = edges[e].col;
        weight[e] = weight_of(&weighing, &edges[e]);
    }
    for (int64_t i = 0; i < rows; i++)
        first[i + 1] = first[i + 1] > first[i] ? first[i + 1] : first[i];
    *graph = (struct sparse_graph){rows, cols, first, col, weight};
    return true;
}

static bool match_at_once(const struct edge *edges, int64_t count, int64_t rows, int64_t cols, struct arena *scratch,
                          int64_t *row_to_edge)
{
    struct sparse_graph graph;
    return whole_graph(edges, count, rows, cols, true, scratch, &graph) &&
           match_sparse(&graph, NULL, scratch, row_to_edge, NULL);
}

static bool match_each(const struct edge *edges, int64_t count, int64_t rows, int64_t cols, enum goal goal,
                       struct arena *scratch, int64_t *row_to_edge)
{
    struct pieces pieces;
    bool enough = find_pieces(&pieces, edges, count, rows, cols, scratch);
    for (int64_t k = 0; enough && k < pieces.count; k++) {
        const int64_t row = pieces.row_start[k], col = pieces.col_start[k];
        const struct component component = {edges,
                                            pieces.first,
                                            pieces.row + row,
                                            pieces.col + col,
                                            pieces.row_start[k + 1] - row,
                                            pieces.col_start[k + 1] - col,
                                            pieces.place};
        for (int64_t c = 0; c < component.cols; c++)
            pieces.place[component.col[c]] = c;
        enough = solve_component(&component, goal, scratch, row_to_edge);
    }
    return enough;
}

int32_t match_components(const struct edge *edges, int64_t count, int64_t rows, int64_t cols, enum goal goal,
                         struct arena *scratch, int64_t *row_to_edge, vreward_error *err)
{
    for (int64_t i = 0; i < rows; i++)
        row_to_edge[i] = -1;
    if (count == 0)
        return VREWARD_OK;
    const struct arena_mark mark = arena_mark(scratch);
    const bool few = goal == GOAL_SUM && count <= FEW_EDGES * (rows < cols ? rows : cols);
    const bool enough = few ? match_at_once(edges, count, rows, cols, scratch, row_to_edge)
                            : match_each(edges, count, rows, cols, goal, scratch, row_to_edge);
    arena_rewind(scratch, mark);
    return enough ? VREWARD_OK : fail_memory(err);
}

int32_t match_edges(const struct edge *edges, int64_t count, int64_t rows, int64_t cols, struct arena *scratch,
                    int64_t *row_to_edge, vreward_error *err)
{
    return match_components(edges, count, rows, cols, GOAL_SUM, scratch, row_to_edge, err);
}
