#include "api/check.h"
#include "base/struct_read.h"
#include "geometry/overlap.h"
#include "geometry/smart_resize.h"

#include <inttypes.h>

static int32_t check_boxes(const double *a, int64_t a_count, const double *b, int64_t b_count, const double *value,
                           vreward_error *err)
{
    int32_t code = check_count("a_count", a_count, err);
    if (code == VREWARD_OK)
        code = check_count("b_count", b_count, err);
    if (code == VREWARD_OK && a_count > 0 && b_count > LARGEST_COUNT / a_count)
        code = fail(err, VREWARD_E_ARGUMENT, -1, -1, "%" PRId64 " x %" PRId64 " overlaps are above 2^48: give fewer",
                    a_count, b_count);
    if (code == VREWARD_OK && a_count > 0)
        code = CHECK_GIVEN(err, {"a", a, "a_count boxes"});
    if (code == VREWARD_OK && b_count > 0)
        code = CHECK_GIVEN(err, {"b", b, "b_count boxes"});
    if (code == VREWARD_OK && a_count > 0 && b_count > 0)
        code = CHECK_GIVEN(err, {"overlap", value, "room for a_count x b_count doubles"});
    return code;
}

int32_t vreward_overlap(const vreward_overlap_options *options, const double *a, int64_t a_count, const double *b,
                        int64_t b_count, double *value, vreward_error *err)
{
    vreward_overlap_options ours;
    int32_t code = STRUCT_READ(&ours, options, vreward_overlap_options, reserved, err);
    const struct overlap_rule rule = {ours.kind, ours.convention, ours.invalid};
    if (code == VREWARD_OK)
        code = check_overlap_rule("vreward_overlap_options", rule, err);
    if (code == VREWARD_OK)
        code = check_reserved("vreward_overlap_options.reserved", ours.reserved, err);
    if (code == VREWARD_OK)
        code = check_boxes(a, a_count, b, b_count, value, err);
    if (code != VREWARD_OK)
        return code;
    if (a_count > 0 && b_count > 0)
        overlap_matrix(rule, a, a_count, b, b_count, value);
    return succeed(err);
}

int32_t vreward_smart_resize(int64_t height, int64_t width, int64_t factor, int64_t min_pixels, int64_t max_pixels,
                             int64_t *resized_height, int64_t *resized_width, vreward_error *err)
{
    int32_t code = CHECK_GIVEN(err, {"resized_height", resized_height, "a place for it"},
                               {"resized_width", resized_width, "a place for it"});
    if (code == VREWARD_OK)
        code = smart_resize(height, width, factor, min_pixels, max_pixels, resized_height, resized_width, err);
    return code == VREWARD_OK ? succeed(err) : code;
}
