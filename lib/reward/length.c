/* How long the completion is. */
#include "reward/reward.h"
#include "text/tokens.h"

static enum asked length_asks(const struct config *config, const struct truth *truth)
{
    (void)config;
    (void)truth;
    return ASK_NOTHING;
}

/* 1 up to `soft`, 0 from `hard` on, linear in between. */
static double quality_of(const struct config *config, int64_t length)
{
    if (length <= config->length_soft)
        return 1;
    if (length >= config->length_hard)
        return 0;
    return (double)(config->length_hard - length) / (double)(config->length_hard - config->length_soft);
}

static int32_t length_score(const struct config *config, const struct truth *truth, struct trace *trace,
                            struct arena *arena, vreward_error *err)
{
    (void)truth;
    int64_t length = 0;
    const int32_t code = count_units(trace->completion, config->unit, arena, &length, err);
    trace->term[TERM_ACCURACY] = quality_of(config, length);
    if (length > config->length_soft)
        trace->reasons |= REASON_BIT(VREWARD_REASON_TOO_LONG);
    return code;
}

const struct reward length_reward = {.task = "length", .asks = length_asks, .score = length_score};
