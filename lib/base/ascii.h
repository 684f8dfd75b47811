/* What a byte is in ASCII. Bytes of other scripts are none of these; what else counts is added where it is asked. */
#ifndef BASE_ASCII_H
#define BASE_ASCII_H

#include "base/span.h"

/* Space, tab, line feed, carriage return. Most bytes are above them all. */
static inline bool ascii_is_space(char c)
{
    const uint64_t spaces = UINT64_C(1) << ' ' | UINT64_C(1) << '\t' | UINT64_C(1) << '\n' | UINT64_C(1) << '\r';
    return (unsigned char)c <= ' ' && (spaces >> c & 1) != 0;
}

static inline bool ascii_is_digit(char c)
{
    return (unsigned char)(c - '0') < 10;
}

static inline bool ascii_is_letter(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26;
}

static inline char ascii_lower(char c)
{
    return (unsigned char)(c - 'A') < 26 ? (char)(c | 0x20) : c;
}

/* What a hexadecimal digit stands for, -1 for another byte. */
static inline int32_t ascii_hex(char c)
{
    const char lower = ascii_lower(c);
    return ascii_is_digit(c) ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static inline bool ascii_is_quote(char c)
{
    return c == '"' || c == '\'';
}

/* One of the bytes of a literal; NUL is none. */
static inline bool ascii_is_one_of(char c, const char *bytes)
{
    return c != '\0' && strchr(bytes, c) != NULL;
}

/* What the name of a key, a variable or a function begins with. */
static inline bool ascii_begins_name(char c)
{
    return ascii_is_letter(c) || c == '_';
}

/* Part of a word of an expression: a letter, a digit or `_`. */
static inline bool ascii_is_word(char c)
{
    return ascii_begins_name(c) || ascii_is_digit(c);
}

static inline struct span ascii_trim(struct span text)
{
    while (text.length > 0 && ascii_is_space(text.data[0])) {
        text.data++;
        text.length--;
    }
    while (text.length > 0 && ascii_is_space(text.data[text.length - 1]))
        text.length--;
    return text;
}

/* Nothing but white space. */
static inline bool ascii_is_blank(struct span text)
{
    int64_t at = 0;
    while (at < text.length && ascii_is_space(text.data[at]))
        at++;
    return at == text.length;
}

#endif
