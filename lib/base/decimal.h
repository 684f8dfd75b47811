/* Decimal text to the nearest double, without locale, in linear time. */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include "base/ascii.h"

/* How a number departs from JSON's grammar; 0: not at all. */
enum number_style {
    NUMBER_PLUS = 1,         /* +5 */
    NUMBER_LEADING_ZERO = 2, /* 012 */
    NUMBER_NO_WHOLE = 4,     /* .5 */
    NUMBER_NO_FRACTION = 8,  /* 5. */
};

struct number {
    double value;    /* nearest, ties to even; infinite beyond the largest double */
    const char *end; /* one past the number; the start where there is none */
    uint32_t style;  /* enum number_style, bits */
    uint8_t whole;   /* 1: neither a fraction nor an exponent was written */
    uint8_t reserved[3];
};

/* number_read() without its short way. */
struct number number_read_any(const char *at, const char *end);

/* The longest number that begins at `at`: a sign, digits with an optional point, an exponent where digits follow the e.
 * Never reads at or beyond `end`. Inline for digits alone, few enough to be exact: what coordinates mostly are. */
static inline struct number number_read(const char *at, const char *end)
{
    const char *c = at;
    uint64_t value = 0;
    while (c < end && c - at < 15 && ascii_is_digit(*c))
        value = value * 10 + (uint64_t)(*c++ - '0');
    const bool more = c < end && (ascii_is_digit(*c) || *c == '.' || *c == 'e' || *c == 'E');
    if (more || c == at || (*at == '0' && c - at > 1))
        return number_read_any(at, end);
    return (struct number){.value = (double)value, .end = c, .whole = 1};
}

#endif
