/* How the samples of a call are cut into pieces of work. */
#ifndef API_PLAN_H
#define API_PLAN_H

#include "api/samples.h"

/* Samples of one truth, at places first .. last of the order. */
struct unit {
    int64_t truth; /* -1: none */
    int64_t first, last;
    struct shared_truth *shared; /* not NULL: read already, for several units */
};

/* A truth that several units share, and what came of reading it. */
struct shared_truth {
    struct truth truth;
    int32_t code;
    int32_t reserved;
    vreward_error err;
};

struct plan {
    const int64_t *order; /* [count] samples, those of one truth together; NULL: as they stand */
    const struct unit *unit;
    int64_t unit_count;
};

/* Rollouts of one truth that a worker takes at a time: from 5 us (counts) to 1 ms (pages) of work, far above the atomic
 * addition that taking them costs, and four such pieces for each thread keep all busy to the end. */
enum { CHUNK = 32 };

/* Groups the samples by truth, unless truths are prepared: a data set may have a thousand times as many as a call has
 * samples. Where several threads work, a truth of many samples is read here and its samples are cut
 * into several units, so that a truth is read once in any case. Errors: MEMORY. */
int32_t make_plan(const struct samples *samples, struct arena *arena, struct plan *plan, vreward_error *err);

#endif
