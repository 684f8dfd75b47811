#include "base/decimal.h"

#include "base/ascii.h"
#include "base/decimal_exact.h"

#include <math.h>
#include <stdbool.h>

/* Beyond it an exponent is not followed. No text has so many zeros that a larger one could be made good by them. */
enum { EXPONENT_CAP = 10000000 };

/* Every product below is exact: 10^22 is the largest power of ten that is a double. */
static const double exact_power[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                     1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* leading * 10^exponent to within a few units in the last place; exact inputs to long chains are not needed here. */
static double estimate(uint64_t leading, int64_t exponent)
{
    double value = (double)leading;
    for (; exponent > 22 && value < HUGE_VAL; exponent -= 22)
        value *= 1e22;
    /* Down in steps that stay normal until the last, so that a subnormal is rounded once. */
    for (; exponent < -22 && value > 1e-290; exponent += 22)
        value /= 1e22;
    if (exponent >= 0)
        return value * exact_power[exponent < 22 ? exponent : 22];
    int64_t divisions = -exponent;
    double scale = 1;
    for (; divisions > 22; divisions -= 22)
        scale *= 1e22;
    return value / (scale * exact_power[divisions]);
}

#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 wide;

/* 5^n for n up to 27, the largest that fits 64 bits. */
static uint64_t power_of_five(int64_t n)
{
    uint64_t power = 1;
    uint64_t base = 5;
    for (; n != 0; n >>= 1) {
        if (n & 1)
            power *= base;
        base *= base;
    }
    return power;
}

/* mantissa * 2^two, correctly rounded; `sticky`: a little more than that. The result is a normal double here, because
 * decimal exponents are at most 27 in size. */
static double round_wide(wide mantissa, bool sticky, int64_t two)
{
    const uint64_t high = (uint64_t)(mantissa >> 64);
    const int32_t width = high != 0 ? 128 - __builtin_clzll(high) : 64 - __builtin_clzll((uint64_t)mantissa);
    const int32_t drop = width - 54;
    uint64_t kept;
    if (drop > 0) {
        kept = (uint64_t)(mantissa >> drop);
        sticky = sticky || (mantissa & (((wide)1 << drop) - 1)) != 0;
    } else {
        kept = (uint64_t)mantissa << -drop;
    }
    /* 54 bits: 53 and the halfway bit. */
    uint64_t rounded = kept >> 1;
    if ((kept & 1) != 0 && (sticky || (rounded & 1) != 0))
        rounded++;
    return ldexp((double)rounded, (int32_t)(two + drop + 1));
}

/* mantissa * 10^exponent for |exponent| <= 27, exactly rounded. */
static double scaled(uint64_t mantissa, bool sticky, int64_t exponent)
{
    if (exponent >= 0)
        return round_wide((wide)mantissa * power_of_five(exponent), sticky, exponent);
    const uint64_t divisor = power_of_five(-exponent);
    const int32_t room = __builtin_clzll(mantissa);
    const wide dividend = (wide)(mantissa << room) << 64;
    const wide quotient = dividend / divisor;
    return round_wide(quotient, sticky || quotient * divisor != dividend, exponent - room - 64);
}

/* 5^(27 k) for k from -13 to 12: the upper 128 bits, cut off, and the power of two that they are to be multiplied
 * with. */
struct power {
    uint64_t high, low;
    int32_t two;
};

enum { STEP = 27, FIRST_STEP = -13, LAST_STEP = 12 };

static const struct power powers[] = {
    {UINT64_C(0x8049a4ac0c5811ae), UINT64_C(0x205b896d777d6278), -942}, /* 5^-351 */
    {UINT64_C(0xcf42894a5dce35ea), UINT64_C(0x52064cac828675b9), -880}, /* 5^-324 */
    {UINT64_C(0xa76c582338ed2621), UINT64_C(0xaf2af2b80af6f24e), -817}, /* 5^-297 */
    {UINT64_C(0x873e4f75e2224e68), UINT64_C(0x5a7744a6e804a291), -754}, /* 5^-270 */
    {UINT64_C(0xda7f5bf590966848), UINT64_C(0xaf39a475506a899e), -692}, /* 5^-243 */
    {UINT64_C(0xb080392cc4349dec), UINT64_C(0xbd8d794d96aacfb3), -629}, /* 5^-216 */
    {UINT64_C(0x8e938662882af53e), UINT64_C(0x547eb47b7282ee9c), -566}, /* 5^-189 */
    {UINT64_C(0xe65829b3046b0afa), UINT64_C(0x0cb4a5a3112a5112), -504}, /* 5^-162 */
    {UINT64_C(0xba121a4650e4ddeb), UINT64_C(0x92f34d62616ce413), -441}, /* 5^-135 */
    {UINT64_C(0x964e858c91ba2655), UINT64_C(0x3a6a07f8d510f86f), -378}, /* 5^-108 */
    {UINT64_C(0xf2d56790ab41c2a2), UINT64_C(0xfae27299423fb9c3), -316}, /* 5^-81 */
    {UINT64_C(0xc428d05aa4751e4c), UINT64_C(0xaa97e14c3c26b886), -253}, /* 5^-54 */
    {UINT64_C(0x9e74d1b791e07e48), UINT64_C(0x775ea264cf55347d), -190}, /* 5^-27 */
    {UINT64_C(0x8000000000000000), UINT64_C(0x0000000000000000), -127}, /* 5^0 */
    {UINT64_C(0xcecb8f27f4200f3a), UINT64_C(0x0000000000000000), -65},  /* 5^27 */
    {UINT64_C(0xa70c3c40a64e6c51), UINT64_C(0x999090b65f67d924), -2},   /* 5^54 */
    {UINT64_C(0x86f0ac99b4e8dafd), UINT64_C(0x69a028bb3ded71a3), 61},   /* 5^81 */
    {UINT64_C(0xda01ee641a708de9), UINT64_C(0xe80e6f4820cc9495), 123},  /* 5^108 */
    {UINT64_C(0xb01ae745b101e9e4), UINT64_C(0x5ec05dcff72e7f8f), 186},  /* 5^135 */
    {UINT64_C(0x8e41ade9fbebc27d), UINT64_C(0x14588f13be847307), 249},  /* 5^162 */
    {UINT64_C(0xe5d3ef282a242e81), UINT64_C(0x8f1668c8a86da5fa), 311},  /* 5^189 */
    {UINT64_C(0xb9a74a0637ce2ee1), UINT64_C(0x6d953e2bd7173692), 374},  /* 5^216 */
    {UINT64_C(0x95f83d0a1fb69cd9), UINT64_C(0x4abdaf101564f98e), 437},  /* 5^243 */
    {UINT64_C(0xf24a01a73cf2dccf), UINT64_C(0xbc633b39673c8cec), 499},  /* 5^270 */
    {UINT64_C(0xc3b8358109e84f07), UINT64_C(0x0a862f80ec4700c8), 562},  /* 5^297 */
    {UINT64_C(0x9e19db92b4e31ba9), UINT64_C(0x6c07a2c26a8346d1), 625},  /* 5^324 */
};

/* The upper 128 bits of a product of 128 by 128. */
static wide multiply_high(wide a, wide b)
{
    const uint64_t a1 = (uint64_t)(a >> 64), a0 = (uint64_t)a, b1 = (uint64_t)(b >> 64), b0 = (uint64_t)b;
    const wide low = (wide)a0 * b0, one = (wide)a1 * b0, other = (wide)a0 * b1;
    const wide middle = (low >> 64) + (uint64_t)one + (uint64_t)other;
    return (wide)a1 * b1 + (one >> 64) + (other >> 64) + (middle >> 64);
}

/* mantissa * 10^exponent cut off to 128 bits, less than two units too low: *product * 2^*two. */
static void scale_far(uint64_t mantissa, int64_t exponent, wide *product, int64_t *two)
{
    const int64_t step = (exponent - FIRST_STEP * STEP) / STEP; /* from 0 */
    const struct power *power = &powers[step];
    wide exact = (wide)mantissa * power_of_five(exponent - (step + FIRST_STEP) * STEP);
    const uint64_t upper = (uint64_t)(exact >> 64);
    const int32_t room = upper != 0 ? __builtin_clzll(upper) : 64 + __builtin_clzll((uint64_t)exact);
    exact <<= room;
    *product = multiply_high(exact, (wide)power->high << 64 | power->low);
    *two = 128 - room + power->two + exponent;
}

/* The nearest double to any number between mantissa and mantissa + `more` times 10^exponent, where all of them have the
 * same; false where they do not. Results must be normal or beyond the largest double. */
static bool scaled_far(uint64_t mantissa, uint64_t more, int64_t exponent, double *value)
{
    wide low, high;
    int64_t two_low, two_high;
    scale_far(mantissa, exponent, &low, &two_low);
    scale_far(mantissa + more, exponent, &high, &two_high);
    if (high > ~(wide)0 - 2)
        return false;
    *value = round_wide(low, false, two_low);
    return to_bits(*value) == to_bits(round_wide(high + 2, true, two_high));
}
#endif

static double nearest(const struct decimal *d)
{
    if (d->leading == 0)
        return 0;
    if (d->digits <= 15 && d->exponent >= -22 && d->exponent <= 22) {
        const double value = (double)d->leading; /* both exact, so one rounding (Clinger 1990) */
        return d->exponent < 0 ? value / exact_power[-d->exponent] : value * exact_power[d->exponent];
    }
    const int64_t exponent = d->digits > 19 ? d->exponent + (d->digits - 19) : d->exponent;
    if (d->digits + d->exponent > 310)
        return HUGE_VAL;
    if (d->digits + d->exponent < -326)
        return 0;
#ifdef __SIZEOF_INT128__
    if (exponent >= -27 && exponent <= 27) {
        const double low = scaled(d->leading, false, exponent);
        if (d->digits <= 19)
            return low;
        const double high = scaled(d->leading + 1, false, exponent);
        if (to_bits(low) == to_bits(high))
            return low;
    }
    double value;
    if (d->digits + d->exponent > -306 && exponent <= LAST_STEP * STEP + STEP - 1 &&
        scaled_far(d->leading, d->digits > 19, exponent, &value))
        return value;
#endif
    return decimal_nearest(d, estimate(d->leading, exponent));
}

static const char *skip_digits(const char *at, const char *end)
{
    while (at < end && ascii_is_digit(*at))
        at++;
    return at;
}

/* The exponent after the e at `at`, or 0 and *stop = at where no digits follow. */
static int64_t read_exponent(const char *at, const char *end, const char **stop)
{
    const char *c = at + 1;
    const bool negative = c < end && *c == '-';
    if (c < end && (*c == '-' || *c == '+'))
        c++;
    const char *last = skip_digits(c, end);
    *stop = last == c ? at : last;
    int64_t exponent = 0;
    for (; c < last; c++)
        if (exponent < EXPONENT_CAP)
            exponent = exponent * 10 + (*c - '0');
    return negative ? -exponent : exponent;
}

/* Fills the leading digits and their number from [first, stop), a point among them. */
static void read_digits(struct decimal *d)
{
    while (d->first < d->stop && (*d->first == '0' || *d->first == '.'))
        d->first++;
    for (const char *c = d->first; c < d->stop; c++) {
        if (*c == '.')
            continue;
        if (d->digits < 19)
            d->leading = d->leading * 10 + (uint64_t)(*c - '0');
        d->digits++;
    }
}

struct number number_read_any(const char *at, const char *end)
{
    struct number number = {.end = at};
    const char *c = at;
    const bool negative = c < end && *c == '-';
    if (c < end && (*c == '-' || *c == '+'))
        c++;
    if (c > at && !negative)
        number.style |= NUMBER_PLUS;
    const char *whole = c;
    const char *point = skip_digits(c, end);
    const char *stop = point;
    if (point < end && *point == '.')
        stop = skip_digits(point + 1, end);
    const int64_t fraction = stop > point ? stop - point - 1 : 0;
    if (point == whole && fraction == 0)
        return number;
    number.whole = stop == point;
    if (point == whole)
        number.style |= NUMBER_NO_WHOLE;
    if (stop > point && fraction == 0)
        number.style |= NUMBER_NO_FRACTION;
    if (point - whole > 1 && *whole == '0')
        number.style |= NUMBER_LEADING_ZERO;
    number.end = stop;
    int64_t exponent = 0;
    if (stop < end && (*stop == 'e' || *stop == 'E')) {
        exponent = read_exponent(stop, end, &number.end);
        if (number.end != stop)
            number.whole = 0;
    }
    struct decimal decimal = {.first = whole, .stop = stop, .exponent = exponent - fraction};
    read_digits(&decimal);
    const double value = nearest(&decimal);
    number.value = negative ? -value : value;
    return number;
}
