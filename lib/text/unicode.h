/* What comes from the tables of Unicode, through utf8proc: only this file's source includes its header. */
#ifndef TEXT_UNICODE_H
#define TEXT_UNICODE_H

#include "base/arena.h"
#include "base/span.h"

/* Simple lower-case mapping of one code point. */
uint32_t unicode_lower(uint32_t code_point);

/* The value 0 to 9 of a decimal digit of any script (general category Nd), else -1. */
int unicode_decimal(uint32_t code_point);

/* Letters and numbers of any kind (general categories L and N), as Python's str.isalnum takes them. */
bool unicode_is_letter_or_digit(uint32_t code_point);

/* Combining marks (general category M), which belong to the character before them. */
bool unicode_is_mark(uint32_t code_point);

/* What nothing is drawn for (Default_Ignorable_Code_Point): zero-width characters and joiners, the byte order mark, soft
 * hyphens, marks of direction, variation selectors. */
bool unicode_is_invisible(uint32_t code_point);

/* The character as wide as a CJK one that U+FF61 to U+FF9F stand for. */
uint32_t unicode_wide_kana(uint32_t code_point);

/* The one character that two make together in Normalization Form C, or 0. */
uint32_t unicode_compose_pair(uint32_t first, uint32_t second);

/* Valid UTF-8 in Normalization Form C, or KC where `compatible`; the very same bytes, not copied, where they plainly
 * are already. Linear in the length, whatever the order of combining marks. data NULL when out of memory. */
struct span unicode_compose(struct span text, bool compatible, struct arena *arena);

/* Whether an extended grapheme cluster (UAX #29) ends between two code points. *state is 0 at the start of a text and
 * is carried from pair to pair. */
bool unicode_breaks_between(uint32_t left, uint32_t right, int32_t *state);

/* Versions of the library that knows Unicode, and of Unicode; static storage. */
const char *unicode_library_version(void);
const char *unicode_version(void);

#endif
