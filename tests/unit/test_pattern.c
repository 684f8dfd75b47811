#include "exact.h"
#include "parse/pattern.h"

#include <stdlib.h>

static struct pattern *compile(const char *expression, enum pattern_mode mode)
{
    struct pattern *pattern;
    vreward_error err;
    if (pattern_compile(span_of(expression), mode, &pattern, &err) != VREWARD_OK)
        print_error("%s: %s\n", expression, err.message);
    assert_non_null(pattern);
    return pattern;
}

static int32_t match(const char *expression, enum pattern_mode mode, struct span text)
{
    struct pattern *pattern = compile(expression, mode);
    int32_t result;
    assert_int_equal(pattern_matches(pattern, text, &result, NULL), VREWARD_OK);
    pattern_destroy(pattern);
    return result;
}

static void test_modes(void **state)
{
    (void)state;
    assert_int_equal(match("a+", PATTERN_FULL, SPAN("aaa")), PATTERN_MATCH);
    assert_int_equal(match("a+", PATTERN_FULL, SPAN("aaab")), PATTERN_NO_MATCH);
    assert_int_equal(match("a+|a+b", PATTERN_FULL, SPAN("aaab")), PATTERN_MATCH);
    assert_int_equal(match("a+", PATTERN_PREFIX, SPAN("aaab")), PATTERN_MATCH);
    assert_int_equal(match("b", PATTERN_PREFIX, SPAN("aaab")), PATTERN_NO_MATCH);
    assert_int_equal(match("b", PATTERN_SEARCH, SPAN("aaab")), PATTERN_MATCH);
    assert_int_equal(match("", PATTERN_FULL, SPAN("")), PATTERN_MATCH);
    assert_int_equal(
        match("<think>.*?</think>\\s*<answer>.*?</answer>", PATTERN_FULL, SPAN("<think>a</think> <answer>b</answer>")),
        PATTERN_MATCH);
}

static void test_text_is_utf8(void **state)
{
    (void)state;
    assert_int_equal(match("..", PATTERN_FULL, SPAN("\xC3\xA9\xE7\x8C\xAB")), PATTERN_MATCH);
    assert_int_equal(match("\\w+", PATTERN_FULL, SPAN("\xC3\xA9t\xC3\xA9")), PATTERN_MATCH);
    assert_int_equal(match("a\\x{0}b", PATTERN_FULL, SPAN("a\0b")), PATTERN_MATCH);
}

static void test_errors_name_the_place(void **state)
{
    (void)state;
    struct pattern *pattern;
    vreward_error err;
    assert_int_equal(pattern_compile(SPAN("ab(c"), PATTERN_SEARCH, &pattern, &err), VREWARD_E_RECIPE);
    assert_null(pattern);
    assert_int_equal(err.offset, 4);
    assert_non_null(strstr(err.message, "parenthesis"));
    assert_int_equal(pattern_compile(SPAN("*"), PATTERN_SEARCH, &pattern, &err), VREWARD_E_RECIPE);
    assert_int_equal(pattern_compile(SPAN("\xFF"), PATTERN_SEARCH, &pattern, &err), VREWARD_E_RECIPE);
    pattern_destroy(NULL);
}

/* Expressions that backtrack without end give up, and say so. */
static void test_limits(void **state)
{
    (void)state;
    enum { LONG = 64 * 1024 };
    char *text = malloc(LONG);
    assert_non_null(text);
    memset(text, 'a', LONG);
    const struct span repeated = {text, LONG};
    assert_int_equal(match("(a+)+\\d", PATTERN_FULL, (struct span){text, 4096}), PATTERN_LIMIT);
    assert_int_equal(match("(a|aa)+\\d", PATTERN_SEARCH, repeated), PATTERN_LIMIT);
    assert_int_equal(match("(a+)+\\d", PATTERN_SEARCH, repeated), PATTERN_LIMIT);
    assert_int_equal(match("a*[bc]", PATTERN_SEARCH, repeated), PATTERN_LIMIT);
    assert_int_equal(match("a*", PATTERN_FULL, repeated), PATTERN_MATCH);
    /* Long is not yet hard: lazy repeats and repeated groups over the whole text. */
    assert_int_equal(match("^.*?[bc]", PATTERN_SEARCH, repeated), PATTERN_NO_MATCH);
    assert_int_equal(match("(?:a|b)*", PATTERN_FULL, repeated), PATTERN_MATCH);
    /* Anchored ones are bounded, too: two repeats of one character around a single one are enough. (The empty group keeps them from being rows, which have no limit.) */
    text[0] = ']';
    memset(text + 1, '[', LONG - 1);
    assert_int_equal(match("(?s).*\\[.*\\](?:).*", PATTERN_FULL, repeated), PATTERN_LIMIT);
    assert_int_equal(match("(?s).*\\[.*\\](?:).*", PATTERN_PREFIX, repeated), PATTERN_LIMIT);
    assert_int_equal(match("(?s).*\\[.*\\](?:).*", PATTERN_FULL, (struct span){text, 16384}), PATTERN_LIMIT);
    assert_int_equal(match("(?s)\\[.*\\[.*\\[.*\\](?:).*", PATTERN_SEARCH, (struct span){text, 4096}), PATTERN_LIMIT);
    memset(text, 'a', LONG);
    text[LONG - 1] = 'c';
    assert_int_equal(match("a.*?[bc]", PATTERN_SEARCH, repeated), PATTERN_MATCH);
    assert_int_equal(match("(?:a|b)*c", PATTERN_FULL, (struct span){text, LONG}), PATTERN_MATCH);
    free(text);
}

/* Long thinking is no reason to give up, with the JIT and without. */
static void test_long_thinking(void **state)
{
    (void)state;
    enum { LONG = 200 * 1000 };
    static const char *const expressions[] = {"<think>(?:.|\\n)*</think>", "(?s)<think>(?:(?!</think>).)*</think>.*",
                                              "(*NO_JIT)<think>(?:.|\\n)*</think>",
                                              "(*NO_JIT)(?s)<think>(?:(?!</think>).)*</think>.*"};
    char *text = malloc(LONG + 16);
    assert_non_null(text);
    for (int64_t length = 12000; length <= LONG; length *= 4) {
        memset(text, 'a', LONG);
        memcpy(text, "<think>", 7);
        memcpy(text + length, "</think>", 8);
        for (size_t i = 0; i < sizeof expressions / sizeof expressions[0]; i++)
            assert_int_equal(match(expressions[i], PATTERN_FULL, (struct span){text, length + 8}), PATTERN_MATCH);
    }
    free(text);
}

struct seen {
    int64_t count;
    char text[200];
};

static int32_t note(void *context, const struct pattern_found *found)
{
    struct seen *seen = context;
    const struct span label = found->group[GROUP_LABEL];
    seen->count++;
    snprintf(seen->text + strlen(seen->text), sizeof seen->text - strlen(seen->text), "%lld-%lld:%.*s:%.*s;",
             (long long)found->begin, (long long)found->end, (int)found->group[GROUP_X].length,
             found->group[GROUP_X].data != NULL ? found->group[GROUP_X].data : "", (int)label.length,
             label.data != NULL ? label.data : "");
    return VREWARD_OK;
}

static void find(const char *expression, const char *text, const char *expected)
{
    struct seen seen = {0};
    int32_t result;
    struct pattern *pattern = compile(expression, PATTERN_SEARCH);
    assert_int_equal(pattern_find_all(pattern, span_of(text), note, &seen, &result, NULL), VREWARD_OK);
    assert_string_equal(seen.text, expected);
    assert_int_equal(result, seen.count > 0 ? PATTERN_MATCH : PATTERN_NO_MATCH);
    pattern_destroy(pattern);
}

static void test_find_all(void **state)
{
    (void)state;
    find("(?<label>[a-z]+)@(?<x>\\d+)", "cat@12, dog@7", "0-6:12:cat;8-13:7:dog;");
    find("(?<label>[a-z]+)@(?<x>\\d+)|!", "!cat@12", "0-1::;1-7:12:cat;");
    find("x*", "axb", "0-0::;1-2::;2-2::;3-3::;");
    find("(?<x>\\d)", "none", "");
    find("x*", "\xC3\xA9", "0-0::;2-2::;");
    struct pattern *pattern = compile("(?<x>.)(?<count>.)", PATTERN_SEARCH);
    assert_true(pattern_has_group(pattern, GROUP_X));
    assert_true(pattern_has_group(pattern, GROUP_COUNT));
    assert_false(pattern_has_group(pattern, GROUP_Y));
    pattern_destroy(pattern);
}

static int32_t stop_here(void *context, const struct pattern_found *found)
{
    (void)found;
    return ++*(int32_t *)context == 2 ? VREWARD_E_ARGUMENT : VREWARD_OK;
}

static void test_a_visitor_may_stop(void **state)
{
    (void)state;
    int32_t calls = 0, result;
    struct pattern *pattern = compile("a", PATTERN_SEARCH);
    assert_int_equal(pattern_find_all(pattern, SPAN("aaaa"), stop_here, &calls, &result, NULL), VREWARD_E_ARGUMENT);
    assert_int_equal(calls, 2);
    pattern_destroy(pattern);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_modes),
        cmocka_unit_test(test_text_is_utf8),
        cmocka_unit_test(test_errors_name_the_place),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_long_thinking),
        cmocka_unit_test(test_find_all),
        cmocka_unit_test(test_a_visitor_may_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
