/* A stable sort that takes its memory from the arena (that of libc may call malloc and is not stable). */
#ifndef REWARD_SORT_H
#define REWARD_SORT_H

#include "base/arena.h"
#include "base/status.h"

/* Negative, 0 or positive as element `a` comes before, with or after element `b`; both are indices. */
typedef int (*index_order)(const void *context, int64_t a, int64_t b);

/* Sorts `index`. Errors: MEMORY. */
int32_t sort_indices(int64_t *index, int64_t count, index_order order, const void *context, struct arena *scratch,
                     vreward_error *err);

#endif
