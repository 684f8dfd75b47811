/* Units of text, the distance between prepared texts, words and n-grams. */
#include "exact.h"
#include "text/affix.h"
#include "text/distance.h"
#include "text/split.h"
#include "text/tokens.h"
#include "text/units.h"
#include "text/utf8.h"

#include <stdlib.h>

static struct arena arena;

static int free_arena(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static int64_t units_of(struct span text, int32_t unit)
{
    int64_t count;
    assert_int_equal(count_units(text, unit, &arena, &count, NULL), VREWARD_OK);
    return count;
}

static void test_counts(void **state)
{
    (void)state;
    const struct span text = SPAN("e\xCC\x81t\xC3\xA9 \xE4\xBD\xA0\xE5\xA5\xBD, a\r\nb");
    assert_int_equal(units_of(text, VREWARD_UNIT_BYTE), 19);
    assert_int_equal(units_of(text, VREWARD_UNIT_CODEPOINT), 13);
    assert_int_equal(units_of(text, VREWARD_UNIT_GRAPHEME), 11); /* e and its accent, CR LF */
    assert_int_equal(units_of(text, VREWARD_UNIT_WORD), 4);
    assert_int_equal(units_of(text, VREWARD_UNIT_CJK_OR_WORD), 6); /* the comma is a word of its own */
    for (int32_t unit = VREWARD_UNIT_CODEPOINT; unit <= VREWARD_UNIT_TOKEN; unit++) {
        assert_int_equal(units_of(SPAN(""), unit), 0);
        assert_int_equal(units_of((struct span){NULL, 0}, unit), 0);
    }
    assert_int_equal(units_of(SPAN("\x80\xE4\xBD"), VREWARD_UNIT_CODEPOINT), 2);
    assert_int_equal(units_of(SPAN("a\r\nb\r\r\n"), VREWARD_UNIT_GRAPHEME), 5);
    /* A family of three, a flag and half of one, Devanagari. */
    assert_int_equal(units_of(SPAN("\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7"),
                              VREWARD_UNIT_GRAPHEME),
                     1);
    assert_int_equal(units_of(SPAN("\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA\xF0\x9F\x87\xAB"), VREWARD_UNIT_GRAPHEME), 2);
}

static void check_words(struct span text, int32_t unit, const char *const *expected, int64_t expected_count)
{
    int64_t count;
    const struct span *words = split_text(text, unit, &arena, &count);
    assert_int_equal(count, expected_count);
    for (int64_t i = 0; i < count; i++)
        assert_true(span_equal(words[i], span_of(expected[i])));
}

#define WORDS(text, unit, ...)                                                         \
    do {                                                                               \
        const char *const expected[] = {__VA_ARGS__};                                  \
        check_words(SPAN(text), unit, expected, sizeof expected / sizeof expected[0]); \
    } while (0)

static void test_words(void **state)
{
    (void)state;
    WORDS("a b", VREWARD_UNIT_WORD, "a", "b");
    WORDS(" \t a,b\xE3\x80\x80\xE4\xBD\xA0\xE5\xA5\xBD\n\x1F"
          "c ",
          VREWARD_UNIT_WORD, "a,b", "\xE4\xBD\xA0\xE5\xA5\xBD", "c");
    WORDS("ab\xE4\xBD\xA0\xE5\xA5\xBD"
          "cd e",
          VREWARD_UNIT_CJK_OR_WORD, "ab", "\xE4\xBD\xA0", "\xE5\xA5\xBD", "cd", "e");
    WORDS("\xE3\x81\x8B\xE3\x80\x82\xEF\xBC\x81", VREWARD_UNIT_CJK_OR_WORD, "\xE3\x81\x8B", "\xE3\x80\x82",
          "\xEF\xBC\x81");
    WORDS("\xED\x95\x9C\xEA\xB5\xAD \xEC\x96\xB4", VREWARD_UNIT_CJK_OR_WORD, "\xED\x95\x9C\xEA\xB5\xAD",
          "\xEC\x96\xB4");
    WORDS("a\x80 b", VREWARD_UNIT_WORD, "a\xEF\xBF\xBD", "b");
    char many[4000];
    for (int i = 0; i < 2000; i++)
        memcpy(many + 2 * i, "x ", 2);
    int64_t count;
    assert_non_null(split_text((struct span){many, sizeof many}, VREWARD_UNIT_WORD, &arena, &count));
    assert_int_equal(count, 2000);
}

/* Every length, and every byte of ASCII at every place of a block, against looking at each byte. */
static void test_ascii_words(void **state)
{
    (void)state;
    char text[200];
    uint32_t random = 1;
    for (int64_t length = 0; length <= (int64_t)sizeof text; length++) {
        for (int64_t i = 0; i < length; i++) {
            random = random * 1664525 + 1013904223;
            text[i] = (random >> 16) % 4 == 0 ? ' ' : (char)(random >> 24 & 0x7F);
        }
        int64_t count, found = 0;
        const struct span *words = split_text((struct span){text, length}, VREWARD_UNIT_WORD, &arena, &count);
        const char *begin = NULL;
        for (const char *at = text; at <= text + length; at++) {
            const bool space = at == text + length || utf8_is_space((unsigned char)*at);
            if (!space) {
                begin = begin == NULL ? at : begin;
            } else if (begin != NULL) {
                assert_true(found < count);
                assert_ptr_equal(words[found].data, begin);
                assert_int_equal(words[found++].length, at - begin);
                begin = NULL;
            }
        }
        assert_int_equal(found, count);
    }
}

static void test_tokens(void **state)
{
    (void)state;
    WORDS("It's 12.5kg!", VREWARD_UNIT_TOKEN, "It", "'", "s", "12", ".", "5kg", "!");
    WORDS("{\"bbox_2d\":[1,23]}", VREWARD_UNIT_TOKEN, "{", "\"", "bbox", "_", "2d", "\"", ":", "[", "1", ",", "23", "]",
          "}");
    WORDS("<td>\n </td>", VREWARD_UNIT_TOKEN, "<", "td", ">", "<", "/", "td", ">");
    WORDS("\xC3\xA9t\xC3\xA9 e\xCC\x81t\xCC\x81", VREWARD_UNIT_TOKEN, "\xC3\xA9t\xC3\xA9",
          "e\xCC\x81t\xCC\x81"); /* marks */
    WORDS("ab\xE4\xBD\xA0\xE5\xA5\xBD\xE3\x80\x82"
          "cd",
          VREWARD_UNIT_TOKEN, "ab", "\xE4\xBD\xA0", "\xE5\xA5\xBD", "\xE3\x80\x82", "cd");
    WORDS("\xE3\x81\x8B\xE3\x82\xAB\xE3\x82\x99", VREWARD_UNIT_TOKEN, "\xE3\x81\x8B", "\xE3\x82\xAB\xE3\x82\x99");
    WORDS("\xED\x95\x9C\xEA\xB5\xAD", VREWARD_UNIT_TOKEN, "\xED\x95\x9C", "\xEA\xB5\xAD"); /* Hangul syllables */
    WORDS("\xE0\xB8\x97\xE0\xB8\xB5\xE0\xB9\x88\xE0\xB8\x99", VREWARD_UNIT_TOKEN,
          "\xE0\xB8\x97\xE0\xB8\xB5\xE0\xB9\x88", "\xE0\xB8\x99"); /* Thai letters with their marks */
    WORDS("\xE0\xA4\x95\xE0\xA5\x8D\xE0\xA4\xB7\xE0\xA4\xBF", VREWARD_UNIT_TOKEN,
          "\xE0\xA4\x95\xE0\xA5\x8D\xE0\xA4\xB7\xE0\xA4\xBF"); /* a Devanagari word */
    WORDS("\xD9\x86\xE2\x80\x8C\xD9\x87", VREWARD_UNIT_TOKEN,
          "\xD9\x86\xE2\x80\x8C\xD9\x87"); /* joined by a non-joiner */
    WORDS("\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xEF\xB8\x8F", VREWARD_UNIT_TOKEN, "\xF0\x9F\x98\x80",
          "\xF0\x9F\x98\x80\xEF\xB8\x8F");
    WORDS("abcdefghijklmnopqr s", VREWARD_UNIT_TOKEN, "abcdefghijklmnop", "q", "r", "s"); /* after sixteen, each */
    WORDS("\xCC\x81"
          "a",
          VREWARD_UNIT_TOKEN, "\xCC\x81", "a"); /* a mark of nothing */
    WORDS("a\x80", VREWARD_UNIT_TOKEN, "a", "\xEF\xBF\xBD");
}

static int64_t between(struct span a, struct span b, int32_t distance, int32_t unit)
{
    int64_t alone, prepared_distance, length;
    const struct prepared_text *prepared;
    struct distance_batch batch = {.distance = distance, .bound = -1};
    assert_int_equal(distance_between(&batch, a, b, unit, &arena, &alone, NULL), VREWARD_OK);
    assert_int_equal(prepare_text(b, distance, unit, &arena, &prepared, NULL), VREWARD_OK);
    assert_int_equal(compare_text(prepared, a, &arena, &prepared_distance, &length, NULL), VREWARD_OK);
    assert_int_equal(alone, prepared_distance);
    assert_int_equal(distance_to(&batch, prepared, a, &arena, &alone, NULL), VREWARD_OK);
    assert_int_equal(alone, prepared_distance);
    distance_batch_end(&batch);
    assert_int_equal(length, units_of(a, unit));
    assert_int_equal(prepared_length(prepared), units_of(b, unit));
    return alone;
}

static void test_distances(void **state)
{
    (void)state;
    assert_int_equal(between(SPAN("kitten"), SPAN("sitting"), VREWARD_DISTANCE_LEVENSHTEIN, VREWARD_UNIT_CODEPOINT), 3);
    assert_int_equal(between(SPAN("kitten"), SPAN("sitting"), VREWARD_DISTANCE_INDEL, VREWARD_UNIT_CODEPOINT), 5);
    assert_int_equal(between(SPAN("kitten"), SPAN("sitting"), VREWARD_DISTANCE_LCS, VREWARD_UNIT_CODEPOINT), 4);
    /* One accent: a code point more, two bytes more, another cluster, another word. */
    const struct span plain = SPAN("der Mull da"), accent = SPAN("der Mu\xCC\x88ll da");
    assert_int_equal(between(plain, accent, VREWARD_DISTANCE_LEVENSHTEIN, VREWARD_UNIT_CODEPOINT), 1);
    assert_int_equal(between(plain, accent, VREWARD_DISTANCE_LEVENSHTEIN, VREWARD_UNIT_BYTE), 2);
    assert_int_equal(between(plain, accent, VREWARD_DISTANCE_LEVENSHTEIN, VREWARD_UNIT_GRAPHEME), 1);
    assert_int_equal(between(plain, accent, VREWARD_DISTANCE_INDEL, VREWARD_UNIT_GRAPHEME), 2);
    assert_int_equal(between(plain, accent, VREWARD_DISTANCE_LEVENSHTEIN, VREWARD_UNIT_WORD), 1);
    assert_int_equal(between(accent, accent, VREWARD_DISTANCE_LCS, VREWARD_UNIT_GRAPHEME), 11);
    assert_int_equal(between(SPAN("\xE4\xBD\xA0\xE5\xA5\xBD ab"), SPAN("\xE4\xBD\xA0 ab"), VREWARD_DISTANCE_LEVENSHTEIN,
                             VREWARD_UNIT_CJK_OR_WORD),
                     1);
    /* Units that the second text lacks differ from all of its own, whatever they are. */
    assert_int_equal(between(SPAN("x x"), SPAN("y z"), VREWARD_DISTANCE_LEVENSHTEIN, VREWARD_UNIT_WORD), 2);
    assert_int_equal(between(SPAN("e\xCC\x81"), SPAN("e"), VREWARD_DISTANCE_LEVENSHTEIN, VREWARD_UNIT_GRAPHEME), 1);
    for (int32_t unit = VREWARD_UNIT_CODEPOINT; unit <= VREWARD_UNIT_TOKEN; unit++) {
        assert_int_equal(between(SPAN(""), SPAN(""), VREWARD_DISTANCE_LEVENSHTEIN, unit), 0);
        assert_int_equal(between(SPAN("a"), SPAN(""), VREWARD_DISTANCE_LEVENSHTEIN, unit), 1);
        assert_int_equal(between((struct span){NULL, 0}, SPAN("a"), VREWARD_DISTANCE_INDEL, unit), 1);
        assert_int_equal(between(SPAN("\xC3\xA9"), (struct span){NULL, 0}, VREWARD_DISTANCE_LCS, unit), 0);
    }
}

/* Tables over the range of the ids must not be large: a unit that is not known has the next id. */
static void test_ids_are_small(void **state)
{
    (void)state;
    for (int32_t unit = VREWARD_UNIT_GRAPHEME; unit <= VREWARD_UNIT_CJK_OR_WORD; unit += 2) {
        struct vocabulary known = {0};
        struct sequence truth, text;
        assert_true(text_to_sequence(SPAN("a\xCC\x81 b\xCC\x81"), unit, &known, true, &arena, &truth));
        assert_true(text_to_sequence(SPAN("c\xCC\x81 b\xCC\x81 d\xCC\x81"), unit, &known, false, &arena, &text));
        const uint32_t first = unit == VREWARD_UNIT_GRAPHEME ? 0x110000 : 0, *truth_ids = truth.data, *ids = text.data;
        const int64_t step = unit == VREWARD_UNIT_GRAPHEME ? 2 : 1; /* clusters and the spaces between them */
        assert_int_equal(truth_ids[0], first);
        assert_int_equal(truth_ids[step], first + 1);
        assert_int_equal(ids[0], first + 2);
        assert_int_equal(ids[step], first + 1);
        assert_int_equal(ids[2 * step], first + 2);
    }
}

/* Two differences at any places of texts of any length, in memory that ends where they do. */
static void test_where_texts_differ(void **state)
{
    (void)state;
    for (int64_t count = 0; count <= 70; count++) {
        unsigned char *a = malloc((size_t)count + 1), *b = malloc((size_t)count + 1);
        assert_true(a != NULL && b != NULL);
        for (int64_t i = 0; i < count; i++)
            a[i + 1] = b[i] = (unsigned char)(i % 5);
        assert_int_equal(common_prefix(a + 1, b, count), count);
        assert_int_equal(common_suffix(a + 1 + count, b + count, count), count);
        for (int64_t first = 0; first < count; first++) {
            for (int64_t last = first; last < count; last++) {
                b[first] ^= 0x80;
                b[last] ^= 0x7F;
                assert_int_equal(common_prefix(a + 1, b, count), first);
                assert_int_equal(common_suffix(a + 1 + count, b + count, count), count - 1 - last);
                b[first] ^= 0x80;
                b[last] ^= 0x7F;
            }
        }
        free(a);
        free(b);
    }
}

/* Taking off what texts share never changes how the rest reads, whatever bytes stand at the borders. */
static void test_affixes(void **state)
{
    (void)state;
    static const char pieces[] = "a\x80\xBF\xE4\xBD\xA0\xC3\xF0\x9F\xFF";
    uint32_t random = 7;
    for (int round = 0; round < 20000; round++) {
        char bytes[2][12];
        struct span text[2];
        for (int side = 0; side < 2; side++) {
            random = random * 1664525 + 1013904223;
            text[side] = (struct span){bytes[side], (random >> 20) % 12};
            for (int i = 0; i < 12; i++) {
                random = random * 1664525 + 1013904223;
                /* Mostly what the other one has. */
                bytes[side][i] =
                    side == 1 && (random >> 30) != 0 ? bytes[0][i] : pieces[(random >> 16) % (sizeof pieces - 1)];
            }
        }
        struct span prefix, suffix, left = text[0], right = text[1];
        strip_code_points(&left, &right, &prefix, &suffix);
        for (int side = 0; side < 2; side++) {
            const struct span rest = side == 0 ? left : right;
            int64_t counts[4];
            uint32_t *whole = utf8_decode(text[side], &arena, &counts[0]), *parts[3];
            parts[0] = utf8_decode(prefix, &arena, &counts[1]);
            parts[1] = utf8_decode(rest, &arena, &counts[2]);
            parts[2] = utf8_decode(suffix, &arena, &counts[3]);
            assert_int_equal(counts[0], counts[1] + counts[2] + counts[3]);
            for (int part = 0; part < 3; whole += counts[++part])
                assert_true(counts[part + 1] == 0 || memcmp(whole, parts[part], (size_t)counts[part + 1] * 4) == 0);
        }
        arena_rewind(&arena, (struct arena_mark){NULL, 0});
    }
}

static void test_tokens_in_common(void **state)
{
    (void)state;
    int64_t common, a_count, b_count;
    assert_int_equal(tokens_in_common(SPAN("a b a c"), SPAN("a a a b d"), VREWARD_UNIT_WORD, &arena, &common, &a_count,
                                      &b_count, NULL),
                     VREWARD_OK);
    assert_int_equal(common, 3); /* a twice, b */
    assert_int_equal(a_count, 4);
    assert_int_equal(b_count, 5);
    tokens_in_common(SPAN(""), SPAN("a"), VREWARD_UNIT_WORD, &arena, &common, &a_count, &b_count, NULL);
    assert_int_equal(common, 0);
    tokens_in_common(SPAN("\xE4\xBD\xA0\xE5\xA5\xBD"), SPAN("\xE5\xA5\xBD\xE4\xBD\xA0"), VREWARD_UNIT_CJK_OR_WORD,
                     &arena, &common, &a_count, &b_count, NULL);
    assert_int_equal(common, 2);
}

/* Against a count of all pairs of n-grams. */
static void test_ngrams(void **state)
{
    (void)state;
    uint32_t random = 3;
    for (int round = 0; round < 300; round++) {
        char text[120];
        const int64_t words = (random >> 20) % 60;
        for (int64_t i = 0; i < words; i++) {
            random = random * 1664525 + 1013904223;
            text[2 * i] = (char)('a' + (random >> 16) % 2);
            text[2 * i + 1] = ' ';
        }
        for (int64_t n = 1; n <= 9; n++) {
            int64_t total, distinct, expected = 0;
            for (int64_t i = 0; i + n <= words; i++) {
                bool seen = false;
                for (int64_t j = 0; j < i && !seen; j++)
                    seen = memcmp(text + 2 * i, text + 2 * j, (size_t)(2 * n)) == 0;
                expected += !seen;
            }
            assert_int_equal(
                count_ngrams((struct span){text, 2 * words}, VREWARD_UNIT_WORD, n, &arena, &total, &distinct, NULL),
                VREWARD_OK);
            assert_int_equal(total, words < n ? 0 : words - n + 1);
            assert_int_equal(distinct, expected);
        }
        random = random * 1664525 + 1013904223;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_ascii_words),
        cmocka_unit_test(test_tokens),
        cmocka_unit_test(test_distances),
        cmocka_unit_test(test_affixes),
        cmocka_unit_test(test_where_texts_differ),
        cmocka_unit_test(test_ids_are_small),
        cmocka_unit_test(test_tokens_in_common),
        cmocka_unit_test(test_ngrams),
    };
    return cmocka_run_group_tests(tests, NULL, free_arena);
}
