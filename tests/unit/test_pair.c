/* The member `pair`: parts whose sum is a pair's quality. */
#include "scoring.h"

#include "geometry/gaussian.h"

#include <stdio.h>
#include <stdlib.h>

#define BOXES "{\"boxes\": [[10, 10, 50, 50], [60, 10, 100, 50]]}"
#define BOTH "{\"boxes\": [[10, 10, 50, 50], [60, 10, 100, 50]], \"points\": [[20, 20], [80, 30]]}"
#define ITEM(box, point) "{\"bbox_2d\": " box ", \"point_2d\": " point "}"
#define FIRST ITEM("[10, 10, 50, 50]", "[20, 20]")
#define SECOND ITEM("[60, 10, 100, 50]", "[80, 30]")
#define DETECTION(parts) "{\"base\": \"detection\", \"labels\": \"ignore\", \"pair\": [" parts "]}"

static void a_quality_is_the_sum_of_its_parts(void **state)
{
    (void)state;
    use_recipe(DETECTION("{\"above\": 0.5}, {\"of\": \"corners\", \"below\": 10}, "
                         "{\"of\": \"distance\", \"below\": 5, \"weight\": 0.5}"));
    assert_double(score_of("[" FIRST ", " SECOND "]", BOTH), 2.5);
    assert_int_equal(now.trace.reason, VREWARD_REASON_OK);
    assert_double(now.scorer->recipe.high, 2.5);
    /* The point is 5 off, which is not below 5. */
    assert_double(score_of("[" FIRST ", " ITEM("[60, 10, 100, 50]", "[83, 34]") "]", BOTH), 2.25);
    assert_double(now.trace.predicted[1].quality, 2.0);
    assert_double(now.trace.predicted[1].overlap, 1.0);
    assert_double(term("mean_iou"), 1.0);
    /* An IoU of 0.5 is not above it, nor are corners that are 10 off on the average. */
    assert_double(score_of("[" FIRST ", " ITEM("[60, 10, 80, 50]", "[80, 30]") "]", BOTH), (2.5 + 1.5) / 2);
    assert_double(score_of("[" FIRST ", " ITEM("[60, 10, 100, 90]", "[80, 30]") "]", BOTH), (2.5 + 0.5) / 2);
    /* Nothing of the parts is left, though the boxes overlap. */
    assert_double(score_of("[" FIRST ", " ITEM("[60, 10, 100, 130]", "[80, 90]") "]", BOTH), 2.5 / 2);
    assert_int_equal(now.trace.reason, VREWARD_REASON_BELOW_THRESHOLD);
    assert_double(score_of("[]", BOTH), 0.0);
    assert_double(score_of("[]", "{\"boxes\": []}"), 1.0);
}

static void overlap_alone_is_the_default(void **state)
{
    (void)state;
    static const char *const same[][2] = {
        {"{\"base\": \"detection\", \"labels\": \"ignore\"}", DETECTION("{}")},
        {"{\"base\": \"detection\", \"labels\": \"ignore\", \"min_iou\": 0.3, \"overlap\": {\"power\": 2}}",
         "{\"base\": \"detection\", \"labels\": \"ignore\", \"min_iou\": 0.3, \"pair\": [{\"power\": 2}]}"},
        {"{\"base\": \"detection\", \"labels\": \"ignore\", \"overlap\": {\"at_least\": 0.5}}",
         DETECTION("{\"of\": \"overlap\", \"at_least\": 0.5}")},
        {"{\"base\": \"detection\", \"labels\": \"ignore\", \"overlap\": {\"ramp\": [0.2, 0.9]}}",
         DETECTION("{\"ramp\": [0.2, 0.9]}")},
    };
    static const char *const truths[] = {BOXES,
                                         "{\"boxes\": [[10, 10, 50, 50], [60, 10, 100, 50]], \"ignore\": [false, "
                                         "true]}"};
    const char *text = "[[12, 10, 50, 44], [60, 10, 90, 50], [60, 20, 100, 50], [20, 10, 90, 50], [200, 10, 210, 20]]";
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        for (size_t k = 0; k < 2; k++) {
            double expected[MAX_TERMS];
            use_recipe(same[i][0]);
            score_of(text, truths[k]);
            memcpy(expected, now.trace.term, sizeof expected);
            use_recipe(same[i][1]);
            score_of(text, truths[k]);
            for (size_t t = 0; t < MAX_TERMS; t++)
                assert_double(now.trace.term[t], expected[t]);
        }
    }
}

static void a_point_must_lie_in_its_own_box(void **state)
{
    (void)state;
    use_recipe(DETECTION("{\"of\": \"distance\", \"below\": 30, \"in_own_box\": true}"));
    assert_double(score_of("[" FIRST ", " SECOND "]", BOTH), 1.0);
    assert_double(score_of("[" ITEM("[10, 10, 50, 50]", "[50, 10]") ", " SECOND "]", BOTH), 0.5); /* too far */
    assert_double(score_of("[" ITEM("[20, 10, 50, 50]", "[20, 30]") ", " SECOND "]", BOTH), 1.0); /* on the border */
    assert_double(score_of("[" ITEM("[21, 10, 50, 50]", "[20, 20]") ", " SECOND "]", BOTH), 0.5);
    /* Without a box, or a point, it is refused, and counts. */
    assert_double(score_of("[{\"bbox_2d\": [10, 10, 50, 50]}, " SECOND "]", BOTH), 0.5);
    assert_int_equal(now.trace.predicted[0].fate, FATE_REFUSED);
    assert_true(has_reason(VREWARD_REASON_BAD_VALUE));
    assert_double(score_of("[" ITEM("[10, 10, 50, 50]", "[2e9, 20]") ", " SECOND "]", BOTH), 0.5);
    assert_int_equal(now.trace.predicted[0].fate, FATE_REFUSED);
    /* One that spoils the answer does so for lack of a point, too. */
    use_recipe(
        "{\"base\": \"detection\", \"labels\": \"ignore\", \"faulty\": \"void\", \"pair\": [{\"of\": \"distance\", "
        "\"below\": 30, \"in_own_box\": true}]}");
    assert_double(score_of("[{\"bbox_2d\": [10, 10, 50, 50]}, " SECOND "]", BOTH), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_BAD_VALUE);
    /* Where the truth has no points the centres of its boxes stand for them. */
    assert_double(score_of("[" ITEM("[10, 10, 50, 50]", "[30, 30]") ", " SECOND "]", BOXES), 1.0);
}

static void points_alone(void **state)
{
    (void)state;
    use_recipe(DETECTION("{\"of\": \"distance\", \"ramp\": [10, 5]}"));
    const char *truth = "{\"points\": [[20, 20], [80, 30]]}";
    assert_double(score_of("[[20, 25], [80, 30]]", truth), 1.0);
    assert_double(score_of("[[20, 28], [80, 30]]", truth), (0.4 + 1) / 2);
    assert_double(term("mean_iou"), 0.7);
    assert_double(score_of("[[20, 30], [80, 30]]", truth), 0.5);
    assert_true(has_reason(VREWARD_REASON_MISSED_ITEMS));
    /* A written box stands for its centre. */
    assert_double(score_of("[{\"bbox_2d\": [10, 10, 30, 30]}, {\"point_2d\": [80, 30]}]", truth), 1.0);
    use_recipe(DETECTION("{\"of\": \"inside\"}"));
    assert_double(score_of("[{\"point_2d\": [50, 50]}, {\"point_2d\": [59, 30]}]", BOTH), 0.5);
    use_recipe("{\"base\": \"counting\", \"pair\": [{\"of\": \"distance\", \"below\": 9, \"weight\": 2}]}");
    assert_double(score_of("[[20, 25], [80, 30]]", truth), 2.0);
    assert_double(term("location"), 2.0);
    use_recipe("{\"base\": \"counting\", \"pair\": [{\"of\": \"overlap\"}]}");
    assert_double(score_of("[[10, 10, 50, 50], [60, 10, 100, 30]]", BOXES), 0.75);
}

static void one_object(void **state)
{
    (void)state;
    const char *truth = "{\"box\": [100, 100, 200, 150]}";
    use_recipe("{\"base\": \"grounding\", \"pair\": [{\"of\": \"distance\", \"gaussian\": 0.5}]}");
    assert_double(score_of("[100, 100, 200, 150]", truth), 1.0);
    assert_near(score_of("[90, 90, 110, 110]", truth), exp(-1.0), 1e-15);
    assert_double(score_of("{\"point_2d\": [150, 125]}", truth), 1.0);
    assert_double(term("center_in"), 1.0);
    assert_double(score_of("{\"point_2d\": [15000, 125]}", truth), 0.0);
    use_recipe("{\"base\": \"grounding\", \"pair\": [{\"weight\": 0.5}, {\"of\": \"inside\", \"weight\": 0.5}]}");
    assert_double(score_of("[100, 100, 200, 125]", truth), 0.75);
    assert_double(term("iou"), 0.5);
    assert_double(score_of("[100, 100, 150, 125]", "{\"any_of\": [[0, 0, 1, 1], [100, 100, 200, 125]]}"), 0.75);
    assert_int_equal(now.trace.predicted[0].partner, 1);
    assert_double(score_of("[300, 300, 400, 400]", truth), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_NO_OVERLAP);
}

static void a_bell_curve(void **state)
{
    (void)state;
    for (double x = 0; x < 37; x += 0.0078125) {
        const double expected = exp(-(x * x + 0.25) / 2);
        assert_near(gaussian(-x, 0.5), expected, expected * 5e-16);
    }
    assert_double(gaussian(0, 0), 1.0);
    assert_double(gaussian(1e200, 0), 0.0);
    assert_double(gaussian(NAN, 0), 0.0);
    assert_double(gaussian(INFINITY, 0), 0.0);
}

/* By quality, not by overlap, which says less. */
static void other_matchings_go_by_the_sum(void **state)
{
    (void)state;
    static const char *const how[] = {"optimal", "greedy", "per-truth", "confidence", "any"};
    for (size_t i = 0; i < sizeof how / sizeof how[0]; i++) {
        char recipe[256];
        snprintf(recipe, sizeof recipe,
                 "{\"base\": \"detection\", \"labels\": \"ignore\", \"match\": \"%s\", \"divisor\": "
                 "\"truth\", \"pair\": [{\"weight\": 0.1}, {\"of\": \"distance\", \"below\": 2}]}",
                 how[i]);
        use_recipe(recipe);
        /* The first overlaps more, the second has the point. */
        score_of("[" ITEM("[10, 10, 50, 50]", "[40, 40]") ", " ITEM("[10, 10, 50, 30]", "[20, 20]") "]",
                 "{\"boxes\": [[10, 10, 50, 50]], \"points\": [[20, 20]]}");
        if (strcmp(how[i], "confidence") != 0) /* there the first written one chooses first */
            assert_double(now.trace.score, 0.1 * 0.5 + 1.0);
    }
}

/* The order of the answer cannot matter, also where only the points tell two items apart. */
static void order_does_not_matter(void **state)
{
    (void)state;
    use_recipe(DETECTION("{\"weight\": 0.3}, {\"of\": \"distance\", \"ramp\": [40, 0], \"weight\": 0.7}"));
    const char *one = ITEM("[10, 10, 50, 50]", "[21, 20]"), *other = ITEM("[10, 10, 50, 50]", "[77, 30]");
    char text[512];
    snprintf(text, sizeof text, "[%s, %s, " SECOND "]", one, other);
    const double score = score_of(text, BOTH);
    const int64_t partner = now.trace.predicted[0].partner;
    snprintf(text, sizeof text, "[" SECOND ", %s, %s]", other, one);
    assert_double(score_of(text, BOTH), score);
    assert_int_equal(now.trace.predicted[2].partner, partner);
}

static void truths_that_lack_something(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct truth truth;
    vreward_error err;
    use_recipe(DETECTION("{\"of\": \"distance\", \"gaussian\": 1}"));
    const struct config *config = &now.scorer->recipe.config;
    static const char *const bad[] = {"{\"points\": [[1, 2]]}", "{\"boxes\": [[1, 2, 3, 4]], \"points\": []}"};
    static const char *const why[] = {
        "truth member 'boxes' is missing: a part of the recipe's `pair` compares with the "
        "true box",
        "truth member 'points' has 0 elements for 1 boxes"};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(truth_read(config, span_of(bad[i]), &arena, &truth, &err), VREWARD_E_TRUTH);
        assert_non_null(strstr(err.message, why[i]));
    }
    use_recipe("detection");
    assert_int_equal(truth_read(&now.scorer->recipe.config, span_of(BOTH), &arena, &truth, &err), VREWARD_E_TRUTH);
    arena_free(&arena);
    /* As a model would write it. */
    use_recipe("{\"base\": \"detection\", \"labels\": \"ignore\", \"truth_format\": \"answer\", \"pair\": "
               "[{\"weight\": 0.5}, {\"of\": \"distance\", \"below\": 2, \"weight\": 0.5}]}");
    assert_double(score_of("[" FIRST ", " SECOND "]", "<answer>[" FIRST ", " SECOND "]</answer>"), 1.0);
    assert_double(score_of("[{\"bbox_2d\": [10, 10, 50, 50]}, " SECOND "]", "<answer>[" FIRST ", " SECOND "]</answer>"),
                  0.75);
}

/* More than 2^22 pairs: what a completion costs is bounded. */
static void too_many_pairs(void **state)
{
    (void)state;
    enum { MANY = 2100 };
    char *text = malloc(MANY * 8 + 32), *truth = malloc(MANY * 8 + 32);
    int64_t length = 0;
    for (int i = 0; i < MANY; i++)
        length += sprintf(text + length, "%s[%d,%d]", i == 0 ? "[" : ",", i % 50, i / 50);
    strcpy(text + length, "]");
    sprintf(truth, "{\"points\":%s}", text);
    use_recipe(DETECTION("{\"of\": \"distance\", \"below\": 0.5}"));
    assert_double(score_of(text, truth), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_TOO_LARGE);
    free(text);
    free(truth);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_quality_is_the_sum_of_its_parts),
        cmocka_unit_test(overlap_alone_is_the_default),
        cmocka_unit_test(a_point_must_lie_in_its_own_box),
        cmocka_unit_test(points_alone),
        cmocka_unit_test(one_object),
        cmocka_unit_test(a_bell_curve),
        cmocka_unit_test(other_matchings_go_by_the_sum),
        cmocka_unit_test(order_does_not_matter),
        cmocka_unit_test(truths_that_lack_something),
        cmocka_unit_test(too_many_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, end_scoring);
}
