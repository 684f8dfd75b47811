/* Texts of UTF-8: whether they are valid, their code points, their white space. One code point is base/code_point.h. */
#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include "base/arena.h"
#include "base/code_point.h"
#include "base/span.h"

bool utf8_is_ascii(struct span text);

/* The text with every maximal invalid part replaced by U+FFFD, as Python's errors="replace" does; the very same bytes,
 * not copied, where all are valid. data NULL when out of memory. */
struct span utf8_valid(struct span text, struct arena *arena);

/* The texts of ragged text, each as of utf8_valid. NULL when out of memory. */
struct span *utf8_valid_texts(const char *text, const int64_t *offsets, int64_t count, struct arena *arena);

/* The text with every byte of an invalid part replaced by U+001A, so that places stay; the very same bytes, not copied,
 * where all are valid. data NULL when out of memory. */
struct span utf8_substituted(struct span text, struct arena *arena);

/* The code points of a text, invalid parts as U+FFFD. NULL when out of memory. */
uint32_t *utf8_decode(struct span text, struct arena *arena, int64_t *count);

/* How many code points utf8_decode would give. */
int64_t utf8_count(struct span text);

/* White space: Unicode White_Space and U+001C to U+001F, which is what Python's str.isspace, split and strip take. */
int utf8_is_space(uint32_t code_point);

/* `text` (valid UTF-8) without white space at both ends. */
struct span utf8_trim(struct span text);

#endif
