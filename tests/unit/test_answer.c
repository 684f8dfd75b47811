#include "exact.h"
#include "parse/answer_part.h"

static struct arena arena;

static const struct span answer_tags[] = {{"answer", 6}, {"boxed", 5}, {"begin_of_box", 12}, {"tool_call", 9}};

/* The answer in `text`, its length in *length; the number of tags that may hold it is `tags`. */
static struct answer find(const char *text, int32_t which, int32_t missing, int64_t tags)
{
    struct answer answer;
    const struct read_options options = {
        .answer_tag = answer_tags, .answer_tag_count = tags, .answer_which = which, .answer_missing = missing};
    assert_int_equal(answer_find(&options, span_of(text), &arena, &answer, NULL), VREWARD_OK);
    return answer;
}

static void check(const char *text, struct answer answer, const char *expected)
{
    const struct span found = answer_text(&answer, span_of(text), &arena);
    if (!span_equal(found, span_of(expected)))
        print_error("%s\n  gives  '%.*s'\n  not    '%s'\n", text, (int)found.length, found.data, expected);
    assert_true(span_equal(found, span_of(expected)));
    assert_int_equal(answer.reason, VREWARD_REASON_OK);
}

static void last(const char *text, const char *expected)
{
    check(text, find(text, ANSWER_LAST, MISSING_WHOLE, 1), expected);
}

static int32_t reason(const char *text, int32_t which, int32_t missing)
{
    return find(text, which, missing, 1).reason;
}

static void test_tags(void **state)
{
    (void)state;
    last("<answer>a</answer>", "a");
    last("x<answer> a </answer>y", " a ");
    last("no tags", "no tags");
    last("", "");
    last("<answer>a</answer><answer>b</answer>", "b");
    last("<answer>a</answer><answer></answer>", "");
    last("<answer>a", "a");
    last("<answer>a</answer> <answer>b", "b");
    last("<answer><answer>a</answer></answer>", "a");
    last("<Answer>a</Answer>", "<Answer>a</Answer>");
    last("<answer >a</answer>", "<answer >a");
    check("<answer>a</answer><answer>b</answer>",
          find("<answer>a</answer><answer>b</answer>", ANSWER_FIRST, MISSING_WHOLE, 1), "a");
    check("<answer>a<answer>b</answer>", find("<answer>a<answer>b</answer>", ANSWER_FIRST, MISSING_WHOLE, 1), "a");
    assert_true(find("<answer>a", ANSWER_LAST, MISSING_WHOLE, 1).breaks_off);
    assert_false(find("<answer>a</answer>", ANSWER_LAST, MISSING_WHOLE, 1).breaks_off);
    assert_false(find("<answer>a</answer><answer>b", ANSWER_FIRST, MISSING_WHOLE, 1).breaks_off);
}

static void test_missing_and_only(void **state)
{
    (void)state;
    assert_int_equal(reason("a", ANSWER_LAST, MISSING_NONE), VREWARD_REASON_NO_ANSWER);
    assert_int_equal(reason("<answer>a", ANSWER_LAST, MISSING_NONE), VREWARD_REASON_OK);
    assert_int_equal(reason("a</answer>", ANSWER_LAST, MISSING_NONE), VREWARD_REASON_NO_ANSWER);
    assert_int_equal(reason("<answer>a</answer><answer>b</answer>", ANSWER_ONLY, MISSING_WHOLE),
                     VREWARD_REASON_AMBIGUOUS);
    assert_int_equal(reason("<answer>a</answer><answer> a</answer>", ANSWER_ONLY, MISSING_WHOLE), VREWARD_REASON_OK);
    assert_int_equal(reason("<answer>a</answer>", ANSWER_ONLY, MISSING_WHOLE), VREWARD_REASON_OK);
}

static void test_thinking(void **state)
{
    (void)state;
    last("<think>t</think>a", "a");
    last("<think>t</think><answer>a</answer>", "a");
    last("<think><answer>t</answer></think><answer>a</answer>", "a");
    last("<think>t<answer>a</answer>", "a");
    last("<think>t<answer>a", "a");
    last("t</think>a", "a");
    last("<answer>t</answer></think>a", "a");
    last("t</think><answer>a</answer>", "a");
    last("<think>t</think>a</think>b", "b"); /* the last closing mark ends it */
    last("b<think>t</think>a", "ba");
    last("<answer>b<think>t</think>a</answer>", "ba");
    last("<think>t</think><think>u</think>a", "a");
    last("<answer>a<think>t</answer>", "a");
    last("<answer>a</answer><think>more", "a");
    assert_int_equal(reason("<think>t", ANSWER_LAST, MISSING_WHOLE), VREWARD_REASON_NO_ANSWER);
    assert_int_equal(reason("a<think>t", ANSWER_LAST, MISSING_WHOLE), VREWARD_REASON_NO_ANSWER);
    assert_int_equal(reason("<think>t</think>", ANSWER_LAST, MISSING_WHOLE), VREWARD_REASON_OK);
}

/* Thinking that speaks of the marks, and what stands behind it. */
static void test_the_last_closing_mark(void **state)
{
    (void)state;
    last("<think>I close with `</think>` first. STOP</think>STOP", "STOP");
    last("<think>I close with </think> then STOP</think>STOP", "STOP");
    last("<think>as in <think> x </think> <answer> y </answer>. So</think>STOP", "STOP");
    last("<think>x</think> y</think>\n<answer>a</answer>", "a");
    last("<think>t </think> a", " a"); /* the only one, whatever it looks like */
    last("<think>t</think>\n<answer>a</answer>\n</think>", "a");
    last("<think>t</think><answer>a</answer></think> Done.", "a");
    last("<think>t</think>a</think>", "a");
    last("<think>t</think><answer>x</think>y</answer>", "x</think>y"); /* inside an answer it is its text */
    last("<think>t</think>a<think>u</think>b", "ab");
    last("I write <answer>x</answer></think>\nSTOP", "\nSTOP");
    last("It says STOP</think>STOP", "STOP");
    last("It says \"STOP\"</think>\"STOP\"", "\"STOP\"");
    last("<think>It says `a`</think>`a`", "`a`");
    last("<answer>a</answer></think>", "a");
    last("<think>t</think>The page says <think> </think> tags.", "The page says <think> </think> tags.");
}

/* Texts about tags: each is its own answer. */
static void test_mentioned_tags(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "Put your reasoning in <think> </think> and the answer in <answer> </answer> tags.",
        "Think in <think></think> and answer in <answer></answer>, please.",
        "First think (in <think>...</think> tags), then write <answer>...</answer> tags.",
        "They are enclosed in tags, i.e., <think> your thoughts </think> <answer> your answer </answer>.",
        "They are enclosed in tags, i.e. <think>\nyour thoughts\n</think>\n<answer>\nyour answer\n</answer>",
        "They are enclosed in tags, e.g.,\n<think> your thoughts </think>\n<answer> your answer </answer>",
        "The mark `<think>` opens it, and `</think>` closes it.",
        "The marks \"<think>\" and \"</think>\" stand around it, \"<answer>\" opens the answer.",
        "Use <think> and </think> to separate them.",
        "a </think> b",
        "Thoughts end with </think>.",
        "The <think> tag opens thoughts (closed by </think>), and <answer>...</answer> is next to them.",
        "如 <think>思考</think> 所示",
        "请在 <think> </think> 标签中思考。",
        "请将思考过程放在<think></think>标签中，答案放在<answer></answer>标签中。",
        "Thoughts go into “<think>” and “</think>”.",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        last(texts[i], texts[i]);
    /* A prompt that is echoed, and the real answer behind it. */
    last("Use <think> </think> and <answer> </answer> tags. <think>hm</think><answer>a</answer>", "a");
    last("There are <answer>5</answer> birds", "5");
    last("Sure! <think>hm</think> <answer>5</answer>", "5");
    last("The answer is\n<answer></answer>", "");
}

static struct answer find_thinking(const char *text, int32_t think, const struct span *tags, int64_t count)
{
    struct answer answer;
    const struct read_options options = {
        .answer_tag = answer_tags, .answer_tag_count = 1, .think = think, .think_tag = tags, .think_tag_count = count};
    assert_int_equal(answer_find(&options, span_of(text), &arena, &answer, NULL), VREWARD_OK);
    return answer;
}

static void test_thinking_marks(void **state)
{
    (void)state;
    static const struct span tags[] = {{"reasoning", 9}, {"[THINK]", 7}, {"<|think|>", 9}};
    last("<thinking>t</thinking>a", "a");
    last("t</thinking>a", "a");
    last("◁think▷t◁/think▷a", "a");
    last("t◁/think▷a", "a");
    last("<reasoning>t</reasoning>a", "<reasoning>t</reasoning>a");
    last("<|channel|>analysis<|message|>t<|end|><|start|>assistant<|channel|>final<|message|>a<|return|>", "a");
    last("t<|end|><|start|>assistant<|channel|>final<|message|>a", "a");
    last("<|channel|>analysis<|message|>t<|end|><|start|>assistant<|channel|>commentary<|message|>u<|end|>"
         "<|start|>assistant<|channel|>final <|constrain|>json<|message|>a",
         "a");
    last("<|channel|>analysis<|message|>t<|end|><|start|>assistant<|channel|>commentary to=functions.f"
         "<|constrain|>json<|message|>{}<|call|>",
         "{}");
    last("<|channel|>analysis<|message|>in <answer>t</answer><|end|>"
         "<|start|>assistant<|channel|>final<|message|><answer>a</answer>",
         "a");
    assert_int_equal(reason("<|channel|>analysis<|message|>t", ANSWER_LAST, MISSING_WHOLE), VREWARD_REASON_NO_ANSWER);
    assert_int_equal(reason("◁think▷t", ANSWER_LAST, MISSING_WHOLE), VREWARD_REASON_NO_ANSWER);
    const char *texts[] = {"<reasoning>t</reasoning>a", "[THINK]t[/THINK]a", "<|think|>t<|/think|>a", "t[/THINK]a",
                           "<think>t</think>a"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        check(texts[i], find_thinking(texts[i], THINK_MARKS, tags, 3), "a");
    check("<think>t</think>a", find_thinking("<think>t</think>a", THINK_NONE, NULL, 0), "<think>t</think>a");
    check("<think>t<answer>a</answer>", find_thinking("<think>t<answer>a</answer>", THINK_NONE, NULL, 0), "a");
}

/* A quotation mark in prose hides nothing, however the brackets stand. */
static void test_quotes_in_prose(void **state)
{
    (void)state;
    static const char *const thoughts[] = {
        "It says \"STOP,\" so I stop.", "It says: \"EXIT", "Two signs: \"A,\" \"B,\" and [more: \"C,\" too",
        "A list [1, 2, {\"x\": \"y",    "\"a\", \"b",      "like {'label': 'x"};
    static const char *const answers[] = {"{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"x\"}", "\"Annual Report\"",
                                          "[\"a\", 'b']"};
    for (size_t i = 0; i < sizeof thoughts / sizeof thoughts[0]; i++) {
        for (size_t j = 0; j < sizeof answers / sizeof answers[0]; j++) {
            char text[512];
            snprintf(text, sizeof text, "<think>%s</think><answer>%s</answer>", thoughts[i], answers[j]);
            last(text, answers[j]);
            last(text + strlen("<think>"), answers[j]); /* begun by the prompt */
            snprintf(text, sizeof text, "%s <answer>%s</answer>", thoughts[i], answers[j]);
            last(text, answers[j]);
        }
    }
}

static struct answer find_matching(const char *expression, struct span text, int32_t which, int32_t missing)
{
    struct answer answer;
    struct pattern *pattern;
    assert_int_equal(pattern_compile(span_of(expression), PATTERN_SEARCH, &pattern, NULL), VREWARD_OK);
    const struct read_options options = {.answer_tag = answer_tags,
                                         .answer_tag_count = 1,
                                         .answer_pattern = pattern,
                                         .answer_which = which,
                                         .answer_missing = missing};
    assert_int_equal(answer_find(&options, text, &arena, &answer, NULL), VREWARD_OK);
    pattern_destroy(pattern);
    return answer;
}

static void matching(const char *expression, const char *text, const char *expected)
{
    check(text, find_matching(expression, span_of(text), ANSWER_LAST, MISSING_WHOLE), expected);
}

static void test_an_expression(void **state)
{
    (void)state;
    static const char marker[] = "Answer:\\s*(?<answer>.*)";
    const char *two = "Answer: a\nAnswer: b";
    matching(marker, "The corners are (0, 0) and (1, 1).\nAnswer: [0.4, 0.1]", "[0.4, 0.1]");
    matching(marker, two, "b");
    matching(marker, "<think>Answer: t", "t"); /* the text as written */
    matching(marker, "Answer: a<|im_end|>", "a");
    matching(marker, "Answer: <answer>a</answer>", "<answer>a</answer>");
    matching("(?s)<answer>(?<answer>.*?)</answer>", "<answer>a</answer> <answer>b", "a"); /* no tag is closed for it */
    matching("(?<answer>.*)", "all of it", "all of it");
    matching("x|Answer: (?<answer>.)", "Answer: a x", "a"); /* a match without the group is none */
    matching(marker, "no marker", "no marker");
    matching(marker, "<think>t</think>no marker", "no marker");
    matching(marker, "<answer>no marker</answer>", "<answer>no marker</answer>");
    check(two, find_matching(marker, span_of(two), ANSWER_FIRST, MISSING_WHOLE), "a");
    assert_int_equal(find_matching(marker, span_of(two), ANSWER_ONLY, MISSING_WHOLE).reason, VREWARD_REASON_AMBIGUOUS);
    assert_int_equal(find_matching(marker, SPAN("no"), ANSWER_LAST, MISSING_NONE).reason, VREWARD_REASON_NO_ANSWER);
    const struct answer answer = find_matching(marker, SPAN("\xFF\xE9 Answer: \xFFz"), ANSWER_LAST, MISSING_NONE);
    assert_int_equal(answer.begin, 11);
    assert_int_equal(answer.end, 13);
    static char long_text[65536];
    memset(long_text, 'a', sizeof long_text - 1);
    const struct span hostile = span_of(long_text);
    assert_int_equal(find_matching("(a|aa)+(?<answer>b)", hostile, ANSWER_LAST, MISSING_NONE).reason,
                     VREWARD_REASON_LIMIT);
    long_text[0] = '!';
    assert_int_equal(find_matching("(?<answer>!)|(a|aa)+b", hostile, ANSWER_FIRST, MISSING_NONE).reason,
                     VREWARD_REASON_OK);
}

/* A tag has any length. */
static void test_long_tags(void **state)
{
    (void)state;
    enum { LONG = 10000 };
    static char name[LONG], text[2 * LONG + 16];
    memset(name, 'n', LONG);
    const int64_t length = snprintf(text, sizeof text, "<%.*s>a</%.*s>", LONG, name, LONG, name);
    const struct span tag = {name, LONG};
    const struct read_options options = {.answer_tag = &tag, .answer_tag_count = 1};
    struct answer answer;
    assert_int_equal(answer_find(&options, (struct span){text, length}, &arena, &answer, NULL), VREWARD_OK);
    assert_int_equal(answer.begin, LONG + 2);
    assert_int_equal(answer.end, LONG + 3);
}

static void test_tags_inside_quoted_values(void **state)
{
    (void)state;
    last("<answer>{\"label\": \"<answer>left duck</answer>\"}</answer>", "{\"label\": \"<answer>left duck</answer>\"}");
    last("<answer>[\"</answer>\", 1]</answer>", "[\"</answer>\", 1]");
    last("<answer>{\"a\": \"x\\\"</answer>\"}</answer>", "{\"a\": \"x\\\"</answer>\"}");
    last("<answer>{\"a\": \"x}</answer>", "{\"a\": \"x}");     /* no quote closes it */
    last("<answer>{\"a\": \"x}</answer>\n\"", "{\"a\": \"x}"); /* not on this line */
    last("<answer>say x \"</answer>.", "say x \"");            /* no value: nothing of a structure before it */
    last("<answer>{\"bbox\": [1], \"label\": \"</think>\"}</answer>", "{\"bbox\": [1], \"label\": \"</think>\"}");
}

static void test_what_is_dropped(void **state)
{
    (void)state;
    last("a<|im_end|>", "a");
    last("a<|im_end|>\n<|endoftext|>\n", "a");
    last("assistant\n<think>t</think>a", "a");
    last("\nassistant\n\n<answer>a", "a");
    last("<|im_start|>assistant\na", "a");
    last("<|start_header_id|>assistant<|end_header_id|>\n\n<think>t</think>a", "a");
    last("<|im_start|>assistant<|im_end|>", "");
    last("assistant\nJohn Smith", "assistant\nJohn Smith");
    last("<s>old price</s>", "<s>old price</s>");
    last("<answer><s>old price</s></answer>", "<s>old price</s>");
    last("new price</s>", "new price");
    last("<s>old</s> and new</s></s>", "<s>old</s> and new");
    last("<answer>a<|im_end|></answer>", "a<|im_end|>");
    last("a<|im_end|> b", "a<|im_end|> b");
    last("my assistant\na", "my assistant\na");
    last("a</answer>", "a");
    last("a</answer>b", "ab");
    last("<answer>a</answer></answer>", "a");
    last("<answer>a<|im_end|>", "a");
}

static void test_wrappers(void **state)
{
    (void)state;
    const char *texts[][2] = {
        {"so \\boxed{12}.", "12"},
        {"\\boxed{\\frac{1}{2}}", "\\frac{1}{2}"},
        {"\\boxed{12", "12"},
        {"{a} \\boxed{b}", "b"},
        {"<|begin_of_box|>a<|end_of_box|>b", "a"},
        {"<tool_call>{}</tool_call>", "{}"},
        {"<answer>\\boxed{12}</answer>", "12"},
        {"<answer>12</answer> \\boxed{13}", "13"},
        {"<answer>x \\boxed{12} y</answer>", "12"},
        {"\\boxed{\\left\\{ x \\right.} y", "\\left\\{ x \\right."},
        {"\\boxed{\\{1, 2\\}}", "\\{1, 2\\}"},
        {"\\boxed{a \\\\{b}} c", "a \\\\{b}"}, /* \\\\ is a backslash, the brace counts */
        {"\\boxed{a \\\\} b", "a \\\\"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        check(texts[i][0], find(texts[i][0], ANSWER_LAST, MISSING_WHOLE, 4), texts[i][1]);
    last("\\boxed{12}", "\\boxed{12}");
}

static void test_mask_keeps_offsets(void **state)
{
    (void)state;
    const char *text = "ab<think>t</think>cd";
    const struct answer answer = find(text, ANSWER_LAST, MISSING_WHOLE, 1);
    const struct span masked = answer_masked(&answer, span_of(text), &arena);
    assert_int_equal(masked.length, 20);
    assert_memory_equal(masked.data, "ab\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\ncd", 20);
    const struct answer whole = find("plain", ANSWER_LAST, MISSING_WHOLE, 1);
    assert_int_equal(whole.begin, 0);
    assert_int_equal(whole.end, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tags),
        cmocka_unit_test(test_missing_and_only),
        cmocka_unit_test(test_thinking),
        cmocka_unit_test(test_the_last_closing_mark),
        cmocka_unit_test(test_mentioned_tags),
        cmocka_unit_test(test_thinking_marks),
        cmocka_unit_test(test_quotes_in_prose),
        cmocka_unit_test(test_an_expression),
        cmocka_unit_test(test_long_tags),
        cmocka_unit_test(test_tags_inside_quoted_values),
        cmocka_unit_test(test_what_is_dropped),
        cmocka_unit_test(test_wrappers),
        cmocka_unit_test(test_mask_keeps_offsets),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&arena);
    return failed;
}
