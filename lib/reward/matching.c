#include "reward/matching.h"

#include "match/match_edges.h"
#include "match/second_value.h"
#include "reward/finish.h"
#include "reward/pairing.h"

/* The edges that take part in a matching, and where each came from. */
struct selection {
    struct edge *edge;
    int64_t *origin;
    double *overlap;
    int64_t count;
};

static bool selection_new(struct selection *selection, const struct pairs *pairs, bool with_overlap,
                          struct arena *arena)
{
    const size_t all = (size_t)pairs->count;
    selection->edge = arena_array(arena, all, sizeof *selection->edge);
    selection->origin = arena_array(arena, all, sizeof *selection->origin);
    selection->overlap = with_overlap ? arena_array(arena, all, sizeof *selection->overlap) : NULL;
    selection->count = 0;
    return selection->edge != NULL && selection->origin != NULL && (!with_overlap || selection->overlap != NULL);
}

static void select_edge(struct selection *selection, const struct pairs *pairs, int64_t pair, double value, int32_t tie)
{
    struct edge *edge = &selection->edge[selection->count];
    *edge = pairs->edge[pair];
    edge->value = value;
    edge->tie = tie;
    if (selection->overlap != NULL)
        selection->overlap[selection->count] = pairs->edge[pair].value;
    selection->origin[selection->count++] = pair;
}

int32_t matching_new(struct matching *matching, int64_t rows, int64_t cols, struct arena *arena, vreward_error *err)
{
    matching->count = matching->written = 0;
    matching->of_candidate = arena_array(arena, (size_t)rows, sizeof *matching->of_candidate);
    matching->of_target = arena_array(arena, (size_t)cols, sizeof *matching->of_target);
    if (matching->of_candidate == NULL || matching->of_target == NULL)
        return fail_memory(err);
    for (int64_t i = 0; i < rows; i++)
        matching->of_candidate[i] = -1;
    for (int64_t j = 0; j < cols; j++)
        matching->of_target[j] = -1;
    return VREWARD_OK;
}

/* The best matching of the selected edges, into an empty one. */
static int32_t match_selection(const struct selection *selection, const struct candidates *candidates,
                               const struct targets *targets, struct arena *arena, struct matching *matching,
                               vreward_error *err)
{
    const int64_t rows = candidates->count, cols = targets->count;
    int64_t *edge_of = matching->of_candidate;
    if (selection->count == 0)
        return VREWARD_OK;
    const int32_t code = selection->overlap == NULL
                             ? match_edges(selection->edge, selection->count, rows, cols, arena, edge_of, err)
                             : match_edges_by_second(selection->edge, selection->overlap, selection->count, rows, cols,
                                                     arena, edge_of, err);
    for (int64_t i = 0; code == VREWARD_OK && i < rows; i++) {
        if (edge_of[i] < 0)
            continue;
        matching->of_target[selection->edge[edge_of[i]].col] = selection->origin[edge_of[i]];
        edge_of[i] = selection->origin[edge_of[i]];
        matching->written = ++matching->count;
    }
    return code;
}

int32_t match_pairs(const struct config *config, const struct pairs *pairs, const struct candidates *candidates,
                    const struct targets *targets, const struct reading *reading, bool only_equal_labels,
                    struct arena *arena, struct matching *matching, vreward_error *err)
{
    struct selection selection;
    int32_t code = matching_new(matching, candidates->count, targets->count, arena, err);
    if (code != VREWARD_OK)
        return code;
    if (config->match != PAIR_OPTIMAL)
        return match_otherwise(config, pairs, candidates, targets, reading, only_equal_labels, arena, matching, err);
    const struct arena_mark mark = arena_mark(arena);
    if (!selection_new(&selection, pairs, pairs->by_overlap, arena))
        return fail_memory(err);
    for (int64_t i = 0; i < pairs->count; i++) {
        const int32_t same = pairs->edge[i].tie;
        if (pairs->quality[i] > 0 && (same || !only_equal_labels))
            select_edge(&selection, pairs, i, pairs->quality[i], only_equal_labels ? 0 : same);
    }
    code = match_selection(&selection, candidates, targets, arena, matching, err);
    arena_rewind(arena, mark);
    return code;
}

/* Good enough for precision, recall and what else asks for an overlap of `min`. */
static bool is_good(const struct pairs *pairs, int64_t i, bool only_equal_labels, double min)
{
    return pairs->quality[i] > 0 && pairs->edge[i].value >= min && (pairs->edge[i].tie || !only_equal_labels);
}

/* Good pairs, and the items of both sides that have any: no matching of them has more pairs than either. */
struct tally {
    int64_t pairs, rows, cols, last_row;
    uint8_t *seen; /* [targets] */
};

static bool tally_new(struct tally *tally, int64_t cols, struct arena *arena)
{
    *tally = (struct tally){.last_row = -1, .seen = arena_zeros(arena, (size_t)cols, 1)};
    return tally->seen != NULL;
}

static void tally_add(struct tally *tally, const struct edge *edge)
{
    tally->pairs++;
    tally->rows += edge->row != tally->last_row;
    tally->cols += !tally->seen[edge->col];
    tally->last_row = edge->row;
    tally->seen[edge->col] = 1;
}

static int64_t bound_of(const struct tally *tally)
{
    return tally->rows < tally->cols ? tally->rows : tally->cols;
}

/* The matching of the most good pairs; where labels do not choose them, of the largest sum of overlaps among those. */
static int32_t match_good_pairs(const struct pairs *pairs, const struct candidates *candidates,
                                const struct targets *targets, bool only_equal_labels, double min, struct arena *arena,
                                struct matching *matching, vreward_error *err)
{
    struct selection selection;
    const struct arena_mark mark = arena_mark(arena);
    if (!selection_new(&selection, pairs, !only_equal_labels, arena))
        return fail_memory(err);
    for (int64_t i = 0; i < pairs->count; i++) {
        if (is_good(pairs, i, only_equal_labels, min))
            select_edge(&selection, pairs, i, 1.0, only_equal_labels ? 0 : pairs->edge[i].tie);
    }
    const int32_t code = match_selection(&selection, candidates, targets, arena, matching, err);
    arena_rewind(arena, mark);
    return code;
}

static int32_t count_equal(const struct pairs *pairs, const struct candidates *candidates,
                           const struct targets *targets, const struct matching *matching, const struct tally *equal,
                           double min, struct arena *arena, int64_t *most, vreward_error *err)
{
    struct matching largest;
    *most = 0;
    for (int64_t j = 0; j < targets->count; j++)
        *most += matching->of_target[j] >= 0 && is_good(pairs, matching->of_target[j], true, min);
    if (*most == bound_of(equal))
        return VREWARD_OK;
    int32_t code = matching_new(&largest, candidates->count, targets->count, arena, err);
    if (code == VREWARD_OK)
        code = match_good_pairs(pairs, candidates, targets, true, min, arena, &largest, err);
    *most = largest.count;
    return code;
}

static int32_t count_any(const struct pairs *pairs, const struct candidates *candidates, const struct targets *targets,
                         double min, struct arena *arena, struct good_pairs *good, vreward_error *err)
{
    struct matching blind;
    int32_t code = matching_new(&blind, candidates->count, targets->count, arena, err);
    if (code == VREWARD_OK)
        code = match_good_pairs(pairs, candidates, targets, false, min, arena, &blind, err);
    good->any = blind.count;
    good->right = 0;
    for (int64_t j = 0; code == VREWARD_OK && j < targets->count; j++)
        good->right += blind.of_target[j] >= 0 && pairs->edge[blind.of_target[j]].tie;
    return code;
}

/* Of the matching itself. */
static void count_matched(const struct pairs *pairs, const struct candidates *candidates, const struct targets *targets,
                          const struct matching *matching, double min, struct good_pairs *good)
{
    *good = (struct good_pairs){0};
    for (int64_t i = 0; i < candidates->count; i++)
        good->written += matching->of_candidate[i] >= 0 && is_good(pairs, matching->of_candidate[i], false, min);
    for (int64_t j = 0; j < targets->count; j++) {
        const int64_t pair = matching->of_target[j];
        if (pair < 0 || !is_good(pairs, pair, false, min))
            continue;
        good->counted++;
        good->right += pairs->edge[pair].tie;
    }
    good->any = good->counted;
}

int32_t count_good_pairs(const struct config *config, const struct pairs *pairs, const struct candidates *candidates,
                         const struct targets *targets, const struct matching *matching, struct arena *arena,
                         struct good_pairs *good, vreward_error *err)
{
    const double min = config->f1_iou;
    if (config->match != PAIR_OPTIMAL || config->labels == LABELS_AFTER) {
        count_matched(pairs, candidates, targets, matching, min, good);
        return VREWARD_OK;
    }
    struct tally any, equal;
    if (!tally_new(&any, targets->count, arena) || !tally_new(&equal, targets->count, arena))
        return fail_memory(err);
    for (int64_t i = 0; i < pairs->count; i++) {
        if (!is_good(pairs, i, false, min))
            continue;
        tally_add(&any, &pairs->edge[i]);
        if (pairs->edge[i].tie)
            tally_add(&equal, &pairs->edge[i]);
    }
    const int32_t code = count_equal(pairs, candidates, targets, matching, &equal, min, arena, &good->counted, err);
    good->written = good->any = good->right = good->counted;
    if (code != VREWARD_OK || any.pairs == equal.pairs)
        return code;
    good->any = any.pairs;
    good->right = equal.pairs;
    /* No item is in two of them: all are the matching. */
    if (any.pairs == bound_of(&any))
        return VREWARD_OK;
    return count_any(pairs, candidates, targets, min, arena, good, err);
}

static void raise_overlap(struct item_trace *item, double overlap)
{
    if (overlap > item->overlap)
        item->overlap = overlap;
}

static void trace_wrong_label(const struct item *written, struct trace *trace)
{
    trace->reasons |= REASON_BIT(written->label.length == 0 ? VREWARD_REASON_NO_LABEL : VREWARD_REASON_LABEL_MISMATCH);
}

static void trace_partner(struct item_trace *item, int64_t partner, const struct edge *edge, double quality,
                          const struct candidates *candidates)
{
    item->fate = FATE_MATCHED;
    item->quality = quality;
    item->overlap = edge->value;
    item->partner = partner;
    item->label_right = candidates->label == NULL ? -1 : edge->tie;
}

/* Both are nobody's, though they overlap: a wrong label is told before too little overlap. */
static void trace_near_miss(const struct edge *edge, bool is_pair, const struct candidates *candidates,
                            struct trace *trace)
{
    const int64_t written = candidates->index[edge->row];
    struct item_trace *predicted = &trace->predicted[written];
    if (!is_pair) {
        trace->reasons |= REASON_BIT(VREWARD_REASON_BELOW_THRESHOLD);
        predicted->fate = predicted->fate == FATE_UNMATCHED ? FATE_BELOW_THRESHOLD : predicted->fate;
    } else if (!edge->tie) {
        trace_wrong_label(&trace->reading->items[written], trace);
        predicted->fate = FATE_WRONG_LABEL;
    }
}

void trace_matching(const struct pairs *pairs, const struct matching *matching, const struct candidates *candidates,
                    const struct targets *targets, struct trace *trace)
{
    for (int64_t i = 0; i < pairs->count; i++) {
        const struct edge *edge = &pairs->edge[i];
        const int64_t of_row = matching->of_candidate[edge->row], of_col = matching->of_target[edge->col];
        const int64_t written = candidates->index[edge->row], wanted = targets->index[edge->col];
        if (of_row == i) {
            trace_partner(&trace->predicted[written], wanted, edge, pairs->quality[i], candidates);
            if (!edge->tie)
                trace_wrong_label(&trace->reading->items[written], trace);
        }
        if (of_col == i)
            trace_partner(&trace->truth[wanted], written, edge, pairs->quality[i], candidates);
        if (of_row < 0)
            raise_overlap(&trace->predicted[written], edge->value);
        if (of_col < 0)
            raise_overlap(&trace->truth[wanted], edge->value);
        if (of_row < 0 && of_col < 0)
            trace_near_miss(edge, pairs->quality[i] > 0, candidates, trace);
    }
    if (matching->count < targets->count)
        trace->reasons |= REASON_BIT(VREWARD_REASON_MISSED_ITEMS);
    if (matching->written < candidates->written)
        trace->reasons |= REASON_BIT(VREWARD_REASON_EXTRA_ITEMS);
    if (pairs->count == 0 && candidates->written > 0 && targets->count > 0)
        trace->reasons |= REASON_BIT(VREWARD_REASON_NO_OVERLAP);
}

void trace_thresholds(const struct config *config, const int32_t *term, int64_t count, struct trace *trace)
{
    if (trace->reasons != 0)
        return;
    for (int64_t i = 0; i < count; i++) {
        if (term_counts(config, term[i]) && trace->term[term[i]] < 1.0)
            trace->reasons |= REASON_BIT(VREWARD_REASON_BELOW_THRESHOLD);
    }
}
