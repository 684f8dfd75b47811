#include "base/text_out.h"

#include <inttypes.h>
#include <string.h>

int32_t text_out(const char *text, int64_t length, char *buffer, int64_t capacity, int64_t *needed, vreward_error *err)
{
    if (needed == NULL)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "needed is NULL");
    if (capacity < 0 || (buffer == NULL && capacity != 0))
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "buffer is NULL or capacity (%" PRId64 ") negative", capacity);
    *needed = length;
    if (capacity < length)
        return fail(err, VREWARD_E_CAPACITY, -1, -1, "the text needs %" PRId64 " bytes, the buffer has %" PRId64,
                    length, capacity);
    if (length > 0)
        memcpy(buffer, text, (size_t)length);
    return succeed(err);
}
