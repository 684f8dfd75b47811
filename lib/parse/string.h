/* Escapes in quoted text. */
#ifndef PARSE_STRING_H
#define PARSE_STRING_H

#include "base/arena.h"
#include "base/span.h"

/* The end of the bytes from `at` on that every quoted text holds as they are: ASCII that is neither a quote, a backslash
 * nor a control character. */
const char *string_plain_end(const char *at, const char *end);

/* What stands between two quotes, decoded to UTF-8: JSON's escapes, and Python's \', \xHH and \<newline>; a surrogate
 * without its other half and invalid UTF-8 become U+FFFD, another escaped character stands for itself. The same bytes,
 * not copied, where there is nothing to decode. data NULL when out of memory. */
struct span string_decode(struct span quoted, struct arena *arena);

#endif
