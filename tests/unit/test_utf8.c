/* UTF-8: replacement of invalid parts, white space, trimming. */
#include "exact.h"
#include "text/utf8.h"

#include <stdlib.h>

static struct arena arena;

static int free_arena(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static void check_decode(const char *bytes, int64_t length, const uint32_t *expected, int64_t count)
{
    const struct span text = {bytes, length};
    int64_t found;
    const uint32_t *code_points = utf8_decode(text, &arena, &found);
    assert_int_equal(found, count);
    assert_int_equal(utf8_count(text), count);
    for (int64_t i = 0; i < count; i++)
        assert_int_equal(code_points[i], expected[i]);
    /* The replaced text decodes to the same. */
    const struct span valid = utf8_valid(text, &arena);
    code_points = utf8_decode(valid, &arena, &found);
    assert_int_equal(found, count);
    for (int64_t i = 0; i < count; i++)
        assert_int_equal(code_points[i], expected[i]);
}

#define DECODES(bytes, ...)                                                                     \
    do {                                                                                        \
        const uint32_t expected[] = {__VA_ARGS__};                                              \
        check_decode(bytes, sizeof(bytes) - 1, expected, sizeof expected / sizeof expected[0]); \
    } while (0)

/* Unicode 15, 3.9, tables 3-8 to 3-11, and what Python's bytes.decode("utf-8", "replace") gives. */
static void test_invalid_parts(void **state)
{
    (void)state;
    check_decode("", 0, NULL, 0);
    DECODES("a\0b", 'a', 0, 'b');
    DECODES("\x80", 0xFFFD);
    DECODES("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41", 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD,
            'A');
    DECODES("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41", 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD,
            'A');
    DECODES("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42", 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 'A', 0xFFFD, 0xFFFD, 'B');
    DECODES("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41", 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 'A');
    DECODES("\xE4\xBD\xA0\xE4\xBD", 0x4F60, 0xFFFD);
    DECODES("\xF0\x9F\x98\x80\xF0\x9F\x98", 0x1F600, 0xFFFD);
    DECODES("\xEF\xBF\xBD\xE4\xA0", 0xFFFD, 0xFFFD);
    DECODES("\xEF\xBF\xBD", 0xFFFD);
}

static void test_every_code_point(void **state)
{
    (void)state;
    for (uint32_t code_point = 0; code_point < 0x110000; code_point++) {
        if (code_point >= 0xD800 && code_point < 0xE000)
            continue;
        char bytes[UTF8_LONGEST];
        const int64_t length = utf8_write(code_point, bytes);
        uint32_t found;
        assert_int_equal(utf8_read(bytes, bytes + length, &found), length);
        assert_int_equal(found, code_point);
        if (length > 1) { /* cut short it is one invalid part */
            assert_int_equal(utf8_read(bytes, bytes + length - 1, &found), length - 1);
            assert_int_equal(found, UTF8_REPLACEMENT);
        }
    }
}

/* The fast ways through ASCII and CJK against one code point after the other. */
static void test_random_bytes(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "a",    "\xE4\xBD\xA0", "\xED\x9F\xBF", "\xED\xA0\x80", "\xF0\x9F\x98\x80",
        "\x80", "\xE4\xBD",     "\xC3\xA9",     "\xE0\xA4\x95", "plain ASCII that is long enough"};
    uint32_t random = 1;
    for (int round = 0; round < 2000; round++) {
        char text[400];
        int64_t length = 0;
        while (length < 300) {
            random = random * 1664525 + 1013904223;
            const char *piece = pieces[(random >> 16) % 10];
            memcpy(text + length, piece, strlen(piece));
            length += (int64_t)strlen(piece);
            if ((random >> 28) == 0)
                break;
        }
        uint32_t expected[400];
        int64_t count = 0;
        for (const char *at = text; at < text + length; count++)
            at += utf8_read(at, text + length, &expected[count]);
        check_decode(text, length, expected, count);
    }
    arena_rewind(&arena, (struct arena_mark){NULL, 0});
}

static void test_valid_text_is_not_copied(void **state)
{
    (void)state;
    const struct span text = SPAN("na\xC3\xAFve \xEF\xBF\xBD \xE4\xBD\xA0 and so on, long enough for words of eight");
    assert_ptr_equal(utf8_valid(text, &arena).data, text.data);
    assert_true(utf8_is_ascii(SPAN("no accents in this text, which is longer than thirty-two bytes")));
    assert_false(utf8_is_ascii(text));
    assert_true(utf8_is_ascii((struct span){NULL, 0}));
    assert_int_equal(utf8_valid((struct span){NULL, 0}, &arena).length, 0);
}

/* PropList.txt of Unicode 15, White_Space, and the four separators that Python counts, too. */
static void test_space(void **state)
{
    (void)state;
    static const uint32_t spaces[] = {0x09,   0x0A,   0x0B,   0x0C,   0x0D,   0x1C,   0x1D,   0x1E,   0x1F,   0x20,
                                      0x85,   0xA0,   0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006,
                                      0x2007, 0x2008, 0x2009, 0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000};
    size_t next = 0;
    for (uint32_t code_point = 0; code_point < 0x110000; code_point++) {
        const bool expected = next < sizeof spaces / sizeof spaces[0] && spaces[next] == code_point;
        next += expected;
        assert_int_equal(utf8_is_space(code_point) != 0, expected);
    }
}

static void check_trim(struct span text, struct span expected)
{
    assert_true(span_equal(utf8_trim(text), expected));
}

static void test_trim(void **state)
{
    (void)state;
    check_trim(SPAN(""), SPAN(""));
    check_trim((struct span){NULL, 0}, SPAN(""));
    check_trim(SPAN(" \t\r\n"), SPAN(""));
    check_trim(SPAN("a b"), SPAN("a b"));
    check_trim(SPAN("\xE3\x80\x80 \xC2\xA0\xE4\xBD\xA0 \xE5\xA5\xBD\xE2\x80\x83\n"), SPAN("\xE4\xBD\xA0 \xE5\xA5\xBD"));
    check_trim(SPAN(" \xF0\x9F\x98\x80 "), SPAN("\xF0\x9F\x98\x80"));
    check_trim(SPAN("\xE2\x80\x8B"), SPAN("\xE2\x80\x8B")); /* U+200B is not white space */
}

/* Each as alone, also where one begins in the middle of a character of the block. */
static void test_ragged_texts(void **state)
{
    (void)state;
    static const char block[] = "one\xc3\xa9two\xe4\xbd\xa0\xff";
    static const int64_t offsets[][5] = {{0, 3, 3, 3, 3}, {0, 3, 5, 8, 12}, {0, 4, 5, 9, 12}, {3, 4, 4, 12, 12}};
    for (size_t k = 0; k < sizeof offsets / sizeof offsets[0]; k++) {
        const struct span *texts = utf8_valid_texts(block, offsets[k], 4, &arena);
        for (int64_t i = 0; i < 4; i++)
            assert_true(span_equal(texts[i], utf8_valid(text_at(block, offsets[k], i), &arena)));
    }
    assert_non_null(utf8_valid_texts(NULL, offsets[0] + 1, 3, &arena)[2].data);
    assert_non_null(utf8_valid_texts(NULL, offsets[0], 0, &arena));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_invalid_parts), cmocka_unit_test(test_every_code_point),
        cmocka_unit_test(test_random_bytes),  cmocka_unit_test(test_valid_text_is_not_copied),
        cmocka_unit_test(test_space),         cmocka_unit_test(test_trim),
        cmocka_unit_test(test_ragged_texts),
    };
    return cmocka_run_group_tests(tests, NULL, free_arena);
}
