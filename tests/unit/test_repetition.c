/* Accuracy of repetition: different runs of words, or items, over all of them. */
#include "exact.h"

#include "recipe/recipe.h"

#include <stdio.h>

static struct trace score(const char *members, struct span completion)
{
    char text[256];
    static struct arena arena;
    struct recipe recipe;
    struct trace trace;
    snprintf(text, sizeof text, "{\"task\": \"repetition\"%s}", members);
    assert_int_equal(recipe_compile(span_of(text), &arena, &recipe, NULL), VREWARD_OK);
    assert_int_equal(trace_begin(&recipe.config, NULL, completion, &arena, &trace, NULL), VREWARD_OK);
    assert_int_equal(trace_end(&recipe.config, NULL, &arena, &trace, NULL), VREWARD_OK);
    recipe_release(&recipe);
    arena_free(&arena);
    trace.reading = NULL; /* it went with the arena */
    return trace;
}

static double accuracy(const char *members, const char *completion)
{
    return score(members, span_of(completion)).term[TERM_ACCURACY];
}

static void runs_of_words(void **state)
{
    (void)state;
    assert_double(accuracy(", \"n\": 1", "a b a c"), 0.75);
    assert_double(accuracy(", \"n\": 2", "a b a b a"), 0.5); /* ab ba ab ba */
    assert_double(accuracy(", \"n\": 2", "a  b\na\tb"), 2.0 / 3.0);
    assert_double(accuracy("", "a b c d e"), 1); /* fewer than six words */
    assert_double(accuracy("", "a b c d e f"), 1);
    assert_double(accuracy("", "a a a a a a a a a a"), 0.2); /* five runs, one of its kind */
    assert_double(accuracy("", ""), 1);
    assert_double(accuracy(", \"n\": 1", "A a"), 1); /* case counts */
}

static void items(void **state)
{
    (void)state;
    static const char of[] = ", \"of\": \"items\"";
    assert_double(
        accuracy(of, "[{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"a\"}, {\"bbox_2d\": [1, 2, 3, 4], \"label\": \"a\"}]"),
        0.5);
    assert_double(
        accuracy(of, "[{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"a\"}, {\"bbox_2d\": [1, 2, 3, 4], \"label\": \"b\"}]"),
        1);
    assert_double(
        accuracy(of, "[{\"bbox_2d\": [1, 2, 3, 4.0]}, {\"bbox_2d\": [1, 2, 3, 4]}, {\"bbox_2d\": [1, 2, 3, 5]}]"),
        2.0 / 3.0);
    assert_double(accuracy(of, "[{\"point_2d\": [1, 2]}, {\"point_2d\": [1, 2]}, {\"bbox_2d\": [1, 2, 3, 4]}, "
                               "{\"point_2d\": [1, 3]}]"),
                  0.75);
    /* items of another form repeat, too: two of four are distinct; and so do points beside a box */
    assert_double(accuracy(of, "{\"bbox_2d\":[1,2,3,4]}<box>(5,6),(7,8)</box><box>(5,6),(7,8)</box>"
                               "<box>(5,6),(7,8)</box>"),
                  0.5);
    assert_double(accuracy(of, "[1, 2, 3, 4] (5, 6). (5, 6). (5, 6)."), 0.5);
    assert_double(accuracy(of, "[]"), 1);
    assert_double(accuracy(of, "no boxes here"), 1);
    assert_double(accuracy(of, ""), 1);
}

static void only_a_cap_makes_it_unparsable(void **state)
{
    (void)state;
    struct trace trace = score(", \"max_bytes\": 4", SPAN("a b c"));
    assert_int_equal(trace.reason, VREWARD_REASON_TOO_LARGE);
    assert_double(trace.term[TERM_ACCURACY], 0);
    assert_double(trace.term[TERM_PARSED], 0);
    trace = score(", \"of\": \"items\", \"max_items\": 1", SPAN("[[1, 2, 3, 4], [1, 2, 3, 5]]"));
    assert_int_equal(trace.reason, VREWARD_REASON_TOO_LARGE);
    assert_double(trace.term[TERM_FORMAT], 0);
    assert_double(trace.term[TERM_ACCURACY], 0);
    assert_double(trace.term[TERM_PARSED], 0);
    assert_double(trace.score, 0);
    trace =
        score(", \"of\": \"items\", \"max_items\": 1, \"signed_format\": true", SPAN("[[1, 2, 3, 4], [1, 2, 3, 5]]"));
    assert_double(trace.term[TERM_FORMAT], -1);
    trace = score("", SPAN(""));
    assert_int_equal(trace.reason, VREWARD_REASON_OK);
    assert_double(trace.term[TERM_PARSED], 1);
    assert_double(trace.term[TERM_FORMAT], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_of_words),
        cmocka_unit_test(items),
        cmocka_unit_test(only_a_cap_makes_it_unparsable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
