/* The task `answer`: its kind follows from the truth. */
#include "scoring.h"

#include <stdio.h>
#include <stdlib.h>

struct answered {
    const char *completion, *truth;
    double score;
    int32_t reason;
};

static void assert_answered(const struct answered *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const double score = score_of(cases[i].completion, cases[i].truth);
        if (score != cases[i].score || now.trace.reason != cases[i].reason)
            broken("%s against %s: %g, %s", cases[i].completion, cases[i].truth, score,
                   vreward_reason_name(now.trace.reason));
    }
}

#define CASES(cases) cases, sizeof(cases) / sizeof((cases)[0])
#define OPTIONS "\"choices\": [\"A red car\", \"A blue bus\", \"Nothing\"]"

static void choices(void **state)
{
    (void)state;
    static const struct answered cases[] = {
        {"B", "\"B\"", 1, VREWARD_REASON_OK},
        {"<think>A or B?</think><answer>(B)</answer>", "\"B\"", 1, VREWARD_REASON_OK},
        {"Answer: B. a blue bus", "{\"choice\": \"B\"}", 1, VREWARD_REASON_OK},
        {"B", "\"(B) a dog\"", 1, VREWARD_REASON_OK},
        {"B", "\"B. a dog\"", 1, VREWARD_REASON_OK},
        {"j. smith", "\"J. Smith\"", 1, VREWARD_REASON_OK}, /* initials */
        {"A", "\"B\"", 0, VREWARD_REASON_WRONG_ANSWER},
        {"A or B", "\"B\"", 0, VREWARD_REASON_AMBIGUOUS},
        {"the bus", "\"B\"", 0, VREWARD_REASON_NO_ITEMS},
        {"", "\"B\"", 0, VREWARD_REASON_EMPTY_ANSWER},
        {"a blue bus.", "{\"choice\": \"B\", " OPTIONS "}", 1, VREWARD_REASON_OK},
        {"The answer is blue bus", "{\"choice\": \"B\", " OPTIONS "}", 1, VREWARD_REASON_OK},
        {"a red car", "{\"choice\": \"B\", " OPTIONS "}", 0, VREWARD_REASON_WRONG_ANSWER},
        {"D", "{\"choice\": \"B\", " OPTIONS "}", 0, VREWARD_REASON_NO_ITEMS},
        {"B", "{\"choice\": \"a blue bus\", " OPTIONS "}", 1, VREWARD_REASON_OK},
        {"B", "{\"choice\": \"B\", \"choices\": {\"A\": \"x\", \"B\": \"y\"}}", 1, VREWARD_REASON_OK},
    };
    use_recipe("answer");
    assert_answered(CASES(cases));
}

static void several_choices(void **state)
{
    (void)state;
    static const struct answered cases[] = {
        {"A and C", "{\"choice\": [\"A\", \"C\"]}", 1, VREWARD_REASON_OK},
        {"CA", "{\"choice\": \"AC\"}", 0, VREWARD_REASON_NO_ITEMS},
        {"AC", "{\"choice\": \"A, C\"}", 1, VREWARD_REASON_OK},
        {"A", "{\"choice\": [\"A\", \"C\"]}", 0, VREWARD_REASON_WRONG_ANSWER},
        {"A, B", "{\"choice\": [\"A\"]}", 0, VREWARD_REASON_WRONG_ANSWER},
    };
    use_recipe("answer");
    assert_answered(CASES(cases));
    score_of("A, B, C", "{\"choice\": [\"A\", \"C\"]}");
    assert_double(term("similarity"), 2 / 3.0);
}

static void yes_or_no(void **state)
{
    (void)state;
    static const struct answered cases[] = {
        {"Yes, it is.", "{\"yes\": true}", 1, VREWARD_REASON_OK},
        {"No.", "\"no\"", 1, VREWARD_REASON_OK},
        {"True", "\"Yes\"", 1, VREWARD_REASON_OK},
        {"\u5426", "false", 1, VREWARD_REASON_OK},
        {"yes", "{\"yes\": false}", 0, VREWARD_REASON_WRONG_ANSWER},
        {"yes or no", "true", 0, VREWARD_REASON_AMBIGUOUS},
        {"maybe", "true", 0, VREWARD_REASON_NO_ITEMS},
    };
    use_recipe("answer");
    assert_answered(CASES(cases));
}

static void numbers(void **state)
{
    (void)state;
    static const struct answered cases[] = {
        {"12 kg", "12", 1, VREWARD_REASON_OK},
        {"12.0", "\"12\"", 1, VREWARD_REASON_OK},
        {"$1,200", "{\"number\": \"1200 dollars\"}", 1, VREWARD_REASON_OK},
        {"13", "12", 0, VREWARD_REASON_WRONG_ANSWER},
        {"12 or 13", "12", 0, VREWARD_REASON_AMBIGUOUS},
        {"some", "12", 0, VREWARD_REASON_NO_ITEMS},
        {"1e999", "12", 0, VREWARD_REASON_BAD_VALUE},
    };
    use_recipe("answer");
    assert_answered(CASES(cases));
    score_of("9", "12");
    assert_double(term("similarity"), 0.75);
    use_recipe("{\"base\": \"answer\", \"tolerance\": 0.25}");
    assert_double(score_of("9", "12"), 1);
    assert_double(term("exact"), 0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_OK);
}

static void texts(void **state)
{
    (void)state;
    static const struct answered cases[] = {
        {"The  Eiffel Tower.", "\"Eiffel tower\"", 1, VREWARD_REASON_OK},
        {"\"Paris\"", "{\"text\": [\"Lutetia\", \"paris\"]}", 1, VREWARD_REASON_OK},
        {"paris", "[\"Lutetia\", \"Paris\"]", 1, VREWARD_REASON_OK},
        {"{\"answer\": \"Paris\"}", "\"Paris\"", 1, VREWARD_REASON_OK},
        {"\uFF30aris", "\"Paris\"", 1, VREWARD_REASON_OK},
        {"!", "\"!\"", 1, VREWARD_REASON_OK},
        {"Pariss", "\"Paris\"", 0, VREWARD_REASON_WRONG_ANSWER},
        {"", "\"Paris\"", 0, VREWARD_REASON_EMPTY_ANSWER},
        {"B", "{\"text\": \"B\"}", 1, VREWARD_REASON_OK},
    };
    use_recipe("answer");
    assert_answered(CASES(cases));
    score_of("Pariss", "[\"London\", \"Paris\"]");
    assert_double(term("similarity"), 1 - 1 / 6.0);
    score_of("xyz", "\"Paris\"");
    assert_double(term("similarity"), 0);
    use_recipe("{\"base\": \"answer\", \"above\": 0.5}"); /* ANLS */
    assert_double(score_of("Pariss", "[\"London\", \"Paris\"]"), 1 - 1 / 6.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_WRONG_ANSWER);
    assert_double(score_of("abxx", "\"abcd\""), 0);
    use_recipe("{\"base\": \"answer\", \"at_least\": 0.5}");
    assert_double(score_of("abxx", "\"abcd\""), 0.5);
}

/* Solution columns as they are. */
static void truths_as_a_model_would_write_them(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"answer\", \"truth_format\": \"answer\"}");
    assert_double(score_of("B", "<think>it is</think><answer>B</answer>"), 1);
    assert_double(score_of("7 m", "<answer> 7 </answer>"), 1);
    assert_double(score_of("paris", "<answer>Paris</answer>"), 1);
    use_recipe("{\"base\": \"answer\", \"truth_format\": \"text\"}");
    assert_double(score_of("(C)", "C"), 1);
    assert_double(score_of("no", "No"), 1);
    use_recipe("{\"base\": \"number\", \"truth_format\": \"answer\"}");
    assert_double(score_of("7", "<answer>7</answer>"), 1);
    use_recipe("answer");
    assert_double(score_of("B", "{\"answer\": \"<answer>B</answer>\"}"), 1);
}

/* The kind is the truth's: a completion that writes another kind says nothing. */
static void the_kind_is_the_truths(void **state)
{
    (void)state;
    use_recipe("answer");
    assert_double(score_of("12", "\"B\""), 0);
    assert_double(score_of("B", "12"), 0);
    assert_double(score_of("yes", "\"B\""), 0);
    assert_double(score_of("B", "true"), 0);
}

static void bad_truths(void **state)
{
    (void)state;
    static const struct {
        const char *truth, *message;
    } cases[] = {
        {"{}", "choice"},
        {"null", "a missing value"},
        {"[]", "text"},
        {"[1, 2]", "text"},
        {"\"\"", "text"},
        {"{\"choice\": \"B\", \"yes\": true}", "excludes"},
        {"{\"choice\": \"dog\"}", "choice"},
        {"{\"choice\": []}", "choice"},
        {"{\"choice\": 2}", "choice"},
        {"{\"choice\": \"D\", " OPTIONS "}", "beyond"},
        {"{\"choices\": [\"a\"], \"yes\": true}", "choices"},
        {"{\"choice\": \"A\", \"choices\": []}", "choices"},
        {"{\"choice\": \"A\", \"choices\": [1]}", "choices"},
        {"{\"choice\": \"A\", \"choices\": {\"x1\": \"a\"}}", "choices"},
        {"{\"yes\": 1}", "yes"},
        {"{\"number\": \"some\"}", "number"},
        {"{\"lables\": 1}", "lables"},
    };
    struct arena arena = {0};
    struct truth truth;
    use_recipe("answer");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        now.err.message[0] = '\0';
        if (truth_read(&now.scorer->recipe.config, span_of(cases[i].truth), &arena, &truth, &now.err) !=
                VREWARD_E_TRUTH ||
            strstr(now.err.message, cases[i].message) == NULL)
            broken("%s: %s", cases[i].truth, now.err.message);
    }
    arena_free(&arena);
}

static void a_text_too_far_from_every_form_is_too_large(void **state)
{
    (void)state;
    enum { WRITTEN = 8 << 20, RIGHT = 1 << 17 };
    char *const written = malloc(WRITTEN + 1), *const truth = malloc(RIGHT + 64);
    assert_true(written != NULL && truth != NULL);
    memset(written, 'a', WRITTEN);
    written[WRITTEN] = '\0';
    const int begin = snprintf(truth, 64, "{\"text\": [\"");
    memset(truth + begin, 'b', RIGHT);
    strcpy(truth + begin + RIGHT, "\"]}");
    use_recipe("{\"base\": \"answer\", \"max_bytes\": 16777216, \"at_least\": 0.5}");
    assert_double(score_of(written, truth), 0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_TOO_LARGE);
    strcpy(truth + begin + RIGHT, "\", \"a\"]}");
    assert_double(score_of(written, truth), 0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_WRONG_ANSWER);
    free(written);
    free(truth);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(choices),
        cmocka_unit_test(several_choices),
        cmocka_unit_test(yes_or_no),
        cmocka_unit_test(numbers),
        cmocka_unit_test(texts),
        cmocka_unit_test(the_kind_is_the_truths),
        cmocka_unit_test(bad_truths),
        cmocka_unit_test(truths_as_a_model_would_write_them),
        cmocka_unit_test(a_text_too_far_from_every_form_is_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, end_scoring);
}
