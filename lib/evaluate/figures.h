/* Every figure of an evaluation, with how sure it is. */
#ifndef EVALUATE_FIGURES_H
#define EVALUATE_FIGURES_H

#include "evaluate/curves.h"

struct figures {
    const struct ranking *ranking;
    struct curves curves;
    const double *column; /* [samples][columns] in the order of the ranking */
    double *sum;          /* [columns] */
    double samples;
};

/* Errors: MEMORY. */
int32_t figures_new(const struct ranking *ranking, struct arena *arena, struct figures *figures, vreward_error *err);

/* The value of each metric. weight: [samples] by place; NULL: each once. */
void compute_figures(struct figures *figures, const int32_t *weight, double *value);

/* Whether there is anything that the metric is about. */
bool is_measured(const struct figures *figures, const struct metric *metric);

/* The values of each metric in `count` resamples of the keys, as many keys each time, drawn with replacement:
 * value[metric * count + resample]. Which keys are drawn follows from the seed and the number of keys alone. Errors:
 * MEMORY. */
int32_t compute_resamples(struct figures *figures, int64_t count, uint64_t seed, struct arena *arena, double *value,
                          vreward_error *err);

/* The 2.5th and 97.5th percentile, linear between values; NaN stands for nothing and is left out. -1 is nothing where
 * `minus_is_nothing`. */
int32_t interval_of(const double *value, int64_t count, bool minus_is_nothing, struct arena *scratch, double *low,
                    double *high, vreward_error *err);

#endif
