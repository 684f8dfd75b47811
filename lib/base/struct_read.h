/* Reading a caller's size-first struct, of whatever release the caller was compiled with. */
#ifndef BASE_STRUCT_READ_H
#define BASE_STRUCT_READ_H

#include "base/status.h"

#include <stddef.h>

/* Copies *given (NULL: the defaults, all zero) into the `size` bytes of `ours`. Shorter than ours: the rest is zero.
 * Longer: fine while the rest is zero, else VREWARD_E_UNSUPPORTED. A struct_size below 8 or above 4096 is
 * VREWARD_E_ARGUMENT. `name` is what the message calls the struct. */
int32_t struct_read(void *ours, size_t size, const void *given, const char *name, vreward_error *err);

#endif
