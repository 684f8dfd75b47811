#include "match/wide.h"

#include "base/isa.h"
#include "base/sort.h"
#include "match/assignment_scan.h"

#include <string.h>

/* A slot is a column that some row has or had; it never becomes free again. */
struct wide {
    const struct graph *graph;
    int64_t *ranked;                         /* [edges]: the edges of each row, heaviest first */
    int64_t *best;                           /* [rows]: place in `ranked` from which on a column may be free */
    int64_t *by_col;                         /* [edges]: edges by column, */
    int64_t *col_at;                         /* [cols + 1]: of column j from col_at[j] on */
    int64_t *row_at;                         /* [edges]: the row of each edge */
    int64_t *slot_of_col;                    /* [cols], or -1 */
    int64_t *weight;                         /* [rows][rows]: of row and slot, 0 where there is no edge */
    int64_t *edge;                           /* [rows][rows]: and the edge */
    int64_t *row_price, *price, *open_price; /* of rows and slots, as in assignment_body.h */
    int64_t *settled, *settled_at;
    int64_t *row_of_slot, *slot_of_row;
    int64_t slots, room;
    struct tree_of_weights tree;
    int64_t (*scan)(struct tree_of_weights *tree, const int64_t *value, const int64_t *price, int64_t row,
                    int64_t distance, int64_t row_price);
};

/* The end of a path: a row that takes its best free column, or stays alone. */
struct ending {
    int64_t distance, row;
};

static bool rank_edges(struct wide *wide, struct arena *scratch)
{
    const struct graph *graph = wide->graph;
    for (int64_t i = 0; i < graph->rows; i++) {
        const struct arena_mark mark = arena_mark(scratch);
        const int64_t begin = graph->first[i], count = graph->first[i + 1] - begin;
        double *key = arena_array(scratch, (size_t)count, sizeof *key);
        if (key == NULL)
            return false;
        for (int64_t k = 0; k < count; k++)
            key[k] = (double)graph->weight[begin + k];
        if (!order_by(key, count, true, scratch, wide->ranked + begin))
            return false;
        for (int64_t k = 0; k < count; k++)
            wide->ranked[begin + k] += begin;
        wide->best[i] = begin;
        arena_rewind(scratch, mark);
    }
    return true;
}

static void list_by_column(struct wide *wide)
{
    const struct graph *graph = wide->graph;
    for (int64_t i = 0; i < graph->rows; i++) {
        for (int64_t e = graph->first[i]; e < graph->first[i + 1]; e++) {
            wide->row_at[e] = i;
            wide->col_at[graph->col[e] + 2]++;
        }
    }
    for (int64_t j = 2; j <= graph->cols + 1; j++)
        wide->col_at[j] += wide->col_at[j - 1];
    for (int64_t e = 0; e < graph->first[graph->rows]; e++)
        wide->by_col[wide->col_at[graph->col[e] + 1]++] = e;
}

static bool wide_new(struct wide *wide, const struct graph *graph, struct arena *scratch)
{
    const size_t rows = (size_t)graph->rows, cols = (size_t)graph->cols, edges = (size_t)graph->first[graph->rows];
    const size_t room = (rows + BLOCK - 1) / BLOCK * BLOCK + LANES;
    int64_t *of_edges = arena_array(scratch, edges, 3 * sizeof *of_edges);
    int64_t *of_slots = arena_array(scratch, room, 8 * sizeof *of_slots);
    int64_t *of_rows = arena_zeros(scratch, rows, 3 * sizeof *of_rows);
    wide->col_at = arena_zeros(scratch, cols + 2, sizeof *wide->col_at);
    wide->slot_of_col = arena_array(scratch, cols, sizeof *wide->slot_of_col);
    wide->weight = arena_zeros(scratch, rows * rows, sizeof *wide->weight);
    wide->edge = arena_array(scratch, rows * rows, sizeof *wide->edge);
    if (of_edges == NULL || of_slots == NULL || of_rows == NULL || wide->col_at == NULL || wide->slot_of_col == NULL ||
        wide->weight == NULL || wide->edge == NULL)
        return false;
    wide->graph = graph;
    wide->room = (int64_t)room;
    wide->ranked = of_edges;
    wide->by_col = of_edges + edges;
    wide->row_at = of_edges + 2 * edges;
    wide->tree = (struct tree_of_weights){of_slots, of_slots + room, of_slots + 2 * room, 0, -1, -1};
    wide->price = of_slots + 3 * room;
    wide->open_price = of_slots + 4 * room;
    wide->settled = of_slots + 5 * room;
    wide->settled_at = of_slots + 6 * room;
    wide->row_of_slot = of_slots + 7 * room;
    wide->row_price = of_rows;
    wide->best = of_rows + rows;
    wide->slot_of_row = of_rows + 2 * rows;
    for (int64_t k = 0; k < (int64_t)room; k++)
        wide->price[k] = SETTLED_PRICE;
    for (int64_t j = 0; j < (int64_t)cols; j++)
        wide->slot_of_col[j] = -1;
    for (int64_t i = 0; i < (int64_t)rows; i++)
        wide->slot_of_row[i] = -1;
    wide->scan = isa_in_use() == ISA_AVX2 ? scan_weights_avx2 : scan_weights;
    list_by_column(wide);
    return rank_edges(wide, scratch);
}

/* The heaviest edge of a row to a column that is free, or -1. */
static int64_t best_free_edge(struct wide *wide, int64_t row)
{
    int64_t place = wide->best[row];
    const int64_t end = wide->graph->first[row + 1];
    while (place < end && wide->slot_of_col[wide->graph->col[wide->ranked[place]]] >= 0)
        place++;
    wide->best[row] = place;
    return place < end ? wide->ranked[place] : -1;
}

/* A path to `row` may end there: at the cost of what the row leaves, less what its best free column is worth. */
static void consider_ending(struct wide *wide, int64_t row, int64_t distance, struct ending *ending)
{
    const int64_t edge = best_free_edge(wide, row);
    const int64_t length = distance - wide->row_price[row] - (edge < 0 ? 0 : wide->graph->weight[edge]);
    if (ending->row < 0 || length < ending->distance)
        *ending = (struct ending){length, row};
}

static int64_t new_slot(struct wide *wide, int64_t edge)
{
    const int64_t slot = wide->slots++, col = wide->graph->col[edge], rows = wide->graph->rows;
    wide->slot_of_col[col] = slot;
    wide->price[slot] = 0;
    for (int64_t k = wide->col_at[col]; k < wide->col_at[col + 1]; k++) {
        const int64_t one = wide->by_col[k];
        wide->weight[wide->row_at[one] * rows + slot] = wide->graph->weight[one];
        wide->edge[wide->row_at[one] * rows + slot] = one;
    }
    return slot;
}

/* Looks from `start` on until the nearest ending is as near as the nearest slot; raises prices. */
static struct ending grow(struct wide *wide, int64_t start)
{
    struct ending ending = {0, -1};
    int64_t row = start, distance = 0, settled = 0;
    wide->tree.cols = wide->slots;
    wide->tree.settled = 0;
    for (int64_t k = 0; k < wide->room; k++)
        wide->tree.near[k] = SETTLED_NEAR;
    memcpy(wide->open_price, wide->price, (size_t)wide->room * sizeof *wide->price);
    for (;;) {
        consider_ending(wide, row, distance, &ending);
        if (wide->slots == 0)
            break;
        const int64_t nearest = wide->scan(&wide->tree, wide->weight + row * wide->graph->rows, wide->open_price, row,
                                           distance, wide->row_price[row]);
        if (nearest >= ending.distance)
            break;
        int64_t slot = wide->tree.nearest;
        if (slot == SEVERAL)
            slot = find_weight(&wide->tree, nearest, 0);
        distance = nearest;
        row = wide->row_of_slot[slot];
        wide->settled[settled++] = slot;
        wide->settled_at[slot] = distance;
        wide->tree.near[slot] = SETTLED_NEAR;
        wide->tree.settled = slot;
        wide->open_price[slot] = SETTLED_PRICE;
    }
    wide->row_price[start] += ending.distance;
    for (int64_t k = 0; k < settled; k++) {
        const int64_t slot = wide->settled[k], rise = ending.distance - wide->settled_at[slot];
        wide->row_price[wide->row_of_slot[slot]] += rise;
        wide->price[slot] -= rise;
    }
    return ending;
}

static void join(struct wide *wide, int64_t start)
{
    int64_t row = grow(wide, start).row;
    const int64_t edge = best_free_edge(wide, row);
    int64_t slot = edge < 0 ? -1 : new_slot(wide, edge);
    for (;;) {
        const int64_t left = wide->slot_of_row[row];
        wide->slot_of_row[row] = slot;
        if (slot >= 0)
            wide->row_of_slot[slot] = row;
        if (row == start)
            return;
        slot = left;
        row = wide->tree.from[left];
    }
}

bool match_wide(const struct graph *graph, const int64_t *turn, struct arena *scratch, int64_t *row_to_edge)
{
    const struct arena_mark mark = arena_mark(scratch);
    struct wide wide = {0};
    const bool enough = wide_new(&wide, graph, scratch);
    for (int64_t k = 0; enough && k < graph->rows; k++)
        join(&wide, turn[k]);
    for (int64_t i = 0; enough && i < graph->rows; i++) {
        const int64_t slot = wide.slot_of_row[i];
        const bool paired = slot >= 0 && wide.weight[i * graph->rows + slot] > 0;
        row_to_edge[i] = paired ? wide.edge[i * graph->rows + slot] : -1;
    }
    arena_rewind(scratch, mark);
    return enough;
}
