#include "base/decimal_exact.h"

#include <math.h>
#include <stdbool.h>

/* A double is decided by at most 767 significant digits and whether anything but zeros follows them: halfway between
 * the two smallest normal doubles is the longest tie (Clinger 1990; Gay 1990). */
enum { DIGITS_KEPT = 768, LIMBS = 96 };

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
double decimal_nearest(const struct decimal *d, double estimate)
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
