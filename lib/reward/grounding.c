/* One object: rewards.md section 3, `grounding`. */
#include "geometry/distance_quality.h"
#include "geometry/overlap.h"
#include "parse/dialects.h"
#include "reward/matching_quality.h"
#include "reward/pair_parts.h"
#include "reward/reward.h"
#include "reward/truth_members.h"

#include <math.h>

enum { IOU = TERM_FIRST_OWN, GIOU, CENTER_IN, N_ITEMS };

static const struct term terms[] = {
    TERM("iou", 0, 1, 0, .keeps_rule_4 = 1,
         .description = "Mean IoU of the written boxes, each with the acceptable box it fits best."),
    TERM("giou", -1, 1, -1, .description = "Mean generalised IoU of the same pairs, from -1 (far away) to 1."),
    TERM("center_in", 0, 1, 0,
         .description = "Share of the written boxes whose centre lies inside that box, border included."),
    TERM("n_items", 0, INFINITY, 0, .keeps_rule_4 = 1,
         .description = "Number of written items, refused ones among them."),
};

static int32_t grounding_prepare_truth(const struct config *config, struct truth *truth, struct arena *arena,
                                       vreward_error *err)
{
    if (!truth->has_items || truth->has_points)
        return bad_truth(err, -1, "box", "is missing: grounding needs box, boxes of one, any_of, or \"boxes\": []");
    if (truth->ignored != NULL)
        return bad_truth(err, -1, "ignore", "has no meaning in grounding; leave the box out");
    if (truth->count > 1 && truth->has_spans)
        return bad_truth(err, -1, "spans", "holds several; use the recipe detection");
    if (truth->count > 1 && !truth->any_of)
        return bad_truth(err, -1, "boxes",
                         "holds several; if any will do, say any_of, if all are asked, use the recipe "
                         "detection");
    const int32_t code = prepare_targets(config, false, false, truth, arena, err);
    if (code == VREWARD_OK)
        ((struct targets *)truth->own)->points = config->target == TARGET_POINT;
    return code;
}

static enum asked grounding_asks(const struct config *config, const struct truth *truth)
{
    if (truth != NULL ? truth->has_spans : config->read.dialect == DIALECT_SPAN)
        return ASK_SPANS;
    return config->target == TARGET_POINT ? ASK_POINTS : ASK_BOXES;
}

/* 1 inside, falling linearly to 0 over `decay` diagonals of the box outside. */
static double point_quality(const double point[2], const double box[4], double decay)
{
    if (point_in_box(point, box))
        return 1.0;
    const double reach = decay * diagonal_of(box[2] - box[0], box[3] - box[1]);
    if (!(reach > 0))
        return 0.0;
    const double nearest[2] = {
        point[0] < box[0]   ? box[0]
        : point[0] > box[2] ? box[2]
                            : point[0],
        point[1] < box[1]   ? box[1]
        : point[1] > box[3] ? box[3]
                            : point[1],
    };
    return distance_quality(point, nearest, reach, 0.0);
}

/* What one written item has with the acceptable box it fits best. */
struct fit {
    double overlap; /* points: the quality before min_iou */
    double iou, giou, quality;
    int64_t truth;
    bool center_in;
};

/* Of boxes without extent, computed as written, it may be anything. */
static double within_range(double giou)
{
    return giou < -1 ? -1 : giou > 1 ? 1 : giou;
}

static struct fit fit_box(const struct config *config, const struct truth *truth, const double box[4])
{
    const struct overlap_rule iou_rule = config->overlap;
    struct overlap_rule giou_rule = iou_rule;
    giou_rule.kind = VREWARD_OVERLAP_GIOU;
    struct fit best = {.iou = -1, .giou = -2, .truth = -1};
    for (int64_t j = 0; j < truth->count; j++) {
        const double *acceptable = truth->box + 4 * j;
        const double iou = overlap(iou_rule, box, acceptable);
        const double giou = within_range(overlap(giou_rule, box, acceptable));
        if (iou < best.iou || (iou == best.iou && giou <= best.giou))
            continue;
        double center[2];
        box_center(box, center);
        best = (struct fit){iou, iou, giou, 0, j, point_in_box(center, acceptable)};
    }
    return best;
}

static struct fit fit_point(const struct config *config, const struct truth *truth, const double point[2])
{
    struct fit best = {.overlap = -1, .giou = -1, .truth = -1};
    for (int64_t j = 0; j < truth->count; j++) {
        const double quality = point_quality(point, truth->box + 4 * j, config->point_decay);
        if (quality > best.overlap)
            best = (struct fit){quality, 0, -1, 0, j, point_in_box(point, truth->box + 4 * j)};
    }
    return best;
}

/* The acceptable box that the recipe's parts make the best pair with. */
static struct fit fit_parts(const struct config *config, const struct truth *truth, const struct part_place *item)
{
    struct overlap_rule giou_rule = config->overlap;
    giou_rule.kind = VREWARD_OVERLAP_GIOU;
    struct fit best = {.overlap = -1, .giou = -1, .quality = -1, .truth = -1};
    for (int64_t j = 0; j < truth->count; j++) {
        struct part_place place;
        double share;
        place_true(truth->box, truth->point, j, &place);
        const double sum = sum_of_parts(config, item, &place, &share);
        if (sum < best.quality || (sum == best.quality && share <= best.overlap))
            continue;
        best = (struct fit){share, 0, -1, sum, j, point_in_box(item->point, place.box)};
        if (config->target == TARGET_POINT)
            continue;
        double center[2];
        box_center(item->box, center);
        best.center_in = point_in_box(center, place.box);
        best.iou = overlap(config->overlap, item->box, place.box);
        best.giou = within_range(overlap(giou_rule, item->box, place.box));
    }
    return best;
}

static struct fit fit_item(const struct config *config, const struct truth *truth, const struct candidates *candidates,
                           int64_t i)
{
    const bool points = config->target == TARGET_POINT;
    if (config->pair_count > 0)
        return fit_parts(config, truth, &candidates->part[candidates->index[i]]);
    struct fit fit = points ? fit_point(config, truth, candidates->place + 2 * i)
                            : fit_box(config, truth, candidates->place + 4 * i);
    fit.quality = quality_of(config, points, fit.overlap);
    return fit;
}

static void grounding_all_best(struct trace *trace)
{
    trace->term[TERM_ACCURACY] = trace->term[IOU] = trace->term[GIOU] = trace->term[CENTER_IN] = 1;
}

/* One is empty, the other not. */
static void nothing_pairs(struct trace *trace, int64_t written)
{
    trace->term[GIOU] = -1;
    trace->reasons |= REASON_BIT(written == 0 ? VREWARD_REASON_MISSED_ITEMS : VREWARD_REASON_EXTRA_ITEMS);
}

/* Nothing written is a match: because nothing overlaps, or not enough. */
static void nothing_fits(double largest_overlap, const struct candidates *candidates, struct trace *trace)
{
    trace->reasons |= REASON_BIT(VREWARD_REASON_MISSED_ITEMS);
    if (!(largest_overlap > 0)) {
        trace->reasons |= REASON_BIT(VREWARD_REASON_NO_OVERLAP);
        return;
    }
    trace->reasons |= REASON_BIT(VREWARD_REASON_BELOW_THRESHOLD);
    for (int64_t i = 0; i < candidates->count; i++) {
        struct item_trace *item = &trace->predicted[candidates->index[i]];
        if (item->overlap > 0)
            item->fate = FATE_BELOW_THRESHOLD;
    }
}

static void trace_match(int64_t item, const struct fit *fit, double quality, struct trace *trace)
{
    struct item_trace *predicted = &trace->predicted[item], *truth = &trace->truth[fit->truth];
    predicted->fate = truth->fate = FATE_MATCHED;
    predicted->quality = truth->quality = quality;
    truth->overlap = fit->overlap;
    predicted->partner = fit->truth;
    truth->partner = item;
}

/* Sums in canonical order; returns the best quality. */
static double fit_all(const struct config *config, const struct truth *truth, const struct candidates *candidates,
                      struct trace *trace)
{
    double best = 0, largest = 0, iou = 0, giou = 0, center_in = 0;
    int64_t best_item = -1;
    struct fit best_fit = {.truth = -1};
    for (int64_t i = 0; i < candidates->count; i++) {
        const struct fit fit = fit_item(config, truth, candidates, i);
        struct item_trace *item = &trace->predicted[candidates->index[i]], *fitted = &trace->truth[fit.truth];
        item->overlap = fit.overlap;
        fitted->overlap = fit.overlap > fitted->overlap ? fit.overlap : fitted->overlap;
        largest = fit.overlap > largest ? fit.overlap : largest;
        iou += fit.iou;
        giou += fit.giou;
        center_in += fit.center_in;
        const double quality = fit.quality;
        const bool better = quality > best || (quality == best && best_item >= 0 && fit.overlap > best_fit.overlap);
        if (better) {
            best = quality;
            best_item = candidates->index[i];
            best_fit = fit;
        }
    }
    const double n = (double)candidates->written;
    trace->term[IOU] = iou / n;
    trace->term[GIOU] = (giou - (double)(candidates->written - candidates->count)) / n;
    trace->term[CENTER_IN] = center_in / n;
    if (best_item >= 0)
        trace_match(best_item, &best_fit, best, trace);
    else
        nothing_fits(largest, candidates, trace);
    return best;
}

static int32_t grounding_score(const struct config *config, const struct truth *truth, struct trace *trace,
                               struct arena *arena, vreward_error *err)
{
    static const int32_t with_threshold[] = {CENTER_IN};
    struct candidates candidates;
    const int32_t code = gather_candidates(config, truth, trace, arena, &candidates, err);
    if (code != VREWARD_OK)
        return code;
    trace->term[N_ITEMS] = (double)trace->reading->count;
    if (candidates.written == 0 && truth->count == 0) {
        trace->both_empty = 1;
        grounding_all_best(trace);
        return VREWARD_OK;
    }
    if (candidates.written == 0 || truth->count == 0) {
        nothing_pairs(trace, candidates.written);
        return VREWARD_OK;
    }
    const double best = fit_all(config, truth, &candidates, trace);
    trace->term[TERM_ACCURACY] = divided(config->divisor, best, candidates.written, 1);
    if (candidates.written > 1)
        trace->reasons |= REASON_BIT(VREWARD_REASON_EXTRA_ITEMS);
    trace_thresholds(config, with_threshold, 1, trace);
    return VREWARD_OK;
}

_Static_assert(TERM_FIRST_OWN + sizeof terms / sizeof terms[0] <= MAX_TERMS, "a trace has room for all terms");

const struct reward grounding_reward = {
    .task = "grounding",
    .truth_example = "{\"box\": [x1, y1, x2, y2]}",
    .takes_spans = 1,
    .terms = terms,
    .term_count = sizeof terms / sizeof terms[0],
    .needs_truth = 1,
    .pairs_items = 1,
    .prepare_truth = grounding_prepare_truth,
    .asks = grounding_asks,
    .score = grounding_score,
    .accuracy_range = pair_range,
};
