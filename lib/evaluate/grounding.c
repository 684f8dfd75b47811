/* One object: boxes by overlap, points by the box that they should be in, moments of a video by overlap. */
#include "evaluate/evaluation.h"
#include "geometry/distance_quality.h"
#include "geometry/overlap.h"
#include "parse/dialects.h"

#include <math.h>

/* First of each kind, its samples; then sums over them. */
enum {
    BOXES = COLUMN_FIRST_OWN,
    BOX_50,
    BOX_75,
    BOX_95,
    BOX_IOU,
    BOX_CENTER,
    POINTS,
    POINT_IN,
    SPANS,
    SPAN_30,
    SPAN_50,
    SPAN_70,
    SPAN_IOU,
    COLUMNS_END
};

#define SEVERAL "; of several written ones the share, so that writing more cannot pay"

static const struct metric grounding_metrics[] = {
    {"Acc@0.5",
     "IoU >= 0.5 with the true box, or the best of those that will do" SEVERAL,
     METRIC_RATIO,
     BOX_50,
     BOXES,
     0,
     BOXES,
     1,
     {0}},
    {"Acc@0.75", "IoU >= 0.75", METRIC_RATIO, BOX_75, BOXES, 0, BOXES, 1, {0}},
    {"Acc@0.95", "IoU >= 0.95", METRIC_RATIO, BOX_95, BOXES, 0, BOXES, 1, {0}},
    {"mIoU", "mean IoU", METRIC_RATIO, BOX_IOU, BOXES, 0, BOXES, 1, {0}},
    {"center_acc",
     "the centre of the written box lies in the true one, border included",
     METRIC_RATIO,
     BOX_CENTER,
     BOXES,
     0,
     BOXES,
     1,
     {0}},
    {"accuracy",
     "the point lies in the true box, border included" SEVERAL,
     METRIC_RATIO,
     POINT_IN,
     POINTS,
     0,
     POINTS,
     1,
     {0}},
    {"R@0.3", "R@1, temporal IoU >= 0.3" SEVERAL, METRIC_RATIO, SPAN_30, SPANS, 0, SPANS, 1, {0}},
    {"R@0.5", "R@1, temporal IoU >= 0.5", METRIC_RATIO, SPAN_50, SPANS, 0, SPANS, 1, {0}},
    {"R@0.7", "R@1, temporal IoU >= 0.7", METRIC_RATIO, SPAN_70, SPANS, 0, SPANS, 1, {0}},
    {"mIoU", "mean temporal IoU", METRIC_RATIO, SPAN_IOU, SPANS, 0, SPANS, 1, {0}},
};

enum kind { OF_BOXES, OF_POINTS, OF_SPANS };

static enum kind kind_of(const struct config *config, const struct truth *truth)
{
    if (truth->has_spans || (truth->count == 0 && config->read.dialect == DIALECT_SPAN))
        return OF_SPANS;
    return config->target == TARGET_POINT ? OF_POINTS : OF_BOXES;
}

static void add_point(const struct truth *truth, const double point[2], double *column)
{
    bool inside = false;
    for (int64_t j = 0; j < truth->count; j++)
        inside = inside || point_in_box(point, truth->box + 4 * j);
    column[POINT_IN] += inside;
}

static void add_box(const struct truth *truth, const double box[4], bool spans, double *column)
{
    static const struct overlap_rule rule = {VREWARD_OVERLAP_IOU, VREWARD_AREA_HALF_OPEN, VREWARD_INVALID_REJECT};
    double best = 0, center[2];
    int64_t at = 0;
    for (int64_t j = 0; j < truth->count; j++) {
        const double iou = overlap(rule, box, truth->box + 4 * j);
        if (iou > best) {
            best = iou;
            at = j;
        }
    }
    if (spans) {
        column[SPAN_30] += best >= 0.3;
        column[SPAN_50] += best >= 0.5;
        column[SPAN_70] += best >= 0.7;
        column[SPAN_IOU] += best;
        return;
    }
    column[BOX_50] += best >= 0.5;
    column[BOX_75] += best >= 0.75;
    column[BOX_95] += best >= 0.95;
    column[BOX_IOU] += best;
    box_center(box, center);
    column[BOX_CENTER] += truth->count > 0 && point_in_box(center, truth->box + 4 * at);
}

static int32_t grounding_measure(struct evaluation *evaluation, const struct measured *sample, struct kept_sample *kept,
                                 double *column, vreward_error *err)
{
    (void)kept;
    (void)err;
    static const struct {
        int32_t kind, end;
    } columns_of[] = {[OF_BOXES] = {BOXES, POINTS}, [OF_POINTS] = {POINTS, SPANS}, [OF_SPANS] = {SPANS, COLUMNS_END}};
    const struct trace *trace = sample->trace;
    const enum kind kind = kind_of(&evaluation->recipe->config, sample->truth);
    const int32_t first = columns_of[kind].kind + 1, end = columns_of[kind].end;
    column[first - 1] = 1;
    for (int32_t c = first; c < end && trace->both_empty; c++)
        column[c] = 1;
    if (trace->predicted == NULL || trace->both_empty)
        return VREWARD_OK;
    for (int64_t i = 0; i < trace->reading->count; i++) {
        const struct item_trace *item = &trace->predicted[i];
        if (item->fate == FATE_REFUSED || item->fate == FATE_PASSED_OVER)
            continue;
        if (kind == OF_POINTS)
            add_point(sample->truth, item->converted, column);
        else
            add_box(sample->truth, item->converted, kind == OF_SPANS, column);
    }
    const int64_t written = trace->reading->count - trace->reading->passed_over;
    for (int32_t c = first; c < end && written > 1; c++)
        column[c] /= (double)written;
    return VREWARD_OK;
}

_Static_assert((int)COLUMNS_END <= (int)MOST_COLUMNS, "a sample has room for its columns");

const struct measures grounding_measures = {
    .task = "grounding",
    .metric = grounding_metrics,
    .metric_count = sizeof grounding_metrics / sizeof grounding_metrics[0],
    .column_count = COLUMNS_END - COLUMN_FIRST_OWN,
    .measure = grounding_measure,
};
