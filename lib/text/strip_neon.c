#if defined(__aarch64__)
#include "text/strip.h"

#include <arm_neon.h>

/* Four vectors of two blocks; the skewed front of strip_avx2.c with two lanes: what leaves a lane enters the next one
 * two columns later. */
enum { LAG = 2, SKEW = LAG * (STRIP_BLOCKS - 1), VECTORS = STRIP_BLOCKS / 2 };
_Static_assert((int)SKEW <= (int)STRIP_MARGIN, "kernels stay within the margin");

/* The rows of two blocks, the second one where it has come to when the first is at *row. */
static inline uint64x2_t skewed_rows(const uint64_t *rows, const uint16_t *row)
{
    return vcombine_u64(vld1_u64(rows + row[0]), vld1_u64(rows + row[-LAG] + 1));
}

/* The highest lane of `before` and the lowest of `words`: each lane's word from the block above. */
static inline uint64x2_t to_next_block(uint64x2_t before, uint64x2_t words)
{
    return vextq_u64(before, words, 1);
}

/* The byte of the column, as the highest of the upper lane. */
static inline uint64x2_t load_edge(const uint8_t *edge)
{
    return vdupq_n_u64((uint64_t)*edge << 56);
}

static inline uint8_t last_edge(uint64x2_t words)
{
    return (uint8_t)(vgetq_lane_u64(words, 1) >> 56);
}

/* What enters the blocks from above, as bit 63: at this step and at the next. */
struct edges {
    uint64x2_t now, next;
};

static inline void pass_on(struct edges *edges, uint64x2_t after)
{
    edges->now = edges->next;
    edges->next = after;
}

struct two_blocks {
    uint64x2_t plus, minus; /* differences down the column */
    struct edges edge_plus, edge_minus;
};

static inline void levenshtein_step(struct two_blocks *blocks, uint64x2_t match, uint64x2_t *across_plus,
                                    uint64x2_t *across_minus)
{
    const uint64x2_t plus = blocks->plus, minus = blocks->minus;
    match = vorrq_u64(match, vshrq_n_u64(blocks->edge_minus.now, 63));
    const uint64x2_t either = vorrq_u64(match, minus), sum = vaddq_u64(vandq_u64(match, plus), plus);
    const uint64x2_t diagonal = vorrq_u64(veorq_u64(sum, plus), either);
    *across_plus = vornq_u64(minus, vorrq_u64(sum, vorrq_u64(either, plus)));
    *across_minus = vandq_u64(diagonal, plus);
    /* A shift by one frees bit 0, so that the edge can be added. */
    const uint64x2_t down_plus = vsraq_n_u64(vshlq_n_u64(*across_plus, 1), blocks->edge_plus.now, 63);
    const uint64x2_t down_minus = vsraq_n_u64(vshlq_n_u64(*across_minus, 1), blocks->edge_minus.now, 63);
    blocks->plus = vornq_u64(down_minus, vorrq_u64(diagonal, down_plus));
    blocks->minus = vandq_u64(down_plus, diagonal);
}

void strip_levenshtein_neon(const struct strip *strip)
{
    const struct strip at = *strip;
    const uint64x2_t zero = vdupq_n_u64(0);
    struct two_blocks blocks[VECTORS];
    for (int i = 0; i < VECTORS; i++)
        blocks[i] = (struct two_blocks){vld1q_u64(at.real + 2 * i), zero, {zero, zero}, {zero, zero}};
    /* Only lane 0 of the first vector, the upper edge, has something to take in yet. */
    blocks[0].edge_plus =
        (struct edges){vsetq_lane_u64(0, load_edge(at.plus_in), 1), vsetq_lane_u64(0, load_edge(at.plus_in + 1), 1)};
    blocks[0].edge_minus =
        (struct edges){vsetq_lane_u64(0, load_edge(at.minus_in), 1), vsetq_lane_u64(0, load_edge(at.minus_in + 1), 1)};
    for (int64_t step = 0; step < at.columns + SKEW; step++) {
        uint64x2_t above_plus = load_edge(at.plus_in + step + LAG), above_minus = load_edge(at.minus_in + step + LAG);
        for (int i = 0; i < VECTORS; i++) {
            uint64x2_t plus, minus;
            const uint16_t *row = at.row + step - 2 * LAG * i;
            levenshtein_step(&blocks[i], skewed_rows(at.rows + 2 * i, row), &plus, &minus);
            pass_on(&blocks[i].edge_plus, to_next_block(above_plus, plus));
            pass_on(&blocks[i].edge_minus, to_next_block(above_minus, minus));
            above_plus = plus;
            above_minus = minus;
        }
        at.plus_out[step - SKEW] = last_edge(above_plus);
        at.minus_out[step - SKEW] = last_edge(above_minus);
    }
}

/* The growth of the common subsequence at the lower edge comes back in bit 63. */
static inline uint64x2_t indel_step(uint64x2_t *still, uint64x2_t match, uint64x2_t edge)
{
    const uint64x2_t old = *still, found = vandq_u64(old, match);
    const uint64x2_t sum = vaddq_u64(vsraq_n_u64(old, edge, 63), found);
    *still = vorrq_u64(sum, vbicq_u64(old, match));
    return vorrq_u64(found, vbicq_u64(old, sum));
}

void strip_indel_neon(const struct strip *strip)
{
    const struct strip at = *strip;
    uint64x2_t still[VECTORS];
    struct edges edges[VECTORS];
    for (int i = 0; i < VECTORS; i++) {
        still[i] = vdupq_n_u64(UINT64_MAX);
        edges[i] = (struct edges){vdupq_n_u64(0), vdupq_n_u64(0)};
    }
    edges[0] =
        (struct edges){vsetq_lane_u64(0, load_edge(at.minus_in), 1), vsetq_lane_u64(0, load_edge(at.minus_in + 1), 1)};
    for (int64_t step = 0; step < at.columns + SKEW; step++) {
        uint64x2_t above = load_edge(at.minus_in + step + LAG);
        for (int i = 0; i < VECTORS; i++) {
            const uint16_t *row = at.row + step - 2 * LAG * i;
            const uint64x2_t grown = indel_step(&still[i], skewed_rows(at.rows + 2 * i, row), edges[i].now);
            pass_on(&edges[i], to_next_block(above, grown));
            above = grown;
        }
        const uint8_t out = last_edge(above);
        at.minus_out[step - SKEW] = out;
        at.plus_out[step - SKEW] = (uint8_t)~out;
    }
}
#else
typedef int strip_neon_needs_aarch64; /* an empty file is not C */
#endif
