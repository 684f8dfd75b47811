/* What an expression gives, and how much it counts, is the same from PCRE2's JIT and from its interpreter. */
#include "exact.h"
#include "parse/pattern_programs.h"

#include <stdio.h>
#include <stdlib.h>

enum { TEXT_SIZE = 1 << 18, OPTIONS = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C };

static const uint32_t modes[] = {0, PCRE2_ANCHORED, PCRE2_ANCHORED | PCRE2_ENDANCHORED};
static char *buffer;

struct outcome {
    int matched;
    int64_t work, steps;
    bool is_dense;
    PCRE2_SIZE begin, end;
};

static bool compile(const char *verb, const char *expression, uint32_t mode, struct programs *programs)
{
    char text[512];
    PCRE2_SIZE offset;
    snprintf(text, sizeof text, "%s%s", verb, expression);
    const int error = programs_compile(span_of(text), OPTIONS | mode, NULL, programs, &offset);
    if (error != 0)
        programs_free(programs);
    return error == 0;
}

static struct outcome run(const struct programs *programs, struct span text)
{
    struct run run;
    assert_true(run_begin(programs, text.length, &run));
    struct outcome outcome = {.matched = run_match(&run, text, 0)};
    outcome.work = run.work;
    outcome.steps = run.steps;
    outcome.is_dense = run.is_dense;
    if (outcome.matched > 0) {
        outcome.begin = pcre2_get_ovector_pointer(run.data)[0];
        outcome.end = pcre2_get_ovector_pointer(run.data)[1];
    }
    run_end(&run);
    return outcome;
}

static bool same(const char *expression, uint32_t mode, struct span text)
{
    struct programs fast, slow;
    if (!compile("", expression, mode, &fast))
        return false;
    assert_true(compile("(*NO_JIT)", expression, mode, &slow));
    const struct outcome a = run(&fast, text), b = run(&slow, text);
    if (a.matched != b.matched || a.work != b.work || a.steps != b.steps || a.is_dense != b.is_dense ||
        a.begin != b.begin || a.end != b.end) {
        print_error("%s, mode %x, on '%.*s' (%lld bytes): %d, %lld, %lld, %d; without JIT %d, %lld, %lld, %d\n",
                    expression, mode, text.length < 80 ? (int)text.length : 80, text.data, (long long)text.length,
                    a.matched, (long long)a.work, (long long)a.steps, a.is_dense, b.matched, (long long)b.work,
                    (long long)b.steps, b.is_dense);
        assert_true(false);
    }
    programs_free(&fast);
    programs_free(&slow);
    return true;
}

static const char *const expressions[] = {
    "(?s)<think>.*?</think>\\s*<answer>.*?</answer>",
    "(?s)<think>(?:(?!</think>).)*</think>.*",
    "<think>(?:.|\\n)*</think>",
    "(?s)(?:<think>)?(?:(?!</?think>).)*</think>\\s*<answer>(?:(?!</?answer>).)*</answer>\\s*",
    "^<think>([^<]*)</think>\\n<answer>([\\s\\S]*?)</answer>$",
    "(?s).*\\[.*\\].*",
    "(?s).*\\[.*\\[.*\\].*",
    "(?|(a)|b(a*)|(b|ab))+c",
    "(?|(a+)b|(b+)a)*+c",
    "(?s)\\A(?|.*?```(?:json)?\\s*(\\[.*?\\])\\s*```|(?!.*?```).*?(\\[(?:(?!\\]).)*\\]))",
    ("(?si)\\A(?:.*<answer>(?=.*?</answer>))?+(?|\\s*(none)[.\\s]*(?:</answer>|\\z)|"
     "(?:(?!</answer>).)*?\\[(?=[^{}]*\\d)(.*?)\\])"),
    "(?s)(?:(?!```|</answer>|\\[).)*?<a(?:(?!x|).)*(?:(?=a|b|\\d).)*",
    "(a+)+b",
    "(a|aa)+b",
    "(a|b|ab)*c",
    "(?:a?){25}a{25}",
    "(a*)\\1b",
    "(?:(a)|b|(?<n>c))*\\bd",
    "(?(?=a)a|b)*c",
    "(?<=a)b+|(?<!b)a",
    "(\\((?:[^()]|(?1))*\\))",
    "(?x) a + b # c\n (?<x>\\d{1,3}?|[a-z]+)?\\1",
    "\\Qa+b\\E.*c",
    "(?i)STRASSE|straße+",
    "a(*COMMIT)b|.",
    "(?>a+|b)+c",
    "\\[\\s*(\\d+)\\s*,\\s*(\\d+)\\s*\\]",
    ".*Answer:\\s*(?<answer>.*)",
    "\\X+?z",
    "(?:[ab]{2,5}?)+$",
    "x*",
    "",
};

static struct span repeated(const char *before, const char *piece, int64_t length, const char *behind)
{
    char *at = buffer + snprintf(buffer, TEXT_SIZE, "%s", before);
    const int64_t size = (int64_t)strlen(piece);
    for (int64_t i = 0; i + size <= length; i += size, at += size)
        memcpy(at, piece, (size_t)size);
    at += snprintf(at, 64, "%s", behind);
    return (struct span){buffer, at - buffer};
}

static void test_long_texts(void **state)
{
    (void)state;
    static const struct {
        const char *before, *piece, *behind;
    } texts[] = {{"<think>", "The dog is on the left.\n", "</think>\n<answer>a</answer>"},
                 {"<think>", "a", "</think>"},
                 {"<think>", "<b>", "</think><answer>[1, 2]</answer>"},
                 {"]", "[", ""},
                 {"", "a", ""},
                 {"", "ab", "d"},
                 {"", "(", ")"},
                 {"", "é\n", "Answer: [1, 2]"}};
    static const int64_t lengths[] = {0, 30, 1000, 20000};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        for (size_t j = 0; j < sizeof lengths / sizeof lengths[0]; j++) {
            const struct span text = repeated(texts[i].before, texts[i].piece, lengths[j], texts[i].behind);
            for (size_t k = 0; k < sizeof expressions / sizeof expressions[0]; k++)
                assert_true(same(expressions[k], modes[(i + j + k) % 3], text));
        }
    const struct span longest = repeated("<think>", "The dog is on the left.\n", 200000, "</think><answer>a</answer>");
    for (size_t k = 0; k < 6; k++) /* what recipes say */
        assert_true(same(expressions[k], modes[2], longest));
}

static uint32_t seed = 1;

static uint32_t next(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

/* A random expression, not always a valid one. */
static void make_expression(char out[256])
{
    static const char *const pieces[] = {"a", "b",     "[",      ".",  "\\[", "(",   "(?:",  ")",    "*",   "+",
                                         "?", "*?",    "|",      "^",  "$",   "\\s", "\\d",  "[ab]", "(?=", "(?!",
                                         "é", "{2,3}", "(?<=a)", "++", "\\b", "\\1", "(?s)", "(?>",  ")*",  ")+"};
    int64_t open = 0;
    out[0] = '\0';
    for (uint32_t i = 0, count = 1 + next(14); i < count; i++) {
        const char *piece = pieces[next(sizeof pieces / sizeof pieces[0])];
        if (piece[0] == ')' && open-- <= 0)
            open = 0;
        else if (piece[0] == '(' && strchr(piece, ')') == NULL)
            open++;
        strcat(out, piece);
    }
    while (open-- > 0)
        strcat(out, ")");
}

static void test_random_expressions(void **state)
{
    (void)state;
    static const char *const letters[] = {"a", "a", "b", "[", "]", " ", "\n", "1", "é", "<"};
    int64_t tried = 0;
    for (int32_t i = 0; i < 8000; i++) {
        char expression[256];
        make_expression(expression);
        buffer[0] = '\0';
        for (uint32_t j = 0, count = next(i % 50 == 0 ? 2000 : 24); j < count; j++)
            strcat(buffer, letters[next(sizeof letters / sizeof letters[0])]);
        tried += same(expression, modes[next(3)], span_of(buffer));
    }
    assert_true(tried > 1000); /* the others do not compile */
}

/* Both programs are the user's expression: where neither gives up they find the same as the plain one. */
static void test_callouts_change_nothing(void **state)
{
    (void)state;
    static const char *const letters[] = {"a", "b", "[", "]", " ", "1", "é"};
    for (int32_t i = 0; i < 3000; i++) {
        char expression[256];
        struct programs programs;
        int error;
        PCRE2_SIZE offset;
        make_expression(expression);
        const uint32_t mode = modes[next(3)];
        if (!compile("", expression, mode, &programs))
            continue;
        buffer[0] = '\0';
        for (uint32_t j = 0, count = next(16); j < count; j++)
            strcat(buffer, letters[next(sizeof letters / sizeof letters[0])]);
        pcre2_code *code =
            pcre2_compile((PCRE2_SPTR)expression, PCRE2_ZERO_TERMINATED, OPTIONS | mode, &error, &offset, NULL);
        pcre2_match_data *data = pcre2_match_data_create_from_pattern(code, NULL);
        const int expected = pcre2_match(code, (PCRE2_SPTR)buffer, strlen(buffer), 0, 0, data, NULL);
        struct outcome sparse = run(&programs, span_of(buffer));
        pcre2_code *kept = programs.sparse;
        programs.sparse = NULL;
        struct outcome dense = run(&programs, span_of(buffer));
        programs.sparse = kept;
        if (sparse.matched != expected || dense.matched != expected)
            print_error("%s on '%s': %d, %d, %d\n", expression, buffer, expected, sparse.matched, dense.matched);
        assert_int_equal(sparse.matched, expected);
        assert_int_equal(dense.matched, expected);
        if (expected > 0) {
            assert_int_equal(sparse.begin, pcre2_get_ovector_pointer(data)[0]);
            assert_int_equal(sparse.end, pcre2_get_ovector_pointer(data)[1]);
            assert_int_equal(dense.end, sparse.end);
        }
        pcre2_match_data_free(data);
        pcre2_code_free(code);
        programs_free(&programs);
    }
}

static int make_buffer(void **state)
{
    (void)state;
    buffer = malloc(TEXT_SIZE);
    return buffer == NULL;
}

static int free_buffer(void **state)
{
    (void)state;
    free(buffer);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_long_texts),
        cmocka_unit_test(test_random_expressions),
        cmocka_unit_test(test_callouts_change_nothing),
    };
    return cmocka_run_group_tests(tests, make_buffer, free_buffer);
}
