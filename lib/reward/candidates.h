/* The written items made comparable, in canonical order. */
#ifndef REWARD_CANDIDATES_H
#define REWARD_CANDIDATES_H

#include "base/arena.h"
#include "reward/config.h"
#include "reward/trace.h"
#include "reward/truth.h"

/* What was written, as far as it can pair, in canonical order: by coordinates, then label, then confidence, so that the
 * order in which the model wrote cannot matter. */
struct candidates {
    int64_t written;         /* N: all but those written for ignored items; refused ones count */
    int64_t count;           /* that can pair */
    double *place;           /* as the targets' */
    int32_t *label;          /* NULL: labels play no part */
    int64_t *index;          /* in the reading */
    struct part_place *part; /* [reading->count], with `pair` (pair_parts.h); else NULL */
};

/* Fills trace->truth as if nothing had been written. Errors: MEMORY. */
int32_t trace_truth(const struct truth *truth, struct trace *trace, struct arena *arena, vreward_error *err);

/* Fills trace->predicted and trace->truth, refuses what is not of the asked kind, and sets the reasons that follow from
 * the written numbers. Errors: MEMORY. */
int32_t gather_candidates(const struct config *config, const struct truth *truth, struct trace *trace,
                          struct arena *arena, struct candidates *candidates, vreward_error *err);

#endif
