/* Exact asserts on doubles, which cmocka 1.1 lacks: equal to the last bit, NaN equal to NaN. */
#ifndef TESTS_EXACT_H
#define TESTS_EXACT_H

/* cmocka.h needs these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#undef fail /* a macro of cmocka's, and a function of lib/base/status.h */

static inline void assert_double_at(double left, double right, const char *file, int line)
{
    uint64_t left_bits, right_bits;
    memcpy(&left_bits, &left, sizeof left);
    memcpy(&right_bits, &right, sizeof right);
    if (left_bits != right_bits && !(left != left && right != right)) {
        print_error("%.17g (%a) is not %.17g (%a)\n", left, left, right, right);
        _fail(file, line);
    }
}

#define assert_double(left, right) assert_double_at((left), (right), __FILE__, __LINE__)

/* For values that another implementation computed in another order of operations. */
#define assert_near(left, right, tolerance)                                                                 \
    do {                                                                                                    \
        const double left_value = (left), right_value = (right);                                            \
        if (!(left_value - right_value <= (tolerance) && right_value - left_value <= (tolerance))) {        \
            print_error("%.17g is not within %g of %.17g\n", left_value, (double)(tolerance), right_value); \
            _fail(__FILE__, __LINE__);                                                                      \
        }                                                                                                   \
    } while (0)

#endif
