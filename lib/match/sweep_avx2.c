/* The loop of sweep.c, four rectangles at a time. */
#include "match/sweep.h"

#include "base/isa.h"

#if defined(__x86_64__)

#include <immintrin.h>

AVX2 uint64_t touching_word_avx2(const struct rectangles *rectangles, int64_t word, const double rectangle[4])
{
    const double *x1 = rectangles->x1 + word * WORD, *y1 = rectangles->y1 + word * WORD;
    const double *x2 = rectangles->x2 + word * WORD, *y2 = rectangles->y2 + word * WORD;
    const __m256d left = _mm256_set1_pd(rectangle[0]), top = _mm256_set1_pd(rectangle[1]);
    const __m256d right = _mm256_set1_pd(rectangle[2]), bottom = _mm256_set1_pd(rectangle[3]);
    uint64_t touched = 0;
    for (int k = 0; k < WORD; k += 4) {
        const __m256d x = _mm256_and_pd(_mm256_cmp_pd(_mm256_loadu_pd(x1 + k), right, _CMP_LE_OQ),
                                        _mm256_cmp_pd(_mm256_loadu_pd(x2 + k), left, _CMP_GE_OQ));
        const __m256d y = _mm256_and_pd(_mm256_cmp_pd(_mm256_loadu_pd(y1 + k), bottom, _CMP_LE_OQ),
                                        _mm256_cmp_pd(_mm256_loadu_pd(y2 + k), top, _CMP_GE_OQ));
        touched |= (uint64_t)(unsigned)_mm256_movemask_pd(_mm256_and_pd(x, y)) << k;
    }
    return touched;
}

#endif
