/* Stable sorts that take their memory from the arena: by numbers, for rankings, and by comparing. (That of
 * libc may call malloc and is not stable.) */
#ifndef BASE_SORT_H
#define BASE_SORT_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>
#include <stdint.h>

/* index[k] is the number whose key is the k-th smallest (the k-th largest where `descending`), equal keys as they
 * stand. No key is NaN. `scratch` is rewound. False when out of memory. */
bool order_by(const double *key, int64_t count, bool descending, struct arena *scratch, int64_t *index);

/* Negative, 0 or positive as element `a` comes before, with or after element `b`; both are indices. */
typedef int (*index_order)(const void *context, int64_t a, int64_t b);

/* Sorts `index`. Errors: MEMORY. */
int32_t sort_indices(int64_t *index, int64_t count, index_order order, const void *context, struct arena *scratch,
                     vreward_error *err);

#endif
