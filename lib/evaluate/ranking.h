/* All that is kept, in the one order that does not depend on how it was added: samples by key, the detections of each
 * label by confidence, equal ones by sample and as they stand there. */
#ifndef EVALUATE_RANKING_H
#define EVALUATE_RANKING_H

#include "base/arena.h"
#include "evaluate/evaluation.h"

/* A detection among those of its label: bits t of `outcome` say that it hits at threshold t, bits t + COUNTS_FROM that it
 * counts there; what counts nowhere is not listed. Among those of all areas "threshold" OUTCOME_OF_VOC is VOC's. */
struct ranked {
    int32_t place; /* of its sample in the order */
    uint32_t outcome;
};
enum { COUNTS_FROM = 16, OUTCOME_OF_VOC = COCO_THRESHOLDS };

/* The boxes of one label in one sample, for recall among the first 1 and 10. */
struct ranked_group {
    int32_t place;
    int32_t truths[COCO_AREAS];
    uint8_t hits_of_1[COCO_THRESHOLDS], hits_of_10[COCO_THRESHOLDS];
};

struct ranked_label {
    struct span name;
    const struct ranked_group *group; /* in the order of the samples */
    int64_t group_count;
    const struct ranked *ranked[COCO_AREAS]; /* at most COCO_MOST of each sample */
    int64_t ranked_count[COCO_AREAS];
    int64_t detections; /* all that were written */
};

struct ranking {
    const struct evaluation *evaluation;
    int64_t sample_count;
    const int64_t *sample;  /* [sample_count] the number of the sample at each place */
    const int32_t *cluster; /* [sample_count] and which of the different keys it has */
    int64_t cluster_count;
    const struct ranked_label *label; /* by their bytes */
    int64_t label_count;
};

/* It lives in the arena. Errors: MEMORY. */
int32_t rank_all(const struct evaluation *evaluation, struct arena *arena, struct ranking *ranking, vreward_error *err);

#endif
