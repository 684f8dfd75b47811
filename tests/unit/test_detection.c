/* rewards.md section 3, `detection`, and the rules of section 1 on it. */
#include "scoring.h"

#include "../reference/soft_score.h"

#include <stdio.h>
#include <stdlib.h>

#define TRUTH "{\"boxes\": [[0, 0, 10, 10], [20, 0, 30, 10]], \"labels\": [\"cat\", \"dog\"]}"
#define CAT "{\"bbox_2d\": [0, 0, 10, 10], \"label\": \"cat\"}"
#define DOG "{\"bbox_2d\": [20, 0, 30, 10], \"label\": \"dog\"}"
#define FAR "{\"bbox_2d\": [90, 0, 99, 10], \"label\": \"cat\"}"

static void perfect_and_partial(void **state)
{
    (void)state;
    use_recipe("detection");
    static const char *const one[] = {"mean_iou", "precision", "recall", "f1", "label_accuracy", "accuracy", "format"};
    assert_double(score_of("[" DOG ", " CAT "]", TRUTH), 1.0);
    for (size_t i = 0; i < sizeof one / sizeof one[0]; i++)
        assert_double(term(one[i]), 1.0);
    assert_double(term("missed"), 0.0);
    assert_double(term("extra"), 0.0);
    assert_double(term("n_items"), 2.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_OK);
    assert_int_equal(now.trace.predicted[0].partner, 1);
    /* One of two: 1 / max(1, 1.5) */
    assert_double(score_of("[" CAT "]", TRUTH), 1.0 / 1.5);
    assert_double(term("recall"), 0.5);
    assert_double(term("precision"), 1.0);
    assert_double(term("f1"), 2.0 / 3.0);
    assert_double(term("missed"), 0.5);
    assert_int_equal(now.trace.reason, VREWARD_REASON_MISSED_ITEMS);
    /* One too many: 2 / 3 */
    assert_double(score_of("[" CAT ", " DOG ", " FAR "]", TRUTH), 2.0 / 3.0);
    assert_double(term("extra"), 1.0 / 3.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_EXTRA_ITEMS);
    assert_int_equal(now.trace.predicted[2].fate, FATE_UNMATCHED);
    /* An IoU of 0.4 pays 0.4, but is no hit at f1_iou 0.5. */
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 10, 4], \"label\": \"cat\"}, " DOG "]", TRUTH), 1.4 / 2.0);
    assert_double(term("mean_iou"), 0.7);
    assert_double(term("precision"), 0.5);
    assert_double(term("label_accuracy"), 1.0);
    assert_double(term("missed"), 0.0);
    /* From f1_iou on. */
    score_of("[{\"bbox_2d\": [0, 0, 10, 5], \"label\": \"cat\"}]", TRUTH);
    assert_double(term("precision"), 1.0);
}

/* The item at `place` of those written. */
static void assert_item(int place, int32_t fate, double overlap)
{
    assert_int_equal(now.trace.predicted[place].fate, fate);
    assert_double(now.trace.predicted[place].overlap, overlap);
}

static void pairs_below_min_iou_are_none(void **state)
{
    (void)state;
    const char *completion = "[{\"bbox_2d\": [0, 0, 10, 4], \"label\": \"cat\"}, " DOG "]";
    use_recipe("{\"base\": \"detection\", \"min_iou\": 0.4}");
    assert_double(score_of(completion, TRUTH), 1.4 / 2);
    assert_int_equal(now.trace.reason, VREWARD_REASON_OK);
    use_recipe("{\"base\": \"detection\", \"min_iou\": 0.41}");
    assert_double(score_of(completion, TRUTH), 0.5);
    assert_double(term("mean_iou"), 1.0);
    assert_double(term("missed"), 0.5);
    assert_double(term("extra"), 0.5);
    assert_int_equal(now.trace.reason, VREWARD_REASON_BELOW_THRESHOLD);
    assert_false(has_reason(VREWARD_REASON_NO_OVERLAP));
    assert_item(0, FATE_BELOW_THRESHOLD, 0.4);
    assert_double(now.trace.predicted[0].quality, 0.0);
    assert_int_equal(now.trace.truth[0].fate, FATE_MISSED);
    assert_double(now.trace.truth[0].overlap, 0.4);
    /* Shaping does the same. */
    use_recipe("{\"base\": \"detection\", \"overlap\": {\"ramp\": [0.5, 0.9]}}");
    assert_double(score_of(completion, TRUTH), 0.5);
    assert_int_equal(now.trace.reason, VREWARD_REASON_BELOW_THRESHOLD);
    assert_item(0, FATE_BELOW_THRESHOLD, 0.4);
    /* The true item is somebody else's: then the item is one too many, however much it overlaps. */
    score_of("[{\"bbox_2d\": [0, 0, 10, 4], \"label\": \"cat\"}, " CAT ", " DOG "]", TRUTH);
    assert_int_equal(now.trace.reason, VREWARD_REASON_EXTRA_ITEMS);
    assert_item(0, FATE_UNMATCHED, 0.4);
    /* Points have their quality instead: 0.5 at 7.5 of 10. */
    const char *points = "{\"points\": [[10, 10], [30, 10]], \"labels\": [\"a\", \"b\"]}";
    use_recipe("{\"base\": \"detection\", \"min_iou\": 0.6}");
    assert_double(score_of("[{\"point_2d\": [10, 17.5], \"label\": \"a\"}]", points), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_BELOW_THRESHOLD);
}

/* The largest sum is that of one pair of 0.6 and 0.375; f1 counts both. */
static void f1_counts_the_most_pairs(void **state)
{
    (void)state;
    const char *truth = "{\"boxes\": [[9, 3, 14, 13], [6, 12, 14, 20]], \"labels\": [\"x\", \"x\"]}";
    use_recipe("detection");
    score_of("[{\"bbox_2d\": [6, 4, 14, 14], \"label\": \"x\"}]", truth);
    assert_double(term("recall"), 0.5);
    score_of("[{\"bbox_2d\": [6, 4, 14, 14], \"label\": \"x\"}, {\"bbox_2d\": [7, 2, 14, 10], \"label\": \"x\"}]",
             truth);
    assert_double(term("recall"), 0.5);
    assert_double(term("precision"), 0.5);
    /* A term that weighs and asks for an overlap names the threshold; without a weight it is imprecision. */
    const char *loose = "[{\"bbox_2d\": [0, 0, 10, 4], \"label\": \"cat\"}, " DOG "]";
    score_of(loose, TRUTH);
    assert_int_equal(now.trace.reason, VREWARD_REASON_OK);
    use_recipe("{\"base\": \"detection\", \"weights\": {\"f1\": 1}}");
    score_of(loose, TRUTH);
    assert_int_equal(now.trace.reason, VREWARD_REASON_BELOW_THRESHOLD);
    use_recipe("{\"base\": \"detection\", \"f1_iou\": 0.4, \"weights\": {\"f1\": 1}}");
    score_of(loose, TRUTH);
    assert_double(term("f1"), 1.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_OK);
}

/* Where shaping makes many pairs equal, the overlap itself decides, whatever the order of the truth. */
static void equal_qualities_are_decided_by_the_overlap(void **state)
{
    (void)state;
    static const char *const shapes[] = {"\"at_least\": 0.5", "\"above\": 0.5", "\"ramp\": [0.25, 0.55]"};
    static const char *const truths[] = {"[[0, 0, 100, 100], [25, 0, 125, 100]]",
                                         "[[25, 0, 125, 100], [0, 0, 100, 100]]"};
    for (size_t k = 0; k < 6; k++) {
        char recipe[120];
        snprintf(recipe, sizeof recipe,
                 "{\"base\": \"detection\", \"labels\": \"ignore\", \"f1_iou\": 0.9, \"overlap\": {%s}}",
                 shapes[k / 2]);
        use_recipe(recipe);
        assert_double(score_of("[{\"bbox_2d\": [0, 0, 100, 100]}, {\"bbox_2d\": [25, 0, 125, 100]}]", truths[k % 2]),
                      1.0);
        assert_double(term("mean_iou"), 1.0);
        assert_double(term("f1"), 1.0);
        assert_item(0, FATE_MATCHED, 1.0);
    }
}

static void no_label_is_said(void **state)
{
    (void)state;
    use_recipe("detection");
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 10, 10]}, " DOG "]", TRUTH), 0.5);
    assert_int_equal(now.trace.reason, VREWARD_REASON_NO_LABEL);
    assert_false(has_reason(VREWARD_REASON_LABEL_MISMATCH));
    assert_item(0, FATE_WRONG_LABEL, 1.0);
    score_of("[{\"bbox_2d\": [0, 0, 10, 10], \"label\": \"\"}, " DOG "]", TRUTH);
    assert_int_equal(now.trace.reason, VREWARD_REASON_NO_LABEL);
    use_recipe("perception-r1-detection");
    score_of("[{\"bbox_2d\": [0, 0, 10, 10]}, " DOG "]", TRUTH);
    assert_int_equal(now.trace.reason, VREWARD_REASON_NO_LABEL);
}

/* 2,100 boxes on 2,100 are more pairs than are held for a sample. */
static void too_many_pairs_are_too_large(void **state)
{
    (void)state;
    enum { COUNT = 2100, LENGTH = 16 };
    char *list = malloc(COUNT * LENGTH + 40), *to = list + sprintf(list, "[[0,0,9,9]");
    for (int i = 1; i < COUNT; i++)
        to += sprintf(to, ",[0,0,9,9]");
    sprintf(to, "]");
    use_recipe("{\"base\": \"detection\", \"labels\": \"ignore\", \"weights\": {\"accuracy\": 1, \"missed\": -1}}");
    assert_double(score_of(list, list), -1.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_TOO_LARGE);
    assert_double(term("parsed"), 0.0);
    assert_double(term("format"), 0.0);
    assert_double(term("extra"), 1.0);
    assert_int_equal(now.trace.truth[COUNT - 1].fate, FATE_MISSED);
    free(list);
}

static void labels_must_match(void **state)
{
    (void)state;
    const char *swapped = "[{\"bbox_2d\": [0, 0, 10, 10], \"label\": \"dog\"}, " DOG "]";
    use_recipe("detection");
    assert_double(score_of(swapped, TRUTH), 0.5);
    assert_double(term("label_accuracy"), 0.5);
    assert_int_equal(now.trace.reason, VREWARD_REASON_LABEL_MISMATCH);
    assert_int_equal(now.trace.predicted[0].fate, FATE_WRONG_LABEL);
    /* A wrong label on a true item that somebody has is one item too many. */
    score_of("[" CAT ", {\"bbox_2d\": [0, 0, 10, 9], \"label\": \"dog\"}]",
             "{\"boxes\": [[0, 0, 10, 10]], \"labels\": [\"cat\"]}");
    assert_int_equal(now.trace.reason, VREWARD_REASON_EXTRA_ITEMS);
    assert_int_equal(now.trace.predicted[1].fate, FATE_UNMATCHED);
    /* The same place with every label: k labels earn 1/k. */
    assert_double(score_of("[" CAT ", {\"bbox_2d\": [0, 0, 10, 10], \"label\": \"dog\"}]",
                           "{\"boxes\": [[0, 0, 10, 10]], \"labels\": [\"cat\"]}"),
                  0.5);
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 10, 10]}, " DOG "]", TRUTH), 0.5); /* no label is no right label */
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 10, 10], \"label\": \" Cat\"}, " DOG "]", TRUTH), 0.5);
    use_recipe("{\"base\": \"detection\", \"fold\": true}");
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 10, 10], \"label\": \" Cat\"}, " DOG "]", TRUTH), 1.0);
    assert_double(score_of("[" CAT "]", "{\"boxes\": [[0, 0, 10, 10]], \"labels\": [\"\\u00a0CAT \"]}"), 1.0);
    use_recipe("{\"base\": \"detection\", \"labels\": \"ignore\"}");
    assert_double(score_of(swapped, TRUTH), 1.0);
    assert_double(term("label_accuracy"), 1.0);
    assert_double(score_of(swapped, "[[0, 0, 10, 10], [20, 0, 30, 10]]"), 1.0);
}

/* Label-blind pairs of one sum: right labels are counted first. */
static void right_labels_first(void **state)
{
    (void)state;
    use_recipe("detection");
    score_of("[{\"bbox_2d\": [0, 0, 10, 10], \"label\": \"a\"}, {\"bbox_2d\": [0, 0, 10, 10], \"label\": \"b\"}]",
             "{\"boxes\": [[0, 0, 10, 10], [0, 0, 10, 10]], \"labels\": [\"b\", \"a\"]}");
    assert_double(term("label_accuracy"), 1.0);
    assert_double(term("accuracy"), 1.0);
}

static void empty_sides(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"detection\", \"ap\": [\"ap\", \"ap50\", \"ap75\"]}");
    assert_double(score_of("[]", "[]"), 1.0);
    static const char *const terms[] = {"mean_iou",       "precision", "recall", "f1",
                                        "label_accuracy", "ap",        "ap50",   "ap75"};
    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++)
        assert_double(term(terms[i]), 1.0);
    assert_double(term("missed"), 0.0);
    assert_double(term("extra"), 0.0);
    assert_double(score_of("[]", TRUTH), 0.0);
    assert_double(term("missed"), 1.0);
    assert_double(term("extra"), 0.0);
    assert_double(score_of("[" CAT "]", "{\"boxes\": [], \"labels\": []}"), 0.0);
    assert_double(term("missed"), 0.0);
    assert_double(term("extra"), 1.0);
    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++)
        assert_double(term(terms[i]), 0.0);
    assert_double(score_of("words, as in prose", "[]"), 0.0);
    assert_double(term("missed"), 1.0);
    assert_double(term("extra"), 1.0);
    assert_double(term("parsed"), 0.0);
    assert_true(now.trace.reason != VREWARD_REASON_OK);
}

static void refused_items_count(void **state)
{
    (void)state;
    use_recipe("detection");
    assert_double(score_of("[" CAT ", " DOG ", {\"bbox_2d\": [5, 5, 5, 9], \"label\": \"cat\"}]", TRUTH), 2.0 / 3.0);
    assert_double(term("n_items"), 3.0);
    assert_double(term("extra"), 1.0 / 3.0);
    assert_int_equal(now.trace.predicted[2].fate, FATE_REFUSED);
    assert_true(has_reason(VREWARD_REASON_BAD_VALUE));
    assert_double(score_of("[" CAT ", " DOG ", {\"point_2d\": [5, 5], \"label\": \"cat\"}]", TRUTH), 2.0 / 3.0);
}

/* The two halves of the rule on ignored items. */
static void ignored_items(void **state)
{
    (void)state;
    const char *truth = "{\"boxes\": [[0, 0, 10, 10], [0, 0, 100, 100]], \"labels\": [\"cat\", \"crowd\"],"
                        " \"ignore\": [false, true]}";
    use_recipe("detection");
    assert_double(score_of("[" CAT "]", truth), 1.0); /* never missed, not in M */
    assert_double(term("missed"), 0.0);
    assert_int_equal(now.trace.truth[1].fate, FATE_IGNORED);
    /* Half of it on the ignored one, far from the counted one: not in N, but written. */
    assert_double(score_of("[" CAT ", {\"bbox_2d\": [90, 50, 110, 60], \"label\": \"dog\"}]", truth), 1.0);
    assert_double(term("n_items"), 2.0);
    assert_double(term("extra"), 0.0);
    assert_int_equal(now.trace.predicted[1].fate, FATE_IGNORED);
    /* Less than half. */
    assert_double(score_of("[" CAT ", {\"bbox_2d\": [91, 50, 111, 60], \"label\": \"dog\"}]", truth), 0.5);
    /* On the ignored one, but with 0.1 of the counted one, whatever the label: it counts. */
    assert_double(score_of("[" CAT ", {\"bbox_2d\": [0, 0, 100, 10], \"label\": \"dog\"}]", truth), 0.5);
    assert_double(score_of("[" CAT ", {\"bbox_2d\": [0, 0, 101, 10], \"label\": \"dog\"}]", truth), 1.0);
    /* The ignored item itself is nobody's mistake, even where it overlaps a counted one by more than that. */
    const char *beside = "{\"boxes\": [[0, 0, 50, 100], [0, 0, 100, 100]], \"labels\": [\"cat\", \"cat\"],"
                         " \"ignore\": [false, true]}";
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 50, 100], \"label\": \"cat\"},"
                           " {\"bbox_2d\": [0, 0, 100, 100], \"label\": \"cat\"}]",
                           beside),
                  1.0);
    assert_double(term("n_items"), 2.0);
    assert_int_equal(now.trace.predicted[1].fate, FATE_IGNORED);
    /* What fits the counted one as well or better is charged: 0.7 and 0.714. */
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 50, 100], \"label\": \"cat\"},"
                           " {\"bbox_2d\": [0, 0, 70, 100], \"label\": \"cat\"}]",
                           beside),
                  0.5);
    /* It cannot be matched. */
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 100, 100], \"label\": \"crowd\"}]", truth), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_MISSED_ITEMS);
    /* Nothing counted on either side is empty on both. */
    assert_double(score_of("[{\"bbox_2d\": [0, 0, 100, 100], \"label\": \"crowd\"}]",
                           "{\"boxes\": [[0, 0, 100, 100]], \"labels\": [\"crowd\"], \"ignore\": [true]}"),
                  1.0);
}

/* Under `sort` a box with swapped corners is the box, for every rule and term. */
static void corners_are_put_in_order(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"detection\", \"invalid\": \"sort\", \"ap\": [\"ap\"]}");
    const char *truth = "{\"boxes\": [[10, 10, 0, 0], [100, 0, 0, 100]], \"labels\": [\"cat\", \"crowd\"],"
                        " \"ignore\": [false, true]}";
    assert_double(score_of("[{\"bbox_2d\": [10, 0, 0, 10], \"label\": \"cat\"},"
                           " {\"bbox_2d\": [60, 60, 50, 50], \"label\": \"x\"}]",
                           truth),
                  1.0);
    assert_int_equal(now.trace.predicted[1].fate, FATE_IGNORED);
    assert_near(term("ap"), 1.0, 1e-12);
    assert_double(now.trace.predicted[0].converted[2], 10.0);
    use_recipe("{\"base\": \"grounding\", \"invalid\": \"sort\"}");
    assert_double(score_of("[{\"bbox_2d\": [10, 0, 0, 10]}]", "[0, 10, 10, 0]"), 1.0);
    assert_double(term("center_in"), 1.0);
}

static void points_are_compared_by_distance(void **state)
{
    (void)state;
    /* Half way to the other is 10; up to 5 the quality is 1. */
    const char *truth = "{\"points\": [[10, 10], [30, 10]], \"labels\": [\"a\", \"b\"]}";
    use_recipe("detection");
    assert_double(
        score_of("[{\"point_2d\": [30, 10], \"label\": \"b\"}, {\"point_2d\": [10, 17.5], \"label\": \"a\"}]", truth),
        1.5 / 2);
    assert_double(
        score_of("[{\"bbox_2d\": [28, 8, 32, 12], \"label\": \"b\"}, {\"point_2d\": [10, 10], \"label\": \"a\"}]",
                 truth),
        1.0);
    assert_double(score_of("[{\"point_2d\": [20, 10], \"label\": \"b\"}]", truth), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_NO_OVERLAP);
}

static void average_precision_on_request(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"detection\", \"ap\": [\"ap50\"]}");
    assert_double(score_of("[" CAT ", " DOG "]", TRUTH), 1.0);
    assert_near(term("ap50"), 1.0, 1e-12); /* pycocotools adds an epsilon to every denominator */
    assert_int_equal(now.scorer->recipe.term_count, 3 + 9);
    /* dog missing: 1 for cat, 0 for dog */
    score_of("[" CAT "]", TRUTH);
    assert_near(term("ap50"), 0.5, 1e-12);
    score_of("[" FAR "]", TRUTH);
    assert_double(term("ap50"), 0.0);
}

/* ---- random inputs ---------------------------------------------------------------------------------------------- */

enum { MOST = 6 };

struct scene {
    double written[MOST][4], true_box[MOST][4];
    int written_label[MOST], true_label[MOST];
    int n, m;
};

static uint64_t random_state;

static uint32_t next_random(void)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(random_state >> 33);
}

/* On a coarse grid equal boxes and equal sums are common, so that ties decide. */
static bool coarse;

static void random_box(double box[4])
{
    if (coarse) {
        box[0] = next_random() % 3 * 4;
        box[1] = 0;
        box[2] = box[0] + 4 + next_random() % 3 * 4;
        box[3] = 4;
        return;
    }
    box[0] = next_random() % 20;
    box[1] = next_random() % 20;
    box[2] = box[0] + 1 + next_random() % 12;
    box[3] = box[1] + 1 + next_random() % 12;
}

static void random_scene(struct scene *scene)
{
    scene->n = (int)(next_random() % (MOST + 1));
    scene->m = (int)(next_random() % (MOST + 1));
    for (int i = 0; i < scene->n; i++) {
        random_box(scene->written[i]);
        scene->written_label[i] = (int)(next_random() % 2);
    }
    for (int j = 0; j < scene->m; j++) {
        random_box(scene->true_box[j]);
        scene->true_label[j] = (int)(next_random() % 2);
    }
}

/* The written items in the order `place`, the last one `more` times again. */
static void write_scene(const struct scene *scene, const int *place, int count, char *completion)
{
    char *to = completion;
    to += sprintf(to, "[");
    for (int k = 0; k < count; k++) {
        const double *box = scene->written[place[k]];
        to += sprintf(to, "%s{\"bbox_2d\": [%g, %g, %g, %g], \"label\": \"%d\"}", k ? ", " : "", box[0], box[1], box[2],
                      box[3], scene->written_label[place[k]]);
    }
    sprintf(to, "]");
}

static void write_truth(const struct scene *scene, char *truth)
{
    char *to = truth;
    to += sprintf(to, "{\"boxes\": [");
    for (int j = 0; j < scene->m; j++) {
        const double *box = scene->true_box[j];
        to += sprintf(to, "%s[%g, %g, %g, %g]", j ? ", " : "", box[0], box[1], box[2], box[3]);
    }
    to += sprintf(to, "], \"labels\": [");
    for (int j = 0; j < scene->m; j++)
        to += sprintf(to, "%s\"%d\"", j ? ", " : "", scene->true_label[j]);
    sprintf(to, "]}");
}

static double expected_accuracy(const struct scene *scene)
{
    double quality[SOFT_SCORE_MOST][SOFT_SCORE_MOST] = {{0}};
    for (int i = 0; i < scene->n; i++) {
        for (int j = 0; j < scene->m; j++) {
            if (scene->written_label[i] == scene->true_label[j])
                quality[i][j] = reference_iou(scene->written[i], scene->true_box[j]);
        }
    }
    return soft_score((const double(*)[SOFT_SCORE_MOST])quality, scene->n, scene->m);
}

/* How many true items of its label the written item touches. */
static int touches(const struct scene *scene, int i)
{
    int count = 0;
    for (int j = 0; j < scene->m; j++)
        count +=
            scene->written_label[i] == scene->true_label[j] && reference_iou(scene->written[i], scene->true_box[j]) > 0;
    return count;
}

/* Rule 3, second half: while every written item touches one true item at most, repeating one never pays. */
static void assert_repetition_does_not_pay(const struct scene *scene, const char *truth, double accuracy)
{
    int place[MOST + 1];
    char completion[1024];
    for (int i = 0; i < scene->n; i++) {
        place[i] = i;
        if (touches(scene, i) > 1)
            return;
    }
    for (int again = 0; again < scene->n; again++) {
        place[scene->n] = again;
        write_scene(scene, place, scene->n + 1, completion);
        if (score_of(completion, truth) > accuracy)
            broken("%s pays more than without the last\n%s", completion, truth);
    }
}

static void random_scenes_against_all_matchings(void **state)
{
    (void)state;
    use_recipe("detection");
    for (uint64_t seed = 1; seed <= 3000; seed++) {
        random_state = seed * UINT64_C(0x9E3779B97F4A7C15);
        struct scene scene;
        coarse = seed % 2;
        random_scene(&scene);
        int place[MOST];
        for (int i = 0; i < scene.n; i++)
            place[i] = i;
        char completion[1024], truth[1024];
        write_scene(&scene, place, scene.n, completion);
        write_truth(&scene, truth);
        const double accuracy = score_of(completion, truth), expected = expected_accuracy(&scene);
        if (fabs(accuracy - expected) > 1e-12)
            broken("seed %d: %.17g is not %.17g\n%s\n%s", (int)seed, accuracy, expected, completion, truth);
        assert_all_in_range();
        double terms[MAX_TERMS];
        memcpy(terms, now.trace.term, sizeof terms);
        for (int round = 0; round < 3; round++) { /* rule 2: any order, to the last bit */
            for (int i = scene.n - 1; i > 0; i--) {
                const int k = (int)(next_random() % (uint32_t)(i + 1)), moved = place[i];
                place[i] = place[k];
                place[k] = moved;
            }
            write_scene(&scene, place, scene.n, completion);
            score_of(completion, truth);
            for (int t = 0; t < MAX_TERMS; t++)
                assert_double(now.trace.term[t], terms[t]);
        }
        assert_repetition_does_not_pay(&scene, truth, accuracy);
    }
}

/* Rule 3, first half: an item that touches nothing of its label never pays. */
static void useless_items_never_pay(void **state)
{
    (void)state;
    use_recipe("detection");
    for (uint64_t seed = 1; seed <= 1000; seed++) {
        random_state = seed * UINT64_C(0x9E3779B97F4A7C15);
        struct scene scene;
        random_scene(&scene);
        if (scene.n == MOST)
            continue;
        const int place[MOST] = {0, 1, 2, 3, 4, 5};
        char completion[1024], truth[1024];
        write_truth(&scene, truth);
        write_scene(&scene, place, scene.n, completion);
        const double without = score_of(completion, truth);
        random_box(scene.written[scene.n]);
        scene.written[scene.n][0] += 100;
        scene.written[scene.n][2] += 100;
        scene.written_label[scene.n] = 0;
        write_scene(&scene, place, scene.n + 1, completion);
        assert_true(score_of(completion, truth) <= without);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(perfect_and_partial),
        cmocka_unit_test(labels_must_match),
        cmocka_unit_test(pairs_below_min_iou_are_none),
        cmocka_unit_test(f1_counts_the_most_pairs),
        cmocka_unit_test(equal_qualities_are_decided_by_the_overlap),
        cmocka_unit_test(no_label_is_said),
        cmocka_unit_test(too_many_pairs_are_too_large),
        cmocka_unit_test(right_labels_first),
        cmocka_unit_test(empty_sides),
        cmocka_unit_test(refused_items_count),
        cmocka_unit_test(ignored_items),
        cmocka_unit_test(corners_are_put_in_order),
        cmocka_unit_test(points_are_compared_by_distance),
        cmocka_unit_test(average_precision_on_request),
        cmocka_unit_test(random_scenes_against_all_matchings),
        cmocka_unit_test(useless_items_never_pay),
    };
    return cmocka_run_group_tests(tests, NULL, end_scoring);
}
