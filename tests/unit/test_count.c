#include "exact.h"
#include "parse/count.h"

#include <math.h>

static struct count count_in(const char *text)
{
    struct count count = {0};
    count_numbers(span_of(text), &count);
    count_settle(&count);
    return count;
}

static void one(const char *text, double value)
{
    const struct count count = count_in(text);
    if (!count.found || count.ambiguous || count.value != value)
        print_error("%s: found %d, ambiguous %d, %g\n", text, count.found, count.ambiguous, count.value);
    assert_true(count.found);
    assert_false(count.ambiguous);
    assert_double(count.value, value);
}

static void several(const char *text)
{
    assert_true(count_in(text).ambiguous);
}

static void none(const char *text)
{
    if (count_in(text).found)
        print_error("%s: %g\n", text, count_in(text).value);
    assert_false(count_in(text).found);
}

static void test_digits(void **state)
{
    (void)state;
    one("12", 12);
    one("[12]", 12);
    one("12.0", 12);
    one("There are 12 birds.", 12);
    one("There are 12.", 12);
    one("C. 8", 8);
    one("-3", -3);
    one("1,234", 1234);
    one("1,234,567 birds", 1234567);
    one("**7**", 7);
    one("$\\boxed{7}$", 7);
    one("7 and again 7", 7);
    one("7, that is seven", 7);
    one("\xE6\x9C\x89"
        "5\xE4\xB8\xAA",
        5);
    one("{\"count\": 3}", 3);
    one("2.5", 2.5);
    one("1e3", 1000);
}

static void test_pairs_and_single_ones(void **state)
{
    (void)state;
    one("There is a pair of shoes.", 2);
    one("a pair", 2);
    one("two pairs of shoes", 4);
    one("A couple of birds", 2);
    none("a couple walks by");
    one("There is a single bird.", 1);
    none("single birds");
    one("a pair of scissors", 1);
    one("a dozen eggs", 12);
}

/* What counts a part of what was counted is no other count, and neither is the one of "this one". */
static void test_parts(void **state)
{
    (void)state;
    one("There are 3 cats; one of them is lying down.", 3);
    one("Three glasses. Two of them are near, 1 of those is red.", 3);
    one("There are 4 dogs, this one and another one among them.", 4);
    one("only one bird", 1);
    several("3 cats, one of the dogs");
}

static void test_lists(void **state)
{
    (void)state;
    one("1. red bird\n2. blue bird\n3. green bird\nTotal: 3", 3);
    one("Two birds:\n1) red\n2) blue", 2);
    one("1. red bird\n2. blue bird", 2);
    one("1. a bird", 1);
    one("**1.** red\n", 1);
    one("3. ", 3);
    several("2. red\n4 birds");
    several("1. 4 birds\n2. 3 cats");
}

static void test_other_scripts(void **state)
{
    (void)state;
    one("图中有五个物体", 5);
    one("十二", 12);
    one("一共有二十三只鸟。", 23);
    one("一百零五个", 105);
    one("三千二百人", 3200);
    one("两万名", 20000);
    one("兩隻貓", 2);
    one("答案是五。", 5);
    one("这是一个图片，有五只鸟。", 5);
    one("图中有一只猫", 1);
    one("猫が三匹います", 3);
    one("りんごが五つあります", 5);
    one("有５只鸟", 5);
    one("１２", 12);
    one("٣", 3);
    one("३", 3);
    one("有3只鸟", 3);
    none("第三只");
    none("一些鸟");
    none("三明治");
    none("万一");
    none("三角形");
    none("五六个");
    several("两只猫，三只狗");
    several("十二只，共十三只");
}

static void test_tags(void **state)
{
    (void)state;
    one("Counting the <points x=\"1\" y=\"2\"> shows 3.", 3);
    one("<b>4</b> birds", 4);
    several("3 < 4");
    several("<3 birds, 4 cats>");
    one("<answer 5", 5);
}

static void test_more_than_one(void **state)
{
    (void)state;
    several("5 or 6");
    several("1,2");
    several("12,34");
    several("1,2345");
    several("3-4");
    several("three or 4");
    several("[1, 2, 3]");
    several("two twelve");
    several("twenty thirty");
}

static void test_words(void **state)
{
    (void)state;
    one("twelve", 12);
    one("Twelve birds", 12);
    one("zero", 0);
    one("twenty-one", 21);
    one("twenty one", 21);
    one("a hundred and five", 105); /* `a` says nothing, `hundred` alone is 100 */
    one("one hundred and five", 105);
    one("two thousand three hundred and forty-two", 2342);
    one("one thousand", 1000);
    one("a dozen", 12);
    one("two dozen", 24);
    one("nineteen", 19);
}

static void test_no_number(void **state)
{
    (void)state;
    none("");
    none("none");
    none("x2 and 3D on the 1st of B12");
    none("someone often tensed");
    none("and");
    none("- . ,");
    none("Q");
}

static void test_denied(void **state)
{
    (void)state;
    none("not 42");
    none("The answer is definitely not 42.");
    none("I cannot solve this problem. It is certainly not 42, though.");
    none("It isn't 42.");
    none("It isn\u2019t 42.");
    none("It can't be **42**.");
    none("It is not equal to 42");
    none("not exactly '42'");
    none("neither 41 nor 42");
    none("not forty-two");
    none("never one hundred and five");
    none("\u4E0D\u662F 42");
    none("\u4E0D\u662F42\u4E2A");
    none("\u5E76\u975E\u56DB\u5341\u4E8C\u4E2A");
    one("There are 42, not 40.", 42);
    one("not 40 but 42", 42);
    one("It's not 40, it's 42.", 42);
    one("not one but two", 2);
    one("\u670942\u4E2A\uFF0C\u4E0D\u662F40\u4E2A", 42);
    /* what is no denial */
    one("Not sure, 42", 42);
    one("not sure but 42", 42);
    one("not only 42 cats", 42);
    one("not more than 42", 42);
    one("I am not certain. 42", 42);
    one("If I'm not mistaken, 42.", 42);
    one("I can't see it well: 42", 42);
    one("Note 42", 42);
    one("knot 42", 42);
    one("No, 42.", 42);
    one("\u662F\u4E0D\u662F 42", 42);
    one("1 of the knots, not", 1);
    several("not 40, 41 or 42");
}

static void test_only(void **state)
{
    (void)state;
    double value;
    assert_true(count_only(SPAN(" 12\n"), &value));
    assert_double(value, 12);
    assert_true(count_only(SPAN("12.0"), &value));
    assert_true(count_only(SPAN("-1"), &value));
    assert_false(count_only(SPAN("C. 8"), &value));
    assert_false(count_only(SPAN("12 birds"), &value));
    assert_false(count_only(SPAN("twelve"), &value));
    assert_false(count_only(SPAN("1,234"), &value));
    assert_false(count_only(SPAN("012"), &value));
    assert_false(count_only(SPAN(""), &value));
    assert_false(count_only(SPAN("NaN"), &value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digits),        cmocka_unit_test(test_pairs_and_single_ones),
        cmocka_unit_test(test_parts),         cmocka_unit_test(test_lists),
        cmocka_unit_test(test_other_scripts), cmocka_unit_test(test_tags),
        cmocka_unit_test(test_more_than_one), cmocka_unit_test(test_words),
        cmocka_unit_test(test_no_number),     cmocka_unit_test(test_only),
        cmocka_unit_test(test_denied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
