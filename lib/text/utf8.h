/* UTF-8 in, code points out. */
#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include "base/arena.h"
#include "base/span.h"

enum { UTF8_REPLACEMENT = 0xFFFD, UTF8_LONGEST = 4 };

/* Reads one code point from text .. end (not empty) and returns how many bytes it took. Where no valid sequence begins,
 * the code point is U+FFFD and the bytes are the longest beginning of one, at least one byte: Unicode 15, 3.9, table
 * 3-8 "U+FFFD substitution of maximal subparts", which is what Python's errors="replace" does. */
int64_t utf8_read(const char *text, const char *end, uint32_t *code_point);

/* Writes a code point (a scalar value) to out[UTF8_LONGEST] and returns the number of bytes. */
int64_t utf8_write(uint32_t code_point, char *out);

bool utf8_is_ascii(struct span text);

/* The text with every maximal invalid part replaced by U+FFFD, as Python's errors="replace" does; the very same bytes,
 * not copied, where all are valid. data NULL when out of memory. */
struct span utf8_valid(struct span text, struct arena *arena);

/* The code points of a text, invalid parts as U+FFFD. NULL when out of memory. */
uint32_t *utf8_decode(struct span text, struct arena *arena, int64_t *count);

/* How many code points utf8_decode would give. */
int64_t utf8_count(struct span text);

/* White space: Unicode White_Space and U+001C to U+001F, which is what Python's str.isspace, split and strip take. */
int utf8_is_space(uint32_t code_point);

/* `text` (valid UTF-8) without white space at both ends. */
struct span utf8_trim(struct span text);

#endif
