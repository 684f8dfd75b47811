/* Overlaps against counted pixels, at the limits of doubles, and in every convention and policy. */
#include "exact.h"
#include "geometry/overlap.h"
#include "reference/random.h"

#include <math.h>

static const struct overlap_rule iou = {VREWARD_OVERLAP_IOU, VREWARD_AREA_HALF_OPEN, VREWARD_INVALID_REJECT};

enum { SIDE = 12 };

/* Pixels x, y with x1 <= x < x2 (or <= x2, inclusive) and so on. */
static int count_pixels(const double *a, const double *b, int inclusive, int *hull)
{
    int both = 0;
    *hull = 0;
    for (int x = 0; x <= SIDE; x++) {
        for (int y = 0; y <= SIDE; y++) {
            const int in_a = x >= a[0] && y >= a[1] && x < a[2] + inclusive && y < a[3] + inclusive;
            const int in_b = x >= b[0] && y >= b[1] && x < b[2] + inclusive && y < b[3] + inclusive;
            both += in_a && in_b;
            *hull += x >= fmin(a[0], b[0]) && y >= fmin(a[1], b[1]) && x < fmax(a[2], b[2]) + inclusive &&
                     y < fmax(a[3], b[3]) + inclusive;
        }
    }
    return both;
}

static void random_box(uint64_t *state, int least, double *box)
{
    for (int axis = 0; axis < 2; axis++) {
        box[axis] = (double)random_below(state, SIDE - 1);
        box[axis + 2] = box[axis] + (double)(least + random_below(state, SIDE - (int64_t)box[axis]));
        if (box[axis + 2] > SIDE)
            box[axis + 2] = SIDE;
    }
}

static void counts_pixels(void **unused)
{
    (void)unused;
    uint64_t state = 1;
    for (int round = 0; round < 5000; round++) {
        const int inclusive = round % 2;
        double a[4], b[4];
        random_box(&state, 1 - inclusive, a);
        random_box(&state, 1 - inclusive, b);
        int hull, own;
        const int both = count_pixels(a, b, inclusive, &hull);
        const int area_a = count_pixels(a, a, inclusive, &own), area_b = count_pixels(b, b, inclusive, &own);
        const int either = area_a + area_b - both;
        struct overlap_rule rule = {VREWARD_OVERLAP_IOU, inclusive ? VREWARD_AREA_INCLUSIVE : VREWARD_AREA_HALF_OPEN,
                                    round / 2 % 3};
        assert_double(overlap(rule, a, b), (double)both / either);
        rule.kind = VREWARD_OVERLAP_IOA_PREDICTION;
        assert_double(overlap(rule, a, b), (double)both / area_a);
        rule.kind = VREWARD_OVERLAP_IOA_TRUTH;
        assert_double(overlap(rule, a, b), (double)both / area_b);
        rule.kind = VREWARD_OVERLAP_GIOU;
        assert_double(overlap(rule, a, b), (double)both / either - (double)(hull - either) / hull);
    }
}

static void identical_boxes_give_one(void **unused)
{
    (void)unused;
    uint64_t state = 2;
    for (int round = 0; round < 20000; round++) {
        const double scale = ldexp(1.0, (int)random_below(&state, 2000) - 1000);
        const double x = (random_share(&state) - 0.5) * scale, y = (random_share(&state) - 0.5) * scale;
        const double box[4] = {x, y, x + random_share(&state) * scale, y + random_share(&state) * scale};
        for (int32_t kind = VREWARD_OVERLAP_IOU; kind <= VREWARD_OVERLAP_IOA_TRUTH; kind++) {
            for (int32_t convention = VREWARD_AREA_HALF_OPEN; convention <= VREWARD_AREA_INCLUSIVE; convention++) {
                const struct overlap_rule rule = {kind, convention, VREWARD_INVALID_REJECT};
                if (box_has_extent(rule, box))
                    assert_double(overlap(rule, box, box), 1.0);
            }
        }
    }
}

static void stays_in_range(void **unused)
{
    (void)unused;
    uint64_t state = 3;
    for (int round = 0; round < 50000; round++) {
        double a[4], b[4];
        const double scale = round % 3 == 0 ? 1.0 : ldexp(1.0, (int)random_below(&state, 2040) - 1016);
        for (int k = 0; k < 4; k++) {
            a[k] = (random_share(&state) - 0.5) * scale;
            b[k] = round % 2 ? a[k] * (1.0 + 0x1p-50 * (double)random_below(&state, 4))
                             : (random_share(&state) - 0.5) * scale;
        }
        for (int32_t convention = VREWARD_AREA_HALF_OPEN; convention <= VREWARD_AREA_VLM_R1; convention++) {
            const struct overlap_rule plain = {VREWARD_OVERLAP_IOU, convention, round % 2 ? VREWARD_INVALID_SORT : 0};
            const struct overlap_rule general = {VREWARD_OVERLAP_GIOU, convention, plain.invalid};
            const double value = overlap(plain, a, b), wider = overlap(general, a, b);
            assert_true(value >= 0.0 && value <= 1.0);
            assert_true(wider >= -1.0 && wider <= 1.0 && wider <= value + 1e-15);
            assert_double(overlap(plain, b, a), value);
            for (int32_t kind = VREWARD_OVERLAP_IOA_PREDICTION; kind <= VREWARD_OVERLAP_IOA_TRUTH; kind++) {
                const double share = overlap((struct overlap_rule){kind, convention, plain.invalid}, a, b);
                assert_true(share >= 0.0 && share <= 1.0);
            }
        }
    }
}

/* Near the origin VLM-R1's pixel more and less costs digits: identical boxes gave 1.0000000000000004. */
static void identical_boxes_never_give_more_than_one(void **unused)
{
    (void)unused;
    uint64_t state = 12;
    for (int round = 0; round < 50000; round++) {
        const double x = 8 * random_share(&state) - 4, y = 8 * random_share(&state) - 4;
        const double box[4] = {x, y, x + 1.1 + 3 * random_share(&state), y + 1.1 + 3 * random_share(&state)};
        for (int32_t invalid = VREWARD_INVALID_REJECT; invalid <= VREWARD_INVALID_LEGACY; invalid++)
            assert_true(overlap((struct overlap_rule){VREWARD_OVERLAP_IOU, VREWARD_AREA_VLM_R1, invalid}, box, box) <=
                        1.0);
    }
}

static void scale_does_not_matter(void **unused)
{
    (void)unused;
    const double a[4] = {1, 2, 4, 7}, b[4] = {2, 3, 9, 6};
    for (int exponent = -1060; exponent <= 1018; exponent++) {
        double scaled_a[4], scaled_b[4];
        for (int k = 0; k < 4; k++) {
            scaled_a[k] = ldexp(a[k], exponent);
            scaled_b[k] = ldexp(b[k], exponent);
        }
        for (int32_t kind = VREWARD_OVERLAP_IOU; kind <= VREWARD_OVERLAP_IOA_TRUTH; kind++) {
            const struct overlap_rule rule = {kind, VREWARD_AREA_HALF_OPEN, VREWARD_INVALID_REJECT};
            assert_double(overlap(rule, scaled_a, scaled_b), overlap(rule, a, b));
        }
    }
}

static void conventions_differ(void **unused)
{
    (void)unused;
    const double a[4] = {0, 0, 10, 10}, b[4] = {5, 5, 15, 15}, touching[4] = {9, 0, 19, 10};
    assert_double(overlap(iou, a, b), 25.0 / 175.0);
    struct overlap_rule rule = {VREWARD_OVERLAP_IOU, VREWARD_AREA_INCLUSIVE, VREWARD_INVALID_REJECT};
    assert_double(overlap(rule, a, b), 36.0 / 206.0);
    rule.convention = VREWARD_AREA_VLM_R1;
    assert_double(overlap(rule, a, b), 25.0 / 175.0);
    assert_double(overlap(rule, a, touching), 0.0); /* 9 < 10 - 1 does not hold */
    rule.convention = VREWARD_AREA_HALF_OPEN;
    assert_double(overlap(rule, a, touching), 10.0 / 190.0);
}

static void boxes_without_extent(void **unused)
{
    (void)unused;
    const double swapped[4] = {10, 10, 0, 0}, upright[4] = {0, 0, 10, 10}, line[4] = {3, 0, 3, 10};
    struct overlap_rule rule = iou;
    assert_double(overlap(rule, swapped, upright), 0.0);
    assert_false(box_has_extent(rule, swapped));
    assert_false(box_has_extent(rule, line));
    rule.invalid = VREWARD_INVALID_SORT;
    assert_double(overlap(rule, swapped, upright), 1.0);
    assert_true(box_has_extent(rule, swapped));
    assert_double(overlap(rule, line, upright), 0.0);
    rule.invalid = VREWARD_INVALID_LEGACY; /* 0 over 100 + 100 - 0 */
    assert_double(overlap(rule, swapped, upright), 0.0);
    const double inside_out[4] = {10, 0, 0, 10}; /* an area of -100 cancels the other's */
    assert_double(overlap(rule, inside_out, upright), 0.0);
    rule = (struct overlap_rule){VREWARD_OVERLAP_GIOU, VREWARD_AREA_HALF_OPEN, VREWARD_INVALID_REJECT};
    assert_double(overlap(rule, swapped, upright), -1.0);
    rule = (struct overlap_rule){VREWARD_OVERLAP_IOU, VREWARD_AREA_INCLUSIVE, VREWARD_INVALID_REJECT};
    assert_double(overlap(rule, line, upright), 11.0 / 121.0);
    assert_double(overlap(rule, line, line), 1.0);
}

static void not_finite(void **unused)
{
    (void)unused;
    const double box[4] = {0, 0, 1, 1};
    for (int k = 0; k < 4; k++) {
        for (int what = 0; what < 3; what++) {
            double bad[4] = {0, 0, 1, 1};
            bad[k] = what == 0 ? NAN : what == 1 ? INFINITY : -INFINITY;
            for (int32_t invalid = VREWARD_INVALID_REJECT; invalid <= VREWARD_INVALID_LEGACY; invalid++) {
                struct overlap_rule rule = {VREWARD_OVERLAP_IOU, VREWARD_AREA_HALF_OPEN, invalid};
                assert_double(overlap(rule, bad, box), 0.0);
                assert_double(overlap(rule, box, bad), 0.0);
                rule.kind = VREWARD_OVERLAP_GIOU;
                assert_double(overlap(rule, bad, bad), -1.0);
            }
        }
    }
    const struct overlap_rule legacy = {VREWARD_OVERLAP_IOU, VREWARD_AREA_HALF_OPEN, VREWARD_INVALID_LEGACY};
    const double huge[4] = {-1e308, -1e308, 1e308, 1e308};
    assert_double(overlap(legacy, huge, huge), 0.0); /* as written: infinity over infinity */
    assert_double(overlap(iou, huge, huge), 1.0);
}

static void matrix_is_each_pair(void **unused)
{
    (void)unused;
    uint64_t state = 4;
    enum { ROWS = 5, COLS = 300 }; /* more than are prepared at a time */
    double a[4 * ROWS], b[4 * COLS], value[ROWS * COLS];
    for (int k = 0; k < 4 * ROWS; k++)
        a[k] = (double)random_below(&state, 9);
    for (int k = 0; k < 4 * COLS; k++)
        b[k] = (double)random_below(&state, 9);
    for (int32_t code = 0; code < 4 * 3 * 3; code++) {
        const struct overlap_rule rule = {code % 4, code / 4 % 3, code / 12};
        overlap_matrix(rule, a, ROWS, b, COLS, value);
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < COLS; j++)
                assert_double(value[i * COLS + j], overlap(rule, a + 4 * i, b + 4 * j));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_pixels),         cmocka_unit_test(identical_boxes_give_one),
        cmocka_unit_test(stays_in_range),        cmocka_unit_test(identical_boxes_never_give_more_than_one),
        cmocka_unit_test(scale_does_not_matter), cmocka_unit_test(conventions_differ),
        cmocka_unit_test(boxes_without_extent),  cmocka_unit_test(not_finite),
        cmocka_unit_test(matrix_is_each_pair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
