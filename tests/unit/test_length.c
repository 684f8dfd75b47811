/* Accuracy of a length: 1 up to `soft`, 0 from `hard` on, linear in between. */
#include "exact.h"

#include "recipe/compile.h"

#include <stdio.h>

static struct trace score(const char *members, struct span completion)
{
    char text[256];
    struct arena arena = {0};
    struct recipe recipe;
    struct trace trace = {.completion = completion};
    snprintf(text, sizeof text, "{\"task\": \"length\", %s}", members);
    assert_int_equal(recipe_compile(span_of(text), &arena, &recipe, NULL), VREWARD_OK);
    assert_int_equal(length_reward.score(&recipe.config, NULL, &trace, &arena, NULL), VREWARD_OK);
    recipe_release(&recipe);
    arena_free(&arena);
    return trace;
}

static double accuracy(const char *members, struct span completion)
{
    return score(members, completion).term[TERM_ACCURACY];
}

static void code_points_are_counted(void **state)
{
    (void)state;
    static const char members[] = "\"soft\": 3, \"hard\": 7, \"unit\": \"codepoint\"";
    assert_double(accuracy(members, SPAN("")), 1);
    assert_double(accuracy(members, SPAN("abc")), 1);
    assert_double(accuracy(members, SPAN("abcd")), 0.75);
    assert_double(accuracy(members, SPAN("ab de")), 0.5); /* white space counts */
    assert_double(accuracy(members, SPAN("abcdef")), 0.25);
    assert_double(accuracy(members, SPAN("abcdefg")), 0);
    assert_double(accuracy(members, SPAN("abcdefghij")), 0);
    assert_double(accuracy(members, SPAN("\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad")), 0.75);
    assert_double(accuracy(members, SPAN("a\xff\xff\xff")), 0.75); /* an invalid byte is one U+FFFD */
    assert_double(accuracy(members, (struct span){"\0\0\0\0", 4}), 0.75);
}

static void words_are_counted(void **state)
{
    (void)state;
    static const char members[] = "\"soft\": 1, \"hard\": 4, \"unit\": \"word\"";
    assert_double(accuracy(members, SPAN(" \n ")), 1);
    assert_double(accuracy(members, SPAN("one")), 1);
    assert_double(accuracy(members, SPAN(" one\ttwo ")), 2.0 / 3.0);
    assert_double(accuracy(members, SPAN("one two\xc2\xa0three")), 1.0 / 3.0);
    assert_double(accuracy(members, SPAN("one two three four")), 0);
}

static void tokens_are_counted(void **state)
{
    (void)state;
    static const char members[] = "\"soft\": 1, \"hard\": 5";
    assert_double(accuracy(members, SPAN(" \n ")), 1);
    assert_double(accuracy(members, SPAN("word")), 1);
    assert_double(accuracy(members, SPAN("[1]")), 0.5);
    assert_double(accuracy(members, SPAN("\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad")), 0.5);
    assert_double(accuracy(members, SPAN("[1,2]")), 0);
}

static void what_is_too_long_says_so(void **state)
{
    (void)state;
    assert_int_equal(score("\"soft\": 1, \"hard\": 3", SPAN("one")).reasons, 0);
    assert_int_equal(score("\"soft\": 1, \"hard\": 3", SPAN("one two")).reasons, REASON_BIT(VREWARD_REASON_TOO_LONG));
    assert_int_equal(score("\"soft\": 1, \"hard\": 3", SPAN("one two three")).reasons,
                     REASON_BIT(VREWARD_REASON_TOO_LONG));
}

static void equal_bounds_are_a_step(void **state)
{
    (void)state;
    assert_double(accuracy("\"soft\": 2, \"hard\": 2", SPAN("a b")), 1);
    assert_double(accuracy("\"soft\": 2, \"hard\": 2", SPAN("a b c")), 0);
    assert_double(accuracy("\"soft\": 0, \"hard\": 1", SPAN("")), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(code_points_are_counted), cmocka_unit_test(words_are_counted),
        cmocka_unit_test(tokens_are_counted),      cmocka_unit_test(what_is_too_long_says_so),
        cmocka_unit_test(equal_bounds_are_a_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
