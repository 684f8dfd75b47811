/* The figures of an evaluation as JSON. */
#ifndef EVALUATE_RESULT_H
#define EVALUATE_RESULT_H

#include "base/span.h"
#include "evaluate/evaluation.h"

struct result_options {
    int64_t bootstrap; /* resamples; 0: no intervals */
    int64_t seed;
    int32_t resamples; /* 1: the value in each resample is written, too */
    int32_t reserved;
};

/* One JSON object, in the arena: docs/figures.md. Errors: MEMORY. */
int32_t evaluation_result(const struct evaluation *evaluation, const struct result_options *options,
                          struct arena *arena, struct span *text, vreward_error *err);

#endif
