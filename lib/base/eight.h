/* Eight bytes of a text at a time, as one number. */
#ifndef BASE_EIGHT_H
#define BASE_EIGHT_H

#include <stdint.h>
#include <string.h>

/* The byte in all eight places. */
#define EIGHT_OF(byte) (UINT64_C(0x0101010101010101) * (unsigned char)(byte))

/* The eight bytes at `at`; the first is the lowest on every machine. */
static inline uint64_t eight_read(const char *at)
{
    uint64_t eight;
    memcpy(&eight, at, sizeof eight);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    eight = __builtin_bswap64(eight);
#endif
    return eight;
}

/* Which of the eight is the first whose high bit is 1; there must be one. */
static inline int32_t eight_first(uint64_t eight)
{
    return __builtin_ctzll(eight & EIGHT_OF(0x80)) / 8;
}

/* The whole number that eight digits make, each 0 to 9 and the first the highest: neighbours are joined three times. */
static inline uint64_t eight_decimal(uint64_t digits)
{
    const uint64_t pairs = (digits * 10 + (digits >> 8)) & UINT64_C(0x00FF00FF00FF00FF);
    const uint64_t fours = (pairs * 100 + (pairs >> 16)) & UINT64_C(0x0000FFFF0000FFFF);
    return (fours * 10000 + (fours >> 32)) & UINT64_C(0xFFFFFFFF);
}

/* Bit i: the high bit of byte i. */
static inline uint64_t eight_high_bits(uint64_t eight)
{
    return (eight >> 7 & EIGHT_OF(1)) * UINT64_C(0x0102040810204080) >> 56;
}

#endif
