/* Matching through vreward.h: what it pairs, and what it refuses. */
#include "exact.h"
#include "vreward.h"

#include <math.h>
#include <stdlib.h>

static vreward_match_options defaults(void)
{
    vreward_match_options options;
    memset(&options, 0, sizeof options);
    options.struct_size = sizeof options;
    return options;
}

static void refused(int32_t status, int32_t expected, const vreward_error *err, const char *word)
{
    assert_int_equal(status, expected);
    assert_int_equal(err->code, expected);
    assert_non_null(strstr(err->message, word));
}

static const double value[6] = {0.9, 0.8, 0.0, 0.8, 0.1, -0.5};

static void assert_partners(const int64_t *partners, int64_t first, int64_t second)
{
    assert_int_equal(partners[0], first);
    assert_int_equal(partners[1], second);
}

static void ways_of_matching(void **unused)
{
    (void)unused;
    int64_t partner[2];
    vreward_error err = {.code = 7};
    assert_int_equal(vreward_match(NULL, value, 2, 3, partner, &err), VREWARD_OK);
    assert_partners(partner, 1, 0);
    assert_int_equal(err.code, 0);
    vreward_match_options options = defaults();
    options.how = VREWARD_MATCH_GREEDY;
    assert_int_equal(vreward_match(&options, value, 2, 3, partner, NULL), VREWARD_OK);
    assert_partners(partner, 0, 1);
    options.how = VREWARD_MATCH_SEQUENTIAL;
    assert_int_equal(vreward_match(&options, value + 1, 2, 2, partner, NULL), VREWARD_OK);
    assert_partners(partner, 0, 1);
    options.how = VREWARD_MATCH_PER_COLUMN;
    const double columns[4] = {0.3, 0.9, 0.2, 0.1};
    assert_int_equal(vreward_match(&options, columns, 2, 2, partner, NULL), VREWARD_OK);
    assert_partners(partner, 0, 1);
    options.how = VREWARD_MATCH_OPTIMAL;
    options.use_min = 1;
    options.min = 0.85;
    assert_int_equal(vreward_match(&options, value, 2, 3, partner, NULL), VREWARD_OK);
    assert_partners(partner, 0, -1);
    options.min = -1.0; /* a pair of negative value is worse than none */
    assert_int_equal(vreward_match(&options, (const double[2]){-0.5, -0.25}, 2, 1, partner, NULL), VREWARD_OK);
    assert_partners(partner, -1, -1);
}

static void forbidden_pairs(void **unused)
{
    (void)unused;
    int64_t partner[2];
    const double one_way[4] = {5, -INFINITY, 9, -INFINITY};
    assert_int_equal(vreward_match(NULL, one_way, 2, 2, partner, NULL), VREWARD_OK);
    assert_partners(partner, -1, 0);
    const double more_pairs[4] = {9, 1, 1, -INFINITY}; /* two pairs of 2 go before one of 9 */
    assert_int_equal(vreward_match(NULL, more_pairs, 2, 2, partner, NULL), VREWARD_OK);
    assert_partners(partner, 1, 0);
    const double none[4] = {-INFINITY, -INFINITY, -INFINITY, -INFINITY};
    assert_int_equal(vreward_match(NULL, none, 2, 2, partner, NULL), VREWARD_OK);
    assert_partners(partner, -1, -1);
}

static void boxes(void **unused)
{
    (void)unused;
    const double a[8] = {0, 0, 10, 10, 100, 100, 110, 110}, b[8] = {100, 100, 110, 105, 0, 0, 10, 10};
    int64_t partner[2];
    double overlap[2];
    assert_int_equal(vreward_match_boxes(NULL, a, 2, b, 2, partner, overlap, NULL), VREWARD_OK);
    assert_partners(partner, 1, 0);
    assert_double(overlap[0], 1.0);
    assert_double(overlap[1], 0.5);
    vreward_match_options options = defaults();
    options.use_min = 1;
    options.min = 0.75;
    for (int32_t how = VREWARD_MATCH_OPTIMAL; how <= VREWARD_MATCH_PER_COLUMN; how++) {
        options.how = how;
        assert_int_equal(vreward_match_boxes(&options, a, 2, b, 2, partner, overlap, NULL), VREWARD_OK);
        assert_partners(partner, 1, -1);
        assert_double(overlap[1], 0.0);
    }
    options.how = VREWARD_MATCH_SEQUENTIAL;
    assert_int_equal(vreward_match_boxes(&options, a, 2, a, 2, partner, NULL, NULL), VREWARD_OK);
    assert_partners(partner, 0, 1);
}

/* More than the library holds is not "out of memory"; the optimal matching has a way that holds no list. */
static void too_many_pairs(void **unused)
{
    (void)unused;
    enum { SIDE = 6000 };
    double *box = calloc(4 * SIDE, sizeof *box);
    int64_t *partner = calloc(SIDE, sizeof *partner);
    for (int i = 0; i < SIDE; i++)
        box[4 * i + 2] = box[4 * i + 3] = 10.0;
    vreward_match_options options = {.struct_size = sizeof options, .how = VREWARD_MATCH_GREEDY};
    vreward_error err;
    refused(vreward_match_boxes(&options, box, SIDE, box, SIDE, partner, NULL, &err), VREWARD_E_LIMIT, &err, "pairs");
    free(box);
    free(partner);
}

static void nothing_is_fine(void **unused)
{
    (void)unused;
    int64_t partner[2] = {5, 5};
    assert_int_equal(vreward_match(NULL, NULL, 0, 5, NULL, NULL), VREWARD_OK);
    assert_int_equal(vreward_match(NULL, NULL, 2, 0, partner, NULL), VREWARD_OK);
    assert_partners(partner, -1, -1);
    assert_int_equal(vreward_match_boxes(NULL, NULL, 0, NULL, 0, NULL, NULL, NULL), VREWARD_OK);
    partner[0] = 5;
    assert_int_equal(vreward_match_boxes(NULL, value, 1, NULL, 0, partner, NULL, NULL), VREWARD_OK);
    assert_int_equal(partner[0], -1);
}

static void bad_arguments(void **unused)
{
    (void)unused;
    int64_t partner[2] = {-7, -7};
    vreward_error err;
    refused(vreward_match(NULL, NULL, 2, 3, partner, &err), VREWARD_E_ARGUMENT, &err, "value is NULL");
    refused(vreward_match(NULL, value, 2, 3, NULL, &err), VREWARD_E_ARGUMENT, &err, "row_to_col is NULL");
    refused(vreward_match(NULL, value, -1, 3, partner, &err), VREWARD_E_ARGUMENT, &err, "rows is -1");
    refused(vreward_match(NULL, value, 2, -3, partner, &err), VREWARD_E_ARGUMENT, &err, "cols -3");
    refused(vreward_match(NULL, value, INT64_MAX, INT64_MAX, partner, &err), VREWARD_E_ARGUMENT, &err, "rows is");
    const double bad[4] = {1, 2, NAN, 4}, too_good[4] = {1, INFINITY, 3, 4};
    for (int32_t how = VREWARD_MATCH_OPTIMAL; how <= VREWARD_MATCH_SEQUENTIAL; how++) {
        vreward_match_options options = defaults();
        options.how = how;
        refused(vreward_match(&options, bad, 2, 2, partner, &err), VREWARD_E_ARGUMENT, &err, "row 1, column 0 is NaN");
        refused(vreward_match(&options, too_good, 2, 2, partner, &err), VREWARD_E_ARGUMENT, &err,
                "row 0, column 1 is +infinity");
    }
    refused(vreward_match_boxes(NULL, NULL, 1, value, 1, partner, NULL, &err), VREWARD_E_ARGUMENT, &err, "a is NULL");
    refused(vreward_match_boxes(NULL, value, 1, NULL, 1, partner, NULL, &err), VREWARD_E_ARGUMENT, &err, "b is NULL");
    refused(vreward_match_boxes(NULL, value, 1, value, 1, NULL, NULL, &err), VREWARD_E_ARGUMENT, &err,
            "a_to_b is NULL");
    refused(vreward_match_boxes(NULL, value, -1, value, 1, partner, NULL, &err), VREWARD_E_ARGUMENT, &err, "a_count");
    assert_partners(partner, -7, -7); /* untouched */
}

static void bad_options(void **unused)
{
    (void)unused;
    int64_t partner[2];
    vreward_error err;
    for (int wrong = -1; wrong < 5; wrong += 5) {
        vreward_match_options options = defaults();
        options.how = wrong;
        refused(vreward_match(&options, value, 2, 3, partner, &err), VREWARD_E_ARGUMENT, &err, "how");
        options = defaults();
        options.use_min = wrong;
        refused(vreward_match(&options, value, 2, 3, partner, &err), VREWARD_E_ARGUMENT, &err, "use_min");
        options = defaults();
        options.kind = wrong;
        refused(vreward_match_boxes(&options, value, 1, value, 1, partner, NULL, &err), VREWARD_E_ARGUMENT, &err,
                "kind");
        options = defaults();
        options.convention = wrong;
        refused(vreward_match_boxes(&options, value, 1, value, 1, partner, NULL, &err), VREWARD_E_ARGUMENT, &err,
                "convention");
        options = defaults();
        options.invalid = wrong;
        refused(vreward_match_boxes(&options, value, 1, value, 1, partner, NULL, &err), VREWARD_E_ARGUMENT, &err,
                "invalid");
    }
    vreward_match_options options = defaults();
    options.use_min = 1;
    options.min = NAN;
    refused(vreward_match(&options, value, 2, 3, partner, &err), VREWARD_E_ARGUMENT, &err, "min is NaN");
    options = defaults();
    options.reserved = 1;
    refused(vreward_match(&options, value, 2, 3, partner, &err), VREWARD_E_UNSUPPORTED, &err, "reserved");
}

static void structs_of_other_releases(void **unused)
{
    (void)unused;
    int64_t partner[2];
    vreward_error err;
    struct {
        vreward_match_options ours;
        int64_t more;
    } newer = {defaults(), 0};
    newer.ours.struct_size = sizeof newer;
    assert_int_equal(vreward_match(&newer.ours, value, 2, 3, partner, &err), VREWARD_OK);
    newer.more = 1;
    refused(vreward_match(&newer.ours, value, 2, 3, partner, &err), VREWARD_E_UNSUPPORTED, &err,
            "vreward_match_options");
    vreward_match_options cut = defaults();
    cut.struct_size = offsetof(vreward_match_options, use_min); /* half of a member of eight bytes */
    refused(vreward_match(&cut, value, 2, 3, partner, &err), VREWARD_E_ARGUMENT, &err, "struct_size");
    cut.struct_size = 7;
    refused(vreward_match(&cut, value, 2, 3, partner, &err), VREWARD_E_ARGUMENT, &err, "struct_size");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ways_of_matching),
        cmocka_unit_test(forbidden_pairs),
        cmocka_unit_test(boxes),
        cmocka_unit_test(too_many_pairs),
        cmocka_unit_test(nothing_is_fine),
        cmocka_unit_test(bad_arguments),
        cmocka_unit_test(bad_options),
        cmocka_unit_test(structs_of_other_releases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
