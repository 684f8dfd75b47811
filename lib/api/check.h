/* What the public functions ask of counts, offsets and texts. */
#ifndef API_CHECK_H
#define API_CHECK_H

#include "base/status.h"

#include <stddef.h>

/* No count, offset or length is larger: what lies beyond cannot be memory, and a sum or product of such numbers with the
 * size of an element never overflows. */
#define LARGEST_COUNT (INT64_C(1) << 48)

/* 0 .. LARGEST_COUNT. Errors: ARGUMENT. */
int32_t check_count(const char *name, int64_t count, vreward_error *err);

/* Text of `length` bytes, NULL only where it is empty. Errors: ARGUMENT. */
int32_t check_text(const char *name, const char *text, int64_t length, vreward_error *err);

/* Offsets [count + 1] begin at 0 or above, never decrease and end at LARGEST_COUNT or below; `values` may be NULL only
 * where there is nothing in it. Errors: ARGUMENT. */
int32_t check_ragged(const char *name, const void *values, const int64_t *offsets, int64_t count, vreward_error *err);

#endif
