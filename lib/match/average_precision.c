/* After COCOeval (accumulate, summarize) of https://github.com/cocodataset/cocoapi, with the order of operations kept, so
 * that every digit is the same. */
#include "match/average_precision.h"

#include "base/sort.h"
#include "match/coco.h"

#include <string.h>

/* One label of the image: its boxes as COCO writes them, and what becomes of the detections. */
struct category {
    double (*truth)[4], (*detection)[4];
    double *area;
    uint8_t *crowd;
    int64_t truths, detections;
    struct coco_outcome outcome;
    uint64_t changes;           /* bit t: something else becomes of a detection at the threshold behind t */
    double *recall, *precision; /* [detections] */
};

/* COCOeval.accumulate for one threshold: the interpolated precision at each recall. */
static void interpolate(const struct category *category, int threshold, double *precision, int64_t stride)
{
    double hits = 0.0, misses = 0.0;
    const int64_t count = category->detections;
    for (int64_t d = 0; d < count; d++) {
        const bool hit = category->outcome.hit[d] >> threshold & 1;
        if (!(category->outcome.passed[d] >> threshold & 1)) {
            hits += hit;
            misses += !hit;
        }
        category->recall[d] = hits / (double)category->outcome.counted[COCO_ALL];
        category->precision[d] = hits / (misses + hits + 0x1p-52); /* numpy.spacing(1) */
    }
    for (int64_t d = count - 1; d > 0; d--) {
        if (category->precision[d] > category->precision[d - 1])
            category->precision[d - 1] = category->precision[d];
    }
    int r = 0;
    for (int64_t d = 0; d < count; d++) {
        for (; r < COCO_RECALLS && !(category->recall[d] < coco_recall(r)); r++)
            precision[r * stride] = category->precision[d];
    }
    for (; r < COCO_RECALLS; r++)
        precision[r * stride] = 0.0;
}

/* The input of average_precision(). */
struct image {
    const double *detection, *truth;
    const uint8_t *ignored;
};

static uint64_t changes_behind(const struct coco_outcome *outcome, int64_t detections)
{
    uint64_t changes = 0;
    for (int64_t d = 0; d < detections; d++)
        changes |= (outcome->hit[d] ^ outcome->hit[d] >> 1) | (outcome->passed[d] ^ outcome->passed[d] >> 1);
    return changes;
}

/* The boxes of one label, as lists of their numbers. */
struct members {
    const int64_t *truth, *detection;
    int64_t truths, detections;
};

static bool category_new(struct category *category, int64_t truths, int64_t detections, struct arena *scratch)
{
    const size_t t = (size_t)truths, d = (size_t)detections;
    *category = (struct category){.truths = truths, .detections = detections};
    category->truth = arena_array(scratch, t, sizeof *category->truth);
    category->detection = arena_array(scratch, d, sizeof *category->detection);
    category->area = arena_array(scratch, t, sizeof *category->area);
    category->crowd = arena_array(scratch, t, 1);
    uint64_t *bits = arena_array(scratch, d, 2 * sizeof *bits);
    double *curve = arena_array(scratch, d, 2 * sizeof *curve);
    if (category->truth == NULL || category->detection == NULL || category->area == NULL || category->crowd == NULL ||
        bits == NULL || curve == NULL)
        return false;
    category->outcome.hit = bits;
    category->outcome.passed = bits + d;
    category->recall = curve;
    category->precision = curve + d;
    return true;
}

static int32_t category_match(struct category *category, const struct members *members, const struct image *image,
                              struct arena *scratch, vreward_error *err)
{
    for (int64_t g = 0; g < category->truths; g++) {
        const int64_t number = members->truth[g];
        double *box = category->truth[g];
        coco_box(image->truth + 4 * number, box);
        category->area[g] = box[2] * box[3];
        category->crowd[g] = image->ignored != NULL && image->ignored[number];
    }
    for (int64_t d = 0; d < category->detections; d++)
        coco_box(image->detection + 4 * members->detection[d], category->detection[d]);
    const struct coco_group group = {
        .detection = (const double(*)[4])category->detection,
        .detections = category->detections,
        .truth = (const double(*)[4])category->truth,
        .area = category->area,
        .crowd = category->crowd,
        .truths = category->truths,
        .areas = 1,
    };
    const int32_t code = coco_match(&group, scratch, &category->outcome, err);
    if (code == VREWARD_OK)
        category->changes = changes_behind(&category->outcome, category->detections);
    return code;
}

/* The labels that average: those with a counted truth item, ascending. */
struct labels {
    int32_t *rank; /* [largest + 1], -1: none of them */
    int64_t largest, count;
};

static bool labels_new(struct labels *labels, const double *truth, const int32_t *truth_label, const uint8_t *ignored,
                       int64_t truth_count, struct arena *scratch)
{
    *labels = (struct labels){NULL, -1, 0};
    for (int64_t g = 0; g < truth_count; g++)
        labels->largest = truth_label[g] > labels->largest ? truth_label[g] : labels->largest;
    labels->rank = arena_array(scratch, (size_t)(labels->largest + 1), sizeof *labels->rank);
    if (labels->rank == NULL)
        return false;
    for (int64_t l = 0; l <= labels->largest; l++)
        labels->rank[l] = -1;
    for (int64_t g = 0; g < truth_count; g++) {
        double box[4];
        coco_box(truth + 4 * g, box);
        if (!(ignored != NULL && ignored[g]) && !coco_is_outside(COCO_ALL, box[2] * box[3]))
            labels->rank[truth_label[g]] = 0;
    }
    for (int64_t l = 0; l <= labels->largest; l++) {
        if (labels->rank[l] == 0)
            labels->rank[l] = (int32_t)labels->count++;
    }
    return true;
}

/* Items by rank of label, in the given order (NULL: as they stand) within one: list[start[r]] .. list[start[r + 1]]. */
struct by_label {
    int64_t *start, *list;
};

static bool list_by_label(const struct labels *labels, const int32_t *label, const int64_t *order, int64_t count,
                          struct arena *scratch, struct by_label *lists)
{
    lists->start = arena_zeros(scratch, (size_t)labels->count + 2, sizeof *lists->start);
    lists->list = arena_array(scratch, (size_t)count, sizeof *lists->list);
    if (lists->start == NULL || lists->list == NULL)
        return false;
    for (int pass = 0; pass < 2; pass++) {
        for (int64_t k = 0; k < count; k++) {
            const int64_t item = order == NULL ? k : order[k];
            const bool known = label[item] >= 0 && label[item] <= labels->largest;
            const int32_t rank = known ? labels->rank[label[item]] : -1;
            if (rank >= 0 && pass == 0)
                lists->start[rank + 2]++;
            else if (rank >= 0)
                lists->list[lists->start[rank + 1]++] = item;
        }
        for (int64_t r = 2; pass == 0 && r <= labels->count + 1; r++)
            lists->start[r] += lists->start[r - 1];
    }
    return true;
}

static int32_t match_labels(const struct image *image, const struct by_label *truths, const struct by_label *detections,
                            int64_t labels, struct arena *scratch, struct category *category, vreward_error *err)
{
    int32_t code = VREWARD_OK;
    for (int64_t l = 0; l < labels && code == VREWARD_OK; l++) {
        struct members members = {truths->list + truths->start[l], detections->list + detections->start[l],
                                  truths->start[l + 1] - truths->start[l],
                                  detections->start[l + 1] - detections->start[l]};
        if (members.detections > COCO_MOST)
            members.detections = COCO_MOST;
        code = category_new(&category[l], members.truths, members.detections, scratch)
                   ? category_match(&category[l], &members, image, scratch, err)
                   : fail_memory(err);
    }
    return code;
}

/* precision[threshold][recall][label], as COCOeval lays it out. Most labels have at most thresholds what they have at the
 * one before. */
static void fill_precision(const struct category *category, int64_t labels, double *precision)
{
    const int64_t row = COCO_RECALLS * labels;
    for (int64_t l = 0; l < labels; l++)
        interpolate(&category[l], 0, precision + l, labels);
    for (int t = 1; t < COCO_THRESHOLDS; t++) {
        double *const here = precision + t * row;
        memcpy(here, here - row, (size_t)row * sizeof *here);
        for (int64_t l = 0; l < labels; l++) {
            if (category[l].changes >> (t - 1) & 1)
                interpolate(&category[l], t, here + l, labels);
        }
    }
}

int32_t average_precision(const double *detection, const int32_t *detection_label, const double *score,
                          int64_t detection_count, const double *truth, const int32_t *truth_label,
                          const uint8_t *ignored, int64_t truth_count, struct arena *scratch,
                          struct average_precision *result, vreward_error *err)
{
    *result = (struct average_precision){-1.0, -1.0, -1.0};
    const struct arena_mark mark = arena_mark(scratch);
    const struct image image = {detection, truth, ignored};
    struct labels labels;
    struct by_label truths, detections;
    int64_t *best_first = arena_array(scratch, (size_t)detection_count, sizeof *best_first);
    if (best_first == NULL || !order_by(score, detection_count, true, scratch, best_first) ||
        !labels_new(&labels, truth, truth_label, ignored, truth_count, scratch) ||
        !list_by_label(&labels, truth_label, NULL, truth_count, scratch, &truths) ||
        !list_by_label(&labels, detection_label, best_first, detection_count, scratch, &detections))
        return fail_memory(err);
    const int64_t row = COCO_RECALLS * labels.count;
    double *precision = arena_array(scratch, (size_t)row, COCO_THRESHOLDS * sizeof *precision);
    struct category *category = arena_array(scratch, (size_t)labels.count, sizeof *category);
    if (precision == NULL || category == NULL)
        return fail_memory(err);
    const int32_t code = match_labels(&image, &truths, &detections, labels.count, scratch, category, err);
    if (code != VREWARD_OK)
        return code;
    if (labels.count > 0) {
        fill_precision(category, labels.count, precision);
        result->ap = coco_sum(precision, COCO_THRESHOLDS * row) / (double)(COCO_THRESHOLDS * row);
        result->ap50 = coco_sum(precision + COCO_AT_50 * row, row) / (double)row;
        result->ap75 = coco_sum(precision + COCO_AT_75 * row, row) / (double)row;
    }
    arena_rewind(scratch, mark);
    return VREWARD_OK;
}
