#include "text/strip.h"

#include "base/isa.h"

#if defined(__x86_64__)

#include <immintrin.h>

/* One vector of all eight blocks, each a column behind the one above it. */
enum { SKEW = STRIP_BLOCKS - 1 };
_Static_assert((int)SKEW <= (int)STRIP_MARGIN, "kernels stay within the margin");

/* Bits of the truth tables of a ternary operation: where its first, second and third operand are 1. */
enum { A = 0xF0, B = 0xCC, C = 0xAA };
#define TERNARY(a, b, c, table) _mm512_ternarylogic_epi64((a), (b), (c), (table)&0xFF)

/* The rows of the blocks at the columns that they have come to. All rows of a column are loaded at once; the odd blocks
 * take theirs one step later, then each second pair its two steps later, then the lower four theirs four. */
struct skew {
    __m512i one, two[2], four[4];
};

AVX512 static inline __m512i skewed_rows(struct skew *skew, const uint64_t *rows)
{
    const __m512i now = _mm512_loadu_si512(rows);
    const __m512i odd = _mm512_mask_blend_epi64(0xAA, now, skew->one);
    const __m512i pairs = _mm512_mask_blend_epi64(0xCC, odd, skew->two[1]);
    const __m512i all = _mm512_mask_blend_epi64(0xF0, pairs, skew->four[3]);
    *skew = (struct skew){now, {odd, skew->two[0]}, {pairs, skew->four[0], skew->four[1], skew->four[2]}};
    return all;
}

/* What crosses the upper edges of the blocks, in bit 63: of the first from the byte of the column, of the others from
 * the block above. */
AVX512 static inline __m512i from_above(__m512i across, const uint8_t *edge)
{
    int64_t bytes; /* that end with the byte */
    __builtin_memcpy(&bytes, edge - 7, sizeof bytes);
    return _mm512_alignr_epi64(across, _mm512_set1_epi64(bytes), 7);
}

/* Bit 7 is that of the last block. */
AVX512 static inline uint8_t last_edge(__m512i across)
{
    return (uint8_t)_mm512_movepi64_mask(across);
}

AVX512 void strip_levenshtein_avx512(const struct strip *strip)
{
    const struct strip at = *strip; /* bytes are written below, which might be the caller's struct */
    const __m512i zero = _mm512_setzero_si512();
    __m512i plus = _mm512_loadu_si512(at.real), minus = zero;
    __m512i above_plus = from_above(zero, at.plus_in), above_minus = from_above(zero, at.minus_in);
    const __m512i before = _mm512_loadu_si512(at.rows + at.row[-1]);
    struct skew skew = {before, {before, before}, {before, before, before, before}};
    for (int64_t step = 0; step < at.columns + SKEW; step++) {
        const __m512i match = skewed_rows(&skew, at.rows + at.row[step]);
        const __m512i edge = _mm512_srli_epi64(above_minus, 63);
        const __m512i found = TERNARY(match, edge, plus, (A | B) & C);
        const __m512i either = TERNARY(match, edge, minus, A | B | C);
        const __m512i sum = _mm512_add_epi64(found, plus);
        const __m512i diagonal = TERNARY(sum, plus, either, (A ^ B) | C);
        const __m512i across_plus = TERNARY(minus, diagonal, plus, A | ~(B | C));
        const __m512i across_minus = _mm512_and_si512(diagonal, plus);
        const __m512i down_plus = _mm512_shldi_epi64(across_plus, above_plus, 1);
        const __m512i down_minus = _mm512_shldi_epi64(across_minus, above_minus, 1);
        plus = TERNARY(down_minus, diagonal, down_plus, A | ~(B | C));
        minus = _mm512_and_si512(down_plus, diagonal);
        at.plus_out[step - SKEW] = last_edge(across_plus);
        at.minus_out[step - SKEW] = last_edge(across_minus);
        above_plus = from_above(across_plus, at.plus_in + step + 1);
        above_minus = from_above(across_minus, at.minus_in + step + 1);
    }
}

/* The growth of the common subsequence at the lower edge of a block is its `grown` in bit 63. */
AVX512 void strip_indel_avx512(const struct strip *strip)
{
    const struct strip at = *strip;
    __m512i still = _mm512_set1_epi64(-1), above = from_above(_mm512_setzero_si512(), at.minus_in);
    const __m512i before = _mm512_loadu_si512(at.rows + at.row[-1]);
    struct skew skew = {before, {before, before}, {before, before, before, before}};
    for (int64_t step = 0; step < at.columns + SKEW; step++) {
        const __m512i match = skewed_rows(&skew, at.rows + at.row[step]);
        const __m512i found = _mm512_and_si512(still, match);
        const __m512i sum = _mm512_add_epi64(_mm512_add_epi64(still, _mm512_srli_epi64(above, 63)), found);
        const __m512i grown = TERNARY(found, still, sum, A | (B & ~C));
        still = TERNARY(sum, still, match, A | (B & ~C));
        const uint8_t out = last_edge(grown);
        at.minus_out[step - SKEW] = out;
        at.plus_out[step - SKEW] = (uint8_t)~out;
        above = from_above(grown, at.minus_in + step + 1);
    }
}
#endif
