/* Overlap of boxes in the three published conventions. */
#ifndef GEOMETRY_OVERLAP_H
#define GEOMETRY_OVERLAP_H

#include <stdbool.h>
#include <stdint.h>

struct overlap_rule {
    int32_t kind;       /* VREWARD_IOU ... */
    int32_t convention; /* VREWARD_HALF_OPEN ... */
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

/* What overlap() says of boxes that overlap nothing. */
double overlap_of_nothing(struct overlap_rule rule);

#endif
