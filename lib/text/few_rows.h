/* The rows that hold a unit, by comparing it with all of them at once: of few rows faster than a table of rows. It takes
 * vectors that tell their elements as bits: SSE2, which all of x86-64 have. */
#ifndef TEXT_FEW_ROWS_H
#define TEXT_FEW_ROWS_H

#include "text/units.h"

#include <string.h>

#if defined(__SSE2__)

#include <emmintrin.h>

enum { FEW_ROWS = 32 };

/* The rows behind the last are 0, and may be found: no step lets them touch those above them. */
struct few_rows {
    __m128i units[FEW_ROWS * 4 / sizeof(__m128i)];
};

static inline bool are_few(int64_t rows)
{
    return rows <= FEW_ROWS;
}

/* Up to sixteen bytes, behind them 0, from two reads that may overlap: what is copied to be read at once is waited for. */
static inline __m128i few_bytes(const unsigned char *data, int64_t count)
{
    uint64_t low = 0, high = 0;
    uint32_t first, last;
    if (count >= 8) {
        memcpy(&low, data, 8);
        memcpy(&high, data + count - 8, 8);
        high = count > 8 ? high >> (128 - 8 * count) : 0;
    } else if (count >= 4) {
        memcpy(&first, data, 4);
        memcpy(&last, data + count - 4, 4);
        low = first | (uint64_t)last << (8 * count - 32);
    } else if (count > 0) {
        low = data[0] | (uint64_t)data[count / 2] << (count / 2 * 8) | (uint64_t)data[count - 1] << (count - 1) * 8;
    }
    return _mm_set_epi64x((int64_t)high, (int64_t)low);
}

static inline void few_rows_load(struct few_rows *few, const struct sequence *rows)
{
    const int64_t bytes = rows->count * rows->width;
    const unsigned char *const data = rows->data;
    const int64_t vectors = rows->width == 1 ? 2 : FEW_ROWS * 4 / (int64_t)sizeof(__m128i);
    for (int64_t i = 0; i < vectors; i++) {
        const int64_t left = bytes - 16 * i;
        few->units[i] = left >= 16  ? _mm_loadu_si128((const __m128i *)(const void *)(data + 16 * i))
                        : left <= 0 ? _mm_setzero_si128()
                                    : few_bytes(data + 16 * i, left);
    }
}

static inline uint64_t few_rows_of_byte(const struct few_rows *few, uint8_t unit)
{
    const __m128i wanted = _mm_set1_epi8((char)unit);
    const int low = _mm_movemask_epi8(_mm_cmpeq_epi8(few->units[0], wanted));
    const int high = _mm_movemask_epi8(_mm_cmpeq_epi8(few->units[1], wanted));
    return (uint64_t)low | (uint64_t)high << 16;
}

static inline int sixteen_rows_of(const __m128i *units, __m128i wanted)
{
    const __m128i low = _mm_packs_epi32(_mm_cmpeq_epi32(units[0], wanted), _mm_cmpeq_epi32(units[1], wanted));
    const __m128i high = _mm_packs_epi32(_mm_cmpeq_epi32(units[2], wanted), _mm_cmpeq_epi32(units[3], wanted));
    return _mm_movemask_epi8(_mm_packs_epi16(low, high));
}

static inline uint64_t few_rows_of_wide(const struct few_rows *few, uint32_t unit)
{
    const __m128i wanted = _mm_set1_epi32((int)unit);
    return (uint64_t)sixteen_rows_of(few->units, wanted) | (uint64_t)sixteen_rows_of(few->units + 4, wanted) << 16;
}

#endif

#endif
