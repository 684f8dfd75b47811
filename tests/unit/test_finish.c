/* What becomes of the weighted sum: factors, clip, round, both_empty. */
#include "scoring.h"

#include "reward/finish.h"

#include <stdlib.h>

#define TRUTH "{\"boxes\": [[0, 0, 10, 10]], \"labels\": [\"a\"]}"
#define RIGHT "{\"bbox_2d\": [0, 0, 10, 10], \"label\": \"a\"}"

/* printf rounds the exact value, in the C locale. */
static void rounding_is_that_of_the_exact_value(void **state)
{
    (void)state;
    static const double values[] = {0.5,  1.5,     2.5,   0.125,    0.375,    2.675,        1.005,  0.285,
                                    1e-9, 0.1,     0.3,   123.4565, 1e15,     4.5e15 + 0.5, 8.9999, 0.9995,
                                    0,    1.0 / 3, 0.045, 0.055,    999999.5, 0.0004995,    0.0005};
    uint64_t random = 88172645463325252u;
    for (int64_t i = 0; i < 20000; i++) {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        const int64_t digits = i % 16;
        double value = (double)(random >> 11) / 9007199254740992.0 * (i % 3 == 0 ? 1 : 100);
        if ((size_t)i < sizeof values / sizeof values[0] * 16)
            value = values[i / 16];
        else if (i % 5 == 0)
            value = (floor(value * 1000) + 0.5) / 1024;
        char text[64];
        snprintf(text, sizeof text, "%.*f", (int)digits, value);
        if (round_to(value, digits) != strtod(text, NULL))
            print_error("%.17g to %d digits is %.17g, not %s\n", value, (int)digits, round_to(value, digits), text);
        assert_double(round_to(value, digits), strtod(text, NULL));
        assert_double(round_to(-value, digits), -strtod(text, NULL));
    }
}

static void factors_gate_the_sum(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"detection\", \"factors\": [\"format\"], \"format\": [{\"json\": \"array\"}]}");
    assert_double(score_of("[" RIGHT "]", TRUTH), 1.0);
    assert_double(score_of(RIGHT, TRUTH), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_FORMAT_FAILED);
    use_recipe("{\"base\": \"detection\", \"factors\": [\"count_ratio\"], \"divisor\": \"truth\"}");
    assert_double(score_of("[" RIGHT ", " RIGHT ", " RIGHT ", " RIGHT "]", TRUTH), 0.25);
    assert_double(term("count_ratio"), 0.25);
    assert_double(score_of("[]", "[]"), 1.0);
}

/* Score and factor may be negative: the range is that of all products. */
static void the_range_is_that_of_the_products(void **state)
{
    (void)state;
    static const struct {
        const char *members;
        double low, high;
    } cases[] = {
        {"\"factors\": [\"format\"]", 0, 1},
        {"\"factors\": [\"format\"], \"signed_format\": true", -1, 1},
        {"\"factors\": [\"format\"], \"signed_format\": true, \"weights\": {\"missed\": -3}", -3, 3},
        {"\"weights\": {\"missed\": -3}, \"clip\": [-1, 5]", -1, 1},
        {"\"weights\": {\"missed\": -3}, \"clip\": [-1, 0.57], \"round\": 1", -1, 0.6},
        {"\"both_empty\": -2", -2, 1},
        {"\"both_empty\": 0", 0, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char recipe[256];
        snprintf(recipe, sizeof recipe, "{\"base\": \"detection\", %s}", cases[i].members);
        use_recipe(recipe);
        assert_double(now.scorer->recipe.low, cases[i].low);
        assert_double(now.scorer->recipe.high, cases[i].high);
    }
}

static void clipped_then_rounded(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"detection\", \"weights\": {\"extra\": -2}, \"clip\": [-0.25, 0.875], \"round\": 2}");
    assert_double(score_of("[" RIGHT "]", TRUTH), 0.88); /* a tie, to the even digit */
    assert_double(score_of("[[50, 50, 60, 60]]", TRUTH), -0.25);
    use_recipe("{\"base\": \"grounding\", \"round\": 3}");
    assert_double(score_of("[0, 0, 10, 2]", "[0, 0, 10, 3]"), 0.667);
}

static void both_empty_has_a_score_of_its_own(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"detection\", \"both_empty\": 0.5}");
    assert_double(score_of("[]", "[]"), 0.5);
    assert_double(term("accuracy"), 1.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_OK);
    assert_double(score_of("[" RIGHT "]", TRUTH), 1.0);
    assert_double(score_of("[]", TRUTH), 0.0);
    assert_double(score_of("[" RIGHT "]", "[]"), 0.0);
    assert_double(score_of("{", "[]"), 0.0);
    use_recipe("{\"base\": \"grounding\", \"both_empty\": 0}");
    assert_double(score_of("none", "[]"), 0.0);
    use_recipe("{\"base\": \"counting\", \"both_empty\": 0}");
    assert_double(score_of("0", "0"), 0.0);
    assert_double(score_of("[]", "{\"boxes\": [], \"size\": [9, 9]}"), 0.0);
    use_recipe("{\"base\": \"ocr\", \"both_empty\": 0}");
    assert_double(score_of("", "\"\""), 0.0);
    assert_double(score_of("a", "\"a\""), 1.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rounding_is_that_of_the_exact_value), cmocka_unit_test(factors_gate_the_sum),
        cmocka_unit_test(the_range_is_that_of_the_products),   cmocka_unit_test(clipped_then_rounded),
        cmocka_unit_test(both_empty_has_a_score_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, end_scoring);
}
