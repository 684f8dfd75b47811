/* Many objects with labels: rewards.md section 3, `detection`. */
#include "match/average_precision.h"
#include "parse/dialects.h"
#include "reward/matching_quality.h"
#include "reward/pair_parts.h"
#include "reward/reward.h"
#include "reward/truth_members.h"

#include <math.h>

enum {
    MEAN_IOU = TERM_FIRST_OWN,
    PRECISION,
    RECALL,
    F1,
    LABEL_ACCURACY,
    MISSED,
    EXTRA,
    N_ITEMS,
    AP,
    AP50,
    AP75,
    RIGHT,
    CLASS,
    ERRORS,
    COMPLETE,
    COUNT_RATIO
};

static const struct term terms[] = {
    TERM("mean_iou", 0, 1, 0, .keeps_rule_3 = 1, .keeps_rule_4 = 1,
         .description = "Mean overlap (points: distance quality) of the matched pairs."),
    TERM("precision", 0, 1, 0, .keeps_rule_3 = 1, .keeps_rule_4 = 1,
         .description = "The most pairs of f1_iou or more that there can be, over the number of written items."),
    TERM("recall", 0, 1, 0, .keeps_rule_3 = 1, .keeps_rule_4 = 1,
         .description = "The same pairs over the number of true items; extra items are free."),
    TERM("f1", 0, 1, 0, .keeps_rule_3 = 1, .keeps_rule_4 = 1, .description = "Harmonic mean of precision and recall."),
    TERM("label_accuracy", 0, 1, 0,
         .description = "Share of right labels among the most pairs of f1_iou or more, whatever the labels."),
    TERM("missed", 0, 1, 1, .keeps_rule_4 = 1, .description = "Share of the true items without a pair."),
    TERM("extra", 0, 1, 1, .keeps_rule_4 = 1, .description = "Share of the written items without a pair."),
    TERM("n_items", 0, INFINITY, 0, .keeps_rule_4 = 1,
         .description = "Number of written items, refused ones and those on ignored true items among them."),
    TERM("ap", 0, 1, 0, .request = REQUEST_AP, .keeps_rule_3 = 1,
         .description = "Average precision over IoU 0.50 to 0.95 on the one image, as pycocotools computes it."),
    TERM("ap50", 0, 1, 0, .request = REQUEST_AP50, .keeps_rule_3 = 1,
         .description = "Average precision at IoU 0.50, as pycocotools computes it."),
    TERM("ap75", 0, 1, 0, .request = REQUEST_AP75, .keeps_rule_3 = 1,
         .description = "Average precision at IoU 0.75, as pycocotools computes it."),
    TERM("right", 0, 1, 0, .of_quality = 1, .request = REQUEST_NAMED, .keeps_rule_3 = 1, .keeps_rule_4 = 1,
         .description = "What accuracy is where only pairs of equal labels earn; with `labels` `after` less than it."),
    TERM("class", 0, 1, 0, .request = REQUEST_NAMED, .keeps_rule_4 = 1,
         .description = "Number of pairs of equal labels over the `divisor`, however good they are."),
    TERM("errors", 0, 1, 1, .request = REQUEST_NAMED, .keeps_rule_4 = 1, .description = "(missed + extra) / 2."),
    TERM("complete", 0, 1, 0, .request = REQUEST_NAMED, .keeps_rule_4 = 1,
         .description = "1 - errors; 0 where only one side is empty."),
    TERM("count_ratio", 0, 1, 0, .request = REQUEST_NAMED, .keeps_rule_4 = 1,
         .description = "The number of true items over that of the written ones where more were written, else 1."),
};

enum { ANY_AP = REQUEST_AP | REQUEST_AP50 | REQUEST_AP75 };

static int32_t detection_prepare_truth(const struct config *config, struct truth *truth, struct arena *arena,
                                       vreward_error *err)
{
    if (!truth->has_items || truth->any_of)
        return bad_truth(err, -1, "boxes",
                         "is missing: detection needs box, boxes or points, empty where nothing is there");
    if (truth->has_points && (config->requested & ANY_AP))
        return bad_truth(err, -1, "boxes", "is missing: average precision is of boxes, not of points");
    return prepare_targets(config, compares_points(config, truth->has_points), true, truth, arena, err);
}

static enum asked detection_asks(const struct config *config, const struct truth *truth)
{
    if (truth != NULL ? truth->has_spans : config->read.dialect == DIALECT_SPAN)
        return ASK_SPANS;
    if (config->pair_count > 0)
        return parts_ask(config);
    return truth != NULL && truth->has_points ? ASK_POINTS : ASK_BOXES;
}

static double ratio(int64_t part, int64_t whole)
{
    return whole == 0 ? 0.0 : (double)part / (double)whole;
}

/* Scores as the model wrote them; all equal where it wrote none, and 0 for an item without where others have one. */
static bool copy_confidences(const struct trace *trace, const struct candidates *candidates, double *score)
{
    bool any = false;
    for (int64_t i = 0; i < candidates->count; i++) {
        const double confidence = trace->reading->items[candidates->index[i]].confidence;
        const bool written = confidence - confidence == 0.0;
        score[i] = written ? confidence : 0.0;
        any = any || written;
    }
    return any;
}

/* The candidates in the order in which they were written. Labels are there whether they play a part or not. */
static int32_t written_order(const struct trace *trace, struct arena *arena, struct candidates *candidates,
                             vreward_error *err)
{
    const size_t written = (size_t)trace->reading->count, count = (size_t)candidates->count;
    int64_t *place_of = arena_array(arena, written, sizeof *place_of);
    struct candidates sorted = *candidates;
    sorted.place = arena_array(arena, count, 4 * sizeof *sorted.place);
    sorted.index = arena_array(arena, count, sizeof *sorted.index);
    sorted.label = arena_zeros(arena, count, sizeof *sorted.label);
    if (place_of == NULL || sorted.place == NULL || sorted.index == NULL || sorted.label == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < written; i++)
        place_of[i] = -1;
    for (int64_t i = 0; i < candidates->count; i++)
        place_of[candidates->index[i]] = i;
    sorted.count = 0;
    for (size_t i = 0; i < written; i++) {
        const int64_t from = place_of[i];
        if (from < 0)
            continue;
        memcpy(sorted.place + 4 * sorted.count, candidates->place + 4 * from, 4 * sizeof *sorted.place);
        sorted.label[sorted.count] = candidates->label != NULL ? candidates->label[from] : 0;
        sorted.index[sorted.count++] = (int64_t)i;
    }
    *candidates = sorted;
    return VREWARD_OK;
}

static int32_t average_precisions(const struct config *config, const struct truth *truth,
                                  const struct candidates *given, struct trace *trace, struct arena *arena,
                                  vreward_error *err)
{
    struct candidates ordered = *given, *const candidates = &ordered;
    if (config->order == ITEMS_WRITTEN && written_order(trace, arena, &ordered, err) != VREWARD_OK)
        return VREWARD_E_MEMORY;
    const size_t written = (size_t)candidates->count, true_count = (size_t)truth->count;
    double *score = arena_array(arena, written, sizeof *score);
    int32_t *no_label = arena_zeros(arena, written > true_count ? written : true_count, sizeof *no_label);
    if (score == NULL || no_label == NULL)
        return fail_memory(err);
    if (!copy_confidences(trace, candidates, score)) {
        for (size_t i = 0; i < written; i++)
            score[i] = 1.0;
    }
    struct average_precision found;
    const int32_t code =
        average_precision(candidates->place, candidates->label != NULL ? candidates->label : no_label, score,
                          candidates->count, truth->box, truth->label_id != NULL ? truth->label_id : no_label,
                          truth->ignored, truth->count, arena, &found, err);
    if (code != VREWARD_OK)
        return code;
    /* -1 says that nothing is true; here that is a ratio over nothing. */
    trace->term[AP] = found.ap > 0 ? found.ap : 0.0;
    trace->term[AP50] = found.ap50 > 0 ? found.ap50 : 0.0;
    trace->term[AP75] = found.ap75 > 0 ? found.ap75 : 0.0;
    return VREWARD_OK;
}

static void terms_of_matching(const struct config *config, const struct pairs *pairs, const struct matching *matching,
                              const struct candidates *candidates, const struct targets *targets, struct trace *trace)
{
    const int64_t n = candidates->written, m = targets->count;
    double overlap_sum = 0;
    for (int64_t j = 0; j < m; j++) {
        if (matching->of_target[j] >= 0)
            overlap_sum += pairs->edge[matching->of_target[j]].value;
    }
    trace->term[TERM_ACCURACY] = quality_of_matching(config, pairs, matching, candidates, targets);
    trace->term[MEAN_IOU] = matching->count == 0 ? 0.0 : overlap_sum / (double)matching->count;
    trace->term[MISSED] = ratio(m - matching->count, m);
    trace->term[EXTRA] = ratio(n - matching->written, n);
}

/* Those that are there where they are named. */
static void named_terms(const struct config *config, const struct pairs *pairs, const struct matching *matching,
                        const struct candidates *candidates, const struct targets *targets, struct trace *trace)
{
    const int64_t n = candidates->written, m = targets->count;
    double quality = 0;
    int64_t count = 0;
    for (int64_t j = 0; j < m; j++) {
        const int64_t pair = matching->of_target[j];
        if (pair < 0 || !pairs->edge[pair].tie)
            continue;
        quality += pairs->quality[pair];
        count++;
    }
    trace->term[RIGHT] = divided(config->divisor, quality, n, m);
    trace->term[CLASS] = divided(config->divisor, (double)count, n, m);
    trace->term[ERRORS] = (trace->term[MISSED] + trace->term[EXTRA]) / 2;
    trace->term[COMPLETE] = n == 0 || m == 0 ? 0.0 : 1 - trace->term[ERRORS];
    trace->term[COUNT_RATIO] = n > m ? (double)m / (double)n : 1.0;
}

/* The terms that ask for f1_iou. */
static int32_t terms_of_good_pairs(const struct config *config, const struct pairs *pairs,
                                   const struct matching *matching, const struct candidates *candidates,
                                   const struct targets *targets, struct trace *trace, struct arena *arena,
                                   vreward_error *err)
{
    const int64_t n = candidates->written, m = targets->count;
    struct good_pairs good;
    const int32_t code = count_good_pairs(config, pairs, candidates, targets, matching, arena, &good, err);
    if (code != VREWARD_OK)
        return code;
    trace->term[PRECISION] = ratio(good.written, n);
    trace->term[RECALL] = ratio(good.counted, m);
    trace->term[F1] = good.written == good.counted ? ratio(2 * good.counted, n + m)
                                                   : harmonic_mean(trace->term[PRECISION], trace->term[RECALL]);
    trace->term[LABEL_ACCURACY] = ratio(good.right, good.any);
    return VREWARD_OK;
}

static void detection_all_best(struct trace *trace)
{
    static const int best[] = {TERM_ACCURACY, MEAN_IOU, PRECISION, RECALL, F1,       LABEL_ACCURACY, AP,
                               AP50,          AP75,     RIGHT,     CLASS,  COMPLETE, COUNT_RATIO};
    for (size_t i = 0; i < sizeof best / sizeof best[0]; i++)
        trace->term[best[i]] = 1.0;
}

static int32_t detection_score(const struct config *config, const struct truth *truth, struct trace *trace,
                               struct arena *arena, vreward_error *err)
{
    static const int32_t with_threshold[] = {PRECISION, RECALL, F1, LABEL_ACCURACY, AP, AP50, AP75};
    const struct targets *targets = truth->own;
    struct candidates candidates;
    struct pairs pairs;
    struct matching matching;
    int32_t code = gather_candidates(config, truth, trace, arena, &candidates, err);
    if (code == VREWARD_OK && config->requested & ANY_AP)
        code = average_precisions(config, truth, &candidates, trace, arena, err);
    if (code == VREWARD_OK)
        code = find_pairs(config, targets, trace, arena, &candidates, &pairs, err);
    if (code == VREWARD_OK)
        code = match_pairs(config, &pairs, &candidates, targets, trace->reading, config->labels != LABELS_AFTER, arena,
                           &matching, err);
    if (code != VREWARD_OK)
        return code;
    trace->term[N_ITEMS] = (double)trace->reading->count;
    trace_matching(&pairs, &matching, &candidates, targets, trace);
    if (candidates.written == 0 && targets->count == 0) {
        trace->both_empty = 1;
        detection_all_best(trace);
        return VREWARD_OK;
    }
    terms_of_matching(config, &pairs, &matching, &candidates, targets, trace);
    if (config->requested & REQUEST_NAMED)
        named_terms(config, &pairs, &matching, &candidates, targets, trace);
    code = terms_of_good_pairs(config, &pairs, &matching, &candidates, targets, trace, arena, err);
    trace_thresholds(config, with_threshold, sizeof with_threshold / sizeof with_threshold[0], trace);
    return code;
}

_Static_assert(TERM_FIRST_OWN + sizeof terms / sizeof terms[0] <= MAX_TERMS, "a trace has room for all terms");

const struct reward detection_reward = {
    .task = "detection",
    .truth_example = "{\"boxes\": [[x1, y1, x2, y2]], \"labels\": [\"cat\"]}",
    .takes_spans = 1,
    .terms = terms,
    .term_count = sizeof terms / sizeof terms[0],
    .needs_truth = 1,
    .pairs_items = 1,
    .compares_labels = 1,
    .full_reach = 0.5,
    .prepare_truth = detection_prepare_truth,
    .asks = detection_asks,
    .score = detection_score,
    .accuracy_range = pair_range,
};
