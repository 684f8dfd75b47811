/* UTF-8 in, code points out. */
#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include "base/arena.h"
#include "base/span.h"

/* The text with every maximal invalid part replaced by U+FFFD, as Python's errors="replace" does; the very same bytes,
 * not copied, where all are valid. data NULL when out of memory. */
struct span utf8_valid(struct span text, struct arena *arena);

/* The code points of a text, invalid parts as U+FFFD. NULL when out of memory. */
uint32_t *utf8_decode(struct span text, struct arena *arena, int64_t *count);

/* Unicode White_Space. */
int utf8_is_space(uint32_t code_point);

/* `text` (valid UTF-8) without Unicode white space at both ends. */
struct span utf8_trim(struct span text);

#endif
