/* Reading a caller's size-first struct, of whatever release the caller was compiled with. */
#ifndef BASE_STRUCT_READ_H
#define BASE_STRUCT_READ_H

#include "base/status.h"

#include <stddef.h>

/* Copies *given (NULL: the defaults, all zero) into the `size` bytes of `ours`. Shorter than ours: the rest is zero.
 * Longer: fine while the rest is zero, else VREWARD_E_UNSUPPORTED. A struct_size below `first`, the size in the first
 * release, above 4096 or no multiple of a pointer's size is VREWARD_E_ARGUMENT: no release has such a struct, and half
 * a pointer would be read. `name` is what the message calls the struct. */
int32_t struct_read(void *ours, size_t size, size_t first, const void *given, const char *name, vreward_error *err);

/* The same for *given of a public type, whose last member in the first release was `last`. */
#define STRUCT_READ(ours, given, type, last, err) \
    struct_read(ours, sizeof(type), offsetof(type, last) + sizeof(((type *)NULL)->last), given, #type, err)

#endif
