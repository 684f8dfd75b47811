#include "match/graph.h"

enum { BYTE_VALUES = 256, TOP_BYTE = 56 };

/* The weight that `rank` of the others are above or at: the rank-th largest, rank counting from 1. Byte by byte from
 * the top, so that no order of the weights makes it slow. */
static int64_t ranked_weight(const int64_t *weight, int64_t count, int64_t rank)
{
    uint64_t found = 0, known = 0;
    for (int shift = TOP_BYTE; shift >= 0; shift -= 8) {
        int64_t having[BYTE_VALUES] = {0};
        for (int64_t k = 0; k < count; k++) {
            if (((uint64_t)weight[k] & known) == found)
                having[(uint64_t)weight[k] >> shift & (BYTE_VALUES - 1)]++;
        }
        int byte = BYTE_VALUES - 1;
        for (; having[byte] < rank; byte--)
            rank -= having[byte];
        found |= (uint64_t)byte << shift;
        known |= (uint64_t)(BYTE_VALUES - 1) << shift;
    }
    return (int64_t)found;
}

/* Moves the best edges of a row to `to`; returns the place behind them. */
static int64_t keep_of_row(struct graph *graph, int64_t begin, int64_t end, int64_t to)
{
    const int64_t most = graph->rows;
    int64_t least = 0, room = end - begin; /* of those that weigh least, room for so many */
    if (end - begin > most) {
        least = ranked_weight(graph->weight + begin, end - begin, most);
        room = most;
        for (int64_t e = begin; e < end; e++)
            room -= graph->weight[e] > least;
    }
    for (int64_t e = begin; e < end; e++) {
        if (graph->weight[e] < least || (graph->weight[e] == least && room-- <= 0))
            continue;
        graph->col[to] = graph->col[e];
        graph->weight[to] = graph->weight[e];
        graph->edge[to++] = graph->edge[e];
    }
    return to;
}

bool keep_best_edges(struct graph *graph, struct arena *scratch)
{
    const struct arena_mark mark = arena_mark(scratch);
    int32_t *number = arena_zeros(scratch, (size_t)graph->cols, sizeof *number);
    if (number == NULL)
        return false;
    int64_t kept = 0, begin = 0;
    for (int64_t i = 0; i < graph->rows; i++) {
        const int64_t end = graph->first[i + 1];
        kept = keep_of_row(graph, begin, end, kept);
        graph->first[i + 1] = kept;
        begin = end;
    }
    for (int64_t e = 0; e < kept; e++)
        number[graph->col[e]] = 1;
    int32_t cols = 0;
    for (int64_t j = 0; j < graph->cols; j++) {
        if (number[j] != 0)
            number[j] = cols++;
    }
    for (int64_t e = 0; e < kept; e++)
        graph->col[e] = number[graph->col[e]];
    graph->cols = cols;
    arena_rewind(scratch, mark);
    return true;
}
