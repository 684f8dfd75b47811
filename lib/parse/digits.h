/* The digits of one number as people write them: separators, fractions, powers of ten. */
#ifndef PARSE_DIGITS_H
#define PARSE_DIGITS_H

#include "base/ascii.h"
#include "base/span.h"

#include <stdbool.h>

enum { MOST_DIGITS = 400 };

/* Rewritten as plain decimal text, so that every way to write a number gives the double that is nearest to it. */
struct digits {
    char text[MOST_DIGITS];
    int64_t length;
    bool too_long; /* the whole part alone does not fit: beyond every double */
    bool whole;    /* no decimal mark was written so far */
    bool grouped;  /* 1,234 */
    bool is_ratio; /* a fraction, whose value is `ratio` */
    double ratio;
};

/* Reads 1,234.5, 1.234,5, 1 234, 3/4, 1 1/2. In a list a comma separates elements. Returns one past it; `at` holds a
 * digit, a point before one, or a character for a fraction. */
const char *digits_read(const char *at, const char *end, bool in_list, struct digits *digits);

/* What they are, times ten to the power of `exponent`; infinite beyond the largest double. */
double digits_value(const struct digits *digits, int64_t exponent);

/* What follows the digits: `e-3`, `x 10^3`, `\times 10^{-3}`, or `^3` behind ten itself. Returns one past it, or
 * `at`. */
const char *power_of_ten(const struct digits *digits, const char *at, const char *end, int64_t *exponent);

/* `^3`, `**3`, `^{-3}`. Returns one past it, or `at`. */
const char *raised_to(const char *at, const char *end, int64_t *exponent);

/* One character for a fraction. Returns one past it, or `at`. */
const char *vulgar_fraction(const char *at, const char *end, double *ratio);

static inline bool digit_at(const char *at, const char *end)
{
    return at < end && ascii_is_digit(*at);
}

static inline bool letter_at(const char *at, const char *end)
{
    return at < end && ascii_begins_name(*at);
}

/* Length of the first of the literals, NULL at the end, that the text at `at` begins with, else 0. */
static inline int64_t begins_any(const char *at, const char *end, const char *const *literals)
{
    int64_t length = 0;
    while (*literals != NULL && length == 0)
        length = begins(at, end, *literals++);
    return length;
}

static inline const char *skip_spaces(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    return at;
}

#endif
