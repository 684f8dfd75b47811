/* Decimal text to the nearest double, without locale, in linear time. */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include "base/eight.h"

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
 * Never reads at or beyond `end`. Inline for one to seven digits alone with more text behind them: what coordinates mostly
 * are. */
static inline struct number number_read(const char *at, const char *end)
{
    if (end - at < 8)
        return number_read_any(at, end);
    /* The high bit of a byte becomes 1 where it is no digit; what a carry does is above the first such byte. */
    const uint64_t eight = eight_read(at) ^ EIGHT_OF('0');
    const uint64_t others = ((eight + EIGHT_OF(0x80 - 10)) | eight) & EIGHT_OF(0x80);
    const int32_t digits = others != 0 ? eight_first(others) : 0;
    const char after = at[digits];
    if (digits == 0 || after == '.' || (after | 0x20) == 'e' || (*at == '0' && digits > 1))
        return number_read_any(at, end);
    const uint64_t value = eight_decimal(eight << (64 - 8 * digits));
    return (struct number){.value = (double)value, .end = at + digits, .whole = 1};
}

#endif
