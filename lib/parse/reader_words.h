/* Words without quotes where the reader meets them. */
#ifndef PARSE_READER_WORDS_H
#define PARSE_READER_WORDS_H

#include "base/ascii.h"
#include "parse/container.h"

static inline bool reader_is_word(unsigned char c)
{
    return ascii_is_word((char)c) || c == '$' || c == '-' || c == '.' || c >= 0x80;
}

/* Where the word at `at` ends. */
int64_t reader_word_end(const struct scan *scan, int64_t at);

/* A word where a value belongs. Where it ends is looked for only where all of it is consumed: it may be long. */
void reader_word(struct reader *r);

#endif
