#include "match/component.h"

#include "base/sort.h"
#include "match/assignment.h"
#include "match/graph.h"
#include "match/sparse.h"

/* To look at an entry of a matrix takes about a fiftieth of what it takes to look along an edge, with the heap
 * behind it; it is worth so much memory, or, where that is little anyway, so many entries. Neither border is sharp:
 * with 10 or 250, with 2 or 20 rows, vreward_match_boxes of 10 to 300 boxes, near each other or all overlapping,
 * took as long within ten per cent, which is the noise. */
enum { DENSE_SPEED = 50, DENSE_MEMORY = 8, DENSE_ENTRIES = 1 << 24, SMALLEST_DENSE = 6 };

static struct weighing component_weighing(const struct component *component, enum goal goal)
{
    struct span_of_values span = no_values();
    for (int64_t r = 0; r < component->rows; r++) {
        const int64_t first = component->first[component->row[r]];
        span_values(&span, component->edges + first, component->first[component->row[r] + 1] - first);
    }
    return weighing_of(&span, component->rows < component->cols ? component->rows : component->cols, goal);
}

static bool build_graph(const struct component *component, enum goal goal, struct arena *scratch, struct graph *graph)
{
    const bool turned = component->rows > component->cols;
    const int64_t rows = turned ? component->cols : component->rows, cols = turned ? component->rows : component->cols;
    int64_t count = 0;
    for (int64_t r = 0; r < component->rows; r++)
        count += component->first[component->row[r] + 1] - component->first[component->row[r]];
    int64_t *first = arena_zeros(scratch, (size_t)rows + 2, sizeof *first);
    int32_t *col = arena_array(scratch, (size_t)count, sizeof *col);
    int64_t *weight = arena_array(scratch, (size_t)count, 2 * sizeof *weight);
    if (first == NULL || col == NULL || weight == NULL)
        return false;
    *graph = (struct graph){rows, cols, first, col, weight, weight + count};
    const struct weighing weighing = component_weighing(component, goal);
    /* Counts go two places up, so that filling leaves the starts where they belong. */
    for (int pass = 0; pass < 2; pass++) {
        for (int64_t r = 0; r < component->rows; r++) {
            const int64_t row = component->row[r];
            for (int64_t e = component->first[row]; e < component->first[row + 1]; e++) {
                const int64_t c = component->place[component->edges[e].col];
                if (pass == 0) {
                    first[(turned ? c : r) + 2]++;
                    continue;
                }
                const int64_t slot = first[(turned ? c : r) + 1]++;
                col[slot] = (int32_t)(turned ? r : c);
                weight[slot] = weight_of(&weighing, &component->edges[e]);
                graph->edge[slot] = e;
            }
        }
        for (int64_t i = 2; pass == 0 && i <= rows + 1; i++)
            first[i] += first[i - 1];
    }
    return true;
}

/* The rows, heaviest first: a row that can have more seldom gives way to one that comes after it, so that searches stay
 * short, above all where values are nearly a product of what row and column are. NULL when out of memory. */
static int64_t *heaviest_first(const struct graph *graph, struct arena *scratch)
{
    int64_t *turn = arena_array(scratch, (size_t)graph->rows, sizeof *turn);
    double *heaviest = arena_zeros(scratch, (size_t)graph->rows, sizeof *heaviest);
    if (turn == NULL || heaviest == NULL)
        return NULL;
    for (int64_t i = 0; i < graph->rows; i++) {
        for (int64_t e = graph->first[i]; e < graph->first[i + 1]; e++) {
            if ((double)graph->weight[e] > heaviest[i])
                heaviest[i] = (double)graph->weight[e];
        }
    }
    return order_by(heaviest, graph->rows, true, scratch, turn) ? turn : NULL;
}

/* Through a matrix in which 0 stands for no pair: no better for the sum than staying alone, and no worse. */
static bool solve_dense(const struct graph *graph, const int64_t *turn, struct arena *scratch, int64_t *row_to_edge)
{
    int64_t *matrix = arena_zeros(scratch, (size_t)graph->rows * (size_t)graph->cols, sizeof *matrix);
    int64_t *row_to_col = arena_array(scratch, (size_t)graph->rows, sizeof *row_to_col);
    if (matrix == NULL || row_to_col == NULL)
        return false;
    for (int64_t k = 0; k < graph->rows; k++) {
        for (int64_t e = graph->first[turn[k]]; e < graph->first[turn[k] + 1]; e++)
            matrix[k * graph->cols + graph->col[e]] = graph->weight[e];
    }
    if (assign_weights(matrix, graph->rows, graph->cols, scratch, row_to_col) == ASSIGNED_NO_MEMORY)
        return false;
    for (int64_t k = 0; k < graph->rows; k++) {
        row_to_edge[turn[k]] = -1;
        for (int64_t e = graph->first[turn[k]]; e < graph->first[turn[k] + 1]; e++) {
            if (graph->col[e] == row_to_col[k])
                row_to_edge[turn[k]] = e;
        }
    }
    return true;
}

static bool edge_is_better(const struct edge *a, const struct edge *b)
{
    return a->value != b->value ? a->value > b->value : a->tie > b->tie;
}

/* One row or one column: its best edge, the first of equals. */
static void solve_star(const struct component *component, int64_t *row_to_edge)
{
    const struct edge *edges = component->edges;
    int64_t best = component->first[component->row[0]];
    for (int64_t r = 0; r < component->rows; r++) {
        const int64_t row = component->row[r];
        for (int64_t e = component->first[row]; e < component->first[row + 1]; e++) {
            if (edge_is_better(&edges[e], &edges[best]))
                best = e;
        }
    }
    row_to_edge[edges[best].row] = best;
}

static bool is_dense(const struct graph *graph)
{
    const int64_t count = graph->first[graph->rows], entries = graph->rows * graph->cols;
    return graph->rows >= SMALLEST_DENSE && entries / DENSE_SPEED <= count &&
           (entries <= DENSE_ENTRIES || entries / DENSE_MEMORY <= count);
}

static bool solve_graph(const struct graph *graph, enum goal goal, struct arena *scratch, int64_t *row_to_edge)
{
    const int64_t *turn = heaviest_first(graph, scratch);
    if (turn == NULL)
        return false;
    if (goal == GOAL_SUM && is_dense(graph))
        return solve_dense(graph, turn, scratch, row_to_edge);
    const struct sparse_graph sparse = {graph->rows, graph->cols, graph->first, graph->col, graph->weight};
    return match_sparse(&sparse, turn, scratch, row_to_edge, NULL);
}

bool solve_component(const struct component *component, enum goal goal, struct arena *scratch, int64_t *row_to_edge)
{
    if (component->rows == 1 || component->cols == 1) {
        solve_star(component, row_to_edge);
        return true;
    }
    const struct arena_mark mark = arena_mark(scratch);
    struct graph graph;
    bool enough = build_graph(component, goal, scratch, &graph);
    if (enough && graph.cols > graph.rows)
        enough = keep_best_edges(&graph, scratch);
    int64_t *to_edge = enough ? arena_array(scratch, (size_t)graph.rows, sizeof *to_edge) : NULL;
    enough = to_edge != NULL && solve_graph(&graph, goal, scratch, to_edge);
    for (int64_t i = 0; enough && i < graph.rows; i++) {
        if (to_edge[i] >= 0) {
            const int64_t edge = graph.edge[to_edge[i]];
            row_to_edge[component->edges[edge].row] = edge;
        }
    }
    arena_rewind(scratch, mark);
    return enough;
}
