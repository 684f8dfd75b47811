/* Two numbers at a time. */
#include "match/assignment_scan.h"

#include "base/isa.h"

#include <float.h>

#if defined(__aarch64__)

#include <arm_neon.h>

#define SET neon
#define TARGET
#define ACROSS 2

static inline bool any_of(uint64x2_t mask)
{
    return vmaxvq_u32(vreinterpretq_u32_u64(mask)) != 0;
}

static inline uint32_t bits_of(uint64x2_t mask)
{
    return (uint32_t)((vgetq_lane_u64(mask, 0) & 1) | (vgetq_lane_u64(mask, 1) & 2));
}

static inline void put_rows(int64_t *to, int64x2_t row, uint64x2_t mask)
{
    vst1q_s64(to, vbslq_s64(mask, row, vld1q_s64(to)));
}

typedef int64x2_t rows_neon;

static inline int64x2_t all_rows_neon(int64_t row)
{
    return vdupq_n_s64(row);
}

static inline void store_rows_neon(int64_t *to, int64x2_t rows)
{
    vst1q_s64(to, rows);
}

/* ---- doubles ---- */

typedef float64x2_t vector_doubles_neon;
typedef uint64x2_t mask_doubles_neon;

static inline float64x2_t load_doubles_neon(const double *from)
{
    return vld1q_f64(from);
}

static inline float64x2_t load_left_doubles_neon(const double *from, int64_t left)
{
    return left >= ACROSS ? vld1q_f64(from) : vcombine_f64(vld1_f64(from), vdup_n_f64(0.0));
}

static inline void store_doubles_neon(double *to, float64x2_t number)
{
    vst1q_f64(to, number);
}

static inline float64x2_t all_doubles_neon(double number)
{
    return vdupq_n_f64(number);
}

static inline float64x2_t less_by_doubles_neon(float64x2_t a, float64x2_t b)
{
    return vsubq_f64(a, b);
}

static inline uint64x2_t less_doubles_neon(float64x2_t a, float64x2_t b)
{
    return vcltq_f64(a, b);
}

static inline float64x2_t lower_doubles_neon(float64x2_t a, float64x2_t b)
{
    return vbslq_f64(vcltq_f64(a, b), a, b);
}

static inline uint64x2_t bad_doubles_neon(float64x2_t values)
{
    return veorq_u64(vcleq_f64(values, vdupq_n_f64(DBL_MAX)), vdupq_n_u64(UINT64_MAX));
}

static inline uint64x2_t either_doubles_neon(uint64x2_t a, uint64x2_t b)
{
    return vorrq_u64(a, b);
}

static inline bool any_doubles_neon(uint64x2_t mask)
{
    return any_of(mask);
}

static inline uint32_t equal_doubles_neon(float64x2_t a, float64x2_t b)
{
    return bits_of(vceqq_f64(a, b));
}
static inline void put_row_doubles_neon(int64_t *to, int64x2_t row, uint64x2_t mask)
{
    put_rows(to, row, mask);
}

#define NUMBER double
#define SETTLED __builtin_inf()
#define KIND doubles
#include "match/assignment_scan_body.h"

/* ---- whole numbers ---- */

typedef int64x2_t vector_weights_neon;
typedef uint64x2_t mask_weights_neon;

static inline int64x2_t load_weights_neon(const int64_t *from)
{
    return vld1q_s64(from);
}

static inline int64x2_t load_left_weights_neon(const int64_t *from, int64_t left)
{
    return left >= ACROSS ? vld1q_s64(from) : vcombine_s64(vld1_s64(from), vdup_n_s64(0));
}

static inline void store_weights_neon(int64_t *to, int64x2_t number)
{
    vst1q_s64(to, number);
}

static inline int64x2_t all_weights_neon(int64_t number)
{
    return vdupq_n_s64(number);
}

static inline int64x2_t less_by_weights_neon(int64x2_t a, int64x2_t b)
{
    return vsubq_s64(a, b);
}

static inline uint64x2_t less_weights_neon(int64x2_t a, int64x2_t b)
{
    return vcltq_s64(a, b);
}

static inline int64x2_t lower_weights_neon(int64x2_t a, int64x2_t b)
{
    return vbslq_s64(vcltq_s64(a, b), a, b);
}

static inline uint64x2_t bad_weights_neon(int64x2_t values)
{
    (void)values;
    return vdupq_n_u64(0);
}

static inline uint64x2_t either_weights_neon(uint64x2_t a, uint64x2_t b)
{
    return vorrq_u64(a, b);
}

static inline bool any_weights_neon(uint64x2_t mask)
{
    return any_of(mask);
}

static inline uint32_t equal_weights_neon(int64x2_t a, int64x2_t b)
{
    return bits_of(vceqq_s64(a, b));
}
static inline void put_row_weights_neon(int64_t *to, int64x2_t row, uint64x2_t mask)
{
    put_rows(to, row, mask);
}

#define NUMBER int64_t
#define SETTLED SETTLED_NEAR
#define KIND weights
#include "match/assignment_scan_body.h"

#endif
