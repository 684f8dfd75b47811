#include "reward/finish.h"

#include <math.h>

/* Powers of ten up to 10^22 are doubles; value * scale is the sum of two doubles, and 2^53 divided by a power of ten is
 * rounded once. */
double round_to(double value, int64_t digits)
{
    static const double powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    const double scale = powers[digits], size = fabs(value), scaled = size * scale;
    if (!(scaled < 9007199254740992.0))
        return value; /* doubles lie wider apart than such decimals */
    const double error = fma(size, scale, -scaled), part = scaled - floor(scaled);
    const bool odd = fmod(floor(scaled), 2) == 1;
    double whole = floor(scaled);
    if (part > 0.5 || (part == 0.5 && (error > 0 || (error == 0 && odd))) || (part == 0 && error == 0.5 && odd))
        whole++;
    else if (part == 0 && error == -0.5 && odd)
        whole--;
    return copysign(whole / scale, value);
}

double clip_and_round(const struct config *config, double score)
{
    score = score < config->clip[0] ? config->clip[0] : score > config->clip[1] ? config->clip[1] : score;
    return config->round < 0 ? score : round_to(score, config->round);
}

double finish_score(const struct config *config, const struct trace *trace, double sum)
{
    if (trace->both_empty && !isnan(config->both_empty))
        return config->both_empty;
    for (int64_t slot = 0; slot < MAX_TERMS; slot++) {
        if (config->factors & 1u << slot)
            sum *= trace->term[slot];
    }
    return clip_and_round(config, sum);
}

bool term_counts(const struct config *config, int64_t slot)
{
    return config->weight[slot] != 0 || (config->factors & 1u << slot) != 0;
}
