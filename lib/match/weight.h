/* Values as whole numbers, so that sums are compared exactly and in the same way on every machine. */
#ifndef MATCH_WEIGHT_H
#define MATCH_WEIGHT_H

#include "match/edges.h"

enum goal {
    GOAL_SUM,        /* the largest sum of values, then of ties */
    GOAL_PAIRS_FIRST /* as many pairs as there can be, then the largest sum; values may be negative, ties do not count
                      */
};

/* What a set of edges spans. */
struct span_of_values {
    double lowest, highest;
    int64_t tie; /* the largest */
};

struct span_of_values no_values(void);
void span_values(struct span_of_values *span, const struct edge *edges, int64_t count);

/* Values are multiplied by a power of two that brings the largest (or the span of all, for GOAL_PAIRS_FIRST) just below
 * 2^57, less the bits that ties or pairs need, and cut to whole numbers. So values count to 2^-57 of the largest, or
 * 2^-(57 - b) where the sums of ties or the number of pairs have b bits: for fewer than 16 pairs all 53 bits of those
 * within a sixteenth of the largest. Equal values stay equal, sums are exact, and ties decide between equal sums only.
 */
struct weighing {
    double lowest, multiply;
    int64_t base; /* what a pair as such is worth */
    int32_t tie_bits;
    enum goal goal;
};

/* `pairs` is the largest number of pairs that an assignment can have. */
struct weighing weighing_of(const struct span_of_values *span, int64_t pairs, enum goal goal);

/* From 1 to 2^WEIGHT_BITS (match/assignment.h), where value or tie is above 0. */
static inline int64_t weight_of(const struct weighing *weighing, const struct edge *edge)
{
    if (weighing->goal == GOAL_PAIRS_FIRST)
        return weighing->base + (int64_t)((edge->value / 2.0 - weighing->lowest) * weighing->multiply);
    int64_t weight = (int64_t)(edge->value * weighing->multiply);
    weight += (weight == 0) & (edge->value > 0.0); /* a pair of next to nothing is still a pair */
    return (weight << weighing->tie_bits) + (weighing->tie_bits > 0 ? edge->tie : 0);
}

#endif
