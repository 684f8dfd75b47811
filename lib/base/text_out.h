/* Text that leaves the library through a caller's buffer. */
#ifndef BASE_TEXT_OUT_H
#define BASE_TEXT_OUT_H

#include "base/status.h"

/* Copies `length` bytes (no NUL) to buffer; *needed (not NULL) is always set to `length`. buffer may be NULL where
 * capacity is 0. Errors: ARGUMENT, CAPACITY (nothing copied). */
int32_t text_out(const char *text, int64_t length, char *buffer, int64_t capacity, int64_t *needed, vreward_error *err);

#endif
