/* The truths of a batch: documents, arrays, or prepared ones. */
#ifndef API_TRUTHS_H
#define API_TRUTHS_H

#include "api/samples.h"

/* The truths that samples first .. last need; `arrays` is NULL where they are documents. Errors: ARGUMENT, UNSUPPORTED. */
int32_t check_truths(struct samples *samples, const vreward_truth_arrays *arrays, int64_t first, int64_t last,
                     vreward_error *err);

/* The truth of one sample, by its number; -1: the recipe needs none. */
int64_t truth_of_sample(const struct samples *samples, int64_t sample);

/* Truth `index`, a prepared one or read into `room`; NULL for -1. Errors: TRUTH, MEMORY. */
int32_t find_truth(const struct samples *samples, int64_t index, struct arena *arena, struct truth *room,
                   const struct truth **truth, vreward_error *err);

/* Reads truth `index`, which is no prepared one, with copies of all that it points to. Errors: TRUTH, MEMORY. */
int32_t keep_truth(const struct samples *samples, int64_t index, struct arena *arena, struct arena *scratch,
                   struct truth *truth, vreward_error *err);

#endif
