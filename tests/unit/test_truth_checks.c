/* Truths that are visibly wrong name the remedy; what annotators and processors do is fine. */
#include "scoring.h"

static void good(const char *truth)
{
    score_of("[]", truth);
}

static void bad(const char *truth, const char *message)
{
    struct arena arena = {0};
    struct truth read;
    vreward_error err;
    assert_int_equal(truth_read(&now.scorer->recipe.config, span_of(truth), &arena, &read, &err), VREWARD_E_TRUTH);
    if (strstr(err.message, message) == NULL)
        print_error("%s\n", err.message);
    assert_non_null(strstr(err.message, message));
    arena_free(&arena);
}

#define DETECTION "{\"base\": \"detection\", \"labels\": \"ignore\"}"

static void beyond_the_image(void **state)
{
    (void)state;
    use_recipe(DETECTION);
    bad("{\"box\": [100, 100, 900, 400], \"size\": [640, 480]}",
        "'box' reaches beyond the image, whose 'size' is [640, 480]");
    bad("{\"boxes\": [[1, 2, 3, 4], [-90, 100, 300, 400]], \"size\": [640, 480]}", "'boxes' at index 1 reaches beyond");
    bad("{\"points\": [[10, 700]], \"size\": [640, 480]}", "'points' reaches beyond the image");
    bad("{\"box\": [10, 10, 320, 200], \"space\": \"norm1\"}", "'box' reaches beyond norm1, which ends at 1");
    bad("{\"box\": [0, 0, 700, 400], \"space\": \"input\", \"input_size\": [644, 476]}",
        "whose 'input_size' is [644, 476]");
    good("{\"box\": [0, 0, 641, 481.5], \"size\": [640, 480]}"); /* by a pixel or so */
    good("{\"box\": [-1, -0.5, 640, 480], \"size\": [640, 480]}");
    good("{\"box\": [0, 0, 1003, 1000], \"space\": \"norm1000\"}");
    good("{\"box\": [100, 100, 900, 400]}"); /* nobody knows */
    use_recipe("{\"base\": \"detection\", \"labels\": \"ignore\", \"invalid\": \"legacy\"}");
    good("{\"box\": [100, 100, 900, 400], \"size\": [640, 480]}");
    use_recipe("pr1-grounding");
    good("{\"box\": [100, 100, 900, 400], \"size\": [640, 480]}");
}

static void exchanged_sizes(void **state)
{
    (void)state;
    use_recipe(DETECTION);
    bad("{\"box\": [1, 2, 600, 400], \"size\": [480, 640]}",
        "'size' is [480, 640], and 'box' fits only with the two exchanged: it is [width, height]");
    bad("{\"boxes\": [[1, 2, 3, 4], [1, 2, 600, 400]], \"size\": [480, 640]}", "'boxes' at index 1 fits only");
    good("{\"box\": [1, 2, 400, 400], \"size\": [480, 640]}"); /* fits both ways */
}

static void shapes_of_inputs(void **state)
{
    (void)state;
    use_recipe(DETECTION);
    bad("{\"box\": [1, 2, 600, 400], \"size\": [640, 480], \"input_size\": [476, 644]}",
        "exchange the two, it is [width, height] (smart_resize returns the height first)");
    bad("{\"box\": [1, 2, 600, 400], \"size\": [640, 480], \"input_size\": [1000, 200]}",
        "which is not the shape of 'size'");
    static const int32_t sizes[][2] = {{640, 480}, {1920, 1080}, {4032, 3024}, {333, 500}, {100, 90}, {57, 1001}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        static const int64_t limits[][3] = {
            {28, 3136, 12845056}, {28, 3136, 1003520}, {28, 200704, 401408}, {32, 65536, 16777216}};
        for (size_t k = 0; k < sizeof limits / sizeof limits[0]; k++) {
            char truth[200];
            int64_t height, width;
            assert_int_equal(vreward_smart_resize(sizes[i][1], sizes[i][0], limits[k][0], limits[k][1], limits[k][2],
                                                  &height, &width, NULL),
                             VREWARD_OK);
            snprintf(truth, sizeof truth, "{\"box\": [1, 2, 30, 40], \"size\": [%d, %d], \"input_size\": [%d, %d]}",
                     sizes[i][0], sizes[i][1], (int)width, (int)height);
            good(truth);
        }
    }
    good("{\"box\": [1, 2, 600, 400], \"size\": [640, 480], \"input_size\": [448, 448]}"); /* squeezed */
}

static void other_conventions(void **state)
{
    (void)state;
    use_recipe(DETECTION);
    bad("{\"box\": [413, 158, 53, 138]}", "if it is x, y, width, height as in COCO, say \"order\": \"xywh\"");
    bad("{\"boxes\": [[10, 10, 50, 60], [413, 158, 53, 138]], \"size\": [640, 480]}",
        "'boxes' at index 1 is a box without extent");
    good("{\"box\": [413, 158, 53, 138], \"order\": \"xywh\"}");
    bad("{\"box\": [10, 20, 10, -5]}", "is a box without extent");
    bad("{\"box\": [0.1, 0.2, 0.5, 0.75], \"size\": [640, 480]}", "say \"space\": \"norm1\"");
    good("{\"box\": [0.1, 0.2, 0.5, 0.75]}");
    good("{\"box\": [0, 0, 1, 1], \"size\": [640, 480]}"); /* one pixel */
    good("{\"boxes\": [], \"size\": [640, 480]}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(beyond_the_image),
        cmocka_unit_test(exchanged_sizes),
        cmocka_unit_test(shapes_of_inputs),
        cmocka_unit_test(other_conventions),
    };
    return cmocka_run_group_tests(tests, NULL, end_scoring);
}
