#include "base/struct_read.h"

#include <inttypes.h>
#include <string.h>

enum { LARGEST = 4096, ALIGNMENT = sizeof(void *) };

int32_t struct_read(void *ours, size_t size, size_t first, const void *given, const char *name, vreward_error *err)
{
    memset(ours, 0, size);
    if (given == NULL)
        return VREWARD_OK;
    uint64_t given_size;
    memcpy(&given_size, given, sizeof given_size);
    if (given_size < first || given_size > LARGEST || given_size % ALIGNMENT != 0)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "%s.struct_size is %" PRIu64 ", set it to sizeof(%s)", name,
                    given_size, name);
    const unsigned char *bytes = given;
    for (uint64_t i = size; i < given_size; i++) {
        if (bytes[i] != 0)
            return fail(err, VREWARD_E_UNSUPPORTED, -1, -1,
                        "%s sets a member that this library (%s) does not know: leave it 0, or use a newer library",
                        name, vreward_version_string());
    }
    memcpy(ours, given, given_size < size ? (size_t)given_size : size);
    return VREWARD_OK;
}
