#include "reward/items.h"

/* Under an ignored item lies what has this share of its area in it, */
static const double ON_IGNORED = 0.5;
/* and less than this quality with every counted one. */
static const double NEAR_COUNTED = 0.1;

double shape_overlap(const struct shaping *shaping, double overlap)
{
    switch (shaping->shape) {
    case SHAPE_ABOVE:
        return overlap > shaping->threshold ? 1.0 : 0.0;
    case SHAPE_AT_LEAST:
        return overlap >= shaping->threshold ? 1.0 : 0.0;
    case SHAPE_RAMP:
        if (overlap >= shaping->full)
            return 1.0;
        return overlap <= shaping->threshold ? 0.0
                                             : (overlap - shaping->threshold) / (shaping->full - shaping->threshold);
    default: {
        /* Whole powers by multiplication: pow differs between machines. */
        double power = overlap;
        for (int32_t i = 1; i < shaping->power; i++)
            power *= overlap;
        return power;
    }
    }
}

/* mark[i] = 1 where candidate i lies on an ignored item. */
static int32_t mark_on_ignored(const struct targets *targets, const struct candidates *candidates,
                               struct arena *scratch, uint8_t *mark, vreward_error *err)
{
    struct edge *edge;
    int64_t count;
    int32_t code;
    if (targets->points) {
        code = point_pairs(candidates->place, NULL, candidates->count, targets->ignored, NULL, targets->ignored_reach,
                           targets->ignored_count, false, 0, scratch, &edge, &count, err);
    } else {
        const struct overlap_rule rule = {.kind = VREWARD_IOA_PREDICTION};
        code = overlapping_pairs(rule, candidates->place, NULL, candidates->count, targets->ignored, NULL,
                                 targets->ignored_count, false, ON_IGNORED, scratch, &edge, &count, err);
    }
    if (code != VREWARD_OK)
        return code;
    for (int64_t i = 0; i < count; i++)
        mark[edge[i].row] = 1;
    return VREWARD_OK;
}

/* Takes the marked candidates and their pairs away. `to` has room for one number a candidate. */
static void remove_marked(const uint8_t *mark, struct trace *trace, bool points, struct candidates *candidates,
                          struct edge *edge, int64_t *edge_count, int32_t *to)
{
    const size_t width = points ? 2 : 4;
    int32_t kept = 0;
    for (int64_t i = 0; i < candidates->count; i++) {
        to[i] = mark[i] ? -1 : kept;
        if (mark[i]) {
            trace->predicted[candidates->index[i]].fate = FATE_ON_IGNORED;
            candidates->written--;
            continue;
        }
        memmove(candidates->place + width * (size_t)kept, candidates->place + width * (size_t)i,
                width * sizeof(double));
        candidates->index[kept] = candidates->index[i];
        if (candidates->label != NULL)
            candidates->label[kept] = candidates->label[i];
        kept++;
    }
    candidates->count = kept;
    int64_t left = 0;
    for (int64_t i = 0; i < *edge_count; i++) {
        if (to[edge[i].row] < 0)
            continue;
        edge[left] = edge[i];
        edge[left++].row = to[edge[i].row];
    }
    *edge_count = left;
}

static int32_t drop_on_ignored(const struct targets *targets, struct trace *trace, struct arena *arena,
                               struct candidates *candidates, struct edge *edge, int64_t *edge_count,
                               vreward_error *err)
{
    if (targets->ignored_count == 0 || candidates->count == 0)
        return VREWARD_OK;
    uint8_t *mark = arena_zeros(arena, (size_t)candidates->count, 1);
    int32_t *to = arena_array(arena, (size_t)candidates->count, sizeof *to);
    if (mark == NULL || to == NULL)
        return fail_memory(err);
    const int32_t code = mark_on_ignored(targets, candidates, arena, mark, err);
    if (code != VREWARD_OK)
        return code;
    for (int64_t i = 0; i < *edge_count; i++) {
        if (edge[i].value >= NEAR_COUNTED)
            mark[edge[i].row] = 0;
    }
    remove_marked(mark, trace, targets->points, candidates, edge, edge_count, to);
    return VREWARD_OK;
}

int32_t find_pairs(const struct config *config, const struct targets *targets, struct trace *trace, struct arena *arena,
                   struct candidates *candidates, struct pairs *pairs, vreward_error *err)
{
    memset(pairs, 0, sizeof *pairs);
    struct edge *edge = NULL;
    int64_t count = 0;
    int32_t code = VREWARD_OK;
    if (candidates->count > 0 && targets->count > 0 && targets->points)
        code = point_pairs(candidates->place, candidates->label, candidates->count, targets->place, targets->label,
                           targets->reach, targets->count, false, 0, arena, &edge, &count, err);
    else if (candidates->count > 0 && targets->count > 0)
        code = overlapping_pairs(config->overlap, candidates->place, candidates->label, candidates->count,
                                 targets->place, targets->label, targets->count, false, 0, arena, &edge, &count, err);
    if (code == VREWARD_OK)
        code = drop_on_ignored(targets, trace, arena, candidates, edge, &count, err);
    if (code != VREWARD_OK)
        return code;
    pairs->overlap = arena_array(arena, (size_t)count, sizeof *pairs->overlap);
    if (pairs->overlap == NULL)
        return fail_memory(err);
    for (int64_t i = 0; i < count; i++) {
        const double quality = targets->points ? edge[i].value : shape_overlap(&config->shaping, edge[i].value);
        if (!(quality > 0))
            continue;
        pairs->overlap[pairs->count] = edge[i].value;
        edge[pairs->count] = edge[i];
        edge[pairs->count].value = quality;
        if (candidates->label == NULL)
            edge[pairs->count].tie = 1;
        pairs->count++;
    }
    pairs->edge = edge;
    return VREWARD_OK;
}

/* The edges that take part, and where each came from. */
static int64_t select_edges(const struct pairs *pairs, bool only_equal_labels, double min, struct edge *edge,
                            int64_t *origin)
{
    int64_t count = 0;
    for (int64_t i = 0; i < pairs->count; i++) {
        if ((only_equal_labels && pairs->edge[i].tie == 0) || pairs->overlap[i] < min)
            continue;
        edge[count] = pairs->edge[i];
        if (only_equal_labels)
            edge[count].tie = 0;
        origin[count++] = i;
    }
    return count;
}

int32_t match_pairs(const struct pairs *pairs, const struct candidates *candidates, const struct targets *targets,
                    bool only_equal_labels, double min, struct arena *arena, struct matching *matching,
                    vreward_error *err)
{
    const size_t rows = (size_t)candidates->count, cols = (size_t)targets->count, all = (size_t)pairs->count;
    matching->count = 0;
    matching->of_candidate = arena_array(arena, rows, sizeof *matching->of_candidate);
    matching->of_target = arena_array(arena, cols, sizeof *matching->of_target);
    struct edge *edge = arena_array(arena, all, sizeof *edge);
    int64_t *origin = arena_array(arena, all, sizeof *origin);
    if (matching->of_candidate == NULL || matching->of_target == NULL || edge == NULL || origin == NULL)
        return fail_memory(err);
    const int64_t count = select_edges(pairs, only_equal_labels, min, edge, origin);
    for (size_t j = 0; j < cols; j++)
        matching->of_target[j] = -1;
    for (size_t i = 0; i < rows; i++)
        matching->of_candidate[i] = -1;
    if (count == 0)
        return VREWARD_OK;
    const int32_t code =
        match_edges(edge, count, candidates->count, targets->count, arena, matching->of_candidate, err);
    if (code != VREWARD_OK)
        return code;
    for (size_t i = 0; i < rows; i++) {
        if (matching->of_candidate[i] < 0)
            continue;
        const int64_t pair = origin[matching->of_candidate[i]];
        matching->of_candidate[i] = pair;
        matching->of_target[pairs->edge[pair].col] = pair;
        matching->count++;
    }
    return VREWARD_OK;
}

double sum_of_matching(const struct pairs *pairs, const struct matching *matching, const struct targets *targets)
{
    double sum = 0;
    for (int64_t j = 0; j < targets->count; j++) {
        if (matching->of_target[j] >= 0)
            sum += pairs->edge[matching->of_target[j]].value;
    }
    return sum;
}

double divided(int32_t divisor, double sum, int64_t written, int64_t counted)
{
    if (written == 0 && counted == 0)
        return 1.0;
    if (written == 0 || counted == 0)
        return 0.0;
    const double n = (double)written, m = (double)counted, half = (n + m) / 2;
    if (divisor == DIVISOR_PREDICTED)
        return sum / n;
    if (divisor == DIVISOR_LARGER)
        return sum / (n > m ? n : m);
    return sum / (n > half ? n : half);
}

void trace_matching(const struct pairs *pairs, const struct matching *matching, const struct candidates *candidates,
                    const struct targets *targets, struct trace *trace)
{
    for (int64_t i = 0; i < pairs->count; i++) {
        const struct edge *edge = &pairs->edge[i];
        struct item_trace *predicted = &trace->predicted[candidates->index[edge->row]];
        struct item_trace *truth = &trace->truth[targets->index[edge->col]];
        const bool row_alone = matching->of_candidate[edge->row] < 0, col_alone = matching->of_target[edge->col] < 0;
        if (row_alone && col_alone && edge->tie == 0) {
            predicted->fate = FATE_LABEL;
            trace->reasons |= REASON_BIT(VREWARD_REASON_LABEL_MISMATCH);
        }
        if (matching->of_candidate[edge->row] != i)
            continue;
        predicted->fate = truth->fate = FATE_PAIRED;
        predicted->quality = truth->quality = edge->value;
        predicted->overlap = truth->overlap = pairs->overlap[i];
        predicted->partner = targets->index[edge->col];
        truth->partner = candidates->index[edge->row];
        predicted->label_right = truth->label_right = candidates->label == NULL ? -1 : edge->tie;
        if (edge->tie == 0)
            trace->reasons |= REASON_BIT(VREWARD_REASON_LABEL_MISMATCH);
    }
    if (matching->count < targets->count)
        trace->reasons |= REASON_BIT(VREWARD_REASON_MISSED_ITEMS);
    if (matching->count < candidates->written)
        trace->reasons |= REASON_BIT(VREWARD_REASON_EXTRA_ITEMS);
    if (pairs->count == 0 && candidates->written > 0 && targets->count > 0)
        trace->reasons |= REASON_BIT(VREWARD_REASON_NO_OVERLAP);
}
