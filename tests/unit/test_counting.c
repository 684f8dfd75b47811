/* rewards.md section 3, `counting`. */
#include "scoring.h"

#define POINT(x, y) "{\"point_2d\": [" #x ", " #y "]}"

static void a_bare_count(void **state)
{
    (void)state;
    use_recipe("counting");
    /* Half for being near, half for being right. */
    assert_double(score_of("4", "{\"count\": 5}"), 0.4);
    assert_double(term("closeness"), 0.8);
    assert_double(term("exact"), 0.0);
    assert_double(term("location"), 0.0);
    assert_double(term("n_items"), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_WRONG_COUNT);
    assert_double(score_of("5", "5"), 1.0);
    assert_double(term("exact"), 1.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_OK);
    assert_double(score_of("10", "5"), 0.25);
    assert_double(score_of("0", "0"), 1.0);
    assert_double(score_of("0", "5"), 0.0);
    assert_double(score_of("5", "0"), 0.0);
    /* Items are a way to write a number, refused ones, too. */
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 1, 1]}, {\"bbox_2d\": [3, 3, 3, 3]}]", "4"), 0.25);
    assert_double(term("n_items"), 2.0);
    assert_double(score_of("[]", "0"), 1.0);
    assert_double(score_of("[]", "2"), 0.0);
}

static void a_number_that_is_no_count(void **state)
{
    (void)state;
    static const char *const completions[] = {"2.5", "-3", "1e300"};
    use_recipe("counting");
    for (int i = 0; i < 3; i++) {
        assert_double(score_of(completions[i], "3"), 0.0);
        assert_double(term("closeness"), 0.0);
        assert_double(term("exact"), 0.0);
        assert_int_equal(now.trace.reason, VREWARD_REASON_BAD_VALUE);
    }
}

/* "5" on counts spread evenly over 1 to 10: closeness (1/5 + 2/5 + 3/5 + 4/5 + 1 + 5/6 + 5/7 + 5/8 + 5/9 + 5/10) / 10,
 * exact once in ten. */
static void a_constant_guess_earns_what_it_deserves(void **state)
{
    (void)state;
    double sum = 0;
    use_recipe("counting");
    for (int count = 1; count <= 10; count++) {
        char truth[8];
        snprintf(truth, sizeof truth, "%d", count);
        sum += score_of("5", truth);
    }
    assert_near(sum / 10, (0.62 + 0.1) / 2, 0.005);
}

/* Points at 10 and 30: the nearest other is 20 away, so the quality is 1 up to 5 and ends at 10. */
#define TRUTH "{\"points\": [[10, 10], [30, 10]]}"

static void places_are_the_evidence(void **state)
{
    (void)state;
    use_recipe("counting");
    assert_double(score_of("[" POINT(30, 10) ", " POINT(10, 10) "]", TRUTH), 1.0);
    assert_double(term("exact"), 1.0);
    assert_double(term("location"), 1.0);
    assert_double(score_of("[" POINT(30, 15) ", " POINT(10, 10) "]", TRUTH), 1.0);
    assert_double(score_of("[" POINT(30, 17.5) ", " POINT(10, 10) "]", TRUTH), 1.5 / 2);
    /* An item in the wrong place never helps to reach the count. */
    const double alone = score_of("[" POINT(10, 10) "]", TRUTH);
    assert_double(alone, 1 / 1.5);
    assert_double(score_of("[" POINT(10, 10) ", " POINT(90, 90) "]", TRUTH), 0.5);
    assert_double(term("exact"), 1.0);
    assert_double(term("closeness"), 1.0);
    assert_double(score_of("[" POINT(10, 10) ", " POINT(10, 10) ", " POINT(10, 10) "]", TRUTH), 1 / 3.0);
    assert_double(term("closeness"), 2 / 3.0);
    assert_true(has_reason(VREWARD_REASON_WRONG_COUNT));
    assert_int_equal(now.trace.reason, VREWARD_REASON_MISSED_ITEMS);
    /* A number says nothing about places. */
    assert_double(score_of("2", TRUTH), 0.0);
    assert_double(term("parsed"), 0.0);
}

/* A box of 6 x 8 has the diagonal 10: its quality is 1 up to 2.5 from its centre and ends at 5. */
static void boxes_are_counted_by_their_centres(void **state)
{
    (void)state;
    const char *truth = "{\"boxes\": [[0, 0, 6, 8], [100, 0, 106, 8]], \"count\": 2}";
    use_recipe("counting");
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 6, 8]}, {\"bbox_2d\": [99, 2, 107, 6]}]", truth), 1.0);
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 6, 8]}, {\"bbox_2d\": [100, 2, 106, 13]}]", truth), 1.6 / 2);
    assert_double(score_of("[{\"point_2d\": [3, 4]}]", truth), 1 / 1.5);
}

static void ignored_items_are_not_in_the_count(void **state)
{
    (void)state;
    const char *truth = "{\"points\": [[10, 10], [30, 10], [90, 90]], \"ignore\": [false, false, true], \"count\": 2,"
                        " \"size\": [100, 100]}";
    use_recipe("counting");
    assert_double(score_of("[" POINT(10, 10) ", " POINT(30, 10) ", " POINT(90, 91) "]", truth), 1.0);
    assert_double(term("n_items"), 3.0);
    assert_double(term("exact"), 1.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_OK);
    /* A point that is asked for and one that is not, so near to each other that both have full quality with both. */
    const char *neighbours = "{\"points\": [[10, 10], [14, 10]], \"ignore\": [false, true], \"size\": [100, 100]}";
    assert_double(score_of("[" POINT(10, 10) ", " POINT(14, 10) "]", neighbours), 1.0);
    assert_double(score_of("[" POINT(10, 10) ", " POINT(11, 10) "]", neighbours), 0.5);
    assert_double(score_of("[" POINT(14, 10) "]", neighbours), 0.0); /* it was written for the other */
}

/* Where all are found, each nearer to its place than three quarters of the reach, leaving any out earns less. */
static void leaving_out_never_pays(void **state)
{
    (void)state;
    enum { COUNT = 4 };
    static const int x[COUNT] = {100, 900, 500, 520}, y[COUNT] = {100, 100, 800, 800};
    const char *truth = "{\"points\": [[100, 100], [900, 100], [500, 800], [520, 800]], \"size\": [1000, 1000]}";
    use_recipe("counting");
    for (int off = 0; off <= 10; off++) {
        double best_with_less = 0, all = 0;
        for (int chosen = 0; chosen < 1 << COUNT; chosen++) {
            char text[400] = "[", *to = text + 1;
            for (int k = 0; k < COUNT; k++) {
                if (chosen >> k & 1)
                    to += snprintf(to, 80, "%s" POINT(% d, % d), to == text + 1 ? "" : ", ", x[k], y[k] - off);
            }
            snprintf(to, 2, "]");
            const double now_earned = score_of(text, truth);
            if (chosen == (1 << COUNT) - 1)
                all = now_earned;
            else if (now_earned > best_with_less)
                best_with_less = now_earned;
        }
        assert_true(all > best_with_less);
    }
}

static void empty_sides(void **state)
{
    (void)state;
    use_recipe("counting");
    assert_double(score_of("[]", "{\"points\": []}"), 1.0);
    assert_double(term("location"), 1.0);
    assert_double(term("exact"), 1.0);
    assert_double(score_of("[" POINT(1, 1) "]", "{\"boxes\": []}"), 0.0);
    assert_double(term("closeness"), 0.0);
    assert_double(score_of("[]", TRUTH), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_MISSED_ITEMS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bare_count),
        cmocka_unit_test(a_number_that_is_no_count),
        cmocka_unit_test(a_constant_guess_earns_what_it_deserves),
        cmocka_unit_test(places_are_the_evidence),
        cmocka_unit_test(boxes_are_counted_by_their_centres),
        cmocka_unit_test(ignored_items_are_not_in_the_count),
        cmocka_unit_test(leaving_out_never_pays),
        cmocka_unit_test(empty_sides),
    };
    return cmocka_run_group_tests(tests, NULL, end_scoring);
}
