/* Answers that are named to be denied: `not 42`, `it isn't B`, 不是42. */
#ifndef PARSE_DENIED_H
#define PARSE_DENIED_H

#include "base/span.h"

/* Do the words in front of what begins at `at` (a byte of the text) deny it? A negation does that has nothing between
 * it and what it denies but a few words that only introduce it: `not exactly 42`, `cannot be (B)`. Punctuation ends
 * its reach: `not sure, 42`. So do words of weight: `not only 42`, `not more than 42`. */
bool is_denied(struct span text, int64_t at);

#endif
