#include "base/isa.h"

#if defined(__x86_64__)

#define VECTOR_BYTES 64
#define WORD_TARGET AVX512
#define LANES_KERNEL lanes_avx512
#include "text/lanes_step.h"

#include <immintrin.h>

/* Columns that are written together: their number in the end is what nobody can guess. */
enum { STEP = 8 };

/* A surrogate, which no unit of up to two bytes is. */
enum { NO_UNIT = 0xD800 };

static inline uint32_t ones(int64_t count)
{
    return (uint32_t)((UINT64_C(1) << count) - 1);
}

/* Units of a text, `begin` being where the first of LANES_WHOLE would be: those in `mask`, elsewhere none. */
AVX512 static inline __m512i load_units(const void *begin, int64_t width, uint32_t mask)
{
    const __m512i none = _mm512_set1_epi16((short)NO_UNIT);
    if (width == 2)
        return _mm512_mask_loadu_epi16(none, mask, begin);
    return _mm512_mask_cvtepu8_epi16(none, mask, _mm512_castsi512_si256(_mm512_maskz_loadu_epi8(mask, begin)));
}

AVX512 static inline __m512i at_begin(const struct sequence *text)
{
    return load_units(text->data, text->width, ones(text->count));
}

AVX512 static inline __m512i at_end(const struct sequence *text)
{
    const int64_t before = LANES_WHOLE - text->count;
    const uintptr_t begin = (uintptr_t)text->data - (uintptr_t)(before * text->width); /* perhaps before any memory */
    return load_units((const void *)begin, text->width, ~ones(before));
}

AVX512 struct lanes_rest lanes_match_whole_avx512(uint64_t *match, const struct sequence *rows,
                                                  const struct sequence *columns)
{
    const __m512i row = at_begin(rows), column = at_end(columns);
    /* The bit that is set in each ends the search where the shorter text ends. */
    const uint32_t unequal = _mm512_cmpneq_epi16_mask(row, at_begin(columns));
    const int64_t prefix = __builtin_ctzll(unequal | UINT64_C(1) << rows->count);
    const uint64_t unequal_behind = (uint64_t)_mm512_cmpneq_epi16_mask(at_end(rows), column) << 32;
    const int64_t suffix = __builtin_clzll(unequal_behind | UINT64_C(1) << 63 >> (rows->count - prefix));
    const int64_t count = columns->count - prefix - suffix;
    const int64_t written = (count + STEP - 1) / STEP * STEP;
    uint16_t units[2 * LANES_WHOLE]; /* of the columns, behind as many that are none */
    const uint32_t before = ones(LANES_WHOLE - suffix - count);
    _mm512_storeu_si512(units, _mm512_set1_epi16((short)NO_UNIT));
    _mm512_storeu_si512(units + LANES_WHOLE, _mm512_mask_set1_epi16(column, before, (short)NO_UNIT));
    const uint16_t *unit = units + 2 * LANES_WHOLE - suffix - written;
    match -= written * LANES;
    for (int64_t j = 0; j < written; j += STEP) {
#pragma GCC unroll 8
        for (int64_t k = j; k < j + STEP; k++)
            match[k * LANES] = _mm512_cmpeq_epi16_mask(row, _mm512_set1_epi16((short)unit[k])) >> prefix;
    }
    return (struct lanes_rest){rows->count - prefix - suffix, count, written};
}

/* The rows of a word whose unit is this one, compared with all of them. */
AVX512 static inline uint64_t rows_with(const __m512i *row, const unsigned char *unit, int64_t width)
{
    if (width == 1)
        return _mm512_cmpeq_epi8_mask(row[0], _mm512_set1_epi8((char)*unit));
    if (width == 2) {
        uint16_t half;
        memcpy(&half, unit, sizeof half);
        const __m512i wanted = _mm512_set1_epi16((short)half);
        const uint64_t low = _mm512_cmpeq_epi16_mask(row[0], wanted), high = _mm512_cmpeq_epi16_mask(row[1], wanted);
        return low | high << 32;
    }
    uint32_t whole;
    memcpy(&whole, unit, sizeof whole);
    const __m512i wanted = _mm512_set1_epi32((int)whole);
    uint64_t rows = 0;
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++)
        rows |= (uint64_t)_mm512_cmpeq_epi32_mask(row[i], wanted) << 16 * i;
    return rows;
}

INLINE void match_rows(uint64_t *match, const struct sequence *rows, const struct sequence *columns, int words,
                       int64_t width)
{
    __m512i row[2 * 4];
    for (int64_t i = 0; i < words * width; i++) {
        const int64_t bytes = rows->count * width - 64 * i;
        const uint64_t real = bytes >= 64 ? UINT64_MAX : bytes <= 0 ? 0 : UINT64_MAX >> (64 - bytes);
        row[i] = _mm512_maskz_loadu_epi8(real, (const unsigned char *)rows->data + 64 * i);
    }
    const unsigned char *const units = columns->data;
    for (int64_t j = 0; j < columns->count; j++, match += words * LANES_OF(words)) {
#pragma GCC unroll 4
        for (int word = 0; word < words; word++)
            match[word * LANES_OF(words)] = rows_with(row + word * width, units + j * width, width);
    }
}

INLINE void match_rows_of(uint64_t *match, const struct sequence *rows, const struct sequence *columns, int words)
{
    if (rows->width == 1)
        match_rows(match, rows, columns, words, 1);
    else if (rows->width == 2)
        match_rows(match, rows, columns, words, 2);
    else
        match_rows(match, rows, columns, words, 4);
}

WORD_TARGET void lanes_match_avx512(uint64_t *match, const struct sequence *rows, const struct sequence *columns,
                                    int words)
{
    if (words == 1)
        match_rows_of(match, rows, columns, 1);
    else
        match_rows_of(match, rows, columns, 2);
}

#endif
