#include "api/check.h"

#include <inttypes.h>

int32_t check_count(const char *name, int64_t count, vreward_error *err)
{
    if (count < 0)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "%s is %" PRId64 ", below 0", name, count);
    if (count > LARGEST_COUNT)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "%s is %" PRId64 ", above 2^48", name, count);
    return VREWARD_OK;
}

int32_t check_text(const char *name, const char *text, int64_t length, vreward_error *err)
{
    if (length < 0 || length > LARGEST_COUNT)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "the length of %s is %" PRId64 ", %s", name, length,
                    length < 0 ? "below 0" : "above 2^48");
    if (text == NULL && length > 0)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "%s is NULL", name);
    return VREWARD_OK;
}

int32_t check_ragged(const char *name, const void *values, const int64_t *offsets, int64_t count, vreward_error *err)
{
    if (offsets == NULL)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "%s_offsets is NULL", name);
    if (offsets[0] < 0)
        return fail(err, VREWARD_E_ARGUMENT, 0, -1, "%s_offsets[0] is %" PRId64 ", below 0", name, offsets[0]);
    for (int64_t i = 0; i < count; i++) {
        if (offsets[i + 1] < offsets[i])
            return fail(err, VREWARD_E_ARGUMENT, i, -1,
                        "%s_offsets[%" PRId64 "] is %" PRId64 ", less than the one before it", name, i + 1,
                        offsets[i + 1]);
    }
    if (offsets[count] > LARGEST_COUNT)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "%s_offsets[%" PRId64 "] is %" PRId64 ", above 2^48", name, count,
                    offsets[count]);
    if (values == NULL && offsets[count] > offsets[0])
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "%s is NULL", name);
    return VREWARD_OK;
}
