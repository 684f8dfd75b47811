#include "geometry/iou_of_near.h"

#include "base/isa.h"
#include "geometry/overlap.h"

static void near_portable(const double a[4], const double *box, const int32_t *list, int64_t count, double *value)
{
    const struct overlap_rule rule = {VREWARD_OVERLAP_IOU, VREWARD_AREA_HALF_OPEN, VREWARD_INVALID_REJECT};
    for (int64_t k = 0; k < count; k++)
        value[k] = plain_iou(rule, a, box + 4 * list[k]);
}

#if defined(__x86_64__)

#include <immintrin.h>

/* Four boxes at a time, turned so that each register holds one coordinate of all. */
AVX2 static void near_avx2(const double a[4], const double *box, const int32_t *list, int64_t count, double *value)
{
    const __m256d a_x1 = _mm256_set1_pd(a[0]), a_y1 = _mm256_set1_pd(a[1]);
    const __m256d a_x2 = _mm256_set1_pd(a[2]), a_y2 = _mm256_set1_pd(a[3]);
    const __m256d a_area = _mm256_set1_pd((a[2] - a[0]) * (a[3] - a[1])), zero = _mm256_setzero_pd();
    for (int64_t k = 0; k < count; k += LANES_OF_NEAR) {
        const __m256d b0 = _mm256_loadu_pd(box + 4 * list[k]), b1 = _mm256_loadu_pd(box + 4 * list[k + 1]);
        const __m256d b2 = _mm256_loadu_pd(box + 4 * list[k + 2]), b3 = _mm256_loadu_pd(box + 4 * list[k + 3]);
        const __m256d x01 = _mm256_unpacklo_pd(b0, b1), y01 = _mm256_unpackhi_pd(b0, b1);
        const __m256d x23 = _mm256_unpacklo_pd(b2, b3), y23 = _mm256_unpackhi_pd(b2, b3);
        const __m256d x1 = _mm256_permute2f128_pd(x01, x23, 0x20), y1 = _mm256_permute2f128_pd(y01, y23, 0x20);
        const __m256d x2 = _mm256_permute2f128_pd(x01, x23, 0x31), y2 = _mm256_permute2f128_pd(y01, y23, 0x31);
        const __m256d width = _mm256_sub_pd(_mm256_min_pd(x2, a_x2), _mm256_max_pd(x1, a_x1));
        const __m256d height = _mm256_sub_pd(_mm256_min_pd(y2, a_y2), _mm256_max_pd(y1, a_y1));
        const __m256d overlap =
            _mm256_and_pd(_mm256_cmp_pd(width, zero, _CMP_GT_OQ), _mm256_cmp_pd(height, zero, _CMP_GT_OQ));
        const __m256d both = _mm256_mul_pd(width, height);
        const __m256d area = _mm256_mul_pd(_mm256_sub_pd(x2, x1), _mm256_sub_pd(y2, y1));
        const __m256d either = _mm256_sub_pd(_mm256_add_pd(a_area, area), both);
        _mm256_storeu_pd(value + k, _mm256_and_pd(_mm256_div_pd(both, either), overlap));
    }
}

#elif defined(__aarch64__)

#include <arm_neon.h>

/* Two boxes at a time, in the same way. */
static void near_neon(const double a[4], const double *box, const int32_t *list, int64_t count, double *value)
{
    const float64x2_t a_x1 = vdupq_n_f64(a[0]), a_y1 = vdupq_n_f64(a[1]);
    const float64x2_t a_x2 = vdupq_n_f64(a[2]), a_y2 = vdupq_n_f64(a[3]);
    const float64x2_t a_area = vdupq_n_f64((a[2] - a[0]) * (a[3] - a[1])), zero = vdupq_n_f64(0.0);
    for (int64_t k = 0; k < count; k += 2) {
        const double *b0 = box + 4 * list[k], *b1 = box + 4 * list[k + 1];
        const float64x2_t low0 = vld1q_f64(b0), high0 = vld1q_f64(b0 + 2);
        const float64x2_t low1 = vld1q_f64(b1), high1 = vld1q_f64(b1 + 2);
        const float64x2_t x1 = vtrn1q_f64(low0, low1), y1 = vtrn2q_f64(low0, low1);
        const float64x2_t x2 = vtrn1q_f64(high0, high1), y2 = vtrn2q_f64(high0, high1);
        const float64x2_t width = vsubq_f64(vminq_f64(x2, a_x2), vmaxq_f64(x1, a_x1));
        const float64x2_t height = vsubq_f64(vminq_f64(y2, a_y2), vmaxq_f64(y1, a_y1));
        const uint64x2_t overlap = vandq_u64(vcgtq_f64(width, zero), vcgtq_f64(height, zero));
        const float64x2_t both = vmulq_f64(width, height);
        const float64x2_t area = vmulq_f64(vsubq_f64(x2, x1), vsubq_f64(y2, y1));
        const float64x2_t iou = vdivq_f64(both, vsubq_f64(vaddq_f64(a_area, area), both));
        vst1q_f64(value + k, vreinterpretq_f64_u64(vandq_u64(vreinterpretq_u64_f64(iou), overlap)));
    }
}

#endif

void iou_of_near(const double a[4], const double *box, int32_t *list, int64_t count, double *value)
{
    for (int k = 0; k < LANES_OF_NEAR; k++)
        list[count + k] = 0;
#if defined(__x86_64__)
    if (isa_in_use() >= ISA_AVX2) {
        near_avx2(a, box, list, count, value);
        return;
    }
#elif defined(__aarch64__)
    if (isa_in_use() == ISA_NEON) {
        near_neon(a, box, list, count, value);
        return;
    }
#endif
    near_portable(a, box, list, count, value);
}
