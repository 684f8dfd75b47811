/* As much of cmocka as the kernels' tests use, for machines that are emulated and have no cmocka: the first failure
 * ends the program. */
#ifndef TESTS_CROSS_CMOCKA_H
#define TESTS_CROSS_CMOCKA_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct CMUnitTest {
    const char *name;
    void (*test)(void **state);
};

#define cmocka_unit_test(function) \
    {                              \
#function, function        \
    }
#define print_message printf
#define print_error printf

static inline void _fail(const char *file, int line)
{
    printf("%s:%d: failed\n", file, line);
    exit(1);
}

#define assert_int_equal(left, right)            \
    do {                                         \
        if ((int64_t)(left) != (int64_t)(right)) \
            _fail(__FILE__, __LINE__);           \
    } while (0)

#define assert_true(what)              \
    do {                               \
        if (!(what))                   \
            _fail(__FILE__, __LINE__); \
    } while (0)
#define assert_false(what) assert_true(!(what))
#define assert_memory_equal(left, right, size) assert_true(memcmp((left), (right), (size)) == 0)

static inline int run_tests(const char *group, const struct CMUnitTest *tests, size_t count, int (*begin)(void **),
                            int (*end)(void **))
{
    void *state = NULL;
    if (begin != NULL)
        begin(&state);
    for (size_t i = 0; i < count; i++) {
        tests[i].test(&state);
        printf("%s: %s ok\n", group, tests[i].name);
        fflush(stdout);
    }
    return end == NULL ? 0 : end(&state);
}

#define cmocka_run_group_tests_name(group, tests, begin, end) \
    run_tests(group, tests, sizeof(tests) / sizeof((tests)[0]), begin, end)
#define cmocka_run_group_tests(tests, begin, end) cmocka_run_group_tests_name(#tests, tests, begin, end)

#endif
