/* Bags of words, tokens or other units: precision and recall of tokens, distinct n-grams. */
#ifndef TEXT_TOKENS_H
#define TEXT_TOKENS_H

#include "base/arena.h"
#include "base/span.h"
#include "base/status.h"

/* Units (words or tokens, split.h) that both texts hold, each as often as in the text that has it less
 * often, and how many each text has. Errors: MEMORY. */
int32_t tokens_in_common(struct span a, struct span b, int32_t unit, struct arena *scratch, int64_t *common,
                         int64_t *a_count, int64_t *b_count, vreward_error *err);

/* How many runs of n units `text` has, and how many different ones. Errors: MEMORY. */
int32_t count_ngrams(struct span text, int32_t unit, int64_t n, struct arena *scratch, int64_t *total,
                     int64_t *distinct, vreward_error *err);

/* Units of the text. Errors: MEMORY. */
int32_t count_units(struct span text, int32_t unit, struct arena *scratch, int64_t *count, vreward_error *err);

#endif
