/* Accuracy of repetition: different runs of tokens or other units, or items, over all of them. */
#include "exact.h"

#include "recipe/compile.h"

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

static void runs_of_tokens(void **state)
{
    (void)state;
    assert_double(accuracy(", \"n\": 1", "a b a c"), 0.75);
    assert_double(accuracy(", \"n\": 2", "a b a b a"), 0.5); /* ab ba ab ba */
    assert_double(accuracy(", \"n\": 2", "a  b\na\tb"), 2.0 / 3.0);
    assert_double(accuracy("", "a b c d e"), 1); /* fewer than six */
    assert_double(accuracy("", "a b c d e f"), 1);
    assert_double(accuracy("", "a a a a a a a a a a"), 0.2); /* five runs, one of its kind */
    assert_double(accuracy("", ""), 1);
    assert_double(accuracy(", \"n\": 1", "A a"), 1); /* case counts */
}

static void runs_of_other_units(void **state)
{
    (void)state;
    assert_double(accuracy(", \"n\": 1, \"unit\": \"word\"", "a,b a,b a,c"), 2.0 / 3.0);
    assert_double(accuracy(", \"n\": 1, \"unit\": \"codepoint\"", "abca"), 0.75);
    assert_double(accuracy(", \"n\": 2, \"unit\": \"codepoint\"", "\xc3\xa9\xc3\xa9\xc3\xa9"), 0.5);
    assert_double(accuracy(", \"n\": 1, \"unit\": \"grapheme\"", "e\xcc\x81"
                                                                 "ae\xcc\x81"
                                                                 "e"),
                  0.75);
    assert_double(accuracy(", \"n\": 2, \"unit\": \"byte\"", "ababa"), 0.5);
}

static void case_is_folded_on_request(void **state)
{
    (void)state;
    assert_double(accuracy(", \"n\": 1, \"lower\": true", "A a b"), 2.0 / 3.0);
    assert_double(accuracy(", \"n\": 1, \"lower\": true, \"unit\": \"word\"", "\xce\xa3x \xcf\x83X"), 0.5);
    const char items[] =
        "[{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"Cat\"}, {\"bbox_2d\": [1, 2, 3, 4], \"label\": \"cat\"}]";
    assert_double(accuracy(", \"of\": \"items\"", items), 1);
    assert_double(accuracy(", \"of\": \"items\", \"lower\": true", items), 0.5);
}

static void what_repeats_is_a_term(void **state)
{
    (void)state;
    enum { REPEATED = TERM_FIRST_OWN };
    struct trace trace = score(", \"n\": 1, \"weights\": {\"accuracy\": 0, \"repeated\": -2}", SPAN("a a b a"));
    assert_double(trace.term[REPEATED], 0.5);
    assert_double(trace.score, -1);
    trace = score(", \"weights\": {\"accuracy\": 0, \"repeated\": -2}", SPAN("too short"));
    assert_double(trace.term[REPEATED], 0);
    assert_double(trace.score, 0);
    trace = score(", \"of\": \"items\", \"max_items\": 1", SPAN("[1, 2, 3, 4] [1, 2, 3, 5]"));
    assert_double(trace.term[REPEATED], 1); /* too_large */
}

/* `loop` a hundred times. */
static double looped(const char *loop)
{
    char text[8000] = "";
    for (int i = 0; i < 100; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s", loop);
    return accuracy("", text);
}

static void loops_without_spaces(void **state)
{
    (void)state;
    static const char *const loops[] = {"<th",
                                        "[1,2,3,4],",
                                        "<td></td>",
                                        "ha",
                                        "0",
                                        "abcdefghijklmnopqrstuvwxyz",
                                        "...",
                                        "\\n",
                                        "&nbsp;",
                                        "_",
                                        "\xe4\xb8\x80\xe5\x8f\xaa\xe7\x8c\xab\xe3\x80\x82" /* Chinese */,
                                        "\xe3\x81\xad\xe3\x81\x93" /* Japanese */,
                                        "\xed\x95\x9c\xea\xb5\xad" /* Korean */,
                                        "\xe0\xb9\x81\xe0\xb8\xa1\xe0\xb8\xa7" /* Thai */,
                                        "\xf0\x9f\x98\x80" /* an emoji */};
    for (size_t i = 0; i < sizeof loops / sizeof loops[0]; i++)
        assert_true(looped(loops[i]) < 0.1);
    static const char list[] = "[{\"bbox_2d\": [12, 34, 56, 78], \"label\": \"cat\"}, {\"bbox_2d\": [21, 43, 65, 87], "
                               "\"label\": \"cat\"}, {\"bbox_2d\": [31, 53, 75, 97], \"label\": \"cat\"}]";
    assert_true(accuracy("", list) < 0.9);
    assert_double(accuracy(", \"n\": 20", list), 1);
    assert_int_equal(score("", SPAN("a a a a a a a")).reason, VREWARD_REASON_REPEATS);
    assert_int_equal(score("", SPAN("a a a a a a")).reason, VREWARD_REASON_OK);
    assert_int_equal(score(", \"of\": \"items\"", SPAN("[[1, 2, 3, 4], [1, 2, 3, 4]]")).reason, VREWARD_REASON_REPEATS);
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
        cmocka_unit_test(runs_of_tokens),
        cmocka_unit_test(runs_of_other_units),
        cmocka_unit_test(case_is_folded_on_request),
        cmocka_unit_test(what_repeats_is_a_term),
        cmocka_unit_test(loops_without_spaces),
        cmocka_unit_test(items),
        cmocka_unit_test(only_a_cap_makes_it_unparsable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
