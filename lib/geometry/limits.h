/* The limits on coordinates, one for what models write and for truths (rewards.md: what N counts). */
#ifndef GEOMETRY_LIMITS_H
#define GEOMETRY_LIMITS_H

#include "vreward.h"

#include <math.h>
#include <stdbool.h>

#define LARGEST_COORDINATE 1e9
#define SMALLEST_EXTENT 1e-9

/* False also for NaN. */
static inline bool within_limit(double number)
{
    return number >= -LARGEST_COORDINATE && number <= LARGEST_COORDINATE;
}

/* A whole number from 0 to 1e9; false also for NaN. */
static inline bool is_count(double number)
{
    return number >= 0 && within_limit(number) && floor(number) == number;
}

/* Extents above 1e-9; after sorting under VREWARD_INVALID_SORT; not looked at under VREWARD_INVALID_LEGACY. */
static inline bool extent_is_accepted(int32_t invalid, const double box[4])
{
    const double width = box[2] - box[0], height = box[3] - box[1];
    if (invalid == VREWARD_INVALID_LEGACY)
        return true;
    if (invalid == VREWARD_INVALID_SORT)
        return (width > SMALLEST_EXTENT || -width > SMALLEST_EXTENT) &&
               (height > SMALLEST_EXTENT || -height > SMALLEST_EXTENT);
    return width > SMALLEST_EXTENT && height > SMALLEST_EXTENT;
}

/* Under VREWARD_INVALID_SORT the corners change places where they are not in order. */
static inline void settle_corners(int32_t invalid, double box[4])
{
    for (int i = 0; i < 2 && invalid == VREWARD_INVALID_SORT; i++) {
        if (box[i] > box[i + 2]) {
            const double larger = box[i];
            box[i] = box[i + 2];
            box[i + 2] = larger;
        }
    }
}

#endif
