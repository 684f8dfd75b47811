/* Numbers in other scripts than ASCII digits and English words. */
#ifndef PARSE_NUMERALS_H
#define PARSE_NUMERALS_H

#include <stdbool.h>

enum numeral { NUMERAL_NONE, NUMERAL_COUNT, NUMERAL_ARTICLE };

/* Reads full-width and other scripts' digits and Chinese numerals (in Japanese, too) at `at`, which follows `begin`. A
 * Chinese numeral is a count in front of a measure word, of two characters and more, or at the end of a clause; after 第
 * it is an ordinal. ARTICLE: 一 with a measure word, which often means "a". NONE: a numeral that is no count was passed
 * over, or, where *after is `at`, none stands there. */
enum numeral numeral_read(const char *begin, const char *at, const char *end, const char **after, double *value);

#endif
