/* A decimal number as it is written, and the double nearest to it by comparing integers: slow, exact, and rarely
 * needed. */
#ifndef BASE_DECIMAL_EXACT_H
#define BASE_DECIMAL_EXACT_H

#include <stdint.h>
#include <string.h>

/* The digits of one number, as an integer times 10^exponent. */
struct decimal {
    const char *first; /* first significant digit; a point may lie among the digits */
    const char *stop;  /* one past the last digit */
    uint64_t leading;  /* its first 19 significant digits as an integer */
    int64_t digits;    /* significant digits, from the first that is not 0 */
    int64_t exponent;  /* of ten, for all digits taken as an integer */
};

static inline double from_bits(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline uint64_t to_bits(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* The nearest double, from an estimate that is good to some units in the last place. */
double decimal_nearest(const struct decimal *decimal, double estimate);

#endif
