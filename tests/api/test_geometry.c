/* Overlaps and sizes through vreward.h: what is refused, and how. */
#include "exact.h"
#include "vreward.h"

#include <math.h>

static const double a[8] = {0, 0, 10, 10, 20, 20, 30, 30};
static const double b[4] = {5, 5, 15, 15};

static vreward_overlap_options defaults(void)
{
    vreward_overlap_options options;
    memset(&options, 0, sizeof options);
    options.struct_size = sizeof options;
    return options;
}

static void default_is_iou(void **unused)
{
    (void)unused;
    double value[2] = {-1, -1};
    vreward_error err = {.code = 7};
    assert_int_equal(vreward_overlap(NULL, a, 2, b, 1, value, &err), VREWARD_OK);
    assert_double(value[0], 25.0 / 175.0);
    assert_double(value[1], 0.0);
    assert_int_equal(err.code, 0);
    const vreward_overlap_options options = defaults();
    assert_int_equal(vreward_overlap(&options, a, 2, b, 1, value, NULL), VREWARD_OK);
    assert_double(value[0], 25.0 / 175.0);
}

static void options_hold(void **unused)
{
    (void)unused;
    double value[1];
    vreward_overlap_options options = defaults();
    options.kind = VREWARD_OVERLAP_IOA_TRUTH;
    assert_int_equal(vreward_overlap(&options, a, 1, b, 1, value, NULL), VREWARD_OK);
    assert_double(value[0], 0.25);
    options.kind = VREWARD_OVERLAP_GIOU;
    assert_int_equal(vreward_overlap(&options, a, 1, b, 1, value, NULL), VREWARD_OK);
    assert_double(value[0], 25.0 / 175.0 - 50.0 / 225.0);
    options.kind = VREWARD_OVERLAP_IOU;
    options.convention = VREWARD_AREA_INCLUSIVE;
    assert_int_equal(vreward_overlap(&options, a, 1, b, 1, value, NULL), VREWARD_OK);
    assert_double(value[0], 36.0 / 206.0);
    options.convention = VREWARD_AREA_HALF_OPEN;
    options.invalid = VREWARD_INVALID_SORT;
    assert_int_equal(vreward_overlap(&options, (const double[4]){10, 10, 0, 0}, 1, a, 1, value, NULL), VREWARD_OK);
    assert_double(value[0], 1.0);
}

static void nothing_is_fine(void **unused)
{
    (void)unused;
    assert_int_equal(vreward_overlap(NULL, NULL, 0, b, 1, NULL, NULL), VREWARD_OK);
    assert_int_equal(vreward_overlap(NULL, a, 1, NULL, 0, NULL, NULL), VREWARD_OK);
    assert_int_equal(vreward_overlap(NULL, NULL, 0, NULL, 0, NULL, NULL), VREWARD_OK);
}

static void refused(int32_t status, int32_t expected, const vreward_error *err, const char *word)
{
    assert_int_equal(status, expected);
    assert_int_equal(err->code, expected);
    assert_non_null(strstr(err->message, word));
}

static void bad_arguments(void **unused)
{
    (void)unused;
    double value[2] = {-1, -1};
    vreward_error err;
    refused(vreward_overlap(NULL, NULL, 1, b, 1, value, &err), VREWARD_E_ARGUMENT, &err, "a is NULL");
    refused(vreward_overlap(NULL, a, 1, NULL, 1, value, &err), VREWARD_E_ARGUMENT, &err, "b is NULL");
    refused(vreward_overlap(NULL, a, 1, b, 1, NULL, &err), VREWARD_E_ARGUMENT, &err, "overlap is NULL");
    refused(vreward_overlap(NULL, a, -1, b, 1, value, &err), VREWARD_E_ARGUMENT, &err, "_count is -1, below 0: it is");
    refused(vreward_overlap(NULL, a, 1, b, -1, value, &err), VREWARD_E_ARGUMENT, &err, "_count is -1, below 0: it is");
    refused(vreward_overlap(NULL, a, INT64_C(1) << 30, b, INT64_C(1) << 30, value, &err), VREWARD_E_ARGUMENT, &err,
            "1073741824 x 1073741824 overlaps are above 2^48: give fewer");
    refused(vreward_overlap(NULL, a, INT64_MAX, b, 0, value, &err), VREWARD_E_ARGUMENT, &err, "above 2^48");
    for (int wrong = -1; wrong < 5; wrong += 5) {
        vreward_overlap_options options = defaults();
        options.kind = wrong;
        refused(vreward_overlap(&options, a, 1, b, 1, value, &err), VREWARD_E_ARGUMENT, &err, "kind");
        options = defaults();
        options.convention = wrong;
        refused(vreward_overlap(&options, a, 1, b, 1, value, &err), VREWARD_E_ARGUMENT, &err, "convention");
        options = defaults();
        options.invalid = wrong;
        refused(vreward_overlap(&options, a, 1, b, 1, value, &err), VREWARD_E_ARGUMENT, &err, "invalid");
    }
    vreward_overlap_options options = defaults();
    options.reserved = 1;
    refused(vreward_overlap(&options, a, 1, b, 1, value, &err), VREWARD_E_UNSUPPORTED, &err, "reserved");
    options = defaults();
    options.struct_size = 4;
    refused(vreward_overlap(&options, a, 1, b, 1, value, &err), VREWARD_E_ARGUMENT, &err, "struct_size");
    assert_double(value[0], -1.0); /* untouched */
}

static void structs_of_other_releases(void **unused)
{
    (void)unused;
    struct {
        vreward_overlap_options ours;
        int64_t more;
    } newer = {defaults(), 0};
    double value[1];
    vreward_error err;
    newer.ours.struct_size = sizeof newer;
    newer.ours.kind = VREWARD_OVERLAP_IOA_TRUTH;
    assert_int_equal(vreward_overlap(&newer.ours, a, 1, b, 1, value, &err), VREWARD_OK);
    assert_double(value[0], 0.25);
    newer.more = 1;
    refused(vreward_overlap(&newer.ours, a, 1, b, 1, value, &err), VREWARD_E_UNSUPPORTED, &err,
            "vreward_overlap_options");
    vreward_overlap_options cut = defaults();
    cut.struct_size = offsetof(vreward_overlap_options, convention);
    refused(vreward_overlap(&cut, a, 1, b, 1, value, &err), VREWARD_E_ARGUMENT, &err, "vreward_overlap_options");
    /* Nothing times very much is nothing. */
    assert_int_equal(vreward_overlap(NULL, a, INT64_C(1) << 48, NULL, 0, NULL, &err), VREWARD_OK);
}

static void resized(void **unused)
{
    (void)unused;
    int64_t height = 0, width = 0;
    vreward_error err;
    assert_int_equal(vreward_smart_resize(1080, 1920, 28, 0, 0, &height, &width, &err), VREWARD_OK);
    assert_true(height % 28 == 0 && width % 28 == 0 && height * width <= 14 * 14 * 4 * 1280);
    refused(vreward_smart_resize(1, 201, 28, 0, 0, &height, &width, &err), VREWARD_E_ARGUMENT, &err, "200 to 1");
    refused(vreward_smart_resize(0, 10, 28, 0, 0, &height, &width, &err), VREWARD_E_ARGUMENT, &err, "height 0");
    refused(vreward_smart_resize(10, 10, 0, 0, 0, &height, &width, &err), VREWARD_E_ARGUMENT, &err, "factor");
    refused(vreward_smart_resize(10, 10, 28, 9, 8, &height, &width, &err), VREWARD_E_ARGUMENT, &err, "min_pixels");
    refused(vreward_smart_resize(10, 10, 28, 0, 0, NULL, &width, &err), VREWARD_E_ARGUMENT, &err, "NULL");
    refused(vreward_smart_resize(10, 10, 28, 0, 0, &height, NULL, &err), VREWARD_E_ARGUMENT, &err, "NULL");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(default_is_iou),
        cmocka_unit_test(options_hold),
        cmocka_unit_test(nothing_is_fine),
        cmocka_unit_test(bad_arguments),
        cmocka_unit_test(structs_of_other_releases),
        cmocka_unit_test(resized),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
