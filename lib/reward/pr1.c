/* What no member of a recipe says of the grounding reward that the Perception-R1 repository released (linkangheng/PR1,
 * src/open_r1/rewards.py, pr1_grounding_reward): without the box token the numbers are taken for shares of 1 and
 * multiplied by 1000; the signed IoU is squared, and what makes the published code raise is a bad value. Which numbers
 * those are says the pattern in recipe/published/pr1-grounding.json. */
#include "geometry/limits.h"
#include "reward/reward.h"
#include "reward/truth_members.h"

#include <math.h>

enum { IOU = TERM_FIRST_OWN };

static const struct term terms[] = {
    TERM("iou", 0, 1, 0, .keeps_rule_4 = 1, .description = "IoU of the first box in the text; accuracy is its square."),
};

static const struct span END_OF_TEXT = {"<|endoftext|>", 13};
static const struct span BOX_START = {"<|box_start|>", 13};

static int32_t pr1_prepare_truth(const struct config *config, struct truth *truth, struct arena *arena,
                                 vreward_error *err)
{
    (void)config;
    (void)arena;
    if (!truth->has_items || truth->has_points || truth->count != 1)
        return bad_truth(err, -1, "box", "is missing: pr1-grounding needs exactly one box");
    return VREWARD_OK;
}

static enum asked pr1_asks(const struct config *config, const struct truth *truth)
{
    (void)config;
    (void)truth;
    return ASK_BOXES;
}

/* END_OF_TEXT is deleted before anything is looked for, and may stand inside the token. */
static bool has_box_start(struct span text)
{
    const char *const end = text.data + text.length;
    int64_t matched = 0;
    for (const char *at = text.data; at < end && matched < BOX_START.length; at++) {
        if (end - at >= END_OF_TEXT.length && memcmp(at, END_OF_TEXT.data, (size_t)END_OF_TEXT.length) == 0)
            at += END_OF_TEXT.length - 1;
        else
            matched = *at == BOX_START.data[matched] ? matched + 1 : *at == BOX_START.data[0];
    }
    return matched == BOX_START.length;
}

/* False where the published code raises (a union of 0, numbers that overflow). */
static bool published_iou(const double a[4], const double b[4], double *iou)
{
    const double width = larger_of(0, smaller_of(a[2], b[2]) - larger_of(a[0], b[0]));
    const double height = larger_of(0, smaller_of(a[3], b[3]) - larger_of(a[1], b[1]));
    const double both = width * height;
    const double all = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both;
    *iou = all != 0 ? both / all : 0.0;
    return all != 0 && *iou - *iou == 0.0;
}

/* Everything written and true as it stands before anything is paired. */
static int32_t trace_boxes(const struct config *config, const struct truth *truth, struct trace *trace,
                           struct arena *arena, vreward_error *err)
{
    const struct reading *reading = trace->reading;
    trace->predicted = arena_zeros(arena, (size_t)reading->count, sizeof *trace->predicted);
    trace->truth = arena_zeros(arena, 1, sizeof *trace->truth);
    if (trace->predicted == NULL || trace->truth == NULL)
        return fail_memory(err);
    trace->truth_count = 1;
    trace->space = truth->compared;
    for (int64_t i = 0; i < reading->count; i++) {
        struct item_trace *item = &trace->predicted[i];
        memcpy(item->converted, reading->items[i].box, sizeof item->converted);
        settle_corners(config->read.invalid, item->converted);
        item->partner = item->label_right = -1;
        item->fate = reading->items[i].set_aside == ASIDE_PASSED_OVER ? FATE_PASSED_OVER : FATE_UNMATCHED;
    }
    memcpy(trace->truth->converted, truth->box, 4 * sizeof *truth->box);
    trace->truth->partner = trace->truth->label_right = -1;
    trace->truth->fate = FATE_MISSED;
    return VREWARD_OK;
}

static void score_box(const struct truth *truth, int64_t i, struct trace *trace)
{
    struct item_trace *predicted = &trace->predicted[i];
    double iou = 0;
    if (trace->reading->items[i].bad_value || !published_iou(predicted->converted, truth->box, &iou)) {
        predicted->fate = FATE_REFUSED;
        trace->reasons |= REASON_BIT(VREWARD_REASON_BAD_VALUE);
        return;
    }
    trace->term[IOU] = iou + 0.0;
    trace->term[TERM_ACCURACY] = iou * iou;
    if (!(iou > 0)) {
        trace->reasons |= REASON_BIT(VREWARD_REASON_NO_OVERLAP);
        return;
    }
    predicted->fate = trace->truth->fate = FATE_MATCHED;
    predicted->partner = 0;
    trace->truth->partner = i;
    predicted->overlap = trace->truth->overlap = iou;
    predicted->quality = trace->truth->quality = trace->term[TERM_ACCURACY];
}

static int32_t pr1_score(const struct config *config, const struct truth *truth, struct trace *trace,
                         struct arena *arena, vreward_error *err)
{
    const struct reading *reading = trace->reading;
    const bool shares = !has_box_start(trace->completion);
    int64_t first = 0;
    while (first < reading->count && reading->items[first].set_aside == ASIDE_PASSED_OVER)
        first++;
    if (first == reading->count) {
        trace_unparsable(config, VREWARD_REASON_NO_ITEMS, trace);
        return VREWARD_OK;
    }
    for (int k = 0; k < 4 && shares; k++)
        reading->items[first].box[k] = trunc(reading->items[first].box[k] * 1000);
    const int32_t code = trace_boxes(config, truth, trace, arena, err);
    if (code == VREWARD_OK)
        score_box(truth, first, trace);
    return code;
}

_Static_assert(TERM_FIRST_OWN + sizeof terms / sizeof terms[0] <= MAX_TERMS, "a trace has room for all terms");

const struct reward pr1_grounding_reward = {
    .task = "pr1-grounding",
    .truth_example = "{\"box\": [x1, y1, x2, y2]}",
    .terms = terms,
    .term_count = sizeof terms / sizeof terms[0],
    .needs_truth = 1,
    .truth_as_written = 1,
    .prepare_truth = pr1_prepare_truth,
    .asks = pr1_asks,
    .score = pr1_score,
};
