#include "match/weight.h"

#include "match/assignment.h"

#include <math.h>

static int bits_of(int64_t number)
{
    int bits = 0;
    for (; number > 0; number >>= 1)
        bits++;
    return bits;
}

struct span_of_values no_values(void)
{
    return (struct span_of_values){INFINITY, -INFINITY, 0};
}

static inline void widen(struct span_of_values *span, const struct edge *edge)
{
    span->lowest = edge->value < span->lowest ? edge->value : span->lowest;
    span->highest = edge->value > span->highest ? edge->value : span->highest;
    span->tie = edge->tie > span->tie ? edge->tie : span->tie;
}

/* In two halves side by side, as each comparison waits for the one before. */
void span_values(struct span_of_values *span, const struct edge *edges, int64_t count)
{
    struct span_of_values left = *span, right = *span;
    const int64_t half = count / 2;
    for (int64_t e = 0; e < half; e++) {
        widen(&left, &edges[e]);
        widen(&right, &edges[half + e]);
    }
    if (count % 2 != 0)
        widen(&right, &edges[count - 1]);
    span->lowest = smaller_of(left.lowest, right.lowest);
    span->highest = larger_of(left.highest, right.highest);
    span->tie = left.tie > right.tie ? left.tie : right.tie;
}

struct weighing weighing_of(const struct span_of_values *span, int64_t pairs, enum goal goal)
{
    struct weighing weighing = {0.0, 0.0, 0, 0, goal};
    int value_bits = WEIGHT_BITS - 1, exponent;
    if (goal == GOAL_PAIRS_FIRST) {
        /* Halves, because the difference of two doubles may be beyond the largest. */
        weighing.lowest = span->lowest / 2.0;
        value_bits -= bits_of(pairs + 1);
        weighing.base = (pairs + 1) << value_bits;
        (void)frexp(span->highest / 2.0 - weighing.lowest, &exponent);
    } else {
        weighing.tie_bits = bits_of(pairs * span->tie);
        value_bits -= weighing.tie_bits;
        (void)frexp(span->highest, &exponent);
    }
    weighing.multiply = value_bits - exponent > 1023 ? 0x1p1023 : ldexp(1.0, value_bits - exponent);
    return weighing;
}
