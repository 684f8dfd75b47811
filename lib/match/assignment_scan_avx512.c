/* Eight numbers at a time. */
#include "match/assignment_scan.h"

#include "base/isa.h"

#include <float.h>

#if defined(__x86_64__)

#include <immintrin.h>

#define SET avx512
#define TARGET AVX512
#define ACROSS 8

/* The lanes of the last step that are columns. */
AVX512 static inline __mmask8 lanes_below(int64_t count)
{
    return (__mmask8)((1 << count) - 1);
}

typedef __m512i rows_avx512;

AVX512 static inline __m512i all_rows_avx512(int64_t row)
{
    return _mm512_set1_epi64(row);
}

AVX512 static inline void store_rows_avx512(int64_t *to, __m512i rows)
{
    _mm512_storeu_si512(to, rows);
}

/* ---- doubles ---- */

typedef __m512d vector_doubles_avx512;
typedef __mmask8 mask_doubles_avx512;

AVX512 static inline __m512d load_doubles_avx512(const double *from)
{
    return _mm512_loadu_pd(from);
}

AVX512 static inline __m512d load_left_doubles_avx512(const double *from, int64_t left)
{
    return left >= ACROSS ? _mm512_loadu_pd(from) : _mm512_maskz_loadu_pd(lanes_below(left), from);
}

AVX512 static inline void store_doubles_avx512(double *to, __m512d number)
{
    _mm512_storeu_pd(to, number);
}

AVX512 static inline __m512d all_doubles_avx512(double number)
{
    return _mm512_set1_pd(number);
}

AVX512 static inline __m512d less_by_doubles_avx512(__m512d a, __m512d b)
{
    return _mm512_sub_pd(a, b);
}

AVX512 static inline __m512d lower_doubles_avx512(__m512d a, __m512d b)
{
    return _mm512_min_pd(a, b);
}

AVX512 static inline __mmask8 less_doubles_avx512(__m512d a, __m512d b)
{
    return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ);
}

AVX512 static inline __mmask8 bad_doubles_avx512(__m512d values)
{
    return _mm512_cmp_pd_mask(values, _mm512_set1_pd(DBL_MAX), _CMP_NLE_UQ);
}

AVX512 static inline __mmask8 either_doubles_avx512(__mmask8 a, __mmask8 b)
{
    return a | b;
}

AVX512 static inline bool any_doubles_avx512(__mmask8 mask)
{
    return mask != 0;
}

AVX512 static inline uint32_t equal_doubles_avx512(__m512d a, __m512d b)
{
    return _mm512_cmp_pd_mask(a, b, _CMP_EQ_OQ);
}

AVX512 static inline void put_row_doubles_avx512(int64_t *to, __m512i row, __mmask8 mask)
{
    _mm512_mask_storeu_epi64(to, mask, row);
}

#define NUMBER double
#define SETTLED __builtin_inf()
#define KIND doubles
#include "match/assignment_scan_body.h"

/* ---- whole numbers ---- */

typedef __m512i vector_weights_avx512;
typedef __mmask8 mask_weights_avx512;

AVX512 static inline __m512i load_weights_avx512(const int64_t *from)
{
    return _mm512_loadu_si512(from);
}

AVX512 static inline __m512i load_left_weights_avx512(const int64_t *from, int64_t left)
{
    return left >= ACROSS ? load_weights_avx512(from) : _mm512_maskz_loadu_epi64(lanes_below(left), from);
}

AVX512 static inline void store_weights_avx512(int64_t *to, __m512i number)
{
    _mm512_storeu_si512(to, number);
}

AVX512 static inline __m512i all_weights_avx512(int64_t number)
{
    return _mm512_set1_epi64(number);
}

AVX512 static inline __m512i less_by_weights_avx512(__m512i a, __m512i b)
{
    return _mm512_sub_epi64(a, b);
}

AVX512 static inline __mmask8 less_weights_avx512(__m512i a, __m512i b)
{
    return _mm512_cmplt_epi64_mask(a, b);
}

AVX512 static inline __m512i lower_weights_avx512(__m512i a, __m512i b)
{
    return _mm512_min_epi64(a, b);
}

AVX512 static inline __mmask8 bad_weights_avx512(__m512i values)
{
    (void)values;
    return 0;
}

AVX512 static inline __mmask8 either_weights_avx512(__mmask8 a, __mmask8 b)
{
    return a | b;
}

AVX512 static inline bool any_weights_avx512(__mmask8 mask)
{
    return mask != 0;
}

AVX512 static inline uint32_t equal_weights_avx512(__m512i a, __m512i b)
{
    return _mm512_cmpeq_epi64_mask(a, b);
}

AVX512 static inline void put_row_weights_avx512(int64_t *to, __m512i row, __mmask8 mask)
{
    _mm512_mask_storeu_epi64(to, mask, row);
}

#define NUMBER int64_t
#define SETTLED SETTLED_NEAR
#define KIND weights
#include "match/assignment_scan_body.h"

#endif
