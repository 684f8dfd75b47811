#include "exact.h"
#include "parse/answer.h"

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
    last("<think>t</think>a</think>b", "ab");
    last("b<think>t</think>a", "ba");
    last("<answer>b<think>t</think>a</answer>", "ba");
    last("<think>t</think><think>u</think>a", "a");
    last("<answer>a<think>t</answer>", "a");
    last("<answer>a</answer><think>more", "a");
    assert_int_equal(reason("<think>t", ANSWER_LAST, MISSING_WHOLE), VREWARD_REASON_NO_ANSWER);
    assert_int_equal(reason("a<think>t", ANSWER_LAST, MISSING_WHOLE), VREWARD_REASON_NO_ANSWER);
    assert_int_equal(reason("<think>t</think>", ANSWER_LAST, MISSING_WHOLE), VREWARD_REASON_OK);
}

static void test_tags_inside_quoted_values(void **state)
{
    (void)state;
    last("<answer>{\"label\": \"<answer>left duck</answer>\"}</answer>", "{\"label\": \"<answer>left duck</answer>\"}");
    last("<answer>[\"</answer>\", 1]</answer>", "[\"</answer>\", 1]");
    last("<answer>{\"a\": \"x\\\"</answer>\"}</answer>", "{\"a\": \"x\\\"</answer>\"}");
    last("<answer>{\"a\": \"x}</answer>", "{\"a\": \"x}");     /* no quote closes it */
    last("<answer>{\"a\": \"x}</answer>\n\"", "{\"a\": \"x}"); /* not on this line */
    last("<answer>say \"</answer>\" b", "say \"");             /* no value: nothing of a structure before it */
    last("<answer>{\"bbox\": [1], \"label\": \"</think>\"}</answer>", "{\"bbox\": [1], \"label\": \"</think>\"}");
}

static void test_what_is_dropped(void **state)
{
    (void)state;
    last("a<|im_end|>", "a");
    last("a<|im_end|>\n<|endoftext|>\n", "a");
    last("assistant\na", "a");
    last("\nassistant\na", "a");
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
        cmocka_unit_test(test_tags_inside_quoted_values),
        cmocka_unit_test(test_what_is_dropped),
        cmocka_unit_test(test_wrappers),
        cmocka_unit_test(test_mask_keeps_offsets),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&arena);
    return failed;
}
