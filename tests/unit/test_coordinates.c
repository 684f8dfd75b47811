/* Coordinate spaces, orders, numbers that do not fit, and the size of a resized image. */
#include "exact.h"
#include "geometry/smart_resize.h"
#include "geometry/spaces.h"

#include <math.h>

static const struct sizes sizes = {640.0, 480.0, 1288.0, 952.0};

static void same_space_is_exact(void **unused)
{
    (void)unused;
    const double box[4] = {0.1, 1e300, -3.7, 5e-324};
    for (int32_t space = SPACE_SAME; space < SPACE_COUNT; space++) {
        struct scale scale;
        double to[4];
        assert_true(scale_between(space, space, &(struct sizes){0}, &scale));
        scale_box(&scale, box, to);
        for (int k = 0; k < 4; k++)
            assert_double(to[k], box[k]);
    }
}

static void spaces(void **unused)
{
    (void)unused;
    static const struct {
        int32_t space;
        double right, bottom; /* the far corner of the image */
    } corners[] = {{SPACE_PIXEL, 640, 480},     {SPACE_INPUT, 1288, 952},  {SPACE_NORM1, 1, 1},
                   {SPACE_NORM100, 100, 100},   {SPACE_NORM999, 999, 999}, {SPACE_NORM1000, 1000, 1000},
                   {SPACE_NORM1024, 1024, 1024}};
    for (size_t i = 0; i < sizeof corners / sizeof corners[0]; i++) {
        for (size_t k = 0; k < sizeof corners / sizeof corners[0]; k++) {
            struct scale scale;
            assert_true(scale_between(corners[i].space, corners[k].space, &sizes, &scale));
            const double from[4] = {corners[i].right, corners[i].bottom, corners[i].right / 2, corners[i].bottom / 4};
            double to[4];
            scale_box(&scale, from, to);
            assert_double(to[0], corners[k].right);
            assert_double(to[1], corners[k].bottom);
            assert_double(to[2], corners[k].right / 2);
            assert_double(to[3], corners[k].bottom / 4);
            double point[2];
            scale_point(&scale, from + 2, point);
            assert_double(point[0], to[2]);
            assert_double(point[1], to[3]);
        }
    }
}

static void missing_sizes(void **unused)
{
    (void)unused;
    struct scale scale;
    const struct sizes none = {0}, no_input = {640, 480, 0, 0}, half = {640, 0, 0, 0};
    assert_false(scale_between(SPACE_NORM1000, SPACE_PIXEL, &none, &scale));
    assert_false(scale_between(SPACE_PIXEL, SPACE_NORM1, &none, &scale));
    assert_false(scale_between(SPACE_PIXEL, SPACE_NORM1, &half, &scale));
    assert_false(scale_between(SPACE_INPUT, SPACE_PIXEL, &no_input, &scale));
    assert_true(scale_between(SPACE_NORM1000, SPACE_PIXEL, &no_input, &scale));
    assert_true(scale_between(SPACE_NORM1000, SPACE_NORM1, &none, &scale));
}

static void orders(void **unused)
{
    (void)unused;
    const double from[4] = {10, 20, 30, 60};
    static const struct {
        int32_t order;
        double to[4];
    } cases[] = {{ORDER_XYXY, {10, 20, 30, 60}},
                 {ORDER_YXYX, {20, 10, 60, 30}},
                 {ORDER_XYWH, {10, 20, 40, 80}},
                 {ORDER_CXCYWH, {-5, -10, 25, 50}}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double to[4] = {10, 20, 30, 60};
        box_from_order(cases[i].order, from, to);
        for (int k = 0; k < 4; k++)
            assert_double(to[k], cases[i].to[k]);
        memcpy(to, from, sizeof to);
        box_from_order(cases[i].order, to, to); /* in place */
        for (int k = 0; k < 4; k++)
            assert_double(to[k], cases[i].to[k]);
    }
}

static bool suspect(int32_t space, const double *numbers, int64_t count, const struct sizes *of)
{
    return space_is_suspect(space, largest_finite(-INFINITY, numbers, count), of);
}

static void suspect_spaces(void **unused)
{
    (void)unused;
    const double pixels[4] = {100, 200, 630, 470}, beyond[4] = {100, 200, 1500, 470}, shares[4] = {0.1, 0.2, 1.0, 0.9};
    const double nothing[4] = {NAN, INFINITY, NAN, NAN};
    const struct sizes none = {0};
    assert_false(suspect(SPACE_PIXEL, pixels, 4, &sizes));
    assert_true(suspect(SPACE_PIXEL, beyond, 4, &sizes));
    assert_false(suspect(SPACE_PIXEL, beyond, 4, &none));
    assert_true(suspect(SPACE_NORM1000, beyond, 4, &none));
    assert_true(suspect(SPACE_NORM999, (const double[1]){1100}, 1, &none));
    assert_false(suspect(SPACE_NORM999, (const double[1]){1003}, 1, &none)); /* over the border by a little */
    assert_false(suspect(SPACE_PIXEL, (const double[4]){0, 0, 644, 476}, 4, &sizes));
    assert_false(suspect(SPACE_NORM1000, pixels, 4, &none));
    assert_true(suspect(SPACE_PIXEL, shares, 4, &none));
    assert_true(suspect(SPACE_INPUT, shares, 4, &sizes));
    assert_false(suspect(SPACE_NORM1, shares, 4, &none));
    assert_true(suspect(SPACE_NORM1, pixels, 4, &none));
    assert_false(suspect(SPACE_SAME, shares, 4, &sizes));
    assert_false(suspect(SPACE_PIXEL, shares, 0, &sizes));
    assert_false(suspect(SPACE_PIXEL, nothing, 4, &sizes));
}

/* Values of smart_resize of Qwen2-VL's image processor in Python. */
static void resized_sizes(void **unused)
{
    (void)unused;
    static const int64_t cases[][7] = {
        /* height, width, factor, least, most -> height, width */
        {480, 640, 28, 0, 0, 476, 644},
        {1000, 1000, 28, 0, 0, 980, 980},
        {14, 14, 28, 0, 0, 56, 56},
        {42, 42, 28, 0, 0, 56, 56}, /* 1.5 goes to the even 2 */
        {70, 70, 28, 0, 0, 56, 56}, /* 2.5 does, too */
        {1080, 1920, 28, 3136, 12845056, 1092, 1932},
        {4000, 3000, 28, 0, 0, 1148, 840},
        {10, 2000, 28, 0, 0, 28, 812},
        {1080, 1920, 32, 65536, 16777216, 1088, 1920},
        {48, 80, 32, 65536, 16777216, 224, 352},
        {1, 200, 28, 0, 0, 28, 812},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const int64_t *one = cases[i];
        int64_t height = -1, width = -1;
        assert_int_equal(smart_resize(one[0], one[1], one[2], one[3], one[4], &height, &width, NULL), VREWARD_OK);
        assert_int_equal(height, one[5]);
        assert_int_equal(width, one[6]);
    }
}

static void sizes_refused(void **unused)
{
    (void)unused;
    static const int64_t cases[][5] = {
        {0, 10, 28, 0, 0},         {10, -1, 28, 0, 0},         {1, 201, 28, 0, 0},
        {402, 2, 28, 0, 0},        {10, 10, 0, 0, 0},          {10, 10, 28, -1, 0},
        {10, 10, 28, 0, -5},       {10, 10, 28, 5000, 4000},   {INT64_MAX, INT64_MAX, 28, 0, 0},
        {10, 10, INT64_MAX, 0, 0}, {10, 10, 28, 0, INT64_MAX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const int64_t *one = cases[i];
        int64_t height = -1, width = -1;
        vreward_error err;
        const int32_t status = smart_resize(one[0], one[1], one[2], one[3], one[4], &height, &width, &err);
        assert_int_equal(status, VREWARD_E_ARGUMENT);
        assert_int_equal(err.code, VREWARD_E_ARGUMENT);
        assert_true(err.message[0] != '\0');
        assert_int_equal(height, -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_space_is_exact), cmocka_unit_test(spaces),
        cmocka_unit_test(missing_sizes),       cmocka_unit_test(orders),
        cmocka_unit_test(suspect_spaces),      cmocka_unit_test(resized_sizes),
        cmocka_unit_test(sizes_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
