#include "base/text_out.h"

#include <inttypes.h>
#include <string.h>

int32_t text_out(const char *text, int64_t length, char *buffer, int64_t capacity, int64_t *needed, vreward_error *err)
{
    if (needed == NULL)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "needed is NULL: give a place for the length");
    if (capacity < 0 || (buffer == NULL && capacity != 0))
        return fail(err, VREWARD_E_ARGUMENT, -1, -1,
                    buffer == NULL ? "buffer is NULL and capacity %" PRId64 ": give that many bytes, or a capacity of 0"
                                   : "capacity is %" PRId64 ", below 0: give the bytes of buffer",
                    capacity);
    *needed = length;
    if (capacity < length)
        return fail(err, VREWARD_E_CAPACITY, -1, -1,
                    "capacity is %" PRId64 ": the text has %" PRId64 " bytes, as needed says", capacity, length);
    if (length > 0)
        memcpy(buffer, text, (size_t)length);
    return succeed(err);
}
