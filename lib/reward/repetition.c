/* How much of the completion repeats itself: runs of tokens or other units, or items. */
#include "base/sort.h"
#include "parse/read.h"
#include "reward/reward.h"
#include "text/normalize.h"
#include "text/tokens.h"

enum { REPEATED = TERM_FIRST_OWN };

static const struct term terms[] = {
    TERM("repeated", 0, 1, 1, .description = "1 - `accuracy`: the share of what repeats, for a weight below 0."),
};

static enum asked repetition_asks(const struct config *config, const struct truth *truth)
{
    (void)config;
    (void)truth;
    return ASK_NOTHING;
}

static int order_of_numbers(const double *a, const double *b, int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        if (a[i] != b[i] && (a[i] == a[i] || b[i] == b[i])) /* NaN equals NaN, and comes last */
            return a[i] < b[i] || b[i] != b[i] ? -1 : 1;
    }
    return 0;
}

/* Items are the same where kind, numbers and label are. */
static int order_of_items(const void *context, int64_t a, int64_t b)
{
    const struct item *left = (const struct item *)context + a;
    const struct item *right = (const struct item *)context + b;
    if (left->has_box != right->has_box || left->has_point != right->has_point)
        return left->has_box * 2 + left->has_point - right->has_box * 2 - right->has_point;
    int order = left->has_box ? order_of_numbers(left->box, right->box, 4) : 0;
    if (order == 0 && left->has_point)
        order = order_of_numbers(left->point, right->point, 2);
    return order != 0 ? order : span_compare(left->label, right->label);
}

/* Labels in lower case, where the recipe asks for it. */
static int32_t fold_labels(const struct config *config, struct reading *reading, struct arena *arena,
                           vreward_error *err)
{
    int32_t code = VREWARD_OK;
    for (int64_t i = 0; i < reading->count && config->normalize != 0 && code == VREWARD_OK; i++)
        code = normalize(reading->items[i].label, config->normalize, arena, &reading->items[i].label, err);
    return code;
}

static int32_t count_items(const struct reading *reading, struct arena *arena, int64_t *distinct, vreward_error *err)
{
    int64_t *index = arena_array(arena, (size_t)reading->count, sizeof *index);
    if (index == NULL)
        return fail_memory(err);
    for (int64_t i = 0; i < reading->count; i++)
        index[i] = i;
    const int32_t code = sort_indices(index, reading->count, order_of_items, reading->items, arena, err);
    *distinct = 0;
    for (int64_t i = 0; code == VREWARD_OK && i < reading->count; i++)
        *distinct += i == 0 || order_of_items(reading->items, index[i - 1], index[i]) != 0;
    return code;
}

/* The share of what differs; where all does, and where nothing could repeat, 1. */
static void set_share(struct trace *trace, int64_t distinct, int64_t total)
{
    const double share = total == 0 ? 1 : (double)distinct / (double)total;
    trace->term[TERM_ACCURACY] = share;
    trace->term[REPEATED] = 1 - share;
    if (distinct < total)
        trace->reasons |= REASON_BIT(VREWARD_REASON_REPEATS);
}

static int32_t score_items(const struct config *config, struct trace *trace, struct arena *arena, vreward_error *err)
{
    struct reading reading = {0};
    int64_t distinct = 0;
    int32_t code = read_completion(&config->read, ASK_CENTERS, trace->completion, arena, &reading, err);
    if (code != VREWARD_OK)
        return code;
    trace->term[TERM_ACCURACY] = 1;
    if (reading.reason == VREWARD_REASON_TOO_LARGE) /* the only thing that makes the completion unparsable here */
        trace_unparsable(config, VREWARD_REASON_TOO_LARGE, trace);
    if (reading.reason != VREWARD_REASON_OK || reading.count == 0)
        return VREWARD_OK;
    code = fold_labels(config, &reading, arena, err);
    if (code == VREWARD_OK)
        code = count_items(&reading, arena, &distinct, err);
    if (code == VREWARD_OK)
        set_share(trace, distinct, reading.count);
    return code;
}

static int32_t repetition_score(const struct config *config, const struct truth *truth, struct trace *trace,
                                struct arena *arena, vreward_error *err)
{
    (void)truth;
    int64_t total = 0, distinct = 0;
    if (config->repetition_of == REPETITION_ITEMS)
        return score_items(config, trace, arena, err);
    struct span text = trace->completion;
    int32_t code = config->normalize != 0 ? normalize(text, config->normalize, arena, &text, err) : VREWARD_OK;
    if (code == VREWARD_OK)
        code = count_ngrams(text, config->unit, config->repetition_n, arena, &total, &distinct, err);
    if (code == VREWARD_OK)
        set_share(trace, distinct, total);
    return code;
}

_Static_assert(TERM_FIRST_OWN + sizeof terms / sizeof terms[0] <= MAX_TERMS, "a trace has room for all terms");

const struct reward repetition_reward = {
    .task = "repetition",
    .terms = terms,
    .term_count = sizeof terms / sizeof terms[0],
    .asks = repetition_asks,
    .score = repetition_score,
};
