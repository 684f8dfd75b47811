/* Normalisation of text, switch by switch. */
#include "exact.h"
#include "text/normalize.h"
#include "text/unicode.h"
#include "text/utf8.h"

static struct arena arena;

static int free_arena(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static void check_text(struct span text, uint32_t switches, struct span expected, int line)
{
    struct span found;
    assert_int_equal(normalize(text, switches, &arena, &found, NULL), VREWARD_OK);
    if (!span_equal(found, expected)) {
        print_error("'%.*s' is not '%.*s'\n", (int)found.length, found.data, (int)expected.length, expected.data);
        _fail(__FILE__, line);
    }
}

#define GIVES(text, switches, expected) check_text(SPAN(text), switches, SPAN(expected), __LINE__)
#define KEEPS(text, switches) GIVES(text, switches, text)

static void test_nothing(void **state)
{
    (void)state;
    KEEPS(" \r\n A\xC3\x84\x00 ", 0);
    GIVES("\x80", 0, "\xEF\xBF\xBD");
    KEEPS("", VREWARD_TRIM * 2 - 1);
    struct span found;
    assert_int_equal(normalize((struct span){NULL, 0}, 255, &arena, &found, NULL), VREWARD_OK);
    assert_int_equal(found.length, 0);
}

static void test_fence(void **state)
{
    (void)state;
    const uint32_t fence = VREWARD_STRIP_FENCE;
    GIVES("```\na\nb\n```", fence, "a\nb");
    GIVES("\n ```markdown title\n# A\n```  \n\n", fence, "# A");
    GIVES("```\r\na\r\n```\r\n", fence, "a");
    GIVES("~~~~\na\n~~~\n~~~~~", fence, "a\n~~~");
    GIVES("```\n\n```", fence, "");
    GIVES("```\n```", fence, "");
    GIVES("```text\ncut off", fence, "cut off");
    GIVES("```text\ncut off\n", fence, "cut off\n");
    KEEPS("```", fence);
    KEEPS("``\na\n``", fence);
    KEEPS("``` a ```\nb\n", fence); /* inline code, not a fence */
    KEEPS("text\n```\na\n```", fence);
    KEEPS("```\na\n```\ntext", fence);
    KEEPS("```\na\n```\n```\nb\n```", fence); /* two of them */
}

static void test_spaces(void **state)
{
    (void)state;
    GIVES("a\r\nb\rc\r", VREWARD_CRLF_TO_LF, "a\nb\rc\r");
    GIVES(" a \t\xE3\x80\x80 b\n", VREWARD_COLLAPSE_SPACE, " a b ");
    GIVES(" a \t\xE3\x80\x80 b\n", VREWARD_REMOVE_SPACE, "ab");
    GIVES(" a \t\xE3\x80\x80 b\n", VREWARD_TRIM, "a \t\xE3\x80\x80 b");
    GIVES(" a \t\xE3\x80\x80 b\n", VREWARD_TRIM | VREWARD_COLLAPSE_SPACE, "a b");
    GIVES("\xC2\xA0 a\xE2\x80\xA8", VREWARD_TRIM | VREWARD_REMOVE_SPACE | VREWARD_COLLAPSE_SPACE, "a");
}

static void test_lower(void **state)
{
    (void)state;
    GIVES("ABCXYZ[@`{", VREWARD_LOWER, "abcxyz[@`{");
    GIVES("\xC3\x84\xCE\xA3\xD0\x96", VREWARD_LOWER, "\xC3\xA4\xCF\x83\xD0\xB6"); /* ÄΣЖ; no final sigma */
    GIVES("\xC8\xBA", VREWARD_LOWER, "\xE2\xB1\xA5");                             /* two bytes become three */
    KEEPS("\xC3\x9F\xE4\xBD\xA0", VREWARD_LOWER);
}

/* UAX #15 and NormalizationTest.txt. */
static void test_composition(void **state)
{
    (void)state;
    GIVES("e\xCC\x81", VREWARD_NFC, "\xC3\xA9");
    GIVES("\xE2\x84\xAB", VREWARD_NFC, "\xC3\x85");                             /* angstrom sign */
    GIVES("\xE1\x84\x80\xE1\x85\xA1\xE1\x86\xA8", VREWARD_NFC, "\xEA\xB0\x81"); /* Hangul */
    GIVES("\xE3\x81\x8B\xE3\x82\x99", VREWARD_NFC, "\xE3\x81\x8C");             /* ka and a voiced mark */
    GIVES("a\xCC\x95\xCC\x80\xD6\xAE\xCC\x80\x62", VREWARD_NFC, "\xC3\xA0\xD6\xAE\xCC\x80\xCC\x95\x62");
    KEEPS("\xEF\xAC\x81\xEF\xBC\xA1", VREWARD_NFC);
    GIVES("\xEF\xAC\x81\xEF\xBC\xA1", VREWARD_NFKC, "fiA");
    GIVES("\xEF\xAC\x81", VREWARD_NFC | VREWARD_NFKC | VREWARD_LOWER, "fi");
    KEEPS("plain", VREWARD_NFC | VREWARD_NFKC);
    /* U+FDFA becomes 18 code points, 33 bytes. */
    struct span found;
    assert_int_equal(normalize(SPAN("\xEF\xB7\xBA\xEF\xB7\xBA"), VREWARD_NFKC, &arena, &found, NULL), VREWARD_OK);
    assert_int_equal(utf8_count(found), 36);
}

/* What is taken for composed without a look at the tables is so: alone, and after a letter that composes with much. */
static void test_plain_code_points(void **state)
{
    (void)state;
    for (uint32_t code_point = 1; code_point < 0x110000; code_point++) {
        if (code_point >= 0xD800 && code_point < 0xE000)
            continue;
        const struct arena_mark mark = arena_mark(&arena);
        char text[16] = "e";
        const int64_t length = 1 + utf8_write(code_point, text + 1);
        const int64_t forced = length + utf8_write(0x05D0, text + length); /* a Hebrew letter: the tables are asked */
        const struct span quick = unicode_compose((struct span){text, length}, false, &arena);
        const struct span asked = unicode_compose((struct span){text, forced}, false, &arena);
        if (quick.data == text && length > 2)
            assert_true(span_equal(asked, (struct span){text, forced}));
        arena_rewind(&arena, mark);
    }
}

/* Long runs of combining marks: canonical order, in linear time. */
static void test_many_marks(void **state)
{
    (void)state;
    enum { MARKS = 200000 };
    char *text = arena_array(&arena, 1 + MARKS * 2, 1);
    text[0] = 'q';
    for (int64_t i = 0; i < MARKS; i++) /* U+0301, class 230, before U+0316, class 220 */
        memcpy(text + 1 + i * 2, i % 2 == 0 ? "\xCC\x81" : "\xCC\x96", 2);
    const struct span found = unicode_compose((struct span){text, 1 + MARKS * 2}, false, &arena);
    assert_int_equal(found.length, 1 + MARKS * 2);
    for (int64_t i = 0; i < MARKS; i++)
        assert_memory_equal(found.data + 1 + i * 2, i < MARKS / 2 ? "\xCC\x96" : "\xCC\x81", 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing),    cmocka_unit_test(test_fence),       cmocka_unit_test(test_spaces),
        cmocka_unit_test(test_lower),      cmocka_unit_test(test_composition), cmocka_unit_test(test_plain_code_points),
        cmocka_unit_test(test_many_marks),
    };
    return cmocka_run_group_tests(tests, NULL, free_arena);
}
