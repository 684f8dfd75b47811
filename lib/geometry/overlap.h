/* Overlap of boxes in the three published conventions. */
#ifndef GEOMETRY_OVERLAP_H
#define GEOMETRY_OVERLAP_H

#include "base/arithmetic.h"
#include "vreward.h"

#include <stdbool.h>

struct overlap_rule {
    int32_t kind;       /* VREWARD_OVERLAP_IOU ... */
    int32_t convention; /* VREWARD_AREA_HALF_OPEN ... */
    int32_t invalid;    /* VREWARD_INVALID_REJECT ... */
};

/* Overlap of two boxes x1, y1, x2, y2; two identical valid boxes give exactly 1.0 (half-open and inclusive). Always
 * finite. A box without extent under `reject`, or one that is not finite, overlaps nothing: 0 (giou -1). */
double overlap(struct overlap_rule rule, const double a[4], const double b[4]);

/* value[i * b_count + j] for all pairs. */
void overlap_matrix(struct overlap_rule rule, const double *a, int64_t a_count, const double *b, int64_t b_count,
                    double *value);

/* True where the box has extent under the convention (after sorting, where the rule sorts). */
bool box_has_extent(struct overlap_rule rule, const double box[4]);

/* For whoever compares one box with many: the box as the rule sees it (sorted, where it sorts). False where it overlaps
 * nothing. */
bool box_prepare(struct overlap_rule rule, const double box[4], double prepared[4]);

/* overlap() of two prepared boxes. */
double overlap_prepared(struct overlap_rule rule, const double a[4], const double b[4]);

/* overlap_prepared() for the commonest rule, IoU of half-open boxes that have extent: the same operations, in line. */
static inline bool is_plain_iou(struct overlap_rule rule)
{
    return rule.kind == VREWARD_OVERLAP_IOU && rule.convention == VREWARD_AREA_HALF_OPEN &&
           rule.invalid != VREWARD_INVALID_LEGACY;
}

/* An area within these limits, and none of the products it is made of, has lost its digits to underflow or is
 * infinite. */
static inline bool is_ordinary_area(double area)
{
    return (area > 1e-280) & (area < 1e300);
}

/* Whether all boxes have extent and ordinary areas, as plain_iou() wants them */
static inline bool boxes_are_ordinary(const double *box, int64_t count)
{
    bool ordinary = true;
    for (int64_t i = 0; i < count; i++) {
        const double width = box[4 * i + 2] - box[4 * i], height = box[4 * i + 3] - box[4 * i + 1];
        ordinary &= (width > 0.0) & (height > 0.0) & is_ordinary_area(width * height);
    }
    return ordinary;
}

double overlap_of_extreme_boxes(struct overlap_rule rule, const double a[4], const double b[4]);

static inline double plain_iou(struct overlap_rule rule, const double a[4], const double b[4])
{
    const double x1 = b[0] > a[0] ? b[0] : a[0], x2 = b[2] < a[2] ? b[2] : a[2];
    const double y1 = b[1] > a[1] ? b[1] : a[1], y2 = b[3] < a[3] ? b[3] : a[3];
    const double width = x2 - x1, height = y2 - y1;
    if (!((width > 0.0) & (height > 0.0)))
        return 0.0;
    const double both = width * height;
    const double area_a = (a[2] - a[0]) * (a[3] - a[1]), area_b = (b[2] - b[0]) * (b[3] - b[1]);
    if (!is_ordinary_area(area_a) || !is_ordinary_area(area_b))
        return overlap_of_extreme_boxes(rule, a, b);
    return both / (area_a + area_b - both);
}

/* What overlap() says of boxes that overlap nothing. */
double overlap_of_nothing(struct overlap_rule rule);

#endif
