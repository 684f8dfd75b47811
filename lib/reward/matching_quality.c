#include "reward/matching_quality.h"

double sum_of_matching(const struct pairs *pairs, const struct matching *matching, const struct targets *targets)
{
    double sum = 0;
    for (int64_t j = 0; j < targets->count; j++) {
        if (matching->of_target[j] >= 0)
            sum += pairs->quality[matching->of_target[j]];
    }
    return sum;
}

double divided(int32_t divisor, double sum, int64_t written, int64_t counted)
{
    if (written == 0 && counted == 0)
        return 1.0;
    if (written == 0 || counted == 0)
        return 0.0;
    const double n = (double)written, m = (double)counted, half = (n + m) / 2;
    switch (divisor) {
    case DIVISOR_PREDICTED:
        return sum / n;
    case DIVISOR_TRUTH:
        return sum / m;
    case DIVISOR_MEAN:
        return sum / half;
    case DIVISOR_LARGER:
        return sum / (n > m ? n : m);
    default:
        return sum / (n > half ? n : half);
    }
}

double harmonic_mean(double a, double b)
{
    return a + b > 0 ? 2 * a * b / (a + b) : 0.0;
}

static double put_together(int32_t divisor, double precision, double recall)
{
    const double smaller = precision < recall ? precision : recall, mean = harmonic_mean(precision, recall);
    switch (divisor) {
    case DIVISOR_PREDICTED:
        return precision;
    case DIVISOR_TRUTH:
        return recall;
    case DIVISOR_MEAN:
        return mean;
    case DIVISOR_LARGER:
        return smaller;
    default:
        return precision < mean ? precision : mean;
    }
}

double quality_of_matching(const struct config *config, const struct pairs *pairs, const struct matching *matching,
                           const struct candidates *candidates, const struct targets *targets)
{
    const int64_t n = candidates->written, m = targets->count;
    const double sum = sum_of_matching(pairs, matching, targets);
    if (config->match != PAIR_ANY || n == 0 || m == 0)
        return divided(config->divisor, sum, n, m);
    double written = 0;
    for (int64_t i = 0; i < candidates->count; i++) {
        if (matching->of_candidate[i] >= 0)
            written += pairs->quality[matching->of_candidate[i]];
    }
    return put_together(config->divisor, written / (double)n, sum / (double)m);
}
