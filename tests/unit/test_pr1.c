/* pr1-grounding without the golden values: the three published expressions, and what the published code makes of odd
 * numbers. */
#include "scoring.h"

#define TRUTH "[0, 0, 500, 500]"

static double pr1(const char *completion)
{
    return score_of(completion, TRUTH);
}

static void expressions(void **state)
{
    (void)state;
    use_recipe("pr1-grounding");
    assert_double(pr1("[0, 0, 0.5, 0.25]"), 0.25);
    assert_double(term("iou"), 0.5);
    assert_double(pr1("so ( 0,0,\n0.5,.5) or (0,0,0.5,0.5)"), 1.0); /* a leading dot is no number */
    assert_double(pr1("(0,0), (0.5,0.5)"), 1.0);
    assert_double(pr1("(0,0),(0.5,0.25) then [0, 0, 0.5, 0.5]"), 1.0); /* square brackets first, wherever they are */
    assert_double(pr1("[0, 0, 0.5, 0.5 ] [0, 0, 0.1, 0.1]"), 1.0);
    assert_double(pr1("[0 , 0, 0.5, 0.5]"), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_NO_ITEMS);
    assert_double(pr1("[0, 0, 0.5, 0.5"), 0.0);
    assert_double(pr1("[0, 0, 0.5., 0.5]"), 0.0);
    assert_double(pr1("[0, 0, 1e3, 0.5]"), 0.0);
    assert_double(pr1("[[[0, 0, 0.5, 0.5]]]"), 1.0);
    assert_double(pr1("[-0.5, -0.5, 0.5, 0.5]"), 0.0625);
    assert_double(pr1("[0, 0, 00.50, 0.5]"), 1.0);
}

static void a_signed_format_without_a_box(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"pr1-grounding\", \"signed_format\": true, \"format\": []}");
    pr1("nothing");
    assert_double(term("format"), -1.0);
    assert_double(term("parsed"), 0.0);
    pr1("[0, 0, 0.5, 0.25]");
    assert_double(term("format"), 1.0);
}

static void token_and_scale(void **state)
{
    (void)state;
    use_recipe("pr1-grounding");
    assert_double(pr1("<|box_start|>(0,0),(500,500)<|box_end|>"), 1.0);
    assert_double(pr1("(0,0),(500,500)<|box_start|>"), 1.0);
    assert_double(pr1("<|box_<|endoftext|>start|>(0,0),(500,<|endoftext|>500)"), 1.0);
    assert_int_equal(now.trace.reading->items[0].begin, 26);
    assert_int_equal(now.trace.reading->items[0].end, 26 + 28);
    assert_double(pr1("<|endoftext|><|endoftext|>"), 0.0);
    assert_double(pr1("[0, 0, 0.5009, 0.5]"), 1.0 * (500.0 / 500.0)); /* trunc(500.9) */
}

static void what_raises(void **state)
{
    (void)state;
    char digits[500];
    use_recipe("pr1-grounding");
    assert_double(pr1("[0.5, 0, 0, 0.5]"), 0.0); /* areas of 250,000 and -250,000 */
    assert_int_equal(now.trace.reason, VREWARD_REASON_BAD_VALUE);
    snprintf(digits, sizeof digits, "[0, 0, 1%0400d, 1]", 0);
    assert_double(pr1(digits), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_BAD_VALUE);
    snprintf(digits, sizeof digits, "<|box_start|>[0, 0, 1%0400d, 1]", 0);
    assert_double(pr1(digits), 0.0);
    assert_double(pr1(""), 0.0);
    assert_double(pr1("[0.6, 0.6, 0.7, 0.7]"), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_NO_OVERLAP);
}

/* Python's \d and \s: digits and white space of any script. */
static void any_script(void **state)
{
    (void)state;
    use_recipe("pr1-grounding");
    /* U+2003 EM SPACE, U+0660 ARABIC-INDIC ZERO, U+1D7D3 MATHEMATICAL BOLD FIVE, U+FF10 FULLWIDTH ZERO */
    assert_double(pr1("[\xE2\x80\x83\xD9\xA0,\xC2\xA0\x30, 0.\xF0\x9D\x9F\x93, \xEF\xBC\x90.5\x1C]"), 1.0);
    assert_double(pr1("[\xE2\x80\x8B\x30, 0, 0.5, 0.5]"), 0.0); /* U+200B is no space */
    assert_double(pr1("[\xC2\xB2, 0, 0.5, 0.5]"), 0.0);         /* U+00B2 SUPERSCRIPT TWO is no decimal digit */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expressions),     cmocka_unit_test(a_signed_format_without_a_box),
        cmocka_unit_test(token_and_scale), cmocka_unit_test(what_raises),
        cmocka_unit_test(any_script),
    };
    return cmocka_run_group_tests(tests, NULL, end_scoring);
}
