/* Bytes of the caller's in a message: names of members, recipes, terms. */
#ifndef BASE_QUOTE_H
#define BASE_QUOTE_H

#include "base/span.h"

#include <stddef.h>

enum { QUOTE_SIZE = 64 };

/* `name` as valid UTF-8 without control characters, into text[size]: control characters, NUL among them, and bytes
 * that are no UTF-8 are written \xNN. A name that does not fit is cut between code points and ends in "...". Returns
 * text. */
const char *quotable(struct span name, char *text, size_t size);

#endif
