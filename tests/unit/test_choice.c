/* Letters of a choice, yes or no, and where an answer in words states them. */
#include "exact.h"
#include "parse/choice.h"
#include "parse/statement.h"

#define broken(...) (print_error(__VA_ARGS__), print_error("\n"), _fail(__FILE__, __LINE__))

enum { A = 1, B = 2, C = 4, D = 8, I = 256 };

struct chosen {
    const char *text;
    uint32_t letters;
};

static void assert_chosen(const struct chosen *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const uint32_t letters = choice_letters(span_of(cases[i].text), MOST_CHOICES);
        if (letters != cases[i].letters)
            broken("\"%s\" chooses %x, not %x", cases[i].text, letters, cases[i].letters);
    }
}

#define CASES(cases) cases, sizeof(cases) / sizeof((cases)[0])

static void one_letter(void **state)
{
    (void)state;
    static const struct chosen cases[] = {
        {"B", B},
        {"b", B},
        {"**b**", B},
        {"(B)", B},
        {"[b]", B},
        {"B.", B},
        {"B)", B},
        {"B:", B},
        {"B. a dog", B},
        {"b) a dog", B},
        {"B - a dog", B},
        {"(A) a dog", A},
        {"option B", B},
        {"The correct option is (C).", C},
        {"It is B because of the tail.", B},
        {"B. Vitamin C.", B},
        {"B: the U.S. Army", B},
        {"A", A},
        {"A is right", A},
        {"I", I},
        {"\uFF08B\uFF09", B},
        {"\u9009B", B},
        {"B\u3001\u72D7", B},
        {"\\text{B}", B},
        {"C\nI think so.", C},
        {"It shows a T-shirt, so D", D},
        {"B, not A", B},
        {"It isn't A, it is (B).", B},
    };
    assert_chosen(CASES(cases));
}

static void several_letters(void **state)
{
    (void)state;
    static const struct chosen cases[] = {
        {"A and C", A | C},
        {"A, C", A | C},
        {"A,B,D", A | B | D},
        {"A/B", A | B},
        {"ACD", A | C | D},
        {"A or B", A | B},
        {"(A)(B)", A | B},
        {"(A) or (B)", A | B},
        {"A\nB", A | B},
        {"A. a cat, B. a dog", A | B},
        {"A\u3001C", A | C},
        {"Both A and B", A | B},
        {"A) a cat B) a dog", A | B},
    };
    assert_chosen(CASES(cases));
}

static void no_letter(void **state)
{
    (void)state;
    static const struct chosen cases[] = {
        {"", 0},
        {"a dog", 0},
        {"A dog runs.", 0},
        {"I think a dog", 0},
        {"U.S.A", 0},
        {"T-shirt", 0},
        {"BA", 0},
        {"4", 0},
        {"it's", 0},
        {"not B", 0},
        {"It is not option (B).", 0},
        {"neither A nor B", 0},
    };
    assert_chosen(CASES(cases));
    assert_int_equal(choice_letters(span_of("E"), 4), 0); /* beyond those that there are */
    assert_int_equal(choice_letters(span_of("D"), 4), D);
}

static void yes_or_no(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum said said;
    } cases[] = {
        {"yes", SAID_YES},
        {"Yes.", SAID_YES},
        {"**No**", SAID_NO},
        {"TRUE", SAID_YES},
        {"false", SAID_NO},
        {"Yes, there is no car.", SAID_YES},
        {"No, it is true that a car was there.", SAID_NO},
        {"The statement is true.", SAID_YES},
        {"It is not true.", SAID_NO},
        {"The statement is incorrect", SAID_NO},
        {"\u662F", SAID_YES},
        {"\u662F\u7684\u3002", SAID_YES},
        {"\u4E0D\u662F", SAID_NO},
        {"\u5426", SAID_NO},
        {"\u6B63\u786E", SAID_YES},
        {"\u9519\u8BEF", SAID_NO},
        {"\u6CA1\u6709", SAID_NO},
        {"yes/no", SAID_BOTH},
        {"Yes or no", SAID_BOTH},
        {"yes, no", SAID_BOTH},
        {"It may be true or false", SAID_BOTH},
        {"a dog", SAID_NOTHING},
        {"", SAID_NOTHING},
        {"nobody knows", SAID_NOTHING},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (choice_said(span_of(cases[i].text)) != cases[i].said)
            broken("\"%s\" says %d, not %d", cases[i].text, choice_said(span_of(cases[i].text)), cases[i].said);
    }
}

static void statements(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"B", "B"},
        {"  B\n", "B"},
        {"Answer: B", "B"},
        {"3 + 4 = 7\n\nAnswer: 7\nI am sure.", "7"},
        {"The answer is 12 m.", "12 m."},
        {"**Final Answer:** B", "B"},
        {"**Answer**: B", "B"},
        {"Answer:\n\nB", "B"},
        {"Answer: A. No, answer: B", "B"},
        {"{\"answer\": \"Paris\"}", "Paris"},
        {"{\"reasoning\": \"1 + 2\", \"answer\": 3}", "3}"},
        {"{\"answer\": \"a \\\"b\\\"\\u00e9\"}", "a \"b\"\u00E9"},
        {"{'answer': 'B'}", "'B'}"},
        {"\u7B54\u6848\uFF1AB", "B"},
        {"\u7B54\u6848\u662FB", "B"},
        {"so \\boxed{12}.", "12"},
        {"\\boxed{\\frac{1}{2}}", "\\frac{1}{2}"},
        {"\\boxed{1} and \\boxed{2}", "2"},
        {"Answer: \\boxed{B}", "B"},
        {"I answered B", "I answered B"},
        {"There is no answer", "There is no answer"},
        {"Answer:", "Answer:"},
        {"", ""},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct span found = statement_find(span_of(cases[i][0]), &arena);
        if (!span_equal(found, span_of(cases[i][1])))
            broken("\"%s\" states \"%.*s\", not \"%s\"", cases[i][0], (int)found.length, found.data, cases[i][1]);
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_letter), cmocka_unit_test(several_letters), cmocka_unit_test(no_letter),
        cmocka_unit_test(yes_or_no),  cmocka_unit_test(statements),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
