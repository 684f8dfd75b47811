/* What becomes of the boxes of one label in one image as the Pascal VOC devkit says it (VOCevaldet.m): each box, the surest
 * first, belongs to the true one that it overlaps most, and is wrong where that one is taken, though another may be free. */
#ifndef MATCH_VOC_H
#define MATCH_VOC_H

#include "base/arena.h"
#include "base/status.h"
#include "geometry/overlap.h"
#include "match/coco.h"

/* Sets `bit` of outcome->hit and outcome->passed for the first COCO_MOST detections of the group. A box of less overlap than `least` with
 * every true one is wrong; one that belongs to what is not asked for (`crowd`; VOC's "difficult") counts neither way.
 * `scratch` is rewound. Errors: MEMORY. */
int32_t voc_match(const struct coco_group *group, struct overlap_rule rule, double least, uint64_t bit,
                  struct arena *scratch, const struct coco_outcome *outcome, vreward_error *err);

#endif
