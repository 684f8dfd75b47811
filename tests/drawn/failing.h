/* Failures on demand: malloc, calloc, realloc, free and pthread_create of a program that is linked with failing.c stand
 * before those of libc, so the packages beneath the library get the failures, too. */
#ifndef TESTS_DRAWN_FAILING_H
#define TESTS_DRAWN_FAILING_H

#include <stdbool.h>

/* A sanitizer has an allocator of its own, and other libcs do not say theirs: nothing fails there. */
extern const bool can_fail;

enum failing { FAIL_ONE, FAIL_ALL_FROM }; /* the n-th alone, or it and all behind it */

/* From here on blocks are counted, and the n-th allocation (thread) from now on fails, 0 being the next; below 0: none. */
void fail_allocations(long n, enum failing failing);
void fail_threads(long n, enum failing failing);

/* Nothing fails any more. Returns how many failed; *lost is how many blocks were taken since and not given back. */
long stop_failing(long *lost);

#endif
