/* Which written items can pair with which true ones, and how good a pair is. */
#ifndef REWARD_PAIRS_H
#define REWARD_PAIRS_H

#include "match/edges.h"
#include "reward/candidates.h"
#include "reward/targets.h"

/* From an overlap (points: a distance quality, which is not shaped) to the quality of the pair; 0: no pair. */
double quality_of(const struct config *config, bool points, double overlap);

/* All that overlap, whatever the labels, tie 1 where those are equal (or play no part); sorted by row (candidate) and
 * col (target). Where the quality is above 0 it is a pair. */
struct pairs {
    struct edge *edge; /* value: the overlap (points: the distance quality) as it is */
    double *quality;   /* [count] of the pair, after min_iou and shaping; 0: no pair */
    int64_t count;
    int64_t by_parts;   /* 1: quality is a sum of parts, and may fall where the overlap rises */
    int64_t by_overlap; /* 1: equal sums of quality are decided by the overlap, as shaping makes many equal */
};

/* Finds the pairs and takes away the candidates that were written for ignored items. Errors: LIMIT (too many touch),
 * MEMORY. */
int32_t find_pairs(const struct config *config, const struct targets *targets, struct trace *trace, struct arena *arena,
                   struct candidates *candidates, struct pairs *pairs, vreward_error *err);

#endif
