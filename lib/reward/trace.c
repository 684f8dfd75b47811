#include "geometry/limits.h"
#include "geometry/spaces.h"
#include "parse/choose.h"
#include "parse/read.h"
#include "reward/candidates.h"
#include "reward/evidence.h"
#include "reward/finish.h"
#include "reward/reward.h"
#include "text/utf8.h"

#include <math.h>

static double worst_format(const struct config *config)
{
    return config->format_default == FORMAT_SIGNED ? -1 : 0;
}

void trace_unparsable(const struct config *config, int32_t reason, struct trace *trace)
{
    trace->reading->reason = reason;
    trace->reasons |= REASON_BIT(reason);
    trace->term[TERM_PARSED] = 0;
    if (config->check_count == 0)
        trace->term[TERM_FORMAT] = worst_format(config);
}

static double format_term(const struct config *config, const struct trace *trace)
{
    if (config->check_count > 0)
        return config->format_default == FORMAT_SIGNED ? 2 * trace->format.share - 1 : trace->format.share;
    const bool clean = trace->reading->reason == VREWARD_REASON_OK && trace->reading->repairs == 0;
    return clean ? 1 : worst_format(config);
}

int32_t read_for_reward(const struct config *config, const struct truth *truth, struct span completion,
                        struct arena *arena, struct reading *reading, vreward_error *err)
{
    const struct reward *reward = config->reward;
    const int32_t code = read_completion(&config->read, reward->asks(config, truth), completion, arena, reading, err);
    if (code != VREWARD_OK || reward->read == NULL || reading->reason != VREWARD_REASON_OK)
        return code;
    return reward->read(config, truth, arena, reading, err);
}

int32_t trace_begin(const struct config *config, const struct truth *truth, struct span completion, struct arena *arena,
                    struct trace *trace, vreward_error *err)
{
    memset(trace, 0, sizeof *trace);
    trace->completion = completion;
    trace->distance = -1;
    trace->written_count = -1;
    trace->reading = arena_zeros(arena, 1, sizeof *trace->reading);
    if (trace->reading == NULL)
        return fail_memory(err);
    int32_t code = read_for_reward(config, truth, completion, arena, trace->reading, err);
    if (code == VREWARD_OK && config->check_count > 0)
        code = evaluate_format(config, completion, arena, &trace->format, err);
    if (code != VREWARD_OK)
        return code;
    trace->reasons = trace->reading->reasons;
    if (trace->reading->reason != VREWARD_REASON_OK)
        trace->reasons |= REASON_BIT(trace->reading->reason);
    if (trace->format.limit)
        trace->reasons |= REASON_BIT(VREWARD_REASON_LIMIT);
    trace->reasons &= ~REASON_BIT(VREWARD_REASON_OK);
    trace->term[TERM_FORMAT] = format_term(config, trace);
    trace->term[TERM_PARSED] = trace->reading->reason == VREWARD_REASON_OK;
    return VREWARD_OK;
}

static void fill_item(const struct config *config, const struct item_arrays *arrays, int64_t i, struct item *item)
{
    const int64_t width = arrays->box != NULL ? 4 : 2;
    const double *numbers = arrays->box != NULL ? arrays->box + 4 * i : arrays->point + 2 * i;
    memcpy(arrays->box != NULL ? item->box : item->point, numbers, (size_t)width * sizeof *numbers);
    item->has_box = arrays->box != NULL;
    item->has_point = !item->has_box;
    item->confidence = arrays->confidence != NULL ? arrays->confidence[i] : (double)NAN;
    item->begin = item->end = -1;
    for (int64_t k = 0; k < width; k++)
        item->bad_value |= !within_limit(numbers[k]);
    item->bad_value |= item->has_box && !extent_is_accepted(config->read.invalid, item->box);
}

/* All of them: there is no text whose format could be right. */
static void refuse_items(const struct config *config, int32_t reason, struct trace *trace)
{
    trace_unparsable(config, reason, trace);
    trace->reading->count = trace->reading->passed_over = 0;
    trace->term[TERM_FORMAT] = worst_format(config);
}

int32_t trace_begin_items(const struct config *config, const struct item_arrays *arrays, struct arena *arena,
                          struct trace *trace, vreward_error *err)
{
    memset(trace, 0, sizeof *trace);
    trace->distance = -1;
    trace->written_count = -1;
    trace->reading = arena_zeros(arena, 1, sizeof *trace->reading);
    if (trace->reading == NULL)
        return fail_memory(err);
    struct reading *reading = trace->reading;
    reading->space = SPACE_SAME;
    reading->said_empty = arrays->count == 0;
    trace->term[TERM_FORMAT] = trace->term[TERM_PARSED] = 1;
    if (arrays->count > config->read.max_items) {
        refuse_items(config, VREWARD_REASON_TOO_LARGE, trace);
        return VREWARD_OK;
    }
    const bool labels = arrays->label_offsets != NULL;
    const struct span *label =
        labels ? utf8_valid_texts(arrays->label, arrays->label_offsets, arrays->count, arena) : NULL;
    reading->items = arena_zeros(arena, (size_t)arrays->count, sizeof *reading->items);
    if (reading->items == NULL || (labels && label == NULL))
        return fail_memory(err);
    reading->count = arrays->count;
    for (int64_t i = 0; i < arrays->count; i++) {
        fill_item(config, arrays, i, &reading->items[i]);
        if (labels)
            reading->items[i].label = label[i];
    }
    int32_t reason = VREWARD_REASON_OK;
    const int32_t code = choose_items(&config->read, reading, arena, &reason, err);
    if (code == VREWARD_OK && reason != VREWARD_REASON_OK)
        refuse_items(config, reason, trace);
    return code;
}

static void unparsable_terms(const struct config *config, const struct truth *truth, struct trace *trace)
{
    const struct reward *reward = config->reward;
    double low = 0, high;
    if (reward->accuracy_range != NULL)
        reward->accuracy_range(config, &low, &high);
    trace->term[TERM_ACCURACY] = low;
    for (int64_t i = 0; i < reward->term_count; i++)
        trace->term[TERM_FIRST_OWN + i] = reward->terms[i].unparsable;
    if (reward->unparsable != NULL)
        reward->unparsable(config, truth, trace);
}

/* The sum over the slots in their order. A term of weight 0 takes no part: it may be infinite. */
static double weighted_sum(const struct config *config, const struct trace *trace)
{
    double score = 0;
    for (int64_t i = 0; i < TERM_FIRST_OWN + config->reward->term_count; i++) {
        if (config->weight[i] != 0)
            score += config->weight[i] * trace->term[i];
    }
    return score;
}

/* Whether the score is lower for its format: a check failed, or the answer had to be repaired. Of a completion that
 * could not be read the reason is known already, unless there are checks. */
static bool format_costs(const struct config *config, const struct trace *trace)
{
    const bool weighs =
        term_counts(config, TERM_FORMAT) || (config->reward == &format_reward && term_counts(config, TERM_ACCURACY));
    if (!weighs || trace->term[TERM_FORMAT] == 1)
        return false;
    return config->check_count > 0 || trace->reading->reason == VREWARD_REASON_OK;
}

static int32_t score_readable(const struct config *config, const struct truth *truth, struct arena *arena,
                              struct trace *trace, vreward_error *err)
{
    const uint64_t reasons = trace->reasons;
    const int32_t code = config->reward->score(config, truth, trace, arena, err);
    if (code != VREWARD_E_LIMIT)
        return code;
    /* More pairs touch than are held, or two long texts are too far apart: one sample's fault, which costs that sample and
     * no other. */
    trace->reasons = reasons;
    trace->predicted = NULL;
    trace->normalized = (struct span){NULL, 0};
    trace->distance = -1;
    trace_unparsable(config, VREWARD_REASON_TOO_LARGE, trace);
    return VREWARD_OK;
}

int32_t trace_end(const struct config *config, const struct truth *truth, struct arena *arena, struct trace *trace,
                  vreward_error *err)
{
    if (trace->reading->reason == VREWARD_REASON_OK) {
        const int32_t code = score_readable(config, truth, arena, trace, err);
        if (code != VREWARD_OK)
            return code;
    }
    if (trace->reading->reason != VREWARD_REASON_OK) {
        unparsable_terms(config, truth, trace);
        if (config->reward->pairs_items && truth->has_items && trace_truth(truth, trace, arena, err) != VREWARD_OK)
            return VREWARD_E_MEMORY;
    } else if (config->reward->pairs_items && trace->predicted != NULL) {
        seek_evidence(config, truth, trace);
    }
    trace->score = weighted_sum(config, trace);
    if (config->finishes)
        trace->score = finish_score(config, trace, trace->score);
    if (format_costs(config, trace))
        trace->reasons |= REASON_BIT(VREWARD_REASON_FORMAT_FAILED);
    trace->reason = primary_reason(trace->reading->reason, trace->reasons, trace->elsewhere != 0);
    trace->reasons |= trace->reason == VREWARD_REASON_OK ? REASON_BIT(VREWARD_REASON_OK) : 0;
    return VREWARD_OK;
}

void trace_bad_truth(const struct config *config, struct span completion, struct trace *trace)
{
    memset(trace, 0, sizeof *trace);
    trace->completion = completion;
    trace->distance = -1;
    trace->written_count = -1;
    for (int64_t i = 0; i < TERM_FIRST_OWN + config->reward->term_count; i++)
        trace->term[i] = NAN;
    trace->score = NAN;
    trace->reason = VREWARD_REASON_BAD_TRUTH;
    trace->reasons = REASON_BIT(VREWARD_REASON_BAD_TRUTH);
}
