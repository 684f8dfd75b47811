#include "text/unicode.h"

#include "text/utf8.h"

#include <utf8proc.h>

uint32_t unicode_lower(uint32_t code_point)
{
    return (uint32_t)utf8proc_tolower((utf8proc_int32_t)code_point);
}

/* Unicode encodes decimal digits as contiguous runs from 0 to 9, which may follow each other (4.6, "Numeric Value"):
 * the value is the distance to the beginning of the runs, modulo 10. */
int unicode_decimal(uint32_t code_point)
{
    if (code_point < 0x80)
        return code_point >= '0' && code_point <= '9' ? (int)(code_point - '0') : -1;
    utf8proc_int32_t start = (utf8proc_int32_t)code_point;
    if (utf8proc_category(start) != UTF8PROC_CATEGORY_ND)
        return -1;
    while (utf8proc_category(start - 1) == UTF8PROC_CATEGORY_ND)
        start--;
    return (int)((utf8proc_int32_t)code_point - start) % 10;
}

bool unicode_is_letter_or_digit(uint32_t code_point)
{
    const utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code_point);
    return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
           (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO);
}

bool unicode_is_mark(uint32_t code_point)
{
    const utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code_point);
    return category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME;
}

bool unicode_is_invisible(uint32_t code_point)
{
    return utf8proc_get_property((utf8proc_int32_t)code_point)->ignorable;
}

uint32_t unicode_wide_kana(uint32_t code_point)
{
    utf8proc_int32_t wide[8];
    int boundary_class = 0;
    const utf8proc_ssize_t count = utf8proc_decompose_char(
        (utf8proc_int32_t)code_point, wide, 8, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT, &boundary_class);
    return count == 1 ? (uint32_t)wide[0] : code_point;
}

uint32_t unicode_compose_pair(uint32_t first, uint32_t second)
{
    utf8proc_int32_t pair[2] = {(utf8proc_int32_t)first, (utf8proc_int32_t)second};
    return utf8proc_normalize_utf32(pair, 2, UTF8PROC_STABLE | UTF8PROC_COMPOSE) == 1 ? (uint32_t)pair[0] : 0;
}

bool unicode_breaks_between(uint32_t left, uint32_t right, int32_t *state)
{
    return utf8proc_grapheme_break_stateful((utf8proc_int32_t)left, (utf8proc_int32_t)right, state);
}

/* Code points that NFC leaves as they are in any company of their kind: none decomposes, composes with one before it,
 * or has a combining class. Ends of ranges, the first one included. (ASCII, Latin, CJK, Hangul syllables.) */
static bool is_plain(uint32_t code_point)
{
    return code_point < 0x300 || (code_point >= 0x2010 && code_point <= 0x2027) ||
           (code_point >= 0x3000 && code_point <= 0x3029) || (code_point >= 0x3041 && code_point <= 0x3096) ||
           (code_point >= 0x30A0 && code_point <= 0x30FF) || (code_point >= 0x3400 && code_point <= 0x4DBF) ||
           (code_point >= 0x4E00 && code_point <= 0x9FFF) || (code_point >= 0xAC00 && code_point <= 0xD7A3) ||
           (code_point >= 0xFF01 && code_point <= 0xFFEE);
}

static bool is_composed_already(struct span text, bool compatible)
{
    if (utf8_is_ascii(text))
        return true;
    if (compatible)
        return false;
    const char *end = text.data + text.length;
    for (const char *at = text.data; at < end;) {
        uint32_t code_point;
        at += utf8_read(at, end, &code_point);
        if (!is_plain(code_point))
            return false;
    }
    return true;
}

static int combining_class(utf8proc_int32_t code_point)
{
    return utf8proc_get_property(code_point)->combining_class;
}

/* Every code point decomposed, not yet in canonical order. NULL when out of memory. */
static utf8proc_int32_t *decompose(struct span text, utf8proc_option_t options, struct arena *arena, int64_t *count)
{
    enum { LONGEST = 32 }; /* U+FDFA becomes 18 code points, nothing more */
    int64_t capacity = text.length + LONGEST;
    utf8proc_int32_t *out = arena_array(arena, (size_t)capacity, sizeof *out);
    const char *end = text.data + text.length;
    int64_t written = 0;
    for (const char *at = text.data; out != NULL && at < end;) {
        if (capacity - written < LONGEST) {
            out = arena_grow(arena, out, (size_t)capacity, (size_t)capacity * 2, sizeof *out);
            capacity *= 2;
            if (out == NULL)
                break;
        }
        uint32_t code_point;
        at += utf8_read(at, end, &code_point);
        int boundary_class = 0;
        written +=
            utf8proc_decompose_char((utf8proc_int32_t)code_point, out + written, LONGEST, options, &boundary_class);
    }
    *count = written;
    return out;
}

/* Puts the runs of combining marks in canonical order: stable, by combining class. utf8proc's own sort swaps
 * neighbours, which takes quadratic time on a long run; this one counts the classes of a long run. */
static bool order_marks(utf8proc_int32_t *text, int64_t count, struct arena *arena)
{
    enum { SHORT = 24, CLASSES = 256 };
    for (int64_t begin = 0; begin < count;) {
        if (text[begin] < 0x300 || combining_class(text[begin]) == 0) {
            begin++;
            continue;
        }
        int64_t end = begin + 1;
        while (end < count && combining_class(text[end]) != 0)
            end++;
        if (end - begin <= SHORT) {
            for (int64_t i = begin + 1; i < end; i++) {
                const utf8proc_int32_t mark = text[i];
                int64_t j = i;
                for (; j > begin && combining_class(text[j - 1]) > combining_class(mark); j--)
                    text[j] = text[j - 1];
                text[j] = mark;
            }
        } else {
            int64_t place[CLASSES + 1] = {0};
            utf8proc_int32_t *copy = arena_array(arena, (size_t)(end - begin), sizeof *copy);
            if (copy == NULL)
                return false;
            memcpy(copy, text + begin, (size_t)(end - begin) * sizeof *copy);
            for (int64_t i = 0; i < end - begin; i++)
                place[combining_class(copy[i]) + 1]++;
            for (int class = 0; class < CLASSES; class ++)
                place[class + 1] += place[class];
            for (int64_t i = 0; i < end - begin; i++)
                text[begin + place[combining_class(copy[i])]++] = copy[i];
        }
        begin = end;
    }
    return true;
}

struct span unicode_compose(struct span text, bool compatible, struct arena *arena)
{
    if (text.length == 0 || is_composed_already(text, compatible))
        return text;
    const struct span no_memory = {NULL, 0};
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE | (compatible ? UTF8PROC_COMPAT : 0);
    int64_t count;
    utf8proc_int32_t *code_points = decompose(text, options, arena, &count);
    if (code_points == NULL || !order_marks(code_points, count, arena))
        return no_memory;
    count = utf8proc_normalize_utf32(code_points, count, options);
    int64_t length = 0, written = 0;
    for (int64_t i = 0; i < count; i++)
        length += utf8_length((uint32_t)code_points[i]);
    char *out = arena_array(arena, (size_t)length, 1);
    if (out == NULL)
        return no_memory;
    for (int64_t i = 0; i < count; i++)
        written += utf8_write((uint32_t)code_points[i], out + written);
    return (struct span){out, written};
}

const char *unicode_library_version(void)
{
    return utf8proc_version();
}

const char *unicode_version(void)
{
    return utf8proc_unicode_version();
}
