/* Quality of a point by its distance to the true one: 1 where it is near enough, 0 from the distance D on. */
#ifndef GEOMETRY_DISTANCE_QUALITY_H
#define GEOMETRY_DISTANCE_QUALITY_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>

enum distance_kind {
    DISTANCE_BY_NEAR,     /* half the way to the nearest other truth item, within bounds: the native default */
    DISTANCE_BY_DIAGONAL, /* of the image */
    DISTANCE_BY_BOX,      /* the truth box's diagonal */
    DISTANCE_BY_PIXELS,   /* the same for all */
};

/* The truth items of one sample, in the space that distances are measured in. */
struct distance_truth {
    const double *point;    /* [count][2]: the points, or the centres of the boxes */
    const double *box;      /* [count][4]; NULL: points only */
    const uint8_t *ignored; /* [count], not 0: no neighbour of the others; NULL: none is */
    int64_t count;
    double diagonal; /* of the image; 0: size unknown */
};

/* D of each truth item, in `reach` [count].
 *
 * near: half the distance to the nearest counted item at another place (more than 1e-9 away), at most half the diagonal
 * of its own box, or a tenth of the image's where it has no box, and at least a hundredth of the image's where its size
 * is known. *missing becomes the member of the truth that is needed and not there ("size", "boxes"), else NULL; then
 * `reach` is not complete. `scratch` is rewound. Errors: MEMORY. */
int32_t distance_reach(int32_t kind, double pixels, const struct distance_truth *truth, struct arena *scratch,
                       double *reach, const char **missing, vreward_error *err);

/* Of two points: 1 up to the share `full` of reach (0 to below 1), falling linearly to 0 at reach. */
double distance_quality(const double a[2], const double b[2], double reach, double full);

/* The diagonal of a box or an image: sqrt(width^2 + height^2), correctly rounded in each step on every machine. */
double diagonal_of(double width, double height);

/* The centre of a box. */
void box_center(const double box[4], double center[2]);

/* Border included. */
static inline bool point_in_box(const double point[2], const double box[4])
{
    return point[0] >= box[0] && point[0] <= box[2] && point[1] >= box[1] && point[1] <= box[3];
}

#endif
