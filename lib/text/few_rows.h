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

static inline void few_rows_load(struct few_rows *few, const struct sequence *rows)
{
    unsigned char units[sizeof few->units] = {0};
    memcpy(units, rows->data, (size_t)(rows->count * rows->width));
    memcpy(few->units, units, sizeof units);
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
