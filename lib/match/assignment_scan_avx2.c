/* Four numbers at a time. */
#include "match/assignment_scan.h"

#include "base/isa.h"

#include <float.h>

#if defined(__x86_64__)

#include <immintrin.h>

#define SET avx2
#define TARGET AVX2
#define ACROSS 4

/* The lanes of the last step that are columns. */
AVX2 static inline __m256i lanes_below(int64_t count)
{
    return _mm256_cmpgt_epi64(_mm256_set1_epi64x(count), _mm256_setr_epi64x(0, 1, 2, 3));
}

typedef __m256i rows_avx2;

AVX2 static inline __m256i all_rows_avx2(int64_t row)
{
    return _mm256_set1_epi64x(row);
}

AVX2 static inline void store_rows_avx2(int64_t *to, __m256i rows)
{
    _mm256_storeu_si256((__m256i *)to, rows);
}

/* ---- doubles ---- */

typedef __m256d vector_doubles_avx2, mask_doubles_avx2;

AVX2 static inline __m256d load_doubles_avx2(const double *from)
{
    return _mm256_loadu_pd(from);
}

AVX2 static inline __m256d load_left_doubles_avx2(const double *from, int64_t left)
{
    return left >= ACROSS ? _mm256_loadu_pd(from) : _mm256_maskload_pd(from, lanes_below(left));
}

AVX2 static inline void store_doubles_avx2(double *to, __m256d number)
{
    _mm256_storeu_pd(to, number);
}

AVX2 static inline __m256d all_doubles_avx2(double number)
{
    return _mm256_set1_pd(number);
}

AVX2 static inline __m256d less_by_doubles_avx2(__m256d a, __m256d b)
{
    return _mm256_sub_pd(a, b);
}

AVX2 static inline __m256d lower_doubles_avx2(__m256d a, __m256d b)
{
    return _mm256_min_pd(a, b);
}

AVX2 static inline __m256d less_doubles_avx2(__m256d a, __m256d b)
{
    return _mm256_cmp_pd(a, b, _CMP_LT_OQ);
}

AVX2 static inline __m256d bad_doubles_avx2(__m256d values)
{
    return _mm256_cmp_pd(values, _mm256_set1_pd(DBL_MAX), _CMP_NLE_UQ);
}

AVX2 static inline __m256d either_doubles_avx2(__m256d a, __m256d b)
{
    return _mm256_or_pd(a, b);
}

AVX2 static inline bool any_doubles_avx2(__m256d mask)
{
    return _mm256_movemask_pd(mask) != 0;
}

AVX2 static inline uint32_t equal_doubles_avx2(__m256d a, __m256d b)
{
    return (uint32_t)_mm256_movemask_pd(_mm256_cmp_pd(a, b, _CMP_EQ_OQ));
}

AVX2 static inline void put_row_doubles_avx2(int64_t *to, __m256i row, __m256d mask)
{
    const __m256i before = _mm256_loadu_si256((const __m256i *)to);
    _mm256_storeu_si256((__m256i *)to, _mm256_blendv_epi8(before, row, _mm256_castpd_si256(mask)));
}

#define NUMBER double
#define SETTLED __builtin_inf()
#define KIND doubles
#include "match/assignment_scan_body.h"

/* ---- whole numbers ---- */

typedef __m256i vector_weights_avx2, mask_weights_avx2;

AVX2 static inline __m256i load_weights_avx2(const int64_t *from)
{
    return _mm256_loadu_si256((const __m256i *)from);
}

AVX2 static inline __m256i load_left_weights_avx2(const int64_t *from, int64_t left)
{
    return left >= ACROSS ? load_weights_avx2(from) : _mm256_maskload_epi64((const long long *)from, lanes_below(left));
}

AVX2 static inline void store_weights_avx2(int64_t *to, __m256i number)
{
    _mm256_storeu_si256((__m256i *)to, number);
}

AVX2 static inline __m256i all_weights_avx2(int64_t number)
{
    return _mm256_set1_epi64x(number);
}

AVX2 static inline __m256i less_by_weights_avx2(__m256i a, __m256i b)
{
    return _mm256_sub_epi64(a, b);
}

AVX2 static inline __m256i less_weights_avx2(__m256i a, __m256i b)
{
    return _mm256_cmpgt_epi64(b, a);
}

AVX2 static inline __m256i lower_weights_avx2(__m256i a, __m256i b)
{
    return _mm256_blendv_epi8(b, a, less_weights_avx2(a, b));
}

AVX2 static inline __m256i bad_weights_avx2(__m256i values)
{
    (void)values;
    return _mm256_setzero_si256();
}

AVX2 static inline __m256i either_weights_avx2(__m256i a, __m256i b)
{
    return _mm256_or_si256(a, b);
}

AVX2 static inline bool any_weights_avx2(__m256i mask)
{
    return _mm256_movemask_epi8(mask) != 0;
}

AVX2 static inline uint32_t equal_weights_avx2(__m256i a, __m256i b)
{
    return (uint32_t)_mm256_movemask_pd(_mm256_castsi256_pd(_mm256_cmpeq_epi64(a, b)));
}

AVX2 static inline void put_row_weights_avx2(int64_t *to, __m256i row, __m256i mask)
{
    store_weights_avx2(to, _mm256_blendv_epi8(load_weights_avx2(to), row, mask));
}

#define NUMBER int64_t
#define SETTLED SETTLED_NEAR
#define KIND weights
#include "match/assignment_scan_body.h"

#endif
