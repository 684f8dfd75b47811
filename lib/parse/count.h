/* The number that an answer states: digits, separators, number words. */
#ifndef PARSE_COUNT_H
#define PARSE_COUNT_H

#include "base/span.h"

#include <stdbool.h>

struct count {
    double value;
    bool found;
    bool ambiguous; /* two different ones */
};

/* One more number that was stated; two different ones are ambiguous, whatever follows. */
void count_join(struct count *count, double value);

/* Every number in the text joins `count`. Digits that are part of a word ("x2", "1st") are no number; "1,234" is one.
 */
void count_numbers(struct span text, struct count *count);

/* The whole text, without white space around it, is one number in digits. */
bool count_only(struct span text, double *value);

#endif
