/* How many: rewards.md section 3, `counting`. */
#include "geometry/limits.h"
#include "reward/matching_quality.h"
#include "reward/pair_parts.h"
#include "reward/reward.h"
#include "reward/truth_members.h"

#include <math.h>

enum { EXACT = TERM_FIRST_OWN, CLOSENESS, LOCATION, N_ITEMS, COUNT_RATIO };

static const struct term terms[] = {
    TERM("exact", 0, 1, 0, .keeps_rule_4 = 1, .description = "1 where the count is right, else 0."),
    TERM("closeness", 0, 1, 0, .keeps_rule_4 = 1,
         .description = "The smaller of the two counts over the larger; 1 where both are 0."),
    TERM("location", 0, 1, 0, .of_quality = 1, .keeps_rule_3 = 1, .keeps_rule_4 = 1,
         .description = "Sum of distance qualities over the `divisor`; 0 where the truth has no places."),
    TERM("n_items", 0, INFINITY, 0, .keeps_rule_4 = 1,
         .description = "Number of written items, refused ones and those on ignored true items among them."),
    TERM("count_ratio", 0, 1, 0, .request = REQUEST_NAMED, .keeps_rule_4 = 1,
         .description = "The true count over the written one where more were written, else 1."),
};

static int32_t counting_prepare_truth(const struct config *config, struct truth *truth, struct arena *arena,
                                      vreward_error *err)
{
    if (truth->any_of)
        return bad_truth(err, -1, "any_of", "has no meaning in counting; use boxes");
    if (!truth->has_items && config->counted == COUNT_BOXES)
        return bad_truth(err, -1, "boxes", "is missing: with \"target\": \"box\" counting needs box, boxes or points");
    if (!truth->has_items && !truth->has_number)
        return bad_truth(err, -1, "count", "is missing: counting needs a count, or boxes or points");
    if (!truth->has_items)
        return VREWARD_OK;
    const int32_t code = prepare_targets(config, compares_points(config, true), false, truth, arena, err);
    if (code == VREWARD_OK)
        ((struct targets *)truth->own)->boxes_first = !truth->has_points || config->counted == COUNT_BOXES;
    return code;
}

/* A box form stays a box where the truth has boxes: `(1,2),(3,4)` is one object then, and two where it has points. */
static enum asked counting_asks(const struct config *config, const struct truth *truth)
{
    if (config->counted == COUNT_BOXES)
        return ASK_CENTERS;
    if (truth == NULL || !truth->has_items)
        return ASK_NUMBER;
    if (config->pair_count > 0)
        return parts_ask(config);
    return truth->has_points ? ASK_POINTS : ASK_CENTERS;
}

static double closeness(double n, double count)
{
    if (n == count)
        return 1.0;
    return n < count ? n / count : count / n;
}

static void compare_counts(struct trace *trace, double n, double count)
{
    trace->written_count = n;
    trace->term[EXACT] = n == count;
    trace->term[CLOSENESS] = closeness(n, count);
    trace->both_empty = n == 0 && count == 0;
    trace->term[COUNT_RATIO] = n > count ? count / n : 1.0;
    if (n != count)
        trace->reasons |= REASON_BIT(VREWARD_REASON_WRONG_COUNT);
}

static void counting_score_number(const struct truth *truth, struct trace *trace)
{
    const struct reading *reading = trace->reading;
    const double n = reading->has_number ? reading->number : (double)(reading->count - reading->passed_over);
    trace->term[N_ITEMS] = (double)reading->count;
    if (!within_limit(n) || n < 0 || floor(n) != n) {
        trace->reasons |= REASON_BIT(VREWARD_REASON_BAD_VALUE);
        return;
    }
    compare_counts(trace, n, truth->number);
    trace->term[TERM_ACCURACY] = (trace->term[CLOSENESS] + trace->term[EXACT]) / 2;
}

static int32_t counting_score(const struct config *config, const struct truth *truth, struct trace *trace,
                              struct arena *arena, vreward_error *err)
{
    if (!truth->has_items) {
        counting_score_number(truth, trace);
        return VREWARD_OK;
    }
    const struct targets *targets = truth->own;
    struct candidates candidates;
    struct pairs pairs;
    struct matching matching;
    int32_t code = gather_candidates(config, truth, trace, arena, &candidates, err);
    if (code == VREWARD_OK)
        code = find_pairs(config, targets, trace, arena, &candidates, &pairs, err);
    if (code == VREWARD_OK)
        code = match_pairs(config, &pairs, &candidates, targets, trace->reading, false, arena, &matching, err);
    if (code != VREWARD_OK)
        return code;
    trace_matching(&pairs, &matching, &candidates, targets, trace);
    trace->term[LOCATION] = quality_of_matching(config, &pairs, &matching, &candidates, targets);
    trace->term[TERM_ACCURACY] = trace->term[LOCATION];
    trace->term[N_ITEMS] = (double)trace->reading->count;
    compare_counts(trace, (double)candidates.written, (double)targets->count);
    return VREWARD_OK;
}

_Static_assert(TERM_FIRST_OWN + sizeof terms / sizeof terms[0] <= MAX_TERMS, "a trace has room for all terms");

const struct reward counting_reward = {
    .task = "counting",
    .truth_example = "{\"count\": 3}",
    .terms = terms,
    .term_count = sizeof terms / sizeof terms[0],
    .needs_truth = 1,
    .pairs_items = 1,
    .full_reach = 0.5,
    .prepare_truth = counting_prepare_truth,
    .asks = counting_asks,
    .score = counting_score,
    .accuracy_range = pair_range,
};
