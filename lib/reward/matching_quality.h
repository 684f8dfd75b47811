/* What a matching is worth. */
#ifndef REWARD_MATCHING_QUALITY_H
#define REWARD_MATCHING_QUALITY_H

#include "reward/matching.h"

/* Sum of the matched qualities, in the order of the truth. */
double sum_of_matching(const struct pairs *pairs, const struct matching *matching, const struct targets *targets);

/* The same over what the recipe divides by; with PAIR_ANY the items' mean and the true ones' are put together
 * likewise. */
double quality_of_matching(const struct config *config, const struct pairs *pairs, const struct matching *matching,
                           const struct candidates *candidates, const struct targets *targets);

/* S over what the recipe divides by: max(N, (N+M)/2), max(N, M), N, M or (N+M)/2. Both 0: 1; either 0: 0. */
double divided(int32_t divisor, double sum, int64_t written, int64_t counted);

/* 2ab / (a+b); 0 where both are. */
double harmonic_mean(double a, double b);

#endif
