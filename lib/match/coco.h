/* What COCOeval computes, in its order of operations, so that every digit is the same: one label of one image, its
 * thresholds, and numpy's sum. https://github.com/cocodataset/cocoapi, pycocotools. */
#ifndef MATCH_COCO_H
#define MATCH_COCO_H

#include "base/arena.h"
#include "base/status.h"

/* IoU 0.50:0.05:0.95, recall 0:0.01:1, the most detections that count, and the ranges of areas. */
enum { COCO_THRESHOLDS = 10, COCO_RECALLS = 101, COCO_MOST = 100, COCO_AT_50 = 0, COCO_AT_75 = 5 };
enum coco_area { COCO_ALL, COCO_SMALL, COCO_MEDIUM, COCO_LARGE, COCO_AREAS };

/* numpy.linspace(0.5, 0.95, 10) and numpy.linspace(0, 1, 101). */
double coco_threshold(int i);
static inline double coco_recall(int i)
{
    const double step = 1.0 / (COCO_RECALLS - 1);
    return i == COCO_RECALLS - 1 ? 1.0 : i * step;
}

/* A box of that area counts neither way in the range. */
bool coco_is_outside(int32_t area, double size);

/* numpy's sum of doubles: pairwise above 128, in eight lanes below (numpy 2; numpy 1 does so in pieces of 8,192). */
double coco_sum(const double *value, int64_t count);

/* A box x1, y1, x2, y2 as COCO writes it: x, y, width, height. */
static inline void coco_box(const double box[4], double out[4])
{
    out[0] = box[0];
    out[1] = box[1];
    out[2] = box[2] - box[0];
    out[3] = box[3] - box[1];
}

/* Boxes of one label in one image, as x, y, width, height. */
struct coco_group {
    const double (*detection)[4]; /* best first */
    int64_t detections;
    const double (*truth)[4];
    const double *area;   /* [truths] of the annotations, which decide about ranges; overlaps go by the boxes */
    const uint8_t *crowd; /* [truths] 1: neither asked for nor wrong, and compared by the area of the detection */
    int64_t truths;
    int32_t areas; /* the first so many of enum coco_area are asked for */
    int32_t reserved;
};

/* Bit area * COCO_THRESHOLDS + threshold of hit: the detection hit; of passed: it counts neither way. */
struct coco_outcome {
    uint64_t *hit, *passed;      /* [detections] */
    int32_t counted[COCO_AREAS]; /* truths that are asked for in each range */
};

/* COCOeval.evaluateImg. Detections behind the first COCO_MOST do not change what becomes of those. `scratch` is
 * rewound. Errors: MEMORY. */
int32_t coco_match(const struct coco_group *group, struct arena *scratch, struct coco_outcome *outcome,
                   vreward_error *err);

#endif
