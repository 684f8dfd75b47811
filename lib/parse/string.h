/* Escapes in quoted text. */
#ifndef PARSE_STRING_H
#define PARSE_STRING_H

#include "base/arena.h"
#include "base/span.h"

/* What stands between two quotes, decoded to UTF-8: JSON's escapes, and Python's \', \xHH and \<newline>; a surrogate
 * without its other half and invalid UTF-8 become U+FFFD, another escaped character stands for itself. The same bytes,
 * not copied, where there is nothing to decode. data NULL when out of memory. */
struct span string_decode(struct span quoted, struct arena *arena);

#endif
