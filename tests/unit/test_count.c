#include "exact.h"
#include "parse/count.h"

#include <math.h>

static struct count count_in(const char *text)
{
    struct count count = {0};
    count_numbers(span_of(text), &count);
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
        cmocka_unit_test(test_digits),    cmocka_unit_test(test_more_than_one), cmocka_unit_test(test_words),
        cmocka_unit_test(test_no_number), cmocka_unit_test(test_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
