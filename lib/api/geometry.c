#include "base/struct_read.h"
#include "geometry/overlap.h"
#include "geometry/smart_resize.h"

#include <inttypes.h>

static int32_t check_rule(struct overlap_rule rule, vreward_error *err)
{
    if (rule.kind < VREWARD_OVERLAP_IOU || rule.kind > VREWARD_OVERLAP_IOA_TRUTH)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "overlap_options.kind %" PRId32 " does not exist", rule.kind);
    if (rule.convention < VREWARD_AREA_HALF_OPEN || rule.convention > VREWARD_AREA_VLM_R1)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "overlap_options.convention %" PRId32 " does not exist",
                    rule.convention);
    if (rule.invalid < VREWARD_INVALID_REJECT || rule.invalid > VREWARD_INVALID_LEGACY)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "overlap_options.invalid %" PRId32 " does not exist",
                    rule.invalid);
    return VREWARD_OK;
}

int32_t vreward_overlap(const vreward_overlap_options *options, const double *a, int64_t a_count, const double *b,
                        int64_t b_count, double *value, vreward_error *err)
{
    vreward_overlap_options ours;
    int32_t status = STRUCT_READ(&ours, options, vreward_overlap_options, reserved, err);
    if (status != VREWARD_OK)
        return status;
    const struct overlap_rule rule = {ours.kind, ours.convention, ours.invalid};
    status = check_rule(rule, err);
    if (status != VREWARD_OK)
        return status;
    if (ours.reserved != 0)
        return fail(err, VREWARD_E_UNSUPPORTED, -1, -1, "overlap_options.reserved is not 0");
    if (a_count < 0 || b_count < 0)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "a_count %" PRId64 " or b_count %" PRId64 " is negative", a_count,
                    b_count);
    if (a_count > 0 && b_count > INT64_MAX / 8 / a_count)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "%" PRId64 " x %" PRId64 " overlaps are too many", a_count,
                    b_count);
    if ((a == NULL && a_count > 0) || (b == NULL && b_count > 0) || (value == NULL && a_count > 0 && b_count > 0))
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "%s is NULL",
                    a == NULL && a_count > 0   ? "a"
                    : b == NULL && b_count > 0 ? "b"
                                               : "overlap");
    if (a_count > 0 && b_count > 0)
        overlap_matrix(rule, a, a_count, b, b_count, value);
    return succeed(err);
}

int32_t vreward_smart_resize(int64_t height, int64_t width, int64_t factor, int64_t min_pixels, int64_t max_pixels,
                             int64_t *resized_height, int64_t *resized_width, vreward_error *err)
{
    if (resized_height == NULL || resized_width == NULL)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "resized_height or resized_width is NULL");
    const int32_t status =
        smart_resize(height, width, factor, min_pixels, max_pixels, resized_height, resized_width, err);
    return status == VREWARD_OK ? succeed(err) : status;
}
