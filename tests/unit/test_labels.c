/* Labels of a truth as ranks, and labels that are looked up among them. */
#include "exact.h"
#include "reward/labels.h"

#include <stdio.h>
#include <stdlib.h>

static struct arena arena;

static int free_arena(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

/* How many different labels come before this one. */
static int32_t obvious_rank(const struct span *labels, int64_t count, struct span label)
{
    int32_t before = 0;
    for (int64_t i = 0; i < count; i++) {
        bool first = span_compare(labels[i], label) < 0;
        for (int64_t k = 0; k < i && first; k++)
            first = !span_equal(labels[k], labels[i]);
        before += first;
    }
    return before;
}

static bool is_there(const struct span *labels, int64_t count, struct span label)
{
    for (int64_t i = 0; i < count; i++) {
        if (span_equal(labels[i], label))
            return true;
    }
    return false;
}

/* Of one to five letters of three, so that they repeat and begin alike. */
static struct span random_label(void)
{
    char *text = arena_alloc(&arena, 8);
    const int64_t length = rand() % 6;
    for (int64_t i = 0; i < length; i++)
        text[i] = "ab\xc3"[rand() % 3];
    return (struct span){text, length};
}

static void test_ranks(void **state)
{
    (void)state;
    srand(5);
    for (int round = 0; round < 300; round++) {
        const struct config config = {.labels = LABELS_MATCH};
        const int64_t count = 1 + rand() % 40;
        struct span labels[40];
        for (int64_t i = 0; i < count; i++)
            labels[i] = random_label();
        struct truth truth = {.label = labels, .count = count};
        assert_int_equal(prepare_labels(&config, &truth, &arena, NULL), VREWARD_OK);
        int32_t most = 0;
        for (int64_t i = 0; i < count; i++) {
            assert_int_equal(truth.label_id[i], obvious_rank(labels, count, labels[i]));
            most = truth.label_id[i] > most ? truth.label_id[i] : most;
        }
        assert_int_equal(truth.distinct_count, most + 1);
        for (int k = 0; k < 20; k++) {
            const struct span label = random_label();
            int32_t found;
            assert_int_equal(find_label(&config, &truth, label, &arena, &found, NULL), VREWARD_OK);
            assert_int_equal(found, is_there(labels, count, label) ? obvious_rank(labels, count, label)
                                                                   : truth.distinct_count);
        }
        arena_free(&arena);
        arena = (struct arena){0};
    }
}

static void test_folded_long_and_none(void **state)
{
    (void)state;
    const struct config config = {.labels = LABELS_MATCH, .label_fold = 1};
    const struct span labels[] = {SPAN("Cat"), SPAN(" a  DOG "), SPAN("cat")};
    struct truth truth = {.label = labels, .count = 3};
    int32_t found;
    assert_int_equal(prepare_labels(&config, &truth, &arena, NULL), VREWARD_OK);
    assert_int_equal(truth.distinct_count, 2);
    assert_int_equal(truth.label_id[0], 1);
    assert_int_equal(truth.label_id[1], 0);
    assert_int_equal(truth.label_id[2], 1);
    assert_int_equal(find_label(&config, &truth, SPAN("CAT  "), &arena, &found, NULL), VREWARD_OK);
    assert_int_equal(found, 1);
    assert_int_equal(find_label(&config, &truth, SPAN("a dog that is longer"), &arena, &found, NULL), VREWARD_OK);
    assert_int_equal(found, 2);
    assert_int_equal(find_label(&config, &truth, (struct span){NULL, 0}, &arena, &found, NULL), VREWARD_OK);
    assert_int_equal(found, 2);
    struct truth empty = {.count = 0};
    assert_int_equal(prepare_labels(&config, &empty, &arena, NULL), VREWARD_OK);
    assert_int_equal(find_label(&config, &empty, SPAN("cat"), &arena, &found, NULL), VREWARD_OK);
    assert_int_equal(found, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_ranks), cmocka_unit_test(test_folded_long_and_none)};
    return cmocka_run_group_tests(tests, NULL, free_arena);
}
