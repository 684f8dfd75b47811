#include "text/strip.h"

#include "base/isa.h"

#if defined(__x86_64__)

#include <immintrin.h>

/* Two vectors of four blocks. Block i is 2 * i columns behind the first one: what crosses its upper edge was computed
 * two steps before it is needed, which leaves time to carry it to the next lane. */
enum { LAG = 2, SKEW = LAG * (STRIP_BLOCKS - 1), LOWER = 4, LOWER_SKEW = LAG * (LOWER - 1) };
_Static_assert((int)SKEW <= (int)STRIP_MARGIN, "kernels stay within the margin");

AVX2 static inline __m256i load_rows(const uint64_t *rows)
{
    return _mm256_loadu_si256((const __m256i *)rows);
}

/* The rows of four blocks from `first` on, each at the column that it has come to when the first is at *row. */
AVX2 static inline __m256i skewed_rows(const uint64_t *rows, const uint16_t *row)
{
    const __m256i upper = _mm256_blend_epi32(load_rows(rows + row[0]), load_rows(rows + row[-LAG]), 0x0C);
    const __m256i lower = _mm256_blend_epi32(load_rows(rows + row[-2 * LAG]), load_rows(rows + row[-3 * LAG]), 0xC0);
    return _mm256_blend_epi32(upper, lower, 0xF0);
}

/* Every lane moves to the next block; the last one comes round to lane 0. */
AVX2 static inline __m256i to_next_block(__m256i word)
{
    return _mm256_permute4x64_epi64(word, 0x93);
}

/* Lane 0 of `first`, the other lanes of `others`, and of each the highest bit, as bit 0. */
AVX2 static inline __m256i edge_bits(__m256i first, __m256i others)
{
    return _mm256_srli_epi64(_mm256_blend_epi32(others, first, 0x03), 63);
}

/* Eight bytes that end with that of the column, whose bit 7 is then bit 63 of lane 0. */
AVX2 static inline __m256i load_edge(const uint8_t *edge)
{
    return _mm256_castsi128_si256(_mm_loadl_epi64((const __m128i *)(edge - 7)));
}

AVX2 static inline uint8_t last_edge(__m256i word)
{
    return (uint8_t)(_mm256_movemask_pd(_mm256_castsi256_pd(word)) << 4);
}

/* What enters four blocks from above, in bit 0: at this step and at the next. */
struct edges {
    __m256i now, next;
};

AVX2 static inline void pass_on(struct edges *edges, __m256i after)
{
    edges->now = edges->next;
    edges->next = after;
}

struct four_blocks {
    __m256i plus, minus; /* differences down the column */
};

/* One column of each block: horizontal differences come back in *across_plus and *across_minus. The formulas of
 * strip_portable.c, turned so that the longest chain of dependent operations is short. */
AVX2 static inline void levenshtein_step(struct four_blocks *blocks, __m256i match, __m256i edge_plus,
                                         __m256i edge_minus, __m256i *across_plus, __m256i *across_minus)
{
    const __m256i ones = _mm256_set1_epi64x(-1);
    const __m256i plus = blocks->plus, minus = blocks->minus;
    match = _mm256_or_si256(match, edge_minus);
    const __m256i either = _mm256_or_si256(match, minus);
    const __m256i sum = _mm256_add_epi64(_mm256_and_si256(match, plus), plus);
    const __m256i diagonal = _mm256_or_si256(_mm256_xor_si256(sum, plus), either);
    /* ~(diagonal | plus), where plus is 0 and the sum therefore unchanged by the xor */
    const __m256i neither = _mm256_andnot_si256(sum, _mm256_andnot_si256(either, _mm256_xor_si256(plus, ones)));
    *across_plus = _mm256_or_si256(minus, neither);
    *across_minus = _mm256_and_si256(diagonal, plus);
    const __m256i down_plus = _mm256_or_si256(_mm256_add_epi64(*across_plus, *across_plus), edge_plus);
    const __m256i down_minus = _mm256_or_si256(_mm256_add_epi64(*across_minus, *across_minus), edge_minus);
    blocks->plus = _mm256_or_si256(down_minus, _mm256_andnot_si256(down_plus, _mm256_xor_si256(diagonal, ones)));
    blocks->minus = _mm256_and_si256(down_plus, diagonal);
}

/* The lower four blocks by themselves, from the upper edge of the strip. */
AVX2 static void lower_levenshtein(const struct strip *strip)
{
    const struct strip at = *strip;
    const __m256i zero = _mm256_setzero_si256();
    struct four_blocks blocks = {load_rows(at.real + LOWER), zero};
    struct edges edge_plus = {edge_bits(load_edge(at.plus_in), zero), edge_bits(load_edge(at.plus_in + 1), zero)};
    struct edges edge_minus = {edge_bits(load_edge(at.minus_in), zero), edge_bits(load_edge(at.minus_in + 1), zero)};
    for (int64_t step = 0; step < at.columns + LOWER_SKEW; step++) {
        __m256i plus, minus;
        const __m256i match = skewed_rows(at.rows + LOWER, at.row + step);
        levenshtein_step(&blocks, match, edge_plus.now, edge_minus.now, &plus, &minus);
        at.plus_out[step - LOWER_SKEW] = last_edge(plus);
        at.minus_out[step - LOWER_SKEW] = last_edge(minus);
        pass_on(&edge_plus, edge_bits(load_edge(at.plus_in + step + LAG), to_next_block(plus)));
        pass_on(&edge_minus, edge_bits(load_edge(at.minus_in + step + LAG), to_next_block(minus)));
    }
}

/* Whether the upper four blocks have no row: they pass on what comes in. */
static bool only_lower(const struct strip *strip)
{
    return strip->real[LOWER - 1] == 0;
}

AVX2 void strip_levenshtein_avx2(const struct strip *strip)
{
    if (only_lower(strip)) {
        lower_levenshtein(strip);
        return;
    }
    const __m256i zero = _mm256_setzero_si256();
    struct four_blocks upper = {load_rows(strip->real), zero}, lower = {load_rows(strip->real + LOWER), zero};
    struct edges upper_plus = {edge_bits(load_edge(strip->plus_in), zero),
                               edge_bits(load_edge(strip->plus_in + 1), zero)};
    struct edges upper_minus = {edge_bits(load_edge(strip->minus_in), zero),
                                edge_bits(load_edge(strip->minus_in + 1), zero)};
    struct edges lower_plus = {zero, zero}, lower_minus = {zero, zero};
    const struct strip at =
        *strip; /* bytes are written below, which might be the caller's struct for all the compiler knows */
    for (int64_t step = 0; step < at.columns + SKEW; step++) {
        const __m256i upper_match = skewed_rows(at.rows, at.row + step);
        const __m256i lower_match = skewed_rows(at.rows + LOWER, at.row + step - LOWER * LAG);
        __m256i plus, minus, below_plus, below_minus;
        levenshtein_step(&upper, upper_match, upper_plus.now, upper_minus.now, &plus, &minus);
        levenshtein_step(&lower, lower_match, lower_plus.now, lower_minus.now, &below_plus, &below_minus);
        at.plus_out[step - SKEW] = last_edge(below_plus);
        at.minus_out[step - SKEW] = last_edge(below_minus);
        plus = to_next_block(plus);
        minus = to_next_block(minus);
        pass_on(&lower_plus, edge_bits(plus, to_next_block(below_plus)));
        pass_on(&lower_minus, edge_bits(minus, to_next_block(below_minus)));
        pass_on(&upper_plus, edge_bits(load_edge(at.plus_in + step + LAG), plus));
        pass_on(&upper_minus, edge_bits(load_edge(at.minus_in + step + LAG), minus));
    }
}

/* The growth of the common subsequence at the lower edge comes back in bit 63. */
AVX2 static inline __m256i indel_step(__m256i *still, __m256i match, __m256i edge)
{
    const __m256i old = *still, found = _mm256_and_si256(old, match);
    const __m256i sum = _mm256_add_epi64(_mm256_add_epi64(old, edge), found);
    *still = _mm256_or_si256(sum, _mm256_andnot_si256(match, old));
    return _mm256_or_si256(found, _mm256_andnot_si256(sum, old));
}

AVX2 static void lower_indel(const struct strip *strip)
{
    const struct strip at = *strip;
    const __m256i zero = _mm256_setzero_si256();
    __m256i still = _mm256_set1_epi64x(-1);
    struct edges edges = {edge_bits(load_edge(at.minus_in), zero), edge_bits(load_edge(at.minus_in + 1), zero)};
    for (int64_t step = 0; step < at.columns + LOWER_SKEW; step++) {
        const __m256i grown = indel_step(&still, skewed_rows(at.rows + LOWER, at.row + step), edges.now);
        const uint8_t out = last_edge(grown);
        at.minus_out[step - LOWER_SKEW] = out;
        at.plus_out[step - LOWER_SKEW] = (uint8_t)~out;
        pass_on(&edges, edge_bits(load_edge(at.minus_in + step + LAG), to_next_block(grown)));
    }
}

AVX2 void strip_indel_avx2(const struct strip *strip)
{
    if (only_lower(strip)) {
        lower_indel(strip);
        return;
    }
    const __m256i zero = _mm256_setzero_si256();
    __m256i upper = _mm256_set1_epi64x(-1), lower = upper;
    struct edges upper_edges = {edge_bits(load_edge(strip->minus_in), zero),
                                edge_bits(load_edge(strip->minus_in + 1), zero)};
    struct edges lower_edges = {zero, zero};
    const struct strip at = *strip;
    for (int64_t step = 0; step < at.columns + SKEW; step++) {
        __m256i grown = indel_step(&upper, skewed_rows(at.rows, at.row + step), upper_edges.now);
        const __m256i below =
            indel_step(&lower, skewed_rows(at.rows + LOWER, at.row + step - LOWER * LAG), lower_edges.now);
        const uint8_t out = last_edge(below);
        at.minus_out[step - SKEW] = out;
        at.plus_out[step - SKEW] = (uint8_t)~out;
        grown = to_next_block(grown);
        pass_on(&lower_edges, edge_bits(grown, to_next_block(below)));
        pass_on(&upper_edges, edge_bits(load_edge(at.minus_in + step + LAG), grown));
    }
}
#endif
