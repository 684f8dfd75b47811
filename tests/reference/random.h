/* Seeded random numbers for tests: the same on every machine (splitmix64, S. Vigna, public domain algorithm). */
#ifndef TESTS_REFERENCE_RANDOM_H
#define TESTS_REFERENCE_RANDOM_H

#include <stdint.h>

static inline uint64_t random_bits(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* From 0 to below `limit`. */
static inline int64_t random_below(uint64_t *state, int64_t limit)
{
    return (int64_t)(random_bits(state) % (uint64_t)limit);
}

/* From 0 to below 1. */
static inline double random_share(uint64_t *state)
{
    return (double)(random_bits(state) >> 11) * 0x1p-53;
}

#endif
