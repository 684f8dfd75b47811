/* What becomes of the weighted sum of the terms: times factors, clipped, rounded. */
#ifndef REWARD_FINISH_H
#define REWARD_FINISH_H

#include "reward/trace.h"

/* The score of a trace whose terms are known. */
double finish_score(const struct config *config, const struct trace *trace, double sum);

/* Clipped and rounded as the recipe says. */
double clip_and_round(const struct config *config, double score);

/* To so many digits (0 to 15) after the decimal point, a tie to the even one: the double next to the decimal number that
 * is next to the exact value, so the same everywhere. */
double round_to(double value, int64_t digits);

/* Is the term part of the score? */
bool term_counts(const struct config *config, int64_t slot);

#endif
