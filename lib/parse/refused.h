/* The check of items once they are read. */
#ifndef PARSE_REFUSED_H
#define PARSE_REFUSED_H

#include "parse/reading.h"

#include <stdbool.h>

/* Marks what is refused: a number that is not finite or beyond 1e9, a box without extent, a point where a box is asked,
 * and with `both` one without a box or a point. It still counts. True where any is. */
bool items_check(struct item *items, int64_t count, enum asked asked, int32_t invalid, bool both);

#endif
