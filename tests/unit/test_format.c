/* Format checks on a completion. */
#include "exact.h"

#include "recipe/compile.h"
#include "reward/format.h"

#include <stdio.h>

struct outcome {
    double share;
    uint64_t passed;
    int32_t limit;
};

/* The checks of `format`, a JSON list, on a completion. */
static struct outcome evaluate(const char *format, struct span completion)
{
    char text[2048];
    struct arena arena = {0};
    struct recipe recipe;
    struct format_result result;
    vreward_error err;
    snprintf(text, sizeof text, "{\"task\": \"format\", \"format\": %s}", format);
    const int32_t status = recipe_compile(span_of(text), &arena, &recipe, &err);
    if (status != VREWARD_OK)
        print_error("%s\n", err.message);
    assert_int_equal(status, VREWARD_OK);
    assert_int_equal(evaluate_format(&recipe.config, completion, &arena, &result, &err), VREWARD_OK);
    recipe_release(&recipe);
    arena_free(&arena);
    return (struct outcome){result.share, result.passed, result.limit};
}

static double share(const char *format, const char *completion)
{
    return evaluate(format, span_of(completion)).share;
}

static const char TAGS[] = "[{\"tags\": [\"think\", \"answer\"]}]";

static void tags_stand_once_in_order_and_alone(void **state)
{
    (void)state;
    assert_double(share(TAGS, "<think>a</think><answer>b</answer>"), 1);
    assert_double(share(TAGS, " \n<think>\n</think>\xe3\x80\x80\n<answer></answer>\xc2\xa0\n"), 1); /* Unicode space */
    assert_double(share(TAGS, "<think>a</think><answer>b</answer><|im_end|>\n<|endoftext|>"), 1);
    assert_double(share(TAGS, "assistant\n<think>a</think><answer>b</answer>"), 1);
    assert_double(share(TAGS, "<think>a < b </think ></think><answer>b</answer>"), 1);
    assert_double(share(TAGS, ""), 0);
    assert_double(share(TAGS, "<think>a</think>"), 0);
    assert_double(share(TAGS, "<answer>b</answer><think>a</think>"), 0);
    assert_double(share(TAGS, "so: <think>a</think><answer>b</answer>"), 0);
    assert_double(share(TAGS, "<think>a</think> hence <answer>b</answer>"), 0);
    assert_double(share(TAGS, "<think>a</think><answer>b</answer>."), 0);
    assert_double(share(TAGS, "<think>a</think><answer>b</answer><answer>c</answer>"), 0);
    assert_double(share(TAGS, "<think>a<think></think><answer>b</answer>"), 0);
    assert_double(share(TAGS, "<think>a</think><answer>b"), 0);
    assert_double(share(TAGS, "<think>a<answer>b</think></answer>"), 0);
    assert_double(share(TAGS, "</think>a<think><answer>b</answer>"), 0);
    assert_double(share(TAGS, "<Think>a</Think><answer>b</answer>"), 0);
}

/* Chat templates end in <think>, and then no completion can hold it. */
static void the_prompt_may_open_the_first_tag(void **state)
{
    (void)state;
    static const char COMPLETION[] = "[{\"tags\": [\"think\", \"answer\"], \"opened\": \"completion\"}]";
    static const char PROMPT[] = "[{\"tags\": [\"think\", \"answer\"], \"opened\": \"prompt\"}]";
    static const char EITHER[] = "[{\"tags\": [\"think\", \"answer\"], \"opened\": \"either\"}]";
    static const char both[] = "<think>a</think><answer>b</answer>", one[] = "a\n</think>\n\n<answer>b</answer>";
    assert_double(share(TAGS, one), 1);
    assert_double(share(EITHER, one), 1);
    assert_double(share(EITHER, both), 1);
    assert_double(share(COMPLETION, both), 1);
    assert_double(share(COMPLETION, one), 0);
    assert_double(share(PROMPT, both), 0);
    assert_double(share(PROMPT, one), 1);
    assert_double(share(TAGS, "</think><answer>b</answer>"), 1);
    assert_double(share("[{\"tags\": \"answer\"}]", "b</answer>"), 1); /* a prefilled answer */
    /* Only the first, once, and nothing of the others before it is closed. */
    assert_double(share(TAGS, "a</think>b</answer>"), 0);
    assert_double(share(TAGS, "a</think></think><answer>b</answer>"), 0);
    assert_double(share(TAGS, "a<answer></think><answer>b</answer>"), 0);
    assert_double(share(TAGS, "a<answer>b</answer></think>"), 0);
    assert_double(share(TAGS, "a</answer></think><answer>b</answer>"), 0);
    assert_double(share(TAGS, "a<think>b</think><answer>c</answer>"), 0);
    assert_double(share(TAGS, "<think><think>a</think><answer>c</answer>"), 0);
    assert_double(share(TAGS, "a</think>c<answer>b</answer>"), 0);
    assert_double(share(TAGS, "a</think><think><answer>b</answer>"), 0);
    assert_double(share(TAGS, "a<answer>b</answer>"), 0);
}

static void a_pattern_matches_all_a_prefix_or_anywhere(void **state)
{
    (void)state;
    assert_double(share("[{\"pattern\": \"a+b?\"}]", "aab"), 1);
    assert_double(share("[{\"pattern\": \"a+b?\"}]", "aab\n"), 0); /* not even a final line break */
    assert_double(share("[{\"pattern\": \"a|ab\"}]", "ab"), 1);    /* another branch may match all */
    assert_double(share("[{\"pattern\": \"a+\", \"mode\": \"prefix\"}]", "aab"), 1);
    assert_double(share("[{\"pattern\": \"b\", \"mode\": \"prefix\"}]", "aab"), 0);
    assert_double(share("[{\"pattern\": \"b\", \"mode\": \"search\"}]", "aab"), 1);
    assert_double(share("[{\"pattern\": \"^b\", \"mode\": \"search\"}]", "a\nb"), 0);
    assert_double(share("[{\"pattern\": \"(?s)<a>.*</a>\"}]", "<a>\n\xc3\xa9</a>"), 1);
    assert_double(share("[{\"pattern\": \".\"}]", "\xc3\xa9"), 1);   /* a code point, not a byte */
    assert_double(share("[{\"pattern\": \"\\ufffd\"}]", "\xff"), 1); /* invalid UTF-8 is replaced */
}

static void json_is_asked_of_the_answer(void **state)
{
    (void)state;
    static const char ARRAY[] = "[{\"json\": \"array\"}]", OBJECT[] = "[{\"json\": \"object\"}]";
    assert_double(share(ARRAY, "[1, 2]"), 1);
    assert_double(share(OBJECT, "[1, 2]"), 0);
    assert_double(share(OBJECT, " {\"a\": [1, {}]}\n"), 1);
    assert_double(share(ARRAY, "{}"), 0);
    assert_double(share(ARRAY, "[1, 2"), 0);
    assert_double(share(ARRAY, "[1, 2,]"), 0);
    assert_double(share(ARRAY, "['a']"), 0);
    assert_double(share(ARRAY, "here: [1]"), 0);
    assert_double(share(ARRAY, "```json\n[1]\n```"), 1);
    assert_double(share(ARRAY, "[1, [2, {\"a\": [], \"a\": {\"b\": \"\\u00e9]\"}}], 3]"), 1);
    assert_double(share(ARRAY, "[1 2]"), 0);
    assert_double(share(ARRAY, "[[1], {\"a\" 1}]"), 0);
    assert_double(share(ARRAY, "[1], 2"), 0);
    assert_double(share(ARRAY, ""), 0);
    assert_double(share(ARRAY, "12"), 0);
    assert_double(share(ARRAY, "<think>{}</think> <answer>[1]</answer>"), 1);
    assert_double(share(ARRAY, "[1] <answer>{}</answer>"), 0);
    assert_double(share(ARRAY, "<think>[1]"), 0);
}

static void the_share_is_weighted(void **state)
{
    (void)state;
    static const char THREE[] = "[{\"pattern\": \"a.*\", \"weight\": 0.1}, {\"pattern\": \".*b\", \"weight\": 0.2}, "
                                "{\"pattern\": \".*c.*\", \"weight\": 0.7}]";
    assert_double(share(THREE, "acb"), 1); /* exactly, whatever the rounding */
    assert_double(share(THREE, "x"), 0);
    assert_double(share(THREE, "ab"), (0.1 + 0.2) / (0.1 + 0.2 + 0.7));
    assert_int_equal(evaluate(THREE, SPAN("xcb")).passed, 6);
}

/* A match that would take for ever is given up: the check fails and says so. */
static void hostile_texts_reach_a_limit(void **state)
{
    (void)state;
    char text[4001];
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    const struct outcome outcome = evaluate("[{\"pattern\": \"(a|a)*[bc]\"}, {\"pattern\": \"a*\"}]", span_of(text));
    assert_int_equal(outcome.limit, 1);
    assert_int_equal(outcome.passed, 2);
    assert_double(outcome.share, 0.5);
    assert_int_equal(evaluate("[{\"pattern\": \"a*b\"}]", span_of(text)).limit, 0);
}

static void nul_bytes_are_text(void **state)
{
    (void)state;
    assert_double(evaluate("[{\"pattern\": \"a.b\"}]", (struct span){"a\0b", 3}).share, 1);
    assert_double(evaluate("[{\"pattern\": \"a\\u0000b\"}]", (struct span){"a\0b", 3}).share, 1);
    assert_double(evaluate(TAGS, (struct span){"<think></think>\0<answer></answer>", 33}).share, 0);
}

static void no_checks_cost_nothing(void **state)
{
    (void)state;
    const struct config config = {0};
    struct arena arena = {0};
    struct format_result result;
    assert_int_equal(evaluate_format(&config, SPAN("x"), &arena, &result, NULL), VREWARD_OK);
    assert_double(result.share, 1);
    assert_null(arena.block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tags_stand_once_in_order_and_alone),
        cmocka_unit_test(the_prompt_may_open_the_first_tag),
        cmocka_unit_test(a_pattern_matches_all_a_prefix_or_anywhere),
        cmocka_unit_test(json_is_asked_of_the_answer),
        cmocka_unit_test(the_share_is_weighted),
        cmocka_unit_test(hostile_texts_reach_a_limit),
        cmocka_unit_test(nul_bytes_are_text),
        cmocka_unit_test(no_checks_cost_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
