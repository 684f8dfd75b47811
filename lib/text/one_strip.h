/* Edit distance where one text fits in a strip. */
#ifndef TEXT_ONE_STRIP_H
#define TEXT_ONE_STRIP_H

#include "base/arena.h"
#include "text/units.h"

enum { ONE_STRIP_MEMORY = -1 };

/* The Levenshtein (or indel) distance of two sequences of the same width, `rows` of 1 to STRIP_ROWS units; or
 * ONE_STRIP_MEMORY. */
int64_t one_strip_distance(const struct sequence *rows, const struct sequence *columns, bool indel, int isa,
                           struct arena *arena);

#endif
