/* Many objects: what becomes of each box as COCO says it, and pairs at each of its thresholds. */
#include "base/sort.h"
#include "evaluate/evaluation.h"
#include "match/voc.h"
#include "parse/dialects.h"

#include <string.h>

/* HITS and COUNTED are ten columns each, one for each threshold. */
enum {
    TRUE_BOXES = COLUMN_FIRST_OWN,
    HITS,
    COUNTED = HITS + COCO_THRESHOLDS,
    BOX_SAMPLES = COUNTED + COCO_THRESHOLDS,
    OTHER_SAMPLES, /* points, and moments of a video */
    OTHER_ACCURACY,
    OTHER_PRECISION,
    OTHER_RECALL,
    OTHER_F1,
    COLUMNS_END
};

enum { LAST = COCO_THRESHOLDS - 1 };

/* A figure of the ranking of all boxes: number `number` of those that `how` says. */
#define RANKED(name, how, number, leaderboard, words)             \
    {                                                             \
        name, words, how, number, 0, 0, BOX_SAMPLES, leaderboard, \
        {                                                         \
            0                                                     \
        }                                                         \
    }
#define COCO(name, number, words) RANKED(name, METRIC_COCO, number, 1, words)
#define VOC(name, number, words) RANKED(name, METRIC_VOC, number, 0, words)
#define VOC_WORDS "Pascal VOC devkit, IoU f1_iou by the recipe's convention, 100 boxes, mean over labels: "
#define AP_WORDS "COCO, pycocotools: 101 recalls, mean over labels, "
#define PAIRS "; COCO's matching, summed over all images and labels"

static const struct metric detection_metrics[] = {
    COCO("AP", 0, AP_WORDS "IoU 0.50:0.05:0.95, 100 boxes"),
    COCO("AP50", 1, AP_WORDS "IoU 0.50"),
    COCO("AP75", 2, AP_WORDS "IoU 0.75"),
    COCO("APs", 3, AP_WORDS "area up to 32^2"),
    COCO("APm", 4, AP_WORDS "area 32^2 to 96^2"),
    COCO("APl", 5, AP_WORDS "area from 96^2"),
    COCO("AR@1", 6, "COCO, pycocotools: mean over labels and IoU 0.50:0.05:0.95, the surest box"),
    COCO("AR@10", 7, "the same of 10 boxes"),
    COCO("AR@100", 8, "the same of 100 boxes"),
    COCO("ARs", 9, "the same, area up to 32^2"),
    COCO("ARm", 10, "the same, area 32^2 to 96^2"),
    COCO("ARl", 11, "the same, area from 96^2"),
    VOC("VOC_AP", 0, VOC_WORDS "every point"),
    VOC("VOC_AP11", 1, VOC_WORDS "11 recalls"),
    {"precision@0.5",
     "written boxes that are right at IoU 0.5" PAIRS,
     METRIC_SHARE,
     HITS,
     COUNTED,
     TRUE_BOXES,
     BOX_SAMPLES,
     0,
     {0}},
    {"recall@0.5",
     "true boxes that are found at IoU 0.5" PAIRS,
     METRIC_SHARE,
     HITS,
     TRUE_BOXES,
     COUNTED,
     BOX_SAMPLES,
     0,
     {0}},
    {"F1@0.5",
     "2 pairs / (written + true) at IoU 0.5" PAIRS,
     METRIC_F1,
     HITS,
     COUNTED,
     TRUE_BOXES,
     BOX_SAMPLES,
     0,
     {0}},
    {"F1@0.95", "the same at IoU 0.95", METRIC_F1, HITS + LAST, COUNTED + LAST, TRUE_BOXES, BOX_SAMPLES, 0, {0}},
    {"F1@mIoU", "its mean over IoU 0.50:0.05:0.95", METRIC_MEAN_F1, HITS, COUNTED, TRUE_BOXES, BOX_SAMPLES, 0, {0}},
    {"accuracy", "mean of the term", METRIC_RATIO, OTHER_ACCURACY, OTHER_SAMPLES, 0, OTHER_SAMPLES, 0, {0}},
    {"precision", "mean of the term", METRIC_RATIO, OTHER_PRECISION, OTHER_SAMPLES, 0, OTHER_SAMPLES, 0, {0}},
    {"recall", "mean of the term", METRIC_RATIO, OTHER_RECALL, OTHER_SAMPLES, 0, OTHER_SAMPLES, 0, {0}},
    {"F1", "mean of the term f1", METRIC_RATIO, OTHER_F1, OTHER_SAMPLES, 0, OTHER_SAMPLES, 0, {0}},
};

/* The boxes of one sample by label: those of local label k are at begin[k] .. begin[k + 1]. */
struct side {
    int32_t *local; /* [count] the place of each box's label in the sample; -1: none */
    int64_t *begin; /* [labels + 1] */
    double (*box)[4];
    int64_t count;
};

struct boxes {
    struct evaluation *evaluation;
    struct arena *scratch;
    int32_t *number; /* [labels] of the table */
    int64_t labels;
    struct side written, right;
    double *confidence; /* of written boxes, by label, */
    double *area;       /* and the areas of the true ones, */
    uint8_t *crowd;     /* and which are not asked for */
};

/* The place of a label in this sample. */
static int32_t local_label(struct boxes *boxes, struct span label, int32_t *local, vreward_error *err)
{
    struct evaluation *evaluation = boxes->evaluation;
    const struct config *config = &evaluation->recipe->config;
    const bool ignored = config->labels == LABELS_IGNORE;
    int32_t number;
    *local = -1;
    if (label.data == NULL && !ignored)
        return VREWARD_OK;
    const int32_t code =
        label_number(config, &evaluation->labels, ignored ? SPAN("") : label, boxes->scratch, &number, err);
    if (code != VREWARD_OK)
        return code;
    struct known_label *known = label_at(&evaluation->labels, number);
    const int64_t sample = evaluation->samples.count + 1;
    if (known->seen_by != sample) {
        known->seen_by = sample;
        known->place = boxes->labels;
        boxes->number[boxes->labels++] = number;
    }
    *local = (int32_t)known->place;
    return VREWARD_OK;
}

static bool side_new(struct side *side, int64_t count, struct arena *scratch)
{
    side->count = count;
    side->local = arena_array(scratch, (size_t)count, sizeof *side->local);
    side->box = arena_array(scratch, (size_t)count, sizeof *side->box);
    return side->local != NULL && side->box != NULL;
}

/* The places of the boxes when they stand by label, in the order of `order` (NULL: as they stand) within one. */
static int64_t *places_by_label(struct side *side, int64_t labels, const int64_t *order, struct arena *scratch)
{
    int64_t *begin = arena_zeros(scratch, (size_t)labels + 2, sizeof *begin);
    int64_t *place = arena_array(scratch, (size_t)side->count, sizeof *place);
    if (begin == NULL || place == NULL)
        return NULL;
    for (int64_t i = 0; i < side->count; i++) {
        if (side->local[i] >= 0)
            begin[side->local[i] + 2]++;
    }
    for (int64_t k = 2; k < labels + 2; k++)
        begin[k] += begin[k - 1];
    for (int64_t k = 0; k < side->count; k++) {
        const int64_t i = order != NULL ? order[k] : k;
        place[i] = side->local[i] >= 0 ? begin[side->local[i] + 1]++ : -1;
    }
    side->begin = begin;
    return place;
}

static bool is_box(const struct item_trace *item)
{
    return item->fate != FATE_REFUSED && item->fate != FATE_PASSED_OVER;
}

/* How sure an item is; the same for all that say nothing. */
static double confidence_of(const struct item *item)
{
    return item->confidence - item->confidence == 0.0 ? item->confidence : 0.0;
}

static int32_t number_labels(struct boxes *boxes, const struct measured *sample, vreward_error *err)
{
    const struct truth *truth = sample->truth;
    for (int64_t j = 0; j < truth->count; j++) {
        const struct span label = truth->label != NULL ? truth->label[j] : (struct span){NULL, 0};
        const int32_t code = local_label(boxes, label, &boxes->right.local[j], err);
        if (code != VREWARD_OK)
            return code;
    }
    for (int64_t i = 0; i < boxes->written.count; i++) {
        boxes->written.local[i] = -1;
        if (!is_box(&sample->trace->predicted[i]))
            continue;
        const int32_t code = local_label(boxes, sample->trace->reading->items[i].label, &boxes->written.local[i], err);
        if (code != VREWARD_OK)
            return code;
    }
    return VREWARD_OK;
}

static bool take_truth(struct boxes *boxes, const struct truth *truth)
{
    const int64_t *place = places_by_label(&boxes->right, boxes->labels, NULL, boxes->scratch);
    for (int64_t j = 0; place != NULL && j < truth->count; j++) {
        if (place[j] < 0)
            continue;
        double *box = boxes->right.box[place[j]];
        coco_box(truth->box + 4 * j, box);
        boxes->area[place[j]] = truth->area != NULL ? truth->area[j] : box[2] * box[3];
        boxes->crowd[place[j]] = truth->ignored != NULL && truth->ignored[j];
    }
    return place != NULL;
}

static bool take_written(struct boxes *boxes, const struct trace *trace)
{
    const int64_t count = boxes->written.count;
    double *confidence = arena_array(boxes->scratch, (size_t)count, sizeof *confidence);
    int64_t *order = arena_array(boxes->scratch, (size_t)count, sizeof *order);
    if (confidence == NULL || order == NULL)
        return false;
    for (int64_t i = 0; i < count; i++)
        confidence[i] = confidence_of(&trace->reading->items[i]);
    if (!order_by(confidence, count, true, boxes->scratch, order))
        return false;
    const int64_t *place = places_by_label(&boxes->written, boxes->labels, order, boxes->scratch);
    for (int64_t i = 0; place != NULL && i < count; i++) {
        if (place[i] < 0)
            continue;
        coco_box(trace->predicted[i].converted, boxes->written.box[place[i]]);
        boxes->confidence[place[i]] = confidence[i];
    }
    return place != NULL;
}

static bool boxes_new(struct boxes *boxes, int64_t written, int64_t right, struct arena *scratch)
{
    boxes->scratch = scratch;
    boxes->number = arena_array(scratch, (size_t)(written + right), sizeof *boxes->number);
    boxes->confidence = arena_array(scratch, (size_t)written, sizeof *boxes->confidence);
    boxes->area = arena_array(scratch, (size_t)right, sizeof *boxes->area);
    boxes->crowd = arena_array(scratch, (size_t)right, 1);
    return boxes->number != NULL && boxes->confidence != NULL && boxes->area != NULL && boxes->crowd != NULL &&
           side_new(&boxes->written, written, scratch) && side_new(&boxes->right, right, scratch);
}

/* At each threshold: pairs, and written boxes that count. */
static void add_pairs(const struct coco_outcome *outcome, int64_t count, double *column)
{
    for (int64_t d = 0; d < count; d++) {
        for (int t = 0; t < COCO_THRESHOLDS; t++) {
            const bool counts = !(outcome->passed[d] >> t & 1), hit = outcome->hit[d] >> t & 1;
            column[COUNTED + t] += counts;
            column[HITS + t] += counts && hit;
        }
    }
    column[TRUE_BOXES] += outcome->counted[COCO_ALL];
}

static int32_t keep_label(const struct boxes *boxes, int64_t k, double *column, vreward_error *err)
{
    struct evaluation *evaluation = boxes->evaluation;
    const int64_t first = boxes->written.begin[k], count = boxes->written.begin[k + 1] - first;
    const int64_t true_first = boxes->right.begin[k];
    const struct coco_group group = {
        .detection = (const double(*)[4])(boxes->written.box + first),
        .detections = count,
        .truth = (const double(*)[4])(boxes->right.box + true_first),
        .area = boxes->area + true_first,
        .crowd = boxes->crowd + true_first,
        .truths = boxes->right.begin[k + 1] - true_first,
        .areas = COCO_AREAS,
    };
    uint64_t *bits = arena_array(boxes->scratch, (size_t)count, 2 * sizeof *bits);
    if (bits == NULL || !list_reserve(&evaluation->groups, 1, sizeof(struct kept_group)) ||
        !list_reserve(&evaluation->detections, count, sizeof(struct kept_detection)))
        return fail_memory(err);
    struct coco_outcome outcome = {.hit = bits, .passed = bits + count};
    const struct config *config = &evaluation->recipe->config;
    struct overlap_rule rule = config->overlap;
    rule.kind = VREWARD_OVERLAP_IOU;
    int32_t code = coco_match(&group, boxes->scratch, &outcome, err);
    if (code == VREWARD_OK)
        code = voc_match(&group, rule, config->f1_iou, VOC_BIT, boxes->scratch, &outcome, err);
    if (code != VREWARD_OK)
        return code;
    add_pairs(&outcome, count, column);
    struct kept_group kept = {
        .first_detection = evaluation->detections.count, .detection_count = count, .label = boxes->number[k]};
    memcpy(kept.truths, outcome.counted, sizeof kept.truths);
    ((struct kept_group *)evaluation->groups.items)[evaluation->groups.count++] = kept;
    struct kept_detection *detections = evaluation->detections.items;
    for (int64_t d = 0; d < count; d++)
        detections[evaluation->detections.count++] =
            (struct kept_detection){boxes->confidence[first + d], outcome.hit[d], outcome.passed[d]};
    return VREWARD_OK;
}

/* What was written and is no box of any label is wrong at every threshold. */
static void add_others(const struct boxes *boxes, const struct trace *trace, double *column)
{
    if (trace->predicted == NULL)
        return;
    int64_t others = trace->reading->count - trace->reading->passed_over;
    for (int64_t i = 0; i < boxes->written.count; i++)
        others -= boxes->written.local[i] >= 0;
    for (int t = 0; t < COCO_THRESHOLDS; t++)
        column[COUNTED + t] += (double)others;
}

static int32_t measure_boxes_of(struct boxes *boxes, const struct measured *sample, double *column, vreward_error *err)
{
    const struct trace *trace = sample->trace;
    const int64_t written = trace->predicted != NULL ? trace->reading->count : 0;
    if (!boxes_new(boxes, written, sample->truth->count, sample->scratch))
        return fail_memory(err);
    int32_t code = number_labels(boxes, sample, err);
    if (code == VREWARD_OK && (!take_truth(boxes, sample->truth) || !take_written(boxes, trace)))
        code = fail_memory(err);
    for (int64_t k = 0; k < boxes->labels && code == VREWARD_OK; k++)
        code = keep_label(boxes, k, column, err);
    if (code == VREWARD_OK)
        add_others(boxes, trace, column);
    return code;
}

static int32_t detection_measure(struct evaluation *evaluation, const struct measured *sample, struct kept_sample *kept,
                                 double *column, vreward_error *err)
{
    (void)kept;
    const struct config *config = &evaluation->recipe->config;
    const struct trace *trace = sample->trace;
    const bool spans = sample->truth->has_spans || config->read.dialect == DIALECT_SPAN;
    if (spans || trace->points || sample->truth->has_points) {
        column[OTHER_SAMPLES] = 1;
        column[OTHER_ACCURACY] = trace->term[TERM_ACCURACY];
        column[OTHER_PRECISION] = term_named(config, trace, "precision");
        column[OTHER_RECALL] = term_named(config, trace, "recall");
        column[OTHER_F1] = term_named(config, trace, "f1");
        return VREWARD_OK;
    }
    column[BOX_SAMPLES] = 1;
    const struct arena_mark mark = arena_mark(sample->scratch);
    struct boxes boxes = {.evaluation = evaluation};
    const int32_t code = measure_boxes_of(&boxes, sample, column, err);
    arena_rewind(sample->scratch, mark);
    return code;
}

_Static_assert((int)COLUMNS_END <= (int)MOST_COLUMNS, "a sample has room for its columns");

const struct measures detection_measures = {
    .task = "detection",
    .metric = detection_metrics,
    .metric_count = sizeof detection_metrics / sizeof detection_metrics[0],
    .column_count = COLUMNS_END - COLUMN_FIRST_OWN,
    .measure = detection_measure,
};
