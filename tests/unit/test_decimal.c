#include "base/decimal.h"
#include "exact.h"

#include <math.h>
#include <stdlib.h>

static struct number read_text(const char *text)
{
    return number_read(text, text + strlen(text));
}

static void check(const char *text, double value, int64_t length, uint32_t style)
{
    const struct number number = read_text(text);
    assert_double(number.value, value);
    assert_int_equal(number.end - text, length);
    assert_int_equal(number.style, style);
}

/* Digits with every byte behind them, the short way against the long one. */
static void test_digits_before_anything(void **state)
{
    (void)state;
    static const char *const digits[] = {"",       "0",       "7",       "00",       "01",
                                         "10",     "98",      "123",     "4095",     "65535",
                                         "999999", "1234567", "7654321", "12345678", "123456789012345678"};
    for (size_t i = 0; i < sizeof digits / sizeof digits[0]; i++)
        for (int32_t byte = 0; byte < 256; byte++) {
            char text[40];
            const int32_t length = snprintf(text, sizeof text, "%s%c2 , 9, 10", digits[i], byte == 0 ? '?' : byte);
            text[strlen(digits[i])] = (char)byte;
            const struct number any = number_read_any(text, text + length);
            const struct number number = number_read(text, text + length);
            assert_double(number.value, any.value);
            assert_ptr_equal(number.end, any.end);
            assert_int_equal(number.style, any.style);
            assert_int_equal(number.whole, any.whole);
        }
}

static void test_forms(void **state)
{
    (void)state;
    check("0", 0.0, 1, 0);
    check("-0", -0.0, 2, 0);
    check("12", 12, 2, 0);
    check("-12.5e+1x", -125, 8, 0);
    check("1E2", 100, 3, 0);
    check("1e", 1, 1, 0);
    check("1e+", 1, 1, 0);
    check("+5", 5, 2, NUMBER_PLUS);
    check("012", 12, 3, NUMBER_LEADING_ZERO);
    check("00", 0, 2, NUMBER_LEADING_ZERO);
    check(".5", 0.5, 2, NUMBER_NO_WHOLE);
    check("5.", 5, 2, NUMBER_NO_FRACTION);
    check("1.2.3", 1.2, 3, 0);
    check("", 0, 0, 0);
    check("-", 0, 0, 0);
    check(".", 0, 0, 0);
    check("x1", 0, 0, 0);
    assert_int_equal(read_text("12").whole, 1);
    assert_int_equal(read_text("12.0").whole, 0);
    assert_int_equal(read_text("12e1").whole, 0);
}

static void test_never_reads_beyond_the_end(void **state)
{
    (void)state;
    const char text[] = "12.5e3";
    for (int length = 0; length <= 6; length++) {
        const struct number number = number_read(text, text + length);
        assert_true(number.end <= text + length);
    }
    assert_double(number_read(text, text + 5).value, 12.5);
    assert_double(number_read(text, text + 2).value, 12);
}

/* Halfway cases, the ends of the range, subnormals: where a reader that rounds twice is wrong. */
static void test_hard_cases(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "9007199254740993",
        "9007199254740992.9999999999999999",
        "9007199254740993.00000000000000000000000000001",
        "1e23",
        "8.5e22",
        "2.2250738585072011e-308",
        "2.2250738585072012e-308",
        "2.2250738585072014e-308",
        "4.9406564584124654e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "1e308",
        "1e309",
        "1.2345678901234567890123e-200",
        "98765432109876543210.5e+280",
        "1e-306",
        "1e-307",
        "9.99e307",
        "1e-400",
        "123456789012345678901234567890",
        "0.000000000000000000000000000000000000000000000000000000001234567890123456789",
        "7.2057594037927933e16",
        "10000000000000000000000000000000000000000e-40",
        "0.1",
        "0.30000000000000004",
        "104.42",
        "36893488147419103232",
        "18446744073709551616",
        "6929495644600919.5",
        "3.4028234664e38",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        check(texts[i], strtod(texts[i], NULL), (int64_t)strlen(texts[i]), 0);
    check("1e999999999999999999999", HUGE_VAL, 23, 0);
    check("-1e999999999999999999999", -HUGE_VAL, 24, 0);
    check("1e-999999999999999999999", 0, 24, 0);
}

static uint64_t random_state = 20241123;

static uint32_t random_below(uint32_t limit)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(random_state >> 33) % limit;
}

static void put_digits(char **at, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        *(*at)++ = (char)('0' + random_below(10));
}

/* glibc's strtod is exact; the tests run in the C locale. */
static void test_random_against_strtod(void **state)
{
    (void)state;
    char text[2400];
    for (int round = 0; round < 60000; round++) {
        char *at = text;
        const uint32_t longest = round % 100 == 0 ? 1000 : 25;
        *at = '-';
        at += random_below(2);
        put_digits(&at, 1 + random_below(longest));
        if (random_below(3) != 0) {
            *at++ = '.';
            put_digits(&at, 1 + random_below(longest));
        }
        if (random_below(2) != 0)
            at += sprintf(at, "e%d", (int)random_below(700) - 350);
        *at = '\0';
        const struct number number = read_text(text);
        if (number.end != at || number.value != strtod(text, NULL))
            print_error("%s\n", text);
        assert_ptr_equal(number.end, at);
        assert_double(number.value, strtod(text, NULL));
    }
}

/* The decimal expansion of the point halfway between two doubles, and its neighbours on both sides. */
static void test_ties(void **state)
{
    (void)state;
    char text[2000];
    for (int round = 0; round < 2000; round++) {
        uint64_t bits =
            ((uint64_t)random_below(1u << 31) << 32 | random_below(UINT32_MAX)) % UINT64_C(0x7FD0000000000000);
        if (round % 4 == 0)
            bits %= UINT64_C(1) << 53;
        double value;
        memcpy(&value, &bits, sizeof value);
        const long double below = value;
        const uint64_t next_bits = bits + 1;
        double next;
        memcpy(&next, &next_bits, sizeof next);
        if (sizeof(long double) <= sizeof(double))
            return; /* the halfway point cannot be printed here */
        const int length = sprintf(text, "%.1100Lf", below / 2 + (long double)next / 2);
        check(text, strtod(text, NULL), length, read_text(text).style);
        text[length - 1] = '1';
        check(text, strtod(text, NULL), length, read_text(text).style);
    }
}

static void test_a_million_digits(void **state)
{
    (void)state;
    enum { MANY = 1000000 };
    char *text = malloc(MANY);
    assert_non_null(text);
    memset(text, '7', MANY);
    assert_double(number_read(text, text + MANY).value, HUGE_VAL);
    text[1] = '.';
    const struct number number = number_read(text, text + MANY);
    assert_ptr_equal(number.end, text + MANY);
    assert_double(number.value, 7.0 + 7.0 / 9.0);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_digits_before_anything),
        cmocka_unit_test(test_never_reads_beyond_the_end),
        cmocka_unit_test(test_hard_cases),
        cmocka_unit_test(test_random_against_strtod),
        cmocka_unit_test(test_ties),
        cmocka_unit_test(test_a_million_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
