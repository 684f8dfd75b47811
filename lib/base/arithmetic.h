/* Scores are the same doubles on every machine, and infinity and NaN mean what they mean: builds that would break that
 * are refused. */
#ifndef BASE_ARITHMETIC_H
#define BASE_ARITHMETIC_H

#include <float.h>

#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ > 0)
#error "vreward cannot be built with -ffast-math or -ffinite-math-only: scores would depend on the build"
#endif

/* Doubles are computed as doubles: 0, 1, and 16 where half precision is there, too; 2 is x87, -1 anything. */
#if FLT_EVAL_METHOD != 0 && FLT_EVAL_METHOD != 1 && FLT_EVAL_METHOD != 16
#error "vreward needs double arithmetic in double precision: on 32-bit x86 build with -msse2 -mfpmath=sse"
#endif

static inline double smaller_of(double a, double b)
{
    return b < a ? b : a;
}

static inline double larger_of(double a, double b)
{
    return b > a ? b : a;
}

#endif
