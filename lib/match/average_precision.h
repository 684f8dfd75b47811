/* Average precision of one image as pycocotools computes it, to the last digit. */
#ifndef MATCH_AVERAGE_PRECISION_H
#define MATCH_AVERAGE_PRECISION_H

#include "base/arena.h"
#include "base/status.h"

/* Equal to the last digit to what COCOeval says of one image with the boxes written as x1, y1, x2-x1, y2-y1, their
 * areas (x2-x1)(y2-y1) and the label ids as category ids. As there, a detection of negative area that hits nothing is
 * passed over; one of area 0 counts as wrong.
 *
 * AP over IoU 0.50:0.05:0.95 (ap), at 0.50 (ap50) and at 0.75 (ap75), area all, maxDets 100, averaged over the labels
 * that occur in the truth; -1 where nothing is true, as pycocotools. Boxes are x1, y1, x2, y2; scores order the
 * detections, ties as they stand; ignored truths are crowds of COCO. Label ids are from 0. Errors: MEMORY. */
struct average_precision {
    double ap, ap50, ap75;
};

int32_t average_precision(const double *detection, const int32_t *detection_label, const double *score,
                          int64_t detection_count, const double *truth, const int32_t *truth_label,
                          const uint8_t *ignored, int64_t truth_count, struct arena *scratch,
                          struct average_precision *result, vreward_error *err);

#endif
