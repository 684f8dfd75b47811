/* Successive shortest augmenting paths with prices, Dijkstra's algorithm on a heap (J. Edmonds and R. M. Karp 1972;
 * R. Jonker and A. Volgenant 1987). A path may also end in a row that from then on stays alone. */
#include "match/sparse.h"

#include <string.h>

struct reached {
    int64_t distance;
    int32_t col;
    int32_t taken; /* 0: the column is free, which goes first */
};

struct tree {
    const struct sparse_graph *graph;
    int64_t *row_to_edge;
    int64_t *row_price, *price; /* price[j] + row_price[i] >= weight, both >= 0, equal on matched edges */
    int64_t *near;              /* [cols], good where `seen` is the current search */
    int64_t *edge_to;           /* [cols], the last edge of the shortest path */
    int64_t *row_to;            /* [cols], and its row */
    int64_t *row_of;            /* [cols], the row that has the column, or -1 */
    int64_t *settled;           /* [cols], columns in the order in which they settled */
    int64_t *seen, *closed;     /* [cols], number of the search that reached and settled it */
    struct reached *heap;       /* [edges] */
    int64_t heap_count;
    int64_t settled_count;
    int64_t stop_distance, stop_row; /* the nearest row to stay alone */
};

static bool is_before(struct reached a, struct reached b)
{
    if (a.distance != b.distance)
        return a.distance < b.distance;
    return a.taken != b.taken ? a.taken < b.taken : a.col < b.col;
}

static void heap_push(struct tree *tree, struct reached item)
{
    int64_t place = tree->heap_count++;
    while (place > 0 && is_before(item, tree->heap[(place - 1) / 2])) {
        tree->heap[place] = tree->heap[(place - 1) / 2];
        place = (place - 1) / 2;
    }
    tree->heap[place] = item;
}

static struct reached heap_pop(struct tree *tree)
{
    const struct reached top = tree->heap[0], item = tree->heap[--tree->heap_count];
    int64_t place = 0;
    for (int64_t child = 1; child < tree->heap_count; child = 2 * place + 1) {
        if (child + 1 < tree->heap_count && is_before(tree->heap[child + 1], tree->heap[child]))
            child++;
        if (!is_before(tree->heap[child], item))
            break;
        tree->heap[place] = tree->heap[child];
        place = child;
    }
    tree->heap[place] = item;
    return top;
}

static bool tree_new(struct tree *tree, const struct sparse_graph *graph, struct arena *scratch, int64_t *row_to_edge)
{
    const size_t cols = (size_t)graph->cols;
    int64_t *columns = arena_array(scratch, cols, 5 * sizeof *columns);
    int64_t *zeros = arena_zeros(scratch, cols, 3 * sizeof *zeros);
    tree->row_price = arena_array(scratch, (size_t)graph->rows, sizeof *tree->row_price);
    tree->heap = arena_array(scratch, (size_t)graph->first[graph->rows], sizeof *tree->heap);
    if (columns == NULL || zeros == NULL || tree->row_price == NULL || tree->heap == NULL)
        return false;
    tree->graph = graph;
    tree->row_to_edge = row_to_edge;
    tree->near = columns;
    tree->edge_to = columns + cols;
    tree->row_to = columns + 2 * cols;
    tree->row_of = columns + 3 * cols;
    tree->settled = columns + 4 * cols;
    tree->price = zeros;
    tree->seen = zeros + cols;
    tree->closed = zeros + 2 * cols;
    for (int64_t j = 0; j < graph->cols; j++)
        tree->row_of[j] = -1;
    for (int64_t i = 0; i < graph->rows; i++) {
        int64_t heaviest = 0;
        for (int64_t e = graph->first[i]; e < graph->first[i + 1]; e++)
            heaviest = graph->weight[e] > heaviest ? graph->weight[e] : heaviest;
        row_to_edge[i] = -1;
        tree->row_price[i] = heaviest;
    }
    return true;
}

/* Looks from a row at `distance` along its edges. */
static void look(struct tree *tree, int64_t row, int64_t distance, int64_t search)
{
    const struct sparse_graph *graph = tree->graph;
    if (distance + tree->row_price[row] < tree->stop_distance) {
        tree->stop_distance = distance + tree->row_price[row];
        tree->stop_row = row;
    }
    for (int64_t e = graph->first[row]; e < graph->first[row + 1]; e++) {
        const int32_t col = graph->col[e];
        const int64_t reached = distance + tree->row_price[row] + tree->price[col] - graph->weight[e];
        if (tree->closed[col] == search || reached > tree->stop_distance ||
            (tree->seen[col] == search && reached >= tree->near[col]))
            continue;
        tree->seen[col] = search;
        tree->near[col] = reached;
        tree->edge_to[col] = e;
        tree->row_to[col] = row;
        heap_push(tree, (struct reached){reached, col, tree->row_of[col] >= 0});
    }
}

/* The column at which the path from `start` ends: a free one, or that of the row that stays alone from now on; -1 where
 * that is `start` itself. *length is that of the path. */
static int64_t search_from(struct tree *tree, int64_t start, int64_t search, int64_t *length)
{
    tree->heap_count = tree->settled_count = 0;
    tree->stop_distance = INT64_MAX;
    look(tree, start, 0, search);
    while (tree->heap_count > 0) {
        const struct reached item = heap_pop(tree);
        if (tree->closed[item.col] == search)
            continue;
        if (item.distance > tree->stop_distance || (item.distance == tree->stop_distance && item.taken))
            break;
        tree->closed[item.col] = search;
        tree->settled[tree->settled_count++] = item.col;
        if (!item.taken) {
            *length = item.distance;
            return item.col;
        }
        look(tree, tree->row_of[item.col], item.distance, search);
    }
    *length = tree->stop_distance;
    if (tree->stop_row == start)
        return -1;
    return tree->graph->col[tree->row_to_edge[tree->stop_row]];
}

/* Takes the first of the row's best columns that is free: what a search would find at distance 0. */
static bool join_at_once(struct tree *tree, int64_t row)
{
    const struct sparse_graph *graph = tree->graph;
    for (int64_t e = graph->first[row]; e < graph->first[row + 1]; e++) {
        if (graph->weight[e] != tree->row_price[row] || tree->row_of[graph->col[e]] >= 0)
            continue;
        tree->row_of[graph->col[e]] = row;
        tree->row_to_edge[row] = e;
        return true;
    }
    return false;
}

static void join(struct tree *tree, int64_t start)
{
    if (join_at_once(tree, start))
        return;
    int64_t length;
    int64_t col = search_from(tree, start, start + 1, &length);
    tree->row_price[start] -= length;
    for (int64_t k = 0; k < tree->settled_count; k++) {
        const int64_t settled = tree->settled[k], gain = length - tree->near[settled];
        tree->price[settled] += gain;
        if (tree->row_of[settled] >= 0)
            tree->row_price[tree->row_of[settled]] -= gain;
    }
    if (col >= 0 && tree->row_of[col] >= 0)
        tree->row_to_edge[tree->row_of[col]] = -1;
    while (col >= 0) {
        const int64_t row = tree->row_to[col], edge = tree->row_to_edge[row];
        tree->row_of[col] = row;
        tree->row_to_edge[row] = tree->edge_to[col];
        col = row == start ? -1 : tree->graph->col[edge];
    }
}

bool match_sparse(const struct sparse_graph *graph, const int64_t *turn, struct arena *scratch, int64_t *row_to_edge,
                  const struct prices *prices)
{
    const struct arena_mark mark = arena_mark(scratch);
    struct tree tree = {0};
    const bool enough = tree_new(&tree, graph, scratch, row_to_edge);
    for (int64_t row = 0; enough && row < graph->rows; row++)
        join(&tree, turn == NULL ? row : turn[row]);
    if (enough && prices != NULL) {
        memcpy(prices->row, tree.row_price, (size_t)graph->rows * sizeof *prices->row);
        memcpy(prices->col, tree.price, (size_t)graph->cols * sizeof *prices->col);
    }
    arena_rewind(scratch, mark);
    return enough;
}
