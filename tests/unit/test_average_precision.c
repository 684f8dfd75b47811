/* Average precision of images that can be worked out by hand; pycocotools is compared with in tests/differential. */
#include "exact.h"
#include "match/average_precision.h"

static struct average_precision precision_of(const double *detection, const int32_t *detection_label,
                                             const double *score, int64_t detection_count, const double *truth,
                                             const int32_t *truth_label, const uint8_t *ignored, int64_t truth_count)
{
    struct arena scratch = {0};
    struct average_precision result;
    const int32_t status = average_precision(detection, detection_label, score, detection_count, truth, truth_label,
                                             ignored, truth_count, &scratch, &result, NULL);
    assert_int_equal(status, VREWARD_OK);
    assert_int_equal(scratch.used, 0);
    arena_free(&scratch);
    return result;
}

static const double two[8] = {0, 0, 10, 10, 20, 20, 40, 40};
static const int32_t no_labels[8] = {0};
static const double equal_scores[8] = {1, 1, 1, 1, 1, 1, 1, 1};

static void nothing_true(void **unused)
{
    (void)unused;
    const struct average_precision none = precision_of(two, no_labels, equal_scores, 2, NULL, NULL, NULL, 0);
    assert_double(none.ap, -1.0);
    assert_double(none.ap50, -1.0);
    assert_double(none.ap75, -1.0);
    const uint8_t ignored[2] = {1, 1};
    assert_double(precision_of(two, no_labels, equal_scores, 2, two, no_labels, ignored, 2).ap, -1.0);
}

static void nothing_found(void **unused)
{
    (void)unused;
    assert_double(precision_of(NULL, NULL, NULL, 0, two, no_labels, NULL, 2).ap, 0.0);
}

/* One of two found: precision 1 (less the rounding of tp / (tp + fp + epsilon)) at recalls 0 to 0.5, of 101. */
static void half_found(void **unused)
{
    (void)unused;
    assert_near(precision_of(two, no_labels, equal_scores, 1, two, no_labels, NULL, 2).ap, 51.0 / 101.0, 1e-12);
}

static void wrong_label_is_wrong(void **unused)
{
    (void)unused;
    const int32_t other[2] = {1, 1}, unheard_of[2] = {1000000, -1};
    assert_double(precision_of(two, other, equal_scores, 2, two, no_labels, NULL, 2).ap, 0.0);
    assert_double(precision_of(two, unheard_of, equal_scores, 2, two, no_labels, NULL, 2).ap, 0.0);
}

/* A wrong one before the right one halves the precision; after it, it costs nothing. */
static void order_by_score(void **unused)
{
    (void)unused;
    const double found[8] = {100, 100, 110, 110, 0, 0, 10, 10};
    const double wrong_first[2] = {0.9, 0.1}, wrong_last[2] = {0.1, 0.9};
    assert_near(precision_of(found, no_labels, wrong_first, 2, two, no_labels, NULL, 1).ap, 0.5, 1e-12);
    assert_near(precision_of(found, no_labels, wrong_last, 2, two, no_labels, NULL, 1).ap, 1.0, 1e-12);
    assert_near(precision_of(found, no_labels, equal_scores, 2, two, no_labels, NULL, 1).ap, 0.5, 1e-12);
}

/* IoU 0.6 passes the thresholds 0.5, 0.55 and 0.6. */
static void thresholds(void **unused)
{
    (void)unused;
    const double found[4] = {0, 0, 10, 6};
    const struct average_precision result = precision_of(found, no_labels, equal_scores, 1, two, no_labels, NULL, 1);
    assert_near(result.ap, 0.3, 1e-12);
    assert_near(result.ap50, 1.0, 1e-12);
    assert_double(result.ap75, 0.0);
}

/* What lies in a crowd is passed over, however many there are. */
static void crowds(void **unused)
{
    (void)unused;
    const double found[16] = {0, 0, 10, 10, 20, 20, 30, 30, 30, 30, 40, 40, 20, 30, 30, 40};
    const uint8_t ignored[2] = {0, 1};
    assert_near(precision_of(found, no_labels, equal_scores, 4, two, no_labels, ignored, 2).ap, 1.0, 1e-12);
}

/* The first detection overlaps both, the second one better; the other detection can have the first only. */
static void takes_the_best_overlap(void **unused)
{
    (void)unused;
    const double truth[8] = {0, 0, 10, 10, 0, 1, 10, 11}, found[8] = {0, 1, 10, 11, 0, -1, 10, 9};
    const double scores[2] = {0.9, 0.8};
    assert_near(precision_of(found, no_labels, scores, 2, truth, no_labels, NULL, 2).ap50, 1.0, 1e-12);
    const uint8_t second_is_crowd[2] = {0, 1}; /* a counted one goes before a crowd, however well that fits */
    assert_near(precision_of(found, no_labels, scores, 1, truth, no_labels, second_is_crowd, 2).ap50, 1.0, 1e-12);
}

static void only_the_first_hundred_count(void **unused)
{
    (void)unused;
    static double found[4 * 101], score[101];
    static int32_t label[101];
    for (int i = 0; i < 101; i++) {
        const double *box = i == 100 ? two : two + 4;
        for (int k = 0; k < 4; k++)
            found[4 * i + k] = box[k];
    }
    assert_double(precision_of(found, label, score, 101, two, no_labels, NULL, 1).ap, 0.0);
    assert_near(precision_of(found + 4, label, score, 100, two, no_labels, NULL, 1).ap, 0.01, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_true),
        cmocka_unit_test(nothing_found),
        cmocka_unit_test(half_found),
        cmocka_unit_test(wrong_label_is_wrong),
        cmocka_unit_test(order_by_score),
        cmocka_unit_test(thresholds),
        cmocka_unit_test(crowds),
        cmocka_unit_test(only_the_first_hundred_count),
        cmocka_unit_test(takes_the_best_overlap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
