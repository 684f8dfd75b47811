/* IoU of one box with some of many. */
#ifndef GEOMETRY_IOU_OF_NEAR_H
#define GEOMETRY_IOU_OF_NEAR_H

#include <stdint.h>

enum { LANES_OF_NEAR = 4 };

/* value[k] is plain_iou() (geometry/overlap.h) of `a` and box[list[k]], the same to the bit; all boxes are ordinary
 * (boxes_are_ordinary()). `list` and `value` have room for LANES_OF_NEAR more, which are filled. */
void iou_of_near(const double a[4], const double *box, int32_t *list, int64_t count, double *value);

#endif
