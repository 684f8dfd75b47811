/* The number that an answer states: digits, separators, number words. */
#ifndef PARSE_COUNT_H
#define PARSE_COUNT_H

#include "base/span.h"

#include <stdbool.h>

struct count {
    double value;   /* the last one that was stated */
    double first;   /* the first one */
    double weak;    /* one that counts only where there is no other: a list's last number, an article */
    double entries; /* lines that a numbered list has had so far */
    bool found;
    bool has_weak;
    bool ambiguous; /* two different ones */
};

/* One more number that was stated; two different ones are ambiguous, whatever follows. */
void count_join(struct count *count, double value);

/* Once all texts are read: where nothing was stated, what counts only then. */
void count_settle(struct count *count);

/* Every number in the text joins `count`. Digits that are part of a word ("x2", "1st") are no number; "1,234" is one.
 * What counts a part ("two of them"), the numbers of a list's lines, what stands inside a tag and what is denied ("not
 * 42") is none. */
void count_numbers(struct span text, struct count *count);

/* The whole text, without white space around it, is one number in digits. */
bool count_only(struct span text, double *value);

#endif
