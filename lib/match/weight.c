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

void span_values(struct span_of_values *span, const struct edge *edges, int64_t count)
{
    for (int64_t e = 0; e < count; e++) {
        span->lowest = edges[e].value < span->lowest ? edges[e].value : span->lowest;
        span->highest = edges[e].value > span->highest ? edges[e].value : span->highest;
        span->tie = edges[e].tie > span->tie ? edges[e].tie : span->tie;
    }
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

int64_t weight_of(const struct weighing *weighing, const struct edge *edge)
{
    if (weighing->goal == GOAL_PAIRS_FIRST)
        return weighing->base + (int64_t)((edge->value / 2.0 - weighing->lowest) * weighing->multiply);
    int64_t weight = (int64_t)(edge->value * weighing->multiply);
    if (weight == 0 && edge->value > 0.0)
        weight = 1; /* a pair of next to nothing is still a pair */
    return (weight << weighing->tie_bits) + (weighing->tie_bits > 0 ? edge->tie : 0);
}
