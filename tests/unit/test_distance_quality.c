/* How far a truth item reaches, against all distances computed, and the quality within. */
#include "exact.h"
#include "geometry/distance_quality.h"
#include "reference/random.h"

#include <math.h>
#include <stdlib.h>

enum { MOST = 40 };

/* Half the way to the nearest other, at most half the own box or a tenth of the image, at least a hundredth of it. */
static double obvious_reach(const struct distance_truth *truth, int64_t i)
{
    double nearest = INFINITY;
    for (int64_t j = 0; j < truth->count; j++) {
        if (j == i || (truth->ignored != NULL && truth->ignored[j]))
            continue;
        const double dx = truth->point[2 * j] - truth->point[2 * i],
                     dy = truth->point[2 * j + 1] - truth->point[2 * i + 1];
        const double distance = sqrt(dx * dx + dy * dy);
        if (distance > 1e-9)
            nearest = fmin(nearest, distance);
    }
    double reach = nearest / 2;
    if (truth->box != NULL) {
        const double *box = truth->box + 4 * i;
        const double width = box[2] - box[0], height = box[3] - box[1];
        reach = fmin(reach, sqrt(width * width + height * height) / 2);
    } else if (truth->diagonal > 0) {
        reach = fmin(reach, truth->diagonal / 10);
    }
    if (truth->diagonal > 0)
        reach = fmax(reach, truth->diagonal / 100);
    return reach;
}

static void near_is_what_the_rule_says(void **unused)
{
    (void)unused;
    struct arena scratch = {0};
    uint64_t state = 5;
    for (int round = 0; round < 3000; round++) {
        double point[2 * MOST], box[4 * MOST], reach[MOST];
        uint8_t ignored[MOST];
        const int64_t count = random_below(&state, MOST), grid = 1 + random_below(&state, 30);
        for (int64_t i = 0; i < count; i++) {
            for (int axis = 0; axis < 2; axis++) {
                const double half = 1.0 + (double)random_below(&state, 9);
                point[2 * i + axis] = (double)random_below(&state, grid) * (round % 5 == 0 ? 1e-9 : 1.0);
                box[4 * i + axis] = point[2 * i + axis] - half;
                box[4 * i + axis + 2] = point[2 * i + axis] + half;
            }
            ignored[i] = random_below(&state, 4) == 0;
        }
        const struct distance_truth truth = {point, round % 2 ? box : NULL, round / 2 % 2 ? ignored : NULL, count,
                                             round / 4 % 2 ? 50.0 : 0.0};
        const char *missing = "nothing yet";
        assert_int_equal(distance_reach(DISTANCE_BY_NEAR, 0.0, &truth, &scratch, reach, &missing, NULL), VREWARD_OK);
        bool lacks = false;
        for (int64_t i = 0; i < count; i++) {
            const double expected = obvious_reach(&truth, i);
            const bool counted = truth.ignored == NULL || !truth.ignored[i];
            lacks = lacks || (counted && isinf(expected));
            assert_double(reach[i], isinf(expected) ? 0.0 : expected);
        }
        if (lacks)
            assert_string_equal(missing, "size");
        else
            assert_null(missing);
    }
    arena_free(&scratch);
}

/* Points of one column, or of one row, are no neighbours of all others: if each were compared with each, this would take
 * a minute. */
static void a_column_is_not_square(void **unused)
{
    (void)unused;
    enum { COUNT = 200000 };
    struct arena scratch = {0};
    double *point = calloc(2 * COUNT, sizeof *point), *reach = calloc(COUNT, sizeof *reach);
    const char *missing;
    for (int axis = 0; axis < 2; axis++) {
        for (int i = 0; i < COUNT; i++) {
            point[2 * i + axis] = 4.0 * i;
            point[2 * i + 1 - axis] = 7.0;
        }
        const struct distance_truth truth = {point, NULL, NULL, COUNT, 0.0};
        assert_int_equal(distance_reach(DISTANCE_BY_NEAR, 0, &truth, &scratch, reach, &missing, NULL), VREWARD_OK);
        assert_double(reach[0], 2.0);
        assert_double(reach[COUNT - 1], 2.0);
    }
    free(point);
    free(reach);
    arena_free(&scratch);
}

static void other_kinds(void **unused)
{
    (void)unused;
    struct arena scratch = {0};
    const double point[4] = {0, 0, 10, 0}, box[8] = {-3, -4, 3, 4, 10, 0, 13, 4};
    struct distance_truth truth = {point, box, NULL, 2, 200.0};
    double reach[2];
    const char *missing;
    assert_int_equal(distance_reach(DISTANCE_BY_DIAGONAL, 0, &truth, &scratch, reach, &missing, NULL), VREWARD_OK);
    assert_null(missing);
    assert_double(reach[1], 200.0);
    assert_int_equal(distance_reach(DISTANCE_BY_BOX, 0, &truth, &scratch, reach, &missing, NULL), VREWARD_OK);
    assert_double(reach[0], 10.0);
    assert_double(reach[1], 5.0);
    assert_int_equal(distance_reach(DISTANCE_BY_PIXELS, 7.5, &truth, &scratch, reach, &missing, NULL), VREWARD_OK);
    assert_double(reach[0], 7.5);
    truth.box = NULL;
    truth.diagonal = 0.0;
    assert_int_equal(distance_reach(DISTANCE_BY_BOX, 0, &truth, &scratch, reach, &missing, NULL), VREWARD_OK);
    assert_string_equal(missing, "boxes");
    assert_int_equal(distance_reach(DISTANCE_BY_DIAGONAL, 0, &truth, &scratch, reach, &missing, NULL), VREWARD_OK);
    assert_string_equal(missing, "size");
    arena_free(&scratch);
}

static void quality(void **unused)
{
    (void)unused;
    const double origin[2] = {0, 0}, near[2] = {3, 4}, beyond[2] = {1e300, 1e300}, nowhere[2] = {NAN, 0};
    assert_double(distance_quality(origin, near, 20.0, 0.0), 0.75);
    assert_double(distance_quality(near, origin, 20.0, 0.0), 0.75);
    assert_double(distance_quality(origin, origin, 20.0, 0.0), 1.0);
    assert_double(distance_quality(origin, near, 5.0, 0.0), 0.0);
    assert_double(distance_quality(origin, near, 4.0, 0.0), 0.0);
    assert_double(distance_quality(origin, origin, 0.0, 0.0), 0.0);
    assert_double(distance_quality(origin, beyond, 5.0, 0.0), 0.0);
    assert_double(distance_quality(origin, nowhere, 5.0, 0.0), 0.0);
    /* Full up to half of the reach: 5 of 10, of 8 and of 20. */
    assert_double(distance_quality(origin, near, 10.0, 0.5), 1.0);
    assert_double(distance_quality(origin, near, 8.0, 0.5), 0.75);
    assert_double(distance_quality(origin, near, 20.0, 0.5), 1.0);
    assert_double(distance_quality(origin, near, 5.0, 0.5), 0.0);
    assert_double(distance_quality(origin, origin, 0.0, 0.5), 0.0);
    assert_double(distance_quality(origin, nowhere, 5.0, 0.5), 0.0);
    double center[2];
    box_center((const double[4]){1, 2, 4, 10}, center);
    assert_double(center[0], 2.5);
    assert_double(center[1], 6.0);
    assert_double(diagonal_of(640, 480), 800.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(near_is_what_the_rule_says),
        cmocka_unit_test(a_column_is_not_square),
        cmocka_unit_test(other_kinds),
        cmocka_unit_test(quality),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
