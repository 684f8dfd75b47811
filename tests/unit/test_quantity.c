/* Numbers as people write them. */
#include "exact.h"
#include "parse/quantity.h"

#include <math.h>

#define broken(...) (print_error(__VA_ARGS__), print_error("\n"), _fail(__FILE__, __LINE__))

static struct quantities find(const char *text)
{
    struct quantities found;
    quantities_find(span_of(text), &found);
    return found;
}

struct written {
    const char *text;
    double value, scaled;
};

static void assert_written(const struct written *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct quantities found = find(cases[i].text);
        if (!found.found || found.differ || found.first.value != cases[i].value ||
            found.first.scaled != cases[i].scaled)
            broken("\"%s\": found %d differ %d value %.17g scaled %.17g", cases[i].text, found.found, found.differ,
                   found.first.value, found.first.scaled);
    }
}

#define CASES(cases) cases, sizeof(cases) / sizeof((cases)[0])

static void separators(void **state)
{
    (void)state;
    static const struct written cases[] = {
        {"1234.5", 1234.5, 1234.5},
        {"1,234", 1234, 1234},
        {"1,234,567.25", 1234567.25, 1234567.25},
        {"1 234 567", 1234567, 1234567},
        {"1\u00A0234,5", 1234.5, 1234.5},
        {"1\u2009234\u2009567", 1234567, 1234567},
        {"1'234'567.5", 1234567.5, 1234567.5},
        {"1_000", 1000, 1000},
        {"1.234,56", 1234.56, 1234.56},
        {"1.234.567", 1234567, 1234567},
        {"1.234", 1.234, 1.234},
        {"12,5", 12.5, 12.5},
        {"0,125", 0.125, 0.125},
        {"12,3456", 12.3456, 12.3456},
        {".5", 0.5, 0.5},
        {"5.", 5, 5},
        {"007", 7, 7},
    };
    assert_written(CASES(cases));
}

static void signs_and_currencies(void **state)
{
    (void)state;
    static const struct written cases[] = {
        {"-5", -5, -5},
        {"\u22125.5", -5.5, -5.5},
        {"\u20135", -5, -5},
        {"+5", 5, 5},
        {"$1,234.50", 1234.5, 1234.5},
        {"-$5", -5, -5},
        {"$-5", -5, -5},
        {"\u20AC 1.234,56", 1234.56, 1234.56},
        {"US$40", 40, 40},
        {"\\$12", 12, 12},
        {"40 USD", 40, 40},
    };
    assert_written(CASES(cases));
}

static void units(void **state)
{
    (void)state;
    static const struct written cases[] = {
        {"12.5 kg", 12.5, 12.5},     {"12.5kg", 12.5, 12.5},
        {"about 30 m^2", 30, 30},    {"30 m2 of floor", 30, 30},
        {"30 m\u00B2", 30, 30},      {"5 ppm of CO2", 5, 5},
        {"12.5 \u7C73", 12.5, 12.5}, {"The table is 1.5 meters wide.", 1.5, 1.5},
        {"**42**", 42, 42},
    };
    assert_written(CASES(cases));
}

static void what_scales(void **state)
{
    (void)state;
    static const struct written cases[] = {
        {"45%", 45, 0.45},
        {"45 %", 45, 0.45},
        {"45\\%", 45, 0.45},
        {"12.5 percent", 12.5, 0.125},
        {"3\u2030", 3, 0.003},
        {"1.2 million", 1.2, 1200000},
        {"$1.1 Billion", 1.1, 1100000000},
        {"5k", 5, 5000},
        {"5 km", 5, 5},
        {"2.5M", 2.5, 2500000},
        {"2.5m", 2.5, 2.5},
        {"3.5\u4E07", 3.5, 35000},
        {"2\u4EBF", 2, 200000000},
        {"1/2 million", 0.5, 500000},
    };
    assert_written(CASES(cases));
}

static void powers_and_fractions(void **state)
{
    (void)state;
    static const struct written cases[] = {
        {"1e-3", 1e-3, 1e-3},
        {"6.02E23", 6.02e23, 6.02e23},
        {"1.5 x 10^3", 1500, 1500},
        {"1.5 \u00D7 10^-3", 1.5e-3, 1.5e-3},
        {"1.5 \\times 10^{3}", 1500, 1500},
        {"10^6", 1e6, 1e6},
        {"3/4", 0.75, 0.75},
        {"-1/2", -0.5, -0.5},
        {"1 1/2 cups", 1.5, 1.5},
        {"2\u00BD", 2.5, 2.5},
        {"\u00BE", 0.75, 0.75},
    };
    assert_written(CASES(cases));
}

static void in_words(void **state)
{
    (void)state;
    static const struct written cases[] = {{"twelve", 12, 12}, {"There are twenty-one.", 21, 21}};
    assert_written(CASES(cases));
}

/* Digits that are no number, and texts without one. */
static void no_number(void **state)
{
    (void)state;
    static const char *const texts[] = {"",           "the",  "x2", "CO2", "3D", "the 1st",     "1.2.3", "3/4/2020",
                                        "12/31/2020", "many", "-",  "$",   "%",  "192.168.0.1", "3/0"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (find(texts[i]).found)
            broken("\"%s\" is read as %g", texts[i], find(texts[i]).first.value);
    }
}

static void several(void **state)
{
    (void)state;
    static const char *const same[] = {"12 (12.0)", "$1.2 million (1,200,000)", "45%, that is 0.45", "0.45, or 45%"};
    static const char *const differ[] = {"3 or 4", "3-5",   "3\u20135", "3 to 5",     "12,13,14",
                                         "[1,2]",  "(1,2)", "4 of 20",  "2024-05-12", "45% or 46%"};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        if (!find(same[i]).found || find(same[i]).differ)
            broken("\"%s\" is one number", same[i]);
    }
    for (size_t i = 0; i < sizeof differ / sizeof differ[0]; i++) {
        if (!find(differ[i]).differ)
            broken("\"%s\" is two numbers", differ[i]);
    }
    assert_double(find("from 3 to 5").first.value, 3);
    assert_double(find("from 3 to 5").last.value, 5);
}

static void beyond_doubles(void **state)
{
    (void)state;
    char digits[1200];
    memset(digits, '9', sizeof digits - 1);
    digits[sizeof digits - 1] = '\0';
    assert_double(find(digits).first.value, HUGE_VAL);
    digits[1] = '.';
    assert_double(find(digits).first.value, 10);
    assert_double(find("1e99999").first.value, HUGE_VAL);
    assert_double(find("1e-99999").first.value, 0);
}

static void the_number_only(void **state)
{
    (void)state;
    static const char *const only[] = {"12", " -1,234.5\n", "$12", "45%", "1.2 million"};
    static const char *const more[] = {"", "12 kg", "x", "12 13", "a 12", "3D"};
    struct quantity quantity;
    for (size_t i = 0; i < sizeof only / sizeof only[0]; i++)
        assert_true(quantity_only(span_of(only[i]), &quantity));
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++)
        assert_false(quantity_only(span_of(more[i]), &quantity));
}

/* Grouped, scaled or raised, the double is the one nearest to what is written. */
static void nearest_doubles(void **state)
{
    (void)state;
    static const struct written cases[] = {
        {"1.1 million", 1.1, 1100000},
        {"0.3 billion", 0.3, 300000000},
        {"7%", 7, 0.07},
        {"1,234,567.89", 1234567.89, 1234567.89},
        {"1.7 x 10^-5", 1.7e-5, 1.7e-5},
    };
    assert_written(CASES(cases));
}

static void denied(void **state)
{
    (void)state;
    static const struct written cases[] = {
        {"It is 3.5, not 4.", 3.5, 3.5},
        {"not -4 but $1,200", 1200, 1200},
        {"not sure, 7%", 7, 0.07},
    };
    assert_written(CASES(cases));
    assert_false(find("The price is not $42.50.").found);
    assert_false(find("It isn't forty.").found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(separators),
        cmocka_unit_test(signs_and_currencies),
        cmocka_unit_test(units),
        cmocka_unit_test(what_scales),
        cmocka_unit_test(powers_and_fractions),
        cmocka_unit_test(in_words),
        cmocka_unit_test(no_number),
        cmocka_unit_test(several),
        cmocka_unit_test(beyond_doubles),
        cmocka_unit_test(the_number_only),
        cmocka_unit_test(nearest_doubles),
        cmocka_unit_test(denied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
