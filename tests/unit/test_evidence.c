/* Completions that would fit in another space or order, and those that only seem to. */
#include "geometry/spaces.h"
#include "scoring.h"

static const char *const TRUTH = "{\"boxes\": [[192, 108, 960, 540], [1000, 600, 1300, 1000]], \"size\": [1920, 1080],"
                                 " \"labels\": [\"cat\", \"dog\"]}";

static void expect(const char *completion, const char *truth, int32_t space, int32_t order)
{
    score_of(completion, truth);
    assert_int_equal(now.trace.reason, VREWARD_REASON_SPACE_SUSPECT);
    assert_int_equal(now.trace.fits_as.space, space);
    assert_int_equal(now.trace.fits_as.order, order);
    assert_true(now.trace.fits_as.overlap > 0.9);
}

static void expect_none(const char *completion, const char *truth)
{
    score_of(completion, truth);
    assert_true(now.trace.reason != VREWARD_REASON_SPACE_SUSPECT);
    assert_double(now.trace.fits_as.overlap, 0.0);
}

static void other_spaces(void **state)
{
    (void)state;
    use_recipe("detection");
    expect("[{\"bbox_2d\": [100, 100, 500, 500], \"label\": \"cat\"}, {\"bbox_2d\": [521, 556, 677, 926], \"label\": "
           "\"dog\"}]",
           TRUTH, SPACE_NORM1000, ORDER_XYXY);
    expect("[{\"bbox_2d\": [0.1, 0.1, 0.5, 0.5], \"label\": \"cat\"}, {\"bbox_2d\": [0.521, 0.556, 0.677, 0.926]}]",
           TRUTH, SPACE_NORM1, ORDER_XYXY);
    expect("[{\"bbox_2d\": [10, 10, 50, 50], \"label\": \"x\"}]", TRUTH, SPACE_NORM100, ORDER_XYXY);
    use_recipe("{\"base\": \"detection\", \"space\": {\"prediction\": \"norm1000\"}}");
    expect("[{\"bbox_2d\": [192, 108, 960, 540]}, {\"bbox_2d\": [1000, 600, 1300, 1000]}]", TRUTH, SPACE_PIXEL,
           ORDER_XYXY);
}

static void other_orders(void **state)
{
    (void)state;
    const char *truth = "{\"box\": [100, 300, 200, 700], \"size\": [1000, 1000]}";
    use_recipe("grounding");
    expect("[{\"bbox_2d\": [300, 100, 700, 200]}]", truth, SPACE_PIXEL, ORDER_YXYX);
    expect("[{\"bbox_2d\": [100, 300, 100, 400]}]", truth, SPACE_PIXEL, ORDER_XYWH); /* no corners at all */
    expect("[{\"bbox_2d\": [150, 500, 100, 400]}]", truth, SPACE_PIXEL, ORDER_CXCYWH);
    use_recipe("{\"base\": \"grounding\", \"space\": {\"order\": \"xywh\"}}");
    expect("[{\"bbox_2d\": [100, 300, 200, 700]}]", truth, SPACE_PIXEL, ORDER_XYXY);
    use_recipe("{\"base\": \"grounding\", \"space\": {\"order\": \"yxyx\"}}");
    expect("[{\"bbox_2d\": [100, 300, 200, 700]}]", truth, SPACE_PIXEL, ORDER_XYXY);
    use_recipe("{\"base\": \"grounding\", \"target\": \"point\"}");
    expect("{\"point_2d\": [500, 150]}", truth, SPACE_PIXEL, ORDER_YXYX);
}

/* The true items are points there, whatever the recipe asks for. */
static void boxes_for_true_points(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"counting\", \"target\": \"box\"}");
    expect("[{\"bbox_2d\": [450, 450, 550, 550]}, {\"bbox_2d\": [146, 115, 166, 135]}]",
           "{\"points\": [[320, 240], [100, 60]], \"size\": [640, 480]}", SPACE_NORM1000, ORDER_XYXY);
}

static void true_boxes_in_another_order(void **state)
{
    (void)state;
    use_recipe("grounding");
    score_of("[{\"bbox_2d\": [100, 80, 350, 290]}]", "{\"box\": [100, 80, 250, 210], \"size\": [640, 480]}");
    assert_int_equal(now.trace.reason, VREWARD_REASON_SPACE_SUSPECT);
    assert_int_equal(now.trace.fits_as.truth_order, ORDER_XYWH);
    assert_true(now.trace.fits_as.overlap > 0.99);
    /* A truth that says its order is believed, and so is one that would leave the image. */
    expect_none("[{\"bbox_2d\": [100, 80, 350, 290]}]",
                "{\"box\": [100, 80, 250, 210], \"size\": [640, 480], \"order\": \"xyxy\"}");
    expect_none("[{\"bbox_2d\": [300, 280, 639, 479]}]", "{\"box\": [300, 280, 410, 350], \"size\": [640, 480]}");
}

static void exchanged_and_resized_images(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"grounding\", \"space\": {\"prediction\": \"norm1000\"}}");
    expect("[{\"bbox_2d\": [100, 100, 200, 200]}]", "{\"box\": [192, 108, 384, 216], \"size\": [1080, 1920]}",
           SPACE_NORM1000, ORDER_XYXY);
    assert_int_equal(now.trace.fits_as.size_exchanged, 1);
    use_recipe("grounding");
    /* 4032 x 3024 is resized to 1148 x 868 where max_pixels is 1003520, and to 4032 x 3024 as shipped. */
    expect("[{\"bbox_2d\": [285, 287, 570, 574]}]", "{\"box\": [1000, 1000, 2000, 2000], \"size\": [4032, 3024]}",
           SPACE_INPUT, ORDER_XYXY);
    assert_double(now.trace.fits_as.resize_max_pixels, 1003520);
    assert_double(now.trace.fits_as.input_width, 1148);
}

/* A cause comes before its effects, and a threshold does not hide it. */
static void comes_first(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"detection\", \"overlap\": {\"at_least\": 0.9}}");
    expect("[{\"bbox_2d\": [100, 100, 500, 500], \"label\": \"horse\"}]", TRUTH, SPACE_NORM1000, ORDER_XYXY);
    expect("[{\"bbox_2d\": [100, 100, 500, 500], \"label\": \"cat\"}, {\"bbox_2d\": [521, 556, 677, 926], \"la", TRUTH,
           SPACE_NORM1000, ORDER_XYXY);
}

static void no_evidence(void **state)
{
    (void)state;
    use_recipe("detection");
    expect_none("[{\"bbox_2d\": [192, 108, 960, 540], \"label\": \"dog\"}]", TRUTH); /* the place is right */
    expect_none("[{\"bbox_2d\": [1500, 50, 1800, 400], \"label\": \"cat\"}]", TRUTH);
    expect_none("[]", TRUTH);
    expect_none("[{\"bbox_2d\": [1, 2, 3, 4]}]", "{\"boxes\": [], \"labels\": []}");
    use_recipe("grounding");
    expect_none("[{\"bbox_2d\": [100, 100, 500, 500]}]", "[192, 108, 960, 540]"); /* no size: nothing to try */
}

/* More items than are looked at: some of them stand for all. */
static void many_items(void **state)
{
    (void)state;
    static char completion[1 << 16], truth[1 << 16];
    int64_t written = snprintf(completion, sizeof completion, "["),
            true_ = snprintf(truth, sizeof truth, "{\"boxes\": [");
    for (int i = 0; i < 400; i++) {
        const int x = i % 20 * 40, y = i / 20 * 40;
        written += snprintf(completion + written, sizeof completion - (size_t)written,
                            "%s{\"bbox_2d\": [%d, %d, %d, %d]}", i ? "," : "", x, y, x + 30, y + 30);
        true_ += snprintf(truth + true_, sizeof truth - (size_t)true_, "%s[%d, %d, %d, %d]", i ? "," : "", 4 * x, 3 * y,
                          4 * x + 120, 3 * y + 90);
    }
    snprintf(completion + written, sizeof completion - (size_t)written, "]");
    snprintf(truth + true_, sizeof truth - (size_t)true_, "], \"size\": [4000, 3000]}");
    use_recipe("{\"base\": \"detection\", \"labels\": \"ignore\"}");
    expect(completion, truth, SPACE_NORM1000, ORDER_XYXY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_spaces),
        cmocka_unit_test(other_orders),
        cmocka_unit_test(boxes_for_true_points),
        cmocka_unit_test(true_boxes_in_another_order),
        cmocka_unit_test(exchanged_and_resized_images),
        cmocka_unit_test(comes_first),
        cmocka_unit_test(no_evidence),
        cmocka_unit_test(many_items),
    };
    return cmocka_run_group_tests(tests, NULL, end_scoring);
}
