#include "reward/pairing.h"

#include "base/sort.h"
#include "match/greedy.h"

#include <math.h>

/* Better by quality, and by overlap where shaping makes qualities equal. */
static bool pair_is_better(const struct pairs *pairs, int64_t pair, int64_t than)
{
    if (than < 0 || pairs->quality[pair] != pairs->quality[than])
        return than < 0 || pairs->quality[pair] > pairs->quality[than];
    return pairs->by_overlap && pairs->edge[pair].value > pairs->edge[than].value;
}

static bool may_pair(const struct pairs *pairs, int64_t pair, bool equal)
{
    return pairs->quality[pair] > 0 && (pairs->edge[pair].tie || !equal);
}

/* Each takes its best, whoever else does. */
static void pair_any(const struct pairs *pairs, bool equal, struct matching *matching)
{
    for (int64_t i = 0; i < pairs->count; i++) {
        int64_t *of_row = &matching->of_candidate[pairs->edge[i].row],
                *of_col = &matching->of_target[pairs->edge[i].col];
        if (!may_pair(pairs, i, equal))
            continue;
        matching->written += *of_row < 0;
        matching->count += *of_col < 0;
        *of_row = pair_is_better(pairs, i, *of_row) ? i : *of_row;
        *of_col = pair_is_better(pairs, i, *of_col) ? i : *of_col;
    }
}

static void take(const struct pairs *pairs, int64_t pair, struct matching *matching)
{
    matching->of_candidate[pairs->edge[pair].row] = matching->of_target[pairs->edge[pair].col] = pair;
    matching->written = ++matching->count;
}

/* The i-th that was written with the i-th true one, as far as they are a pair. */
static void pair_in_sequence(const struct pairs *pairs, const struct candidates *candidates,
                             const struct targets *targets, bool equal, struct matching *matching)
{
    for (int64_t i = 0; i < pairs->count; i++) {
        const struct edge *edge = &pairs->edge[i];
        if (may_pair(pairs, i, equal) && candidates->index[edge->row] == targets->index[edge->col])
            take(pairs, i, matching);
    }
}

struct certainty {
    const struct item *item;
    const int64_t *index;
};

/* The most certain first, those without a confidence last, equal ones as written. */
static int by_confidence(const void *context, int64_t a, int64_t b)
{
    const struct certainty *of = context;
    const double left = of->item[of->index[a]].confidence, right = of->item[of->index[b]].confidence;
    if (isnan(left) != isnan(right))
        return isnan(left) ? 1 : -1;
    if (left != right && !isnan(left))
        return left > right ? -1 : 1;
    return (of->index[a] > of->index[b]) - (of->index[a] < of->index[b]);
}

/* The place of each candidate in that order. */
static int32_t rank_candidates(const struct candidates *candidates, const struct reading *reading, struct arena *arena,
                               int64_t **rank, vreward_error *err)
{
    const struct certainty certainty = {reading->items, candidates->index};
    int64_t *order = arena_array(arena, (size_t)candidates->count, sizeof *order);
    *rank = arena_array(arena, (size_t)candidates->count, sizeof **rank);
    if (order == NULL || *rank == NULL)
        return fail_memory(err);
    for (int64_t i = 0; i < candidates->count; i++)
        order[i] = i;
    const int32_t code = sort_indices(order, candidates->count, by_confidence, &certainty, arena, err);
    for (int64_t i = 0; code == VREWARD_OK && i < candidates->count; i++)
        (*rank)[order[i]] = i;
    return code;
}

/* Taken in turn, what is taken stays so. With a rank the candidates choose, in its order; else the best pair is next, or
 * the true items choose. */
static int32_t pair_in_turn(int32_t how, const struct pairs *pairs, const int64_t *rank,
                            const struct candidates *candidates, const struct targets *targets, bool equal,
                            struct arena *arena, struct matching *matching, vreward_error *err)
{
    const int64_t rows = rank != NULL ? targets->count : candidates->count;
    const int64_t cols = rank != NULL ? candidates->count : targets->count;
    struct edge *edge = arena_array(arena, (size_t)pairs->count, sizeof *edge);
    int64_t *origin = arena_array(arena, (size_t)pairs->count, sizeof *origin);
    int64_t *edge_of = arena_array(arena, (size_t)rows, sizeof *edge_of), count = 0;
    if (edge == NULL || origin == NULL || edge_of == NULL)
        return fail_memory(err);
    /* Finer than a quality that is shaped, which never falls where the overlap rises. */
    const bool by_overlap = pairs->by_overlap && !pairs->by_parts;
    for (int64_t i = 0; i < pairs->count; i++) {
        if (!may_pair(pairs, i, equal))
            continue;
        const int32_t row = pairs->edge[i].row, col = pairs->edge[i].col;
        edge[count] = (struct edge){.value = by_overlap ? pairs->edge[i].value : pairs->quality[i],
                                    .row = rank != NULL ? col : row,
                                    .col = rank != NULL ? (int32_t)rank[row] : col};
        origin[count++] = i;
    }
    const int32_t code = match_greedily(how, edge, count, rows, cols, arena, edge_of, err);
    for (int64_t i = 0; code == VREWARD_OK && i < rows; i++) {
        if (edge_of[i] >= 0)
            take(pairs, origin[edge_of[i]], matching);
    }
    return code;
}

int32_t match_otherwise(const struct config *config, const struct pairs *pairs, const struct candidates *candidates,
                        const struct targets *targets, const struct reading *reading, bool equal, struct arena *arena,
                        struct matching *matching, vreward_error *err)
{
    if (config->match == PAIR_ANY) {
        pair_any(pairs, equal, matching);
        return VREWARD_OK;
    }
    if (config->match == PAIR_SEQUENTIAL) {
        pair_in_sequence(pairs, candidates, targets, equal, matching);
        return VREWARD_OK;
    }
    const struct arena_mark mark = arena_mark(arena);
    int64_t *rank = NULL;
    int32_t how = VREWARD_MATCH_GREEDY, code = VREWARD_OK;
    if (config->match != PAIR_GREEDY)
        how = VREWARD_MATCH_PER_COLUMN;
    if (config->match == PAIR_CONFIDENCE)
        code = rank_candidates(candidates, reading, arena, &rank, err);
    if (code == VREWARD_OK)
        code = pair_in_turn(how, pairs, rank, candidates, targets, equal, arena, matching, err);
    arena_rewind(arena, mark);
    return code;
}
