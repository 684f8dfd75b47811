/* One code point of UTF-8, in and out. */
#ifndef BASE_CODE_POINT_H
#define BASE_CODE_POINT_H

#include <stdbool.h>
#include <stdint.h>

enum { UTF8_REPLACEMENT = 0xFFFD, UTF8_LONGEST = 4 };

/* Reads one code point from text .. end (not empty) and returns how many bytes it took. Where no valid sequence begins,
 * the code point is U+FFFD and the bytes are the longest beginning of one, at least one byte: Unicode 15, 3.9, table
 * 3-8 "U+FFFD substitution of maximal subparts", which is what Python's errors="replace" does. */
int64_t utf8_read(const char *text, const char *end, uint32_t *code_point);

/* How many bytes a code point (a scalar value) takes. */
static inline int64_t utf8_length(uint32_t code_point)
{
    return 1 + (code_point >= 0x80) + (code_point >= 0x800) + (code_point >= 0x10000);
}

/* Writes a code point (a scalar value) to out[UTF8_LONGEST] and returns the number of bytes. */
int64_t utf8_write(uint32_t code_point, char *out);

/* The byte goes on with a code point that began before it. */
static inline bool utf8_continues(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* Whether what utf8_read took from `text` is no UTF-8: only U+FFFD itself, EF BF BD, may read as U+FFFD. */
static inline bool utf8_is_replaced(const char *text, int64_t length, uint32_t code_point)
{
    return code_point == UTF8_REPLACEMENT && !(length == 3 && (unsigned char)text[0] == 0xEF);
}

/* U+0000 to U+001F and U+007F to U+009F. */
static inline bool utf8_is_control(uint32_t code_point)
{
    return code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
}

#endif
