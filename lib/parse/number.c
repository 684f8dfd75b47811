#include "parse/number.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* A double is decided by at most 767 significant digits and whether anything but zeros follows them: halfway between
 * the two smallest normal doubles is the longest tie (Clinger 1990; Gay 1990). */
enum { DIGITS_KEPT = 768, LIMBS = 96, EXPONENT_CAP = 100000 };

/* Every product below is exact: 10^22 is the largest power of ten that is a double. */
static const double exact_power[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                     1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* The digits of one number: value = 0.d1d2d3.. is not used; value = digits as an integer * 10^exponent. */
struct decimal {
    const char *first; /* first significant digit; a point may lie among the digits */
    const char *stop;  /* one past the last digit */
    uint64_t leading;  /* its first 19 significant digits as an integer */
    int64_t digits;    /* significant digits, from the first that is not 0 */
    int64_t exponent;  /* of ten, for all digits taken as an integer */
};

/* A natural number of up to LIMBS * 32 bits, least significant first. Room: 768 digits (2552 bits) times 2^k for the
 * smallest subnormal's tie stays below 96 * 64 bits. */
struct natural {
    uint32_t limb[2 * LIMBS];
    int32_t count;
};

static void multiply_add(struct natural *n, uint32_t factor, uint32_t addend)
{
    uint64_t carry = addend;
    for (int32_t i = 0; i < n->count; i++) {
        carry += (uint64_t)n->limb[i] * factor;
        n->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry != 0 && n->count < 2 * LIMBS)
        n->limb[n->count++] = (uint32_t)carry;
}

static void multiply_by_power_of_five(struct natural *n, int64_t power)
{
    for (; power >= 13; power -= 13)
        multiply_add(n, 1220703125u, 0); /* 5^13 */
    uint32_t rest = 1;
    for (; power > 0; power--)
        rest *= 5;
    multiply_add(n, rest, 0);
}

static void shift_left(struct natural *n, int64_t bits)
{
    if (n->count == 0)
        return;
    const int32_t whole = (int32_t)(bits / 32);
    const int32_t part = (int32_t)(bits % 32);
    if (part != 0)
        multiply_add(n, UINT32_C(1) << part, 0);
    if (whole != 0 && n->count + whole <= 2 * LIMBS) {
        memmove(n->limb + whole, n->limb, (size_t)n->count * sizeof n->limb[0]);
        memset(n->limb, 0, (size_t)whole * sizeof n->limb[0]);
        n->count += whole;
    }
}

static int compare(const struct natural *a, const struct natural *b)
{
    if (a->count != b->count)
        return a->count < b->count ? -1 : 1;
    for (int32_t i = a->count - 1; i >= 0; i--)
        if (a->limb[i] != b->limb[i])
            return a->limb[i] < b->limb[i] ? -1 : 1;
    return 0;
}

static double from_bits(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint64_t to_bits(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* Mantissa and power of two of the point halfway between a non-negative double and the next one up. */
static void halfway_above(uint64_t bits, uint64_t *mantissa, int64_t *exponent)
{
    const uint64_t biased = bits >> 52;
    uint64_t whole = bits & ((UINT64_C(1) << 52) - 1);
    *exponent = -1075;
    if (biased != 0) {
        whole |= UINT64_C(1) << 52;
        *exponent = (int64_t)biased - 1076;
    }
    *mantissa = 2 * whole + 1;
}

/* The written digits as a natural number, cut after DIGITS_KEPT with a 1 for a rest that is not zero. */
static void load_digits(const struct decimal *d, struct natural *n, int64_t *exponent)
{
    int64_t kept = 0;
    bool rest = false;
    n->count = 0;
    for (const char *c = d->first; c < d->stop; c++) {
        if (*c == '.')
            continue;
        if (kept < DIGITS_KEPT) {
            multiply_add(n, 10, (uint32_t)(*c - '0'));
            kept++;
        } else if (*c != '0') {
            rest = true;
            break;
        }
    }
    *exponent = d->exponent + (d->digits - kept);
    if (rest) {
        multiply_add(n, 10, 1);
        *exponent -= 1;
    }
}

/* Is the written number below (-1), at (0) or above (1) the halfway point over `bits`? By integers, so exactly. */
static int compare_with_halfway(const struct natural *digits, int64_t ten, uint64_t bits)
{
    struct natural left = *digits, right = {.count = 0};
    uint64_t mantissa;
    int64_t two;
    halfway_above(bits, &mantissa, &two);
    right.limb[0] = (uint32_t)mantissa;
    right.limb[1] = (uint32_t)(mantissa >> 32);
    right.count = right.limb[1] != 0 ? 2 : 1;
    multiply_by_power_of_five(ten >= 0 ? &left : &right, ten >= 0 ? ten : -ten);
    two -= ten;
    shift_left(two >= 0 ? &right : &left, two >= 0 ? two : -two);
    return compare(&left, &right);
}

/* The nearest double by search between two that enclose it: at most a few comparisons of integers, because the estimate
 * is good to some units in the last place. */
static double nearest_by_integers(const struct decimal *d, double estimate)
{
    struct natural digits;
    int64_t ten;
    load_digits(d, &digits, &ten);
    uint64_t bits = to_bits(estimate);
    if (bits >= to_bits(HUGE_VAL))
        bits = to_bits(HUGE_VAL) - 1;
    for (;;) { /* up while above the halfway point over this double, or at it and this one is odd */
        const int order = compare_with_halfway(&digits, ten, bits);
        if (order < 0 || (order == 0 && bits % 2 == 0))
            break;
        if (++bits >= to_bits(HUGE_VAL))
            return HUGE_VAL;
    }
    while (bits > 0) { /* down while below the halfway point under it, or at it and this one is odd */
        const int order = compare_with_halfway(&digits, ten, bits - 1);
        if (order > 0 || (order == 0 && bits % 2 == 0))
            break;
        bits--;
    }
    return from_bits(bits);
}

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
#endif
    return nearest_by_integers(d, estimate(d->leading, exponent));
}

static const char *skip_digits(const char *at, const char *end)
{
    while (at < end && (unsigned char)(*at - '0') < 10)
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
        if (exponent < EXPONENT_CAP * 100)
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

/* Digits alone, few enough to be exact: what coordinates mostly are. False where there is more to the number. */
static bool read_short(const char *at, const char *end, struct number *number)
{
    const char *c = at;
    uint64_t value = 0;
    while (c < end && c - at < 15 && (unsigned char)(*c - '0') < 10)
        value = value * 10 + (uint64_t)(*c++ - '0');
    if (c == at || (*at == '0' && c - at > 1))
        return false;
    if (c < end && ((unsigned char)(*c - '0') < 10 || *c == '.' || *c == 'e' || *c == 'E'))
        return false;
    *number = (struct number){.value = (double)value, .end = c, .whole = 1};
    return true;
}

struct number number_read(const char *at, const char *end)
{
    struct number number = {.end = at};
    if (read_short(at, end, &number))
        return number;
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
