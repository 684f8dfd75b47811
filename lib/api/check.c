#include "api/check.h"

#include <inttypes.h>
#include <stdio.h>

int32_t check_given(const struct given *given, size_t count, vreward_error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (given[i].value == NULL)
            return fail(err, VREWARD_E_ARGUMENT, -1, -1, "%s is NULL: give %s", given[i].name, given[i].wanted);
    }
    return VREWARD_OK;
}

int32_t check_count(const char *name, int64_t count, vreward_error *err)
{
    if (count < 0 || count > LARGEST_COUNT)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "%s is %" PRId64 ", %s: it is from 0 to 2^48", name, count,
                    count < 0 ? "below 0" : "above 2^48");
    return VREWARD_OK;
}

int32_t check_text(const char *name, const char *text, int64_t length, vreward_error *err)
{
    if (length < 0 || length > LARGEST_COUNT)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1,
                    "the length of %s is %" PRId64 ", %s: it is in bytes, from 0 to 2^48", name, length,
                    length < 0 ? "below 0" : "above 2^48");
    if (text == NULL && length > 0)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "%s is NULL: give its %" PRId64 " bytes, or a length of 0", name,
                    length);
    return VREWARD_OK;
}

int32_t check_ragged(const char *name, const void *values, const int64_t *offsets, int64_t first, int64_t last,
                     vreward_error *err)
{
    if (offsets == NULL)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1,
                    "%s_offsets is NULL: give where each begins, and where the last ends", name);
    if (offsets[first] < 0)
        return fail(err, VREWARD_E_ARGUMENT, first, -1,
                    "%s_offsets[%" PRId64 "] is %" PRId64 ", below 0: offsets are from 0 to 2^48", name, first,
                    offsets[first]);
    for (int64_t i = first; i < last; i++) {
        if (offsets[i + 1] < offsets[i])
            return fail(err, VREWARD_E_ARGUMENT, i, -1,
                        "%s_offsets[%" PRId64 "] is %" PRId64 ", less than the one before it: offsets never decrease",
                        name, i + 1, offsets[i + 1]);
    }
    if (offsets[last] > LARGEST_COUNT)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1,
                    "%s_offsets[%" PRId64 "] is %" PRId64 ", above 2^48: offsets are from 0 to 2^48", name, last,
                    offsets[last]);
    if (values == NULL && offsets[last] > offsets[first])
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "%s is NULL: give what %s_offsets point into", name, name);
    return VREWARD_OK;
}

int32_t check_choice(const char *name, int32_t value, int32_t least, int32_t most, const char *prefix,
                     vreward_error *err)
{
    if (value >= least && value <= most)
        return VREWARD_OK;
    return fail(err, VREWARD_E_ARGUMENT, -1, -1, "%s is %" PRId32 ": give one of %s..., %" PRId32 " to %" PRId32, name,
                value, prefix, least, most);
}

int32_t check_switch(const char *name, int32_t value, vreward_error *err)
{
    if (value == 0 || value == 1)
        return VREWARD_OK;
    return fail(err, VREWARD_E_ARGUMENT, -1, -1, "%s is %" PRId32 ": give 0 or 1", name, value);
}

int32_t check_reserved(const char *name, int32_t value, vreward_error *err)
{
    if (value == 0)
        return VREWARD_OK;
    return fail(err, VREWARD_E_UNSUPPORTED, -1, -1, "%s is %" PRId32 ": set it to 0, it has no meaning yet", name,
                value);
}

/* check_choice for a member of `options`; its name is put together only where it is told. */
static int32_t check_member(const char *options, const char *member, int32_t value, int32_t least, int32_t most,
                            const char *prefix, vreward_error *err)
{
    if (value >= least && value <= most)
        return VREWARD_OK;
    char name[64];
    snprintf(name, sizeof name, "%s.%s", options, member);
    return check_choice(name, value, least, most, prefix, err);
}

int32_t check_overlap_rule(const char *options, struct overlap_rule rule, vreward_error *err)
{
    int32_t code = check_member(options, "kind", rule.kind, VREWARD_OVERLAP_IOU, VREWARD_OVERLAP_IOA_TRUTH,
                                "VREWARD_OVERLAP_", err);
    if (code == VREWARD_OK)
        code = check_member(options, "convention", rule.convention, VREWARD_AREA_HALF_OPEN, VREWARD_AREA_VLM_R1,
                            "VREWARD_AREA_", err);
    if (code == VREWARD_OK)
        code = check_member(options, "invalid", rule.invalid, VREWARD_INVALID_REJECT, VREWARD_INVALID_LEGACY,
                            "VREWARD_INVALID_", err);
    return code;
}
