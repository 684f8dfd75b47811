/* The pairs that are found against all pairs, whatever the way they are looked for. */
#include "isa.h"

#include "exact.h"
#include "geometry/distance_quality.h"
#include "geometry/iou_of_near.h"
#include "match/edges.h"
#include "match/grid.h"
#include "reference/random.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

static const int64_t sizes[][2] = {{0, 0},   {0, 5},   {5, 0},   {1, 1},   {9, 11},
                                   {10, 10}, {30, 70}, {64, 64}, {65, 63}, {700, 600}};

enum { MOST = 700 };

static double a[4 * MOST], b[4 * MOST], reach[MOST];
static int32_t a_label[MOST], b_label[MOST];
static struct arena arena;

/* Boxes on a grid, some inside out, without extent, huge or not finite. */
static void random_boxes(uint64_t *state, int64_t count, double *box)
{
    const double grid = random_below(state, 2) ? 1.0 : 0.37;
    for (int64_t i = 0; i < count; i++) {
        for (int axis = 0; axis < 2; axis++) {
            box[4 * i + axis] = (double)random_below(state, 90) * grid;
            box[4 * i + axis + 2] = box[4 * i + axis] + (double)(random_below(state, 14) - 2) * grid;
        }
        const int64_t odd = random_below(state, 60);
        if (odd == 0)
            box[4 * i + random_below(state, 4)] = NAN;
        else if (odd == 1)
            box[4 * i + 2] = INFINITY;
        else if (odd == 2)
            box[4 * i + random_below(state, 4)] *= 1e307;
    }
}

static void check_pairs(const double *value, int64_t rows, int64_t cols, bool labelled, double min,
                        const struct edge *edges, int64_t count)
{
    int64_t next = 0;
    for (int64_t i = 0; i < rows; i++) {
        for (int64_t j = 0; j < cols; j++) {
            const bool same = a_label[i] == b_label[j];
            if (!(value[i * cols + j] > 0.0) || value[i * cols + j] < min)
                continue;
            assert_true(next < count);
            assert_int_equal(edges[next].row, i);
            assert_int_equal(edges[next].col, j);
            assert_double(edges[next].value, value[i * cols + j]);
            assert_int_equal(edges[next].tie, labelled && same);
            next++;
        }
    }
    assert_int_equal(next, count);
}

static void finds_every_pair(bool points)
{
    uint64_t state = points ? 2 : 1;
    static double value[MOST * MOST];
    for (int round = 0; round < 36 * 10; round++) {
        const int64_t *size = sizes[round % 10];
        const int code = round / 10;
        const bool labelled = code % 3 != 0;
        use_isa(code / 3 % 2 ? "portable" : "avx2");
        const struct overlap_rule rule = {code % 4, code / 4 % 3, code / 12};
        const double min = (double[]){0.0, 0.3, 1.0}[code % 3], full = round % 2 ? 0.5 : 0.0;
        for (int64_t i = 0; i < MOST; i++) {
            a_label[i] = (int32_t)random_below(&state, 4);
            b_label[i] = (int32_t)random_below(&state, 4);
            reach[i] = round % 7 == 0 ? 0.0 : (double)random_below(&state, 12) / 2.0;
        }
        random_boxes(&state, size[0], a);
        random_boxes(&state, size[1], b);
        for (int64_t i = 0; points && i < size[0]; i++) {
            for (int64_t j = 0; j < size[1]; j++)
                value[i * size[1] + j] = distance_quality(a + 2 * i, b + 2 * j, reach[j], full);
        }
        if (!points)
            overlap_matrix(rule, a, size[0], b, size[1], value);
        struct edge *edges;
        int64_t count;
        const int32_t *labels = !labelled ? NULL : a_label;
        const struct arena_mark mark = arena_mark(&arena);
        const int32_t status = points ? point_pairs(a, labels, size[0], b, b_label, reach, full, size[1], min,
                                                    MOST_PAIRS, &arena, &edges, &count, NULL)
                                      : overlapping_pairs(rule, a, labels, size[0], b, b_label, size[1], min,
                                                          MOST_PAIRS, &arena, &edges, &count, NULL);
        assert_int_equal(status, VREWARD_OK);
        check_pairs(value, size[0], size[1], labelled, min, edges, count);
        arena_rewind(&arena, mark);
    }
    use_isa(NULL);
}

static void boxes(void **unused)
{
    (void)unused;
    finds_every_pair(false);
}

static void points(void **unused)
{
    (void)unused;
    finds_every_pair(true);
}

/* So many combinations that the pairs are counted before there is room for them. */
static void counted_pairs(void **unused)
{
    (void)unused;
    enum { SIDE = 1500 };
    uint64_t state = 4;
    static double box[4 * SIDE];
    static int32_t label[SIDE];
    for (int i = 0; i < SIDE; i++) {
        const double x = (double)random_below(&state, 300), y = (double)random_below(&state, 300);
        const double one[4] = {x, y, x + 5, y + 5};
        memcpy(box + 4 * i, one, sizeof one);
        label[i] = (int32_t)random_below(&state, 3);
    }
    const struct overlap_rule rule = {VREWARD_OVERLAP_IOU, VREWARD_AREA_HALF_OPEN, VREWARD_INVALID_REJECT};
    for (int labelled = 0; labelled < 2; labelled++) {
        struct edge *edges;
        int64_t count, next = 0;
        const int32_t *labels = !labelled ? NULL : label;
        assert_int_equal(overlapping_pairs(rule, box, labels, SIDE, box, labels, SIDE, 0.0, MOST_PAIRS_OF_A_SAMPLE,
                                           &arena, &edges, &count, NULL),
                         VREWARD_OK);
        for (int i = 0; i < SIDE; i++) {
            for (int j = 0; j < SIDE; j++) {
                const bool same = label[i] == label[j];
                const double value = overlap(rule, box + 4 * i, box + 4 * j);
                if (!(value > 0.0))
                    continue;
                assert_true(next < count && edges[next].row == i && edges[next].col == j);
                assert_double(edges[next].value, value);
                assert_int_equal(edges[next++].tie, labelled && same);
            }
        }
        assert_int_equal(next, count);
    }
}

static void too_many_pairs(void **unused)
{
    (void)unused;
    enum { SIDE = 6000 };
    static double box[4 * SIDE];
    for (int i = 0; i < SIDE; i++)
        box[4 * i + 2] = box[4 * i + 3] = 1.0 + i;
    const struct overlap_rule rule = {VREWARD_OVERLAP_IOU, VREWARD_AREA_HALF_OPEN, VREWARD_INVALID_REJECT};
    struct edge *edges;
    int64_t count;
    vreward_error err;
    assert_int_equal(
        overlapping_pairs(rule, box, NULL, SIDE, box, NULL, SIDE, 0.0, MOST_PAIRS, &arena, &edges, &count, &err),
        VREWARD_E_LIMIT);
    assert_int_equal(err.code, VREWARD_E_LIMIT);
}

/* What touches is near, whatever the numbers; what is far is not. */
static void grid_finds_what_touches(void **unused)
{
    (void)unused;
    uint64_t state = 3;
    enum { SIDE = 200 };
    static const double odd[] = {-DBL_MAX, DBL_MAX, -1e308, 1e308, 0.0, 1e-310, 1e300, -1e300};
    int64_t near = 0, touching = 0;
    for (int round = 0; round < 400; round++) {
        const int64_t count = random_below(&state, SIDE), asking = random_below(&state, SIDE);
        const int64_t extremes = round % 4 == 0 ? 3 : round % 4 == 1 ? 200 : INT64_MAX;
        for (int64_t i = 0; i < SIDE; i++) {
            double *box[] = {a + 4 * i, b + 4 * i};
            for (int side = 0; side < 2; side++) {
                for (int axis = 0; axis < 2; axis++) {
                    const double one = random_below(&state, extremes) == 0 ? odd[random_below(&state, 8)]
                                                                           : (double)random_below(&state, 500);
                    const double other = random_below(&state, extremes) == 0 ? odd[random_below(&state, 8)]
                                                                             : one + (double)random_below(&state, 30);
                    box[side][axis] = one < other ? one : other;
                    box[side][axis + 2] = one < other ? other : one;
                }
                if (random_below(&state, 20) == 0)
                    memcpy(box[side], (double[]){INFINITY, INFINITY, -INFINITY, -INFINITY}, sizeof(double[4]));
            }
        }
        struct grid grid;
        const struct arena_mark mark = arena_mark(&arena);
        assert_true(grid_new(&grid, b, count, a, asking, &arena));
        for (int64_t i = 0; i < asking; i++) {
            grid_near(&grid, a + 4 * i);
            for (int64_t j = 0; j < count; j++) {
                const double *one = a + 4 * i, *other = b + 4 * j;
                const bool touches =
                    one[0] <= other[2] && other[0] <= one[2] && one[1] <= other[3] && other[1] <= one[3];
                const bool is_near = grid.near[j / WORD] >> (j % WORD) & 1;
                assert_true(is_near || !touches);
                near += extremes > SIDE && is_near;
                touching += extremes > SIDE && touches;
            }
        }
        arena_rewind(&arena, mark);
    }
    assert_true(near < 3 * touching);
}

/* Some of many boxes, at every length of the list, beside one at a time. */
static void iou_of_some(void **unused)
{
    (void)unused;
    uint64_t state = 6;
    const struct overlap_rule rule = {VREWARD_OVERLAP_IOU, VREWARD_AREA_HALF_OPEN, VREWARD_INVALID_REJECT};
    for (int64_t i = 0; i < MOST; i++) {
        for (int axis = 0; axis < 2; axis++) {
            a[4 * i + axis] = random_share(&state) * 50.0;
            a[4 * i + axis + 2] = a[4 * i + axis] + 1.0 + (double)random_below(&state, 40);
        }
    }
    assert_true(boxes_are_ordinary(a, MOST));
    for (int set = 0; set < 2; set++) {
        use_isa(set ? "portable" : NULL);
        for (int round = 0; round < 2000; round++) {
            int32_t list[40 + LANES_OF_NEAR];
            double value[40 + LANES_OF_NEAR];
            const int64_t count = round % 40;
            for (int64_t k = 0; k < count; k++)
                list[k] = (int32_t)random_below(&state, MOST);
            const double *one = a + 4 * random_below(&state, MOST);
            iou_of_near(one, a, list, count, value);
            for (int64_t k = 0; k < count; k++)
                assert_double(value[k], overlap(rule, one, a + 4 * list[k]));
        }
    }
    use_isa(NULL);
}

static void ordinary_boxes(void **unused)
{
    (void)unused;
    static const double usual[4] = {0, 0, 3, 4};
    static const double unusual[][4] = {{3, 0, 0, 4},           {0, 4, 3, 0},
                                        {0, 0, 0, 4},           {0, 0, NAN, 4},
                                        {NAN, 0, 3, 4},         {0, 0, INFINITY, 4},
                                        {-INFINITY, 0, 3, 4},   {0, 0, 1e155, 1e155},
                                        {0, 0, 1e-150, 1e-150}, {-1.7e308, 0, 1.7e308, 1e-300}};
    assert_true(boxes_are_ordinary(usual, 1) && boxes_are_ordinary(NULL, 0));
    for (size_t k = 0; k < sizeof unusual / sizeof unusual[0]; k++) {
        double both[8];
        memcpy(both, k % 2 ? usual : unusual[k], sizeof usual);
        memcpy(both + 4, k % 2 ? unusual[k] : usual, sizeof usual);
        assert_false(boxes_are_ordinary(both, 2));
    }
}

static int free_arena(void **unused)
{
    (void)unused;
    arena_free(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boxes),
        cmocka_unit_test(points),
        cmocka_unit_test(counted_pairs),
        cmocka_unit_test(too_many_pairs),
        cmocka_unit_test(grid_finds_what_touches),
        cmocka_unit_test(iou_of_some),
        cmocka_unit_test(ordinary_boxes),
    };
    return cmocka_run_group_tests(tests, NULL, free_arena);
}
