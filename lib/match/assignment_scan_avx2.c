/* The loops of assignment_scan.c, four columns at a time: the same operations on the same numbers. */
#include "match/assignment_scan.h"

#if defined(__AVX2__)

#include <immintrin.h>

double scan_doubles_avx2(const double *value, const double *price, double distance, double row_price, int64_t row,
                         int64_t cols, double *near, int64_t *from)
{
    const __m256d distances = _mm256_set1_pd(distance), row_prices = _mm256_set1_pd(row_price);
    const __m256i rows = _mm256_set1_epi64x(row);
    __m256d lowest = _mm256_set1_pd(__builtin_inf());
    const int64_t whole = cols - cols % 4;
    for (int64_t j = 0; j < whole; j += 4) {
        const __m256d left = _mm256_sub_pd(_mm256_sub_pd(distances, _mm256_loadu_pd(value + j)), row_prices);
        const __m256d reached = _mm256_sub_pd(left, _mm256_loadu_pd(price + j));
        const __m256d old = _mm256_loadu_pd(near + j);
        const __m256d closer = _mm256_cmp_pd(reached, old, _CMP_LT_OQ);
        const __m256d now = _mm256_blendv_pd(old, reached, closer);
        _mm256_storeu_pd(near + j, now);
        _mm256_maskstore_epi64((long long *)(from + j), _mm256_castpd_si256(closer), rows);
        lowest = _mm256_min_pd(lowest, now);
    }
    double lanes[4];
    _mm256_storeu_pd(lanes, lowest);
    double least =
        scan_doubles(value + whole, price + whole, distance, row_price, row, cols - whole, near + whole, from + whole);
    for (int k = 0; k < 4; k++)
        least = lanes[k] < least ? lanes[k] : least;
    return least;
}

int64_t scan_weights_avx2(const int64_t *value, const int64_t *price, int64_t distance, int64_t row_price, int64_t row,
                          int64_t cols, int64_t *near, int64_t *from)
{
    const __m256i start = _mm256_set1_epi64x(distance - row_price), rows = _mm256_set1_epi64x(row);
    __m256i lowest = _mm256_set1_epi64x(SETTLED_NEAR);
    const int64_t whole = cols - cols % 4;
    for (int64_t j = 0; j < whole; j += 4) {
        const __m256i left = _mm256_sub_epi64(start, _mm256_loadu_si256((const __m256i *)(value + j)));
        const __m256i reached = _mm256_sub_epi64(left, _mm256_loadu_si256((const __m256i *)(price + j)));
        const __m256i old = _mm256_loadu_si256((const __m256i *)(near + j));
        const __m256i closer = _mm256_cmpgt_epi64(old, reached);
        const __m256i now = _mm256_blendv_epi8(old, reached, closer);
        _mm256_storeu_si256((__m256i *)(near + j), now);
        _mm256_maskstore_epi64((long long *)(from + j), closer, rows);
        lowest = _mm256_blendv_epi8(lowest, now, _mm256_cmpgt_epi64(lowest, now));
    }
    int64_t lanes[4];
    _mm256_storeu_si256((__m256i *)lanes, lowest);
    int64_t least =
        scan_weights(value + whole, price + whole, distance, row_price, row, cols - whole, near + whole, from + whole);
    for (int k = 0; k < 4; k++)
        least = lanes[k] < least ? lanes[k] : least;
    return least;
}

int64_t find_double_avx2(const double *near, double wanted, int64_t start, int64_t cols)
{
    const __m256d wanteds = _mm256_set1_pd(wanted);
    int64_t j = start;
    for (; j + 4 <= cols; j += 4) {
        const int equal = _mm256_movemask_pd(_mm256_cmp_pd(_mm256_loadu_pd(near + j), wanteds, _CMP_EQ_OQ));
        if (equal != 0)
            return j + __builtin_ctz((unsigned)equal);
    }
    return find_double(near, wanted, j, cols);
}

int64_t find_weight_avx2(const int64_t *near, int64_t wanted, int64_t start, int64_t cols)
{
    const __m256i wanteds = _mm256_set1_epi64x(wanted);
    int64_t j = start;
    for (; j + 4 <= cols; j += 4) {
        const __m256i same = _mm256_cmpeq_epi64(_mm256_loadu_si256((const __m256i *)(near + j)), wanteds);
        const int equal = _mm256_movemask_pd(_mm256_castsi256_pd(same));
        if (equal != 0)
            return j + __builtin_ctz((unsigned)equal);
    }
    return find_weight(near, wanted, j, cols);
}

#else

/* A machine without it: never called, as base/isa.h never says avx2 there. */
double scan_doubles_avx2(const double *value, const double *price, double distance, double row_price, int64_t row,
                         int64_t cols, double *near, int64_t *from)
{
    return scan_doubles(value, price, distance, row_price, row, cols, near, from);
}

int64_t scan_weights_avx2(const int64_t *value, const int64_t *price, int64_t distance, int64_t row_price, int64_t row,
                          int64_t cols, int64_t *near, int64_t *from)
{
    return scan_weights(value, price, distance, row_price, row, cols, near, from);
}

int64_t find_double_avx2(const double *near, double wanted, int64_t start, int64_t cols)
{
    return find_double(near, wanted, start, cols);
}

int64_t find_weight_avx2(const int64_t *near, int64_t wanted, int64_t start, int64_t cols)
{
    return find_weight(near, wanted, start, cols);
}

#endif
