/* After COCOeval (evaluateImg, accumulate, summarize) and bbIou of https://github.com/cocodataset/cocoapi, with the
 * order of operations kept, and that of numpy's mean, so that every digit is the same. */
#include "match/average_precision.h"

#include "base/sort.h"

#include <math.h>
#include <string.h>

enum { THRESHOLDS = 10, RECALLS = 101, MAX_DETECTIONS = 100, AT_50 = 0, AT_75 = 5 };

static const double largest_area =
    1e5 * 1e5; /* of the area range "all", which begins at 0; boxes outside are ignored */

/* A truth item that a detection fits well enough for the lowest threshold. */
struct fit {
    double iou;
    int64_t truth;
};

/* One label of the image. */
struct category {
    double (*truth)[4]; /* x, y, width, height; ignored ones last */
    uint8_t *ignored, *crowd;
    int64_t truths, counted;
    double (*detection)[4]; /* best first, at most MAX_DETECTIONS */
    int64_t detections;
    struct fit *fit; /* [detections][truths], of which fits[d] are filled, in the order of the truths */
    int64_t *fits;
    uint8_t *truth_taken;       /* [truths] */
    uint8_t *hit, *passed;      /* [detections]: matched; neither true nor false */
    double *recall, *precision; /* [detections] */
};

/* numpy.linspace(0.5, 0.95, 10) and numpy.linspace(0, 1, 101): start + i * step but for the last. */
static double threshold_at(int i)
{
    const double step = (0.95 - 0.5) / (THRESHOLDS - 1);
    return i == THRESHOLDS - 1 ? 0.95 : i * step + 0.5;
}

static double recall_at(int i)
{
    const double step = 1.0 / (RECALLS - 1);
    return i == RECALLS - 1 ? 1.0 : i * step;
}

static void to_corner_and_size(const double box[4], double out[4])
{
    out[0] = box[0];
    out[1] = box[1];
    out[2] = box[2] - box[0];
    out[3] = box[3] - box[1];
}

static double coco_iou(const double detection[4], const double truth[4], bool crowd)
{
    const double detection_area = detection[2] * detection[3], truth_area = truth[2] * truth[3];
    const double width = fmin(detection[2] + detection[0], truth[2] + truth[0]) - fmax(detection[0], truth[0]);
    if (width <= 0)
        return 0.0;
    const double height = fmin(detection[3] + detection[1], truth[3] + truth[1]) - fmax(detection[1], truth[1]);
    if (height <= 0)
        return 0.0;
    const double both = width * height;
    return both / (crowd ? detection_area : detection_area + truth_area - both);
}

static bool is_outside_range(const double box[4])
{
    const double area = box[2] * box[3];
    return area < 0.0 || area > largest_area;
}

/* COCOeval.evaluateImg for one threshold: which detections hit, and which are passed over. True where they are the same
 * as before. */
static bool match_at(const struct category *category, double threshold)
{
    bool same = true;
    memset(category->truth_taken, 0, (size_t)category->truths);
    for (int64_t d = 0; d < category->detections; d++) {
        double best = threshold < 1.0 - 1e-10 ? threshold : 1.0 - 1e-10;
        int64_t taken = -1;
        const struct fit *fit = category->fit + d * category->truths;
        for (int64_t k = 0; k < category->fits[d]; k++) {
            const int64_t g = fit[k].truth;
            if (category->truth_taken[g] && !category->crowd[g])
                continue;
            if (taken >= 0 && !category->ignored[taken] && category->ignored[g])
                break;
            if (fit[k].iou < best)
                continue;
            best = fit[k].iou;
            taken = g;
        }
        const uint8_t hit = taken >= 0;
        const uint8_t passed = hit ? category->ignored[taken] : is_outside_range(category->detection[d]);
        same = same && hit == category->hit[d] && passed == category->passed[d];
        category->hit[d] = hit;
        category->passed[d] = passed;
        if (hit)
            category->truth_taken[taken] = 1;
    }
    return same;
}

/* COCOeval.accumulate for one threshold: the interpolated precision at each recall. */
static void interpolate(const struct category *category, double *precision, int64_t stride)
{
    double hits = 0.0, misses = 0.0;
    const int64_t count = category->detections;
    for (int64_t d = 0; d < count; d++) {
        if (!category->passed[d]) {
            hits += category->hit[d];
            misses += !category->hit[d];
        }
        category->recall[d] = hits / (double)category->counted;
        category->precision[d] = hits / (misses + hits + 0x1p-52); /* numpy.spacing(1) */
    }
    for (int64_t d = count - 1; d > 0; d--) {
        if (category->precision[d] > category->precision[d - 1])
            category->precision[d - 1] = category->precision[d];
    }
    int64_t at = 0;
    for (int r = 0; r < RECALLS; r++) {
        while (at < count && category->recall[at] < recall_at(r))
            at++;
        precision[r * stride] = at < count ? category->precision[at] : 0.0;
    }
}

static void copy_curve(const double *from, int64_t stride, double *to)
{
    for (int r = 0; r < RECALLS; r++)
        to[r * stride] = from[r * stride];
}

/* numpy's sum of doubles: pairwise above 128, in eight lanes below. */
static double numpy_sum(const double *value, int64_t count)
{
    if (count < 8) {
        double sum = 0.0;
        for (int64_t i = 0; i < count; i++)
            sum += value[i];
        return sum;
    }
    if (count <= 128) {
        double lane[8];
        memcpy(lane, value, sizeof lane);
        int64_t i = 8;
        for (; i < count - count % 8; i += 8) {
            for (int k = 0; k < 8; k++)
                lane[k] += value[i + k];
        }
        double sum = ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7]));
        for (; i < count; i++)
            sum += value[i];
        return sum;
    }
    int64_t half = count / 2;
    half -= half % 8;
    return numpy_sum(value, half) + numpy_sum(value + half, count - half);
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
    category->fit = arena_array(scratch, t * d, sizeof *category->fit);
    category->fits = arena_zeros(scratch, d, sizeof *category->fits);
    uint8_t *flags = arena_zeros(scratch, 3 * t + 2 * d, 1);
    double *curve = arena_array(scratch, d, 2 * sizeof *curve);
    if (category->truth == NULL || category->detection == NULL || category->fit == NULL || category->fits == NULL ||
        flags == NULL || curve == NULL)
        return false;
    category->ignored = flags;
    category->crowd = flags + t;
    category->truth_taken = flags + 2 * t;
    category->hit = flags + 3 * t;
    category->passed = flags + 3 * t + d;
    category->recall = curve;
    category->precision = curve + d;
    return true;
}

static void category_fill(struct category *category, const struct members *members, const double *detection,
                          const double *truth, const uint8_t *ignored)
{
    int64_t filled = 0;
    for (int pass = 0; pass < 2; pass++) { /* counted ones, then ignored ones, each as they stand */
        for (int64_t k = 0; k < members->truths; k++) {
            const int64_t number = members->truth[k];
            const bool crowd = ignored != NULL && ignored[number];
            double box[4];
            to_corner_and_size(truth + 4 * number, box);
            const bool ignore = crowd || is_outside_range(box);
            if (ignore != (pass == 1))
                continue;
            memcpy(category->truth[filled], box, sizeof box);
            category->crowd[filled] = crowd;
            category->ignored[filled] = ignore;
            category->counted += !ignore;
            filled++;
        }
    }
    for (int64_t d = 0; d < category->detections; d++) {
        to_corner_and_size(detection + 4 * members->detection[d], category->detection[d]);
        struct fit *fit = category->fit + d * category->truths;
        for (int64_t g = 0; g < category->truths; g++) {
            const double iou = coco_iou(category->detection[d], category->truth[g], category->crowd[g]);
            if (!(iou < threshold_at(0))) /* what is not a number passes there, too */
                fit[category->fits[d]++] = (struct fit){iou, g};
        }
    }
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
        to_corner_and_size(truth + 4 * g, box);
        if (!(ignored != NULL && ignored[g]) && !is_outside_range(box))
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

/* The input of average_precision(). */
struct image {
    const double *detection, *truth;
    const uint8_t *ignored;
};

/* precision[threshold][recall][label], as COCOeval lays it out. */
static bool fill_precision(const struct image *image, const struct by_label *truths, const struct by_label *detections,
                           int64_t labels, struct arena *scratch, double *precision)
{
    for (int64_t l = 0; l < labels; l++) {
        const struct arena_mark mark = arena_mark(scratch);
        struct members members = {truths->list + truths->start[l], detections->list + detections->start[l],
                                  truths->start[l + 1] - truths->start[l],
                                  detections->start[l + 1] - detections->start[l]};
        if (members.detections > MAX_DETECTIONS)
            members.detections = MAX_DETECTIONS;
        struct category category;
        if (!category_new(&category, members.truths, members.detections, scratch))
            return false;
        category_fill(&category, &members, image->detection, image->truth, image->ignored);
        for (int t = 0; t < THRESHOLDS; t++) {
            double *curve = precision + t * RECALLS * labels + l;
            if (match_at(&category, threshold_at(t)) && t > 0)
                copy_curve(curve - RECALLS * labels, labels, curve);
            else
                interpolate(&category, curve, labels);
        }
        arena_rewind(scratch, mark);
    }
    return true;
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
    const int64_t row = RECALLS * labels.count;
    double *precision = arena_array(scratch, (size_t)row, THRESHOLDS * sizeof *precision);
    if (precision == NULL || !fill_precision(&image, &truths, &detections, labels.count, scratch, precision))
        return fail_memory(err);
    if (labels.count > 0) {
        result->ap = numpy_sum(precision, THRESHOLDS * row) / (double)(THRESHOLDS * row);
        result->ap50 = numpy_sum(precision + AT_50 * row, row) / (double)row;
        result->ap75 = numpy_sum(precision + AT_75 * row, row) / (double)row;
    }
    arena_rewind(scratch, mark);
    return VREWARD_OK;
}
