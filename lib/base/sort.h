/* A stable sort of numbers: the only one, for sweeps and rankings. */
#ifndef BASE_SORT_H
#define BASE_SORT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

/* index[k] is the number whose key is the k-th smallest (the k-th largest where `descending`), equal keys as they
 * stand. No key is NaN. `scratch` is rewound. False when out of memory. */
bool order_by(const double *key, int64_t count, bool descending, struct arena *scratch, int64_t *index);

#endif
