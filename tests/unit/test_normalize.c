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
    KEEPS("", VREWARD_NORMALIZE_INVISIBLE * 2 - 1);
    struct span found;
    assert_int_equal(normalize((struct span){NULL, 0}, VREWARD_NORMALIZE_INVISIBLE * 2 - 1, &arena, &found, NULL),
                     VREWARD_OK);
    assert_int_equal(found.length, 0);
}

static void test_fence(void **state)
{
    (void)state;
    const uint32_t fence = VREWARD_NORMALIZE_STRIP_FENCE;
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
    /* A sentence before it, and one behind it. */
    GIVES("text\n```\na\n```", fence, "a");
    GIVES("Here is the text:\n\n```markdown\n# A\n\nb\n```\n", fence, "# A\n\nb");
    GIVES("Sure!\nHere it is:\n```\na\n```\n\nLet me know\nwhat else.\n", fence, "a");
    GIVES("```\na\n```\ntext", fence, "a");
    GIVES("Here:\n~~~\ncut off", fence, "cut off");
    KEEPS("A page.\n\nIts second paragraph.\n```\na\n```", fence); /* more than that is the page itself */
    KEEPS("```\na\n```\nb\n\nc", fence);
    KEEPS("a ```\nb\n```", fence); /* inside a line */
    KEEPS("Here:\n```", fence);
    KEEPS("```\na\n```\nb\n```", fence);      /* another one begins */
    KEEPS("```\na\n```\n```\nb\n```", fence); /* two of them */
}

static void test_spaces(void **state)
{
    (void)state;
    GIVES("a\r\nb\rc\r", VREWARD_NORMALIZE_CRLF_TO_LF, "a\nb\rc\r");
    GIVES(" a \t\xE3\x80\x80 b\n", VREWARD_NORMALIZE_COLLAPSE_SPACE, " a b ");
    GIVES(" a \t\xE3\x80\x80 b\n", VREWARD_NORMALIZE_REMOVE_SPACE, "ab");
    GIVES(" a \t\xE3\x80\x80 b\n", VREWARD_NORMALIZE_TRIM, "a \t\xE3\x80\x80 b");
    GIVES(" a \t\xE3\x80\x80 b\n", VREWARD_NORMALIZE_TRIM | VREWARD_NORMALIZE_COLLAPSE_SPACE, "a b");
    GIVES("\xC2\xA0 a\xE2\x80\xA8",
          VREWARD_NORMALIZE_TRIM | VREWARD_NORMALIZE_REMOVE_SPACE | VREWARD_NORMALIZE_COLLAPSE_SPACE, "a");
}

static void test_width(void **state)
{
    (void)state;
    GIVES("\xEF\xBC\x92\xEF\xBC\x95\xEF\xBC\x99\xEF\xBC\x90", VREWARD_NORMALIZE_WIDTH, "2590");
    GIVES("\xEF\xBC\xA1\xEF\xBD\x82\xEF\xBD\x83\xEF\xBC\x81\xEF\xBD\x9E", VREWARD_NORMALIZE_WIDTH, "Abc!~");
    KEEPS("\xE2\x91\xA0\xE3\x8E\x8F\xEF\xAC\x81\xC2\xB2", VREWARD_NORMALIZE_WIDTH); /* no other fold of NFKC */
    GIVES("a\xE3\x80\x80"
          "b",
          VREWARD_NORMALIZE_WIDTH, "a b"); /* the ideographic space */
    GIVES("\xEF\xBF\xA5\xEF\xBF\xA1\xEF\xBF\xA0\xEF\xBF\xA6", VREWARD_NORMALIZE_WIDTH,
          "\xC2\xA5\xC2\xA3\xC2\xA2\xE2\x82\xA9");
    GIVES(
        "\xEF\xBD\xB6\xEF\xBE\x9E\xEF\xBD\xB7\xEF\xBE\x9E\xEF\xBE\x8A\xEF\xBE\x9F\xEF\xBE\x8B\xEF\xBE\x9F\xEF\xBD\xB1"
        "\xEF\xBD\xB0\xEF\xBD\xA1",
        VREWARD_NORMALIZE_WIDTH,
        "\xE3\x82\xAC\xE3\x82\xAE\xE3\x83\x91\xE3\x83\x94\xE3\x82\xA2\xE3\x83\xBC\xE3\x80\x82"); /* half-width katakana with their marks */
    GIVES("\xEF\xBD\xB1\xEF\xBE\x9E", VREWARD_NORMALIZE_WIDTH,
          "\xE3\x82\xA2\xE3\x82\x99"); /* where nothing composes the mark stays */
    GIVES("\xEF\xBE\x9E", VREWARD_NORMALIZE_WIDTH, "\xE3\x82\x99");
    KEEPS("\xE3\x82\xAB\xE3\x82\x99", VREWARD_NORMALIZE_WIDTH); /* a mark of full width is NFC's business */
    KEEPS("plain", VREWARD_NORMALIZE_WIDTH);
    KEEPS("\xE4\xB8\xAD\xE6\x96\x87", VREWARD_NORMALIZE_WIDTH);
}

static void test_quotes(void **state)
{
    (void)state;
    GIVES("\xE2\x80\x98"
          "a\xE2\x80\x99 \xE2\x80\x9C"
          "b\xE2\x80\x9D \xE2\x80\x9E"
          "c\xE2\x80\x9F \xE2\x80\x9A"
          "d\xE2\x80\x9B",
          VREWARD_NORMALIZE_QUOTES, "'a' \"b\" \"c\" 'd'");
    GIVES("\xC2\xAB"
          "a\xC2\xBB \xE2\x80\xB9"
          "b\xE2\x80\xBA",
          VREWARD_NORMALIZE_QUOTES, "\"a\" 'b'");
    GIVES("it\xC2\xB4s 5\xE2\x80\xB2 6\xE2\x80\xB3", VREWARD_NORMALIZE_QUOTES, "it's 5' 6\"");
    GIVES("a\xE2\x80\x90"
          "b\xE2\x80\x91"
          "c\xE2\x80\x92"
          "d\xE2\x80\x93"
          "e\xE2\x80\x94"
          "f\xE2\x80\x95g\xE2\x88\x92h\xEF\xB9\xA3i",
          VREWARD_NORMALIZE_QUOTES, "a-b-c-d-e-f-g-h-i");
    KEEPS("a\xC2\xAD"
          "b\xE2\x80\xA6`c`",
          VREWARD_NORMALIZE_QUOTES); /* neither soft hyphens nor dots nor backticks */
    KEEPS("\xE3\x80\x8C\xE4\xB8\xAD\xE3\x80\x8D\xE3\x83\xBC", VREWARD_NORMALIZE_QUOTES);
    GIVES("\xEF\xBC\x82\xEF\xBC\x87\xEF\xBC\x8D", VREWARD_NORMALIZE_QUOTES, "\"'-");
    KEEPS("plain - \"text\"", VREWARD_NORMALIZE_QUOTES);
}

static void test_invisible(void **state)
{
    (void)state;
    GIVES("\xEF\xBB\xBF"
          "a\xE2\x80\x8B"
          "b\xE2\x80\x8C"
          "c\xE2\x80\x8D"
          "d\xE2\x81\xA0"
          "e",
          VREWARD_NORMALIZE_INVISIBLE, "abcde");
    GIVES("so\xC2\xAD"
          "ft",
          VREWARD_NORMALIZE_INVISIBLE, "soft");
    GIVES("\xE2\x80\x8F\xD7\x90\xE2\x80\x8E\xE2\x80\xAA\xD7\x91\xE2\x80\xAC\xE2\x81\xA7\xD7\x92\xE2\x81\xA9\xD8\x9C",
          VREWARD_NORMALIZE_INVISIBLE, "\xD7\x90\xD7\x91\xD7\x92"); /* marks of direction */
    GIVES("\xE2\x9D\xA4\xEF\xB8\x8F", VREWARD_NORMALIZE_INVISIBLE, "\xE2\x9D\xA4");
    KEEPS("a\xC2\xA0"
          "b\xE3\x80\x80"
          "c\tfi",
          VREWARD_NORMALIZE_INVISIBLE); /* spaces are seen */
    KEEPS("e\xCC\x81", VREWARD_NORMALIZE_INVISIBLE);
}

static void test_markup(void **state)
{
    (void)state;
    GIVES("**bold** and *it*", VREWARD_NORMALIZE_MARKUP, "bold and it");
    GIVES("__bold__ and _it_", VREWARD_NORMALIZE_MARKUP, "bold and it");
    GIVES("***both*** **a *b* c**", VREWARD_NORMALIZE_MARKUP, "both a b c");
    GIVES("~~gone~~", VREWARD_NORMALIZE_MARKUP, "gone");
    GIVES("`code` and ``co`de``", VREWARD_NORMALIZE_MARKUP, "code and co`de");
    GIVES("**\xE4\xBD\xA0\xE5\xA5\xBD**\xE5\x90\x97", VREWARD_NORMALIZE_MARKUP,
          "\xE4\xBD\xA0\xE5\xA5\xBD\xE5\x90\x97"); /* inside a word, too */
    GIVES("**Total:** 5", VREWARD_NORMALIZE_MARKUP, "Total: 5");
    GIVES("(*a*)", VREWARD_NORMALIZE_MARKUP, "(a)");
    KEEPS("2*3*4 snake_case_name a__b__c", VREWARD_NORMALIZE_MARKUP);   /* single marks inside words */
    KEEPS("5 * 3 * 2 = 30", VREWARD_NORMALIZE_MARKUP);                  /* spaces around */
    KEEPS("* item\n- item\n+ item\n1. item", VREWARD_NORMALIZE_MARKUP); /* lists stay */
    KEEPS("> quote\n| a | b |\n|---|---|\n[x](y) ![z](w)", VREWARD_NORMALIZE_MARKUP);
    KEEPS("*a\n\nb*", VREWARD_NORMALIZE_MARKUP); /* not beyond a paragraph */
    GIVES("*a\nb*", VREWARD_NORMALIZE_MARKUP, "a\nb");
    KEEPS("**a", VREWARD_NORMALIZE_MARKUP); /* nothing closes it */
    KEEPS("a** b", VREWARD_NORMALIZE_MARKUP);
    KEEPS("****a****", VREWARD_NORMALIZE_MARKUP);
    KEEPS("* * *\n***\n___", VREWARD_NORMALIZE_MARKUP); /* lines */
    GIVES("# A\n## B\n###### C\n####### D\n#tag\na # b", VREWARD_NORMALIZE_MARKUP,
          "A\nB\nC\n####### D\n#tag\na # b");                                         /* headings */
    GIVES("  # A ##\n# B#\n#\n# C # \nx", VREWARD_NORMALIZE_MARKUP, "A\nB#\n\nC\nx"); /* what closes a heading */
    GIVES("a<br>b<br/>c<BR />d", VREWARD_NORMALIZE_MARKUP, "a\nb\nc\nd");
    GIVES("<b>a</b> <I>b</I> x<sup>2</sup> H<sub>2</sub>O <strong>c</strong>", VREWARD_NORMALIZE_MARKUP,
          "a b x2 H2O c");
    GIVES("<p>a</p> <bold> <b class=\"x\"> 1<b>2 a<b", VREWARD_NORMALIZE_MARKUP,
          "<p>a</p> <bold> <b class=\"x\"> 12 a<b");                                             /* other tags stay */
    GIVES("\\*a\\* \\_ \\# \\~ \\` \\\\ \\{", VREWARD_NORMALIZE_MARKUP, "*a* _ # ~ ` \\\\ \\{"); /* escapes */
    GIVES("```\n*a*\n```", VREWARD_NORMALIZE_MARKUP, "```\na\n```"); /* fences are strip_fence's */
    KEEPS("plain text", VREWARD_NORMALIZE_MARKUP);
    KEEPS("", VREWARD_NORMALIZE_MARKUP);
    KEEPS("**", VREWARD_NORMALIZE_MARKUP);
    KEEPS("<", VREWARD_NORMALIZE_MARKUP);
    KEEPS("\\", VREWARD_NORMALIZE_MARKUP);
}

static void test_lower(void **state)
{
    (void)state;
    GIVES("ABCXYZ[@`{", VREWARD_NORMALIZE_LOWER, "abcxyz[@`{");
    GIVES("\xC3\x84\xCE\xA3\xD0\x96", VREWARD_NORMALIZE_LOWER, "\xC3\xA4\xCF\x83\xD0\xB6"); /* ÄΣЖ; no final sigma */
    GIVES("\xC8\xBA", VREWARD_NORMALIZE_LOWER, "\xE2\xB1\xA5");                             /* two bytes become three */
    KEEPS("\xC3\x9F\xE4\xBD\xA0", VREWARD_NORMALIZE_LOWER);
}

/* UAX #15 and NormalizationTest.txt. */
static void test_composition(void **state)
{
    (void)state;
    GIVES("e\xCC\x81", VREWARD_NORMALIZE_NFC, "\xC3\xA9");
    GIVES("\xE2\x84\xAB", VREWARD_NORMALIZE_NFC, "\xC3\x85");                             /* angstrom sign */
    GIVES("\xE1\x84\x80\xE1\x85\xA1\xE1\x86\xA8", VREWARD_NORMALIZE_NFC, "\xEA\xB0\x81"); /* Hangul */
    GIVES("\xE3\x81\x8B\xE3\x82\x99", VREWARD_NORMALIZE_NFC, "\xE3\x81\x8C");             /* ka and a voiced mark */
    GIVES("a\xCC\x95\xCC\x80\xD6\xAE\xCC\x80\x62", VREWARD_NORMALIZE_NFC, "\xC3\xA0\xD6\xAE\xCC\x80\xCC\x95\x62");
    KEEPS("\xEF\xAC\x81\xEF\xBC\xA1", VREWARD_NORMALIZE_NFC);
    GIVES("\xEF\xAC\x81\xEF\xBC\xA1", VREWARD_NORMALIZE_NFKC, "fiA");
    GIVES("\xEF\xAC\x81", VREWARD_NORMALIZE_NFC | VREWARD_NORMALIZE_NFKC | VREWARD_NORMALIZE_LOWER, "fi");
    KEEPS("plain", VREWARD_NORMALIZE_NFC | VREWARD_NORMALIZE_NFKC);
    /* U+FDFA becomes 18 code points, 33 bytes. */
    struct span found;
    assert_int_equal(normalize(SPAN("\xEF\xB7\xBA\xEF\xB7\xBA"), VREWARD_NORMALIZE_NFKC, &arena, &found, NULL),
                     VREWARD_OK);
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

/* All switches at once: the order is that of vreward.h. */
static void test_order(void **state)
{
    (void)state;
    const uint32_t all = VREWARD_NORMALIZE_INVISIBLE * 2 - 1;
    GIVES("Here:\n```\n\xEF\xBC\xA1\xE2\x80\x8B **B**<br>\xE2\x80\x9C"
          "C\xE2\x80\x9D\r\n```",
          all, "ab\"c\"");
    GIVES("\xEF\xBC\x8A\xEF\xBC\x8A"
          "a**",
          VREWARD_NORMALIZE_WIDTH | VREWARD_NORMALIZE_MARKUP, "a"); /* full-width asterisks are folded first */
}

static struct span mapped(const struct text_map *map, struct span text)
{
    const struct span found = text_map_apply(map, text, &arena);
    assert_non_null(found.data);
    return found;
}

static void test_map(void **state)
{
    (void)state;
    static const struct text_pair pairs[] = {{SPAN("ab"), SPAN("1")},        {SPAN("a"), SPAN("2")},
                                             {SPAN("abcd"), SPAN("")},       {SPAN("\xC3\xA9"), SPAN("e")},
                                             {SPAN("c"), SPAN("long text")}, {SPAN("...."), SPAN("x")}};
    const struct text_map *map = text_map_create(pairs, 6, &arena);
    int64_t twins[2];
    assert_false(text_map_has_twins(map, twins));
    assert_true(span_equal(mapped(map, SPAN("abcd|abc|aab|\xC3\xA9\xC3\xA8|...|.....")),
                           SPAN("|1long text|21|e\xC3\xA8|...|x.")));
    assert_true(span_equal(mapped(map, SPAN("")), SPAN("")));
    assert_true(span_equal(mapped(map, SPAN("abc")), SPAN("1long text")));
    assert_true(span_equal(mapped(map, SPAN("\xC3")), SPAN("\xC3")));
    char text[3000];
    memset(text, 'c', sizeof text); /* nine times as long */
    assert_int_equal(mapped(map, (struct span){text, sizeof text}).length, 9 * (int64_t)sizeof text);
    static const struct text_pair twice[] = {{SPAN("b"), SPAN("1")}, {SPAN("a"), SPAN("2")}, {SPAN("b"), SPAN("3")}};
    assert_true(text_map_has_twins(text_map_create(twice, 3, &arena), twins));
    assert_int_equal(twins[0], 0);
    assert_int_equal(twins[1], 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing),    cmocka_unit_test(test_fence),       cmocka_unit_test(test_spaces),
        cmocka_unit_test(test_lower),      cmocka_unit_test(test_composition), cmocka_unit_test(test_plain_code_points),
        cmocka_unit_test(test_many_marks), cmocka_unit_test(test_width),       cmocka_unit_test(test_quotes),
        cmocka_unit_test(test_invisible),  cmocka_unit_test(test_markup),      cmocka_unit_test(test_order),
        cmocka_unit_test(test_map),
    };
    return cmocka_run_group_tests(tests, NULL, free_arena);
}
