#if defined(__AVX2__)
#include "text/strip.h"

#include <immintrin.h>

/* Two vectors of four blocks; block i of the eight is i columns behind the first. */

/* The last three columns' rows of a vector, to take each lane from the column that its block has come to. */
struct history {
    __m256i one, two, three; /* columns ago */
};

static inline __m256i load_rows(const uint64_t *rows)
{
    return _mm256_loadu_si256((const __m256i *)rows);
}

/* Lane i from i columns ago. */
static inline __m256i skewed(struct history *history, __m256i now)
{
    const __m256i upper = _mm256_blend_epi32(now, history->one, 0x0C);
    const __m256i lower = _mm256_blend_epi32(history->two, history->three, 0xC0);
    history->three = history->two;
    history->two = history->one;
    history->one = now;
    return _mm256_blend_epi32(upper, lower, 0xF0);
}

/* Every lane moves to the next block; the last one comes round to lane 0. */
static inline __m256i to_next_block(__m256i word)
{
    return _mm256_permute4x64_epi64(word, 0x93);
}

/* Lane 0 of `first`, the other lanes of `others`, and of each the highest bit, as bit 0. */
static inline __m256i edge_bits(__m256i first, __m256i others)
{
    return _mm256_srli_epi64(_mm256_blend_epi32(others, first, 0x03), 63);
}

/* Eight bytes that end with that of the column, whose bit 7 is then bit 63 of lane 0. */
static inline __m256i load_edge(const uint8_t *edge)
{
    return _mm256_castsi128_si256(_mm_loadl_epi64((const __m128i *)(edge - 7)));
}

static inline uint8_t last_edge(__m256i word)
{
    return (uint8_t)(_mm256_movemask_pd(_mm256_castsi256_pd(word)) << 4);
}

struct four_blocks {
    __m256i plus, minus;               /* vertical differences */
    __m256i across_plus, across_minus; /* horizontal ones of the column before */
    struct history history;
};

static inline void levenshtein_step(struct four_blocks *blocks, __m256i match, __m256i edge_plus, __m256i edge_minus)
{
    const __m256i ones = _mm256_set1_epi64x(-1);
    const __m256i plus = blocks->plus, minus = blocks->minus;
    match = _mm256_or_si256(match, edge_minus);
    __m256i diagonal = _mm256_add_epi64(_mm256_and_si256(match, plus), plus);
    diagonal = _mm256_or_si256(_mm256_xor_si256(diagonal, plus), _mm256_or_si256(match, minus));
    const __m256i across_plus = _mm256_or_si256(minus, _mm256_xor_si256(_mm256_or_si256(diagonal, plus), ones));
    const __m256i across_minus = _mm256_and_si256(diagonal, plus);
    const __m256i down_plus = _mm256_or_si256(_mm256_add_epi64(across_plus, across_plus), edge_plus);
    const __m256i down_minus = _mm256_or_si256(_mm256_add_epi64(across_minus, across_minus), edge_minus);
    blocks->plus = _mm256_or_si256(down_minus, _mm256_xor_si256(_mm256_or_si256(diagonal, down_plus), ones));
    blocks->minus = _mm256_and_si256(down_plus, diagonal);
    blocks->across_plus = across_plus;
    blocks->across_minus = across_minus;
}

static struct four_blocks first_column(const struct strip *strip, int64_t first_block)
{
    const __m256i zero = _mm256_setzero_si256(), before = load_rows(strip->rows + strip->row[-1] + first_block);
    return (struct four_blocks){load_rows(strip->real + first_block), zero, zero, zero, {before, before, before}};
}

void strip_levenshtein_avx2(const struct strip *strip)
{
    struct four_blocks upper = first_column(strip, 0), lower = first_column(strip, 4);
    const int64_t steps = strip->columns + STRIP_BLOCKS - 1;
    for (int64_t step = 0; step < steps; step++) {
        const __m256i match_upper = skewed(&upper.history, load_rows(strip->rows + strip->row[step]));
        const __m256i match_lower = skewed(&lower.history, load_rows(strip->rows + strip->row[step - 4] + 4));
        const __m256i upper_plus = to_next_block(upper.across_plus), upper_minus = to_next_block(upper.across_minus);
        const __m256i lower_plus = to_next_block(lower.across_plus), lower_minus = to_next_block(lower.across_minus);
        levenshtein_step(&upper, match_upper, edge_bits(load_edge(strip->plus_in + step), upper_plus),
                         edge_bits(load_edge(strip->minus_in + step), upper_minus));
        levenshtein_step(&lower, match_lower, edge_bits(upper_plus, lower_plus), edge_bits(upper_minus, lower_minus));
        strip->plus_out[step - 7] = last_edge(lower.across_plus);
        strip->minus_out[step - 7] = last_edge(lower.across_minus);
    }
}

/* `grown` is the carry of the column before, in bit 63. */
static inline __m256i indel_step(__m256i *still, __m256i match, __m256i edge)
{
    const __m256i old = *still, found = _mm256_and_si256(old, match);
    const __m256i sum = _mm256_add_epi64(_mm256_add_epi64(old, found), edge);
    *still = _mm256_or_si256(sum, _mm256_andnot_si256(match, old));
    return _mm256_or_si256(found, _mm256_andnot_si256(sum, old));
}

void strip_indel_avx2(const struct strip *strip)
{
    const __m256i zero = _mm256_setzero_si256();
    struct history history_upper = {zero, zero, zero}, history_lower = history_upper;
    __m256i upper = _mm256_set1_epi64x(-1), lower = upper, grown_upper = zero, grown_lower = zero;
    const int64_t steps = strip->columns + STRIP_BLOCKS - 1;
    for (int64_t step = 0; step < steps; step++) {
        const __m256i match_upper = skewed(&history_upper, load_rows(strip->rows + strip->row[step]));
        const __m256i match_lower = skewed(&history_lower, load_rows(strip->rows + strip->row[step - 4] + 4));
        const __m256i from_upper = to_next_block(grown_upper), from_lower = to_next_block(grown_lower);
        grown_upper = indel_step(&upper, match_upper, edge_bits(load_edge(strip->minus_in + step), from_upper));
        grown_lower = indel_step(&lower, match_lower, edge_bits(from_upper, from_lower));
        const uint8_t grown = last_edge(grown_lower);
        strip->minus_out[step - 7] = grown;
        strip->plus_out[step - 7] = (uint8_t)~grown;
    }
}
#else
typedef int strip_avx2_needs_avx2; /* an empty file is not C */
#endif
