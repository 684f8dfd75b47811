/* Rows against PCRE2: the same expressions and texts through both. */
#include "exact.h"
#include "parse/pattern_row.h"

#include <stdlib.h>

static uint64_t state = 1;

static uint32_t draw(uint32_t below)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(state >> 33) % below;
}

static bool is_row(const char *expression, enum pattern_mode mode)
{
    struct row row;
    row_compile(span_of(expression), mode, &row);
    return row.count > 0;
}

static struct pattern *compile(const char *expression, enum pattern_mode mode)
{
    struct pattern *pattern;
    vreward_error err;
    if (pattern_compile(span_of(expression), mode, &pattern, &err) != VREWARD_OK)
        print_error("%s: %s\n", expression, err.message);
    assert_non_null(pattern);
    return pattern;
}

/* The same by PCRE2: the empty group keeps it from being a row. */
static struct pattern *compile_no_row(const char *expression, enum pattern_mode mode)
{
    char whole[512];
    assert_true(snprintf(whole, sizeof whole, "%s(?:)", expression) < (int)sizeof whole);
    assert_false(is_row(whole, mode));
    return compile(whole, mode);
}

static int32_t match(const struct pattern *pattern, struct span text)
{
    int32_t result;
    assert_int_equal(pattern_matches(pattern, text, &result, NULL), VREWARD_OK);
    return result;
}

static void write_expression(char *out, size_t size)
{
    static const char *const flags[] = {"", "(?s)", "(?sm)", "(?ms)"};
    static const char *const pieces[] = {"a",
                                         "ab",
                                         "\\n",
                                         "a\\n",
                                         "\\[",
                                         "\xC3\xA9",
                                         ".*?",
                                         ".*",
                                         "(.*?)",
                                         "\\s*",
                                         "\\s+",
                                         "[ab]*",
                                         "[\\s\\x1c-\\x1f]*",
                                         "\\d+",
                                         "[^a]*",
                                         "\\w*",
                                         "b",
                                         " ",
                                         ",",
                                         "\\x61"};
    static const char *const first[] = {"(?>.*?a)(?!.*?a)", "(?!.*ab)", "(?>.*?\\n)", "(?!.*?\\n)"};
    size_t used = (size_t)snprintf(out, size, "%s", flags[draw(4)]);
    if (draw(4) == 0)
        used += (size_t)snprintf(out + used, size - used, "%s", first[draw(4)]);
    for (uint32_t i = 1 + draw(5); i > 0; i--)
        used += (size_t)snprintf(out + used, size - used, "%s", pieces[draw(sizeof pieces / sizeof pieces[0])]);
    if (draw(6) == 0)
        snprintf(out + used, size - used, "$");
}

static int64_t write_text(char *out)
{
    static const char *const pieces[] = {"a",        "b", "ab",   "\n", " ",        "[",
                                         "\xC3\xA9", "1", "\x1C", ",",  "\xC2\xA0", "\xD9\xA1"};
    int64_t used = 0;
    for (uint32_t i = draw(9); i > 0; i--) {
        const char *piece = pieces[draw(sizeof pieces / sizeof pieces[0])];
        memcpy(out + used, piece, strlen(piece));
        used += (int64_t)strlen(piece);
    }
    return used;
}

static void test_rows_say_what_pcre2_says(void **unused)
{
    (void)unused;
    enum { EXPRESSIONS = 4000, TEXTS = 40 };
    int64_t rows = 0, matches = 0;
    for (int32_t i = 0; i < EXPRESSIONS; i++) {
        char expression[256], text[64];
        write_expression(expression, sizeof expression);
        const enum pattern_mode mode = (enum pattern_mode)draw(3);
        if (!is_row(expression, mode))
            continue;
        rows++;
        struct pattern *fast = compile(expression, mode), *slow = compile_no_row(expression, mode);
        for (int32_t j = 0; j < TEXTS; j++) {
            const struct span given = {text, write_text(text)};
            const int32_t expected = match(slow, given), result = match(fast, given);
            if (result != expected)
                print_error("%s, mode %d, text \"%.*s\"\n", expression, mode, (int)given.length, text);
            assert_int_equal(result, expected);
            matches += expected == PATTERN_MATCH;
        }
        pattern_destroy(fast);
        pattern_destroy(slow);
    }
    assert_true(rows > EXPRESSIONS / 4);
    assert_in_range(matches, rows, rows * TEXTS / 2);
}

/* What formats of published rewards ask for. */
static void test_published_formats_are_rows(void **unused)
{
    (void)unused;
    assert_true(is_row("(?s)<think>.*?</think>[\\s\\x1c-\\x1f]*<answer>.*?</answer>", PATTERN_FULL));
    assert_true(is_row("(?s)(?>.*?\\n</think>\\n)(?!.*?\\n</think>\\n)", PATTERN_PREFIX));
    assert_true(is_row("(?sm)<think>\\n.*?\\n</think>\\n<answer>\\n.*?\\n</answer>$", PATTERN_PREFIX));
    assert_true(is_row("(?sm)<think>(?!.*<think>)(.*?)</think>.*$", PATTERN_PREFIX));
    assert_true(is_row("<think>.*?</think><answer>.*?</answer>$", PATTERN_PREFIX));
    assert_true(
        is_row("(?s)<think>.*?</think>\\s*<answer>.*?\\{.*\\[\\d+,\\s*\\d+,\\s*\\d+,\\s*\\d+\\].*\\}.*?</answer>",
               PATTERN_SEARCH));
}

/* What has to be searched for going back, or is more than a row can say. */
static void test_others_are_none(void **unused)
{
    (void)unused;
    static const char *const expressions[] = {
        "",      "a*",       "a{2}",      "a|b",          "(a)",      "(?i)a",     "^a",          "a$b",
        "\\bab", "\\s*\\s",  "\\s* ",     "[^a]*b",       "\\s*.*a",  "a.*\\s*b",  "a.*?b[ab]*c", "a\\x{e9}",
        "\\xe9", "[\\xe9]*", "[a-\\s]*a", "[[:alpha:]]*", "a.*(?!b)", ".*(?!.*a)", "\\Qa.\\E",    "(?s:a.*b)",
        "\\s",   "[ab]",     "(?>.*?a)*", "a.+b",         "\\s*?a",   "(*UCP)a"};
    for (size_t i = 0; i < sizeof expressions / sizeof expressions[0]; i++) {
        const bool taken = is_row(expressions[i], PATTERN_PREFIX);
        if (taken)
            print_error("%s\n", expressions[i]);
        assert_false(taken);
    }
    assert_true(is_row("(?>.*?a)", PATTERN_PREFIX));
    assert_false(is_row("(?>.*?a)", PATTERN_SEARCH));
}

/* Longer than a row may be: PCRE2's. */
static void test_sizes(void **unused)
{
    (void)unused;
    char expression[ROW_TEXT + 2] = {0};
    memset(expression, 'a', ROW_TEXT - 1);
    assert_true(is_row(expression, PATTERN_FULL));
    memset(expression, 'a', ROW_TEXT + 1);
    assert_false(is_row(expression, PATTERN_FULL));
    expression[0] = '\0';
    for (int32_t i = 0; i < ROW_PIECES; i++)
        strcat(expression, i % 2 == 0 ? "a" : ".*");
    assert_true(is_row(expression, PATTERN_FULL));
    assert_false(is_row(strcat(expression, "a.*"), PATTERN_FULL));
}

static void passes_once(const char *expression, enum pattern_mode mode, struct span text)
{
    struct pattern *pattern = compile(expression, mode);
    assert_int_equal(match(pattern, text), PATTERN_NO_MATCH);
    pattern_destroy(pattern);
}

/* One pass, however often it seems to begin. */
static void test_no_limit_is_reached(void **unused)
{
    (void)unused;
    enum { LONG = 1 << 20 };
    char *text = malloc(LONG);
    assert_non_null(text);
    memset(text, '<', LONG);
    const struct span given = {text, LONG};
    passes_once("(?s).*<.*<.*<.*>.*", PATTERN_FULL, given);
    passes_once("(?s).*<\\s*<\\s*>.*", PATTERN_SEARCH, given);
    memset(text, ' ', LONG);
    text[0] = '<';
    passes_once("(?s).*<\\s*>.*", PATTERN_SEARCH, given);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_say_what_pcre2_says), cmocka_unit_test(test_published_formats_are_rows),
        cmocka_unit_test(test_others_are_none),          cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_no_limit_is_reached),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
