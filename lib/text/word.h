/* Edit distance where one text fits in a few machine words. */
#ifndef TEXT_WORD_H
#define TEXT_WORD_H

#include "text/units.h"

enum { WORD_ROWS = 4 * 64 };

/* The Levenshtein (or indel) distance of two sequences of the same width, `rows` of 1 to WORD_ROWS units. */
int64_t word_distance(const struct sequence *rows, const struct sequence *columns, bool indel);

#endif
