#include "text/fold.h"

#include "text/unicode.h"
#include "text/utf8.h"

/* Full-width forms to ASCII and to the signs beside it, half-width katakana to katakana: the forms of the block U+FF00
 * to U+FFEF that differ in width only, and the ideographic space. */
static uint32_t fold_width(uint32_t code_point)
{
    static const uint16_t signs[] = {0xA2, 0xA3, 0xAC, 0xAF, 0xA6, 0xA5, 0x20A9}; /* from U+FFE0 on */
    if (code_point == 0x3000)
        return ' ';
    if (code_point >= 0xFF01 && code_point <= 0xFF5E)
        return code_point - 0xFF01 + '!';
    if (code_point >= 0xFFE0 && code_point <= 0xFFE6)
        return signs[code_point - 0xFFE0];
    return code_point >= 0xFF61 && code_point <= 0xFF9F ? unicode_wide_kana(code_point) : code_point;
}

/* Typographic quotation marks, apostrophes, primes, hyphens, dashes and the minus sign, as a keyboard has them. */
static uint32_t fold_quotes(uint32_t code_point)
{
    static const struct {
        uint16_t first, last;
        char plain;
    } ranges[] = {
        {0x00AB, 0x00AB, '"'},  {0x00B4, 0x00B4, '\''}, {0x00BB, 0x00BB, '"'},  {0x02B9, 0x02B9, '\''},
        {0x02BA, 0x02BA, '"'},  {0x02BB, 0x02BD, '\''}, {0x02EE, 0x02EE, '"'},  {0x058A, 0x058A, '-'},
        {0x05BE, 0x05BE, '-'},  {0x2010, 0x2015, '-'},  {0x2018, 0x201B, '\''}, {0x201C, 0x201F, '"'},
        {0x2032, 0x2032, '\''}, {0x2033, 0x2033, '"'},  {0x2035, 0x2035, '\''}, {0x2036, 0x2036, '"'},
        {0x2039, 0x203A, '\''}, {0x2043, 0x2043, '-'},  {0x2212, 0x2212, '-'},  {0x2E3A, 0x2E3B, '-'},
        {0x301D, 0x301F, '"'},  {0xFE58, 0xFE58, '-'},  {0xFE63, 0xFE63, '-'},  {0xFF02, 0xFF02, '"'},
        {0xFF07, 0xFF07, '\''}, {0xFF0D, 0xFF0D, '-'},
    };
    if (code_point < ranges[0].first || (code_point > 0x05BE && code_point < 0x2010))
        return code_point;
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0] && code_point >= ranges[i].first; i++) {
        if (code_point <= ranges[i].last)
            return (uint32_t)(unsigned char)ranges[i].plain;
    }
    return code_point;
}

static uint32_t fold(uint32_t code_point, uint32_t switches)
{
    if (switches & VREWARD_NORMALIZE_WIDTH)
        code_point = fold_width(code_point);
    if (switches & VREWARD_NORMALIZE_QUOTES)
        code_point = fold_quotes(code_point);
    if (!(switches & VREWARD_NORMALIZE_LOWER))
        return code_point;
    if (code_point < 0x80)
        return code_point - 'A' <= 'Z' - 'A' ? code_point + 32 : code_point;
    return unicode_lower(code_point);
}

/* The voiced sound marks of half-width katakana, which full-width ones have in themselves. */
static bool is_half_width_mark(uint32_t code_point)
{
    return code_point == 0xFF9E || code_point == 0xFF9F;
}

struct span fold_characters(struct span text, uint32_t switches, struct arena *arena)
{
    if (text.length == 0 || (!(switches & VREWARD_NORMALIZE_LOWER) && utf8_is_ascii(text)))
        return text;
    /* Two bytes may become three (U+023A), never more. */
    char *out = arena_array(arena, (size_t)text.length * 2, 1);
    if (out == NULL)
        return (struct span){NULL, 0};
    const char *end = text.data + text.length;
    int64_t written = 0, last = 0; /* where the character before begins in `out` */
    uint32_t before = 0;
    for (const char *at = text.data; at < end;) {
        uint32_t code_point;
        at += utf8_read(at, end, &code_point);
        if (code_point >= 0x80 && (switches & VREWARD_NORMALIZE_INVISIBLE) && unicode_is_invisible(code_point))
            continue;
        const bool joins = (switches & VREWARD_NORMALIZE_WIDTH) && is_half_width_mark(code_point);
        code_point = fold(code_point, switches);
        const uint32_t composed = joins && before != 0 ? unicode_compose_pair(before, code_point) : 0;
        if (composed != 0)
            written = last;
        before = composed != 0 ? composed : code_point;
        last = written;
        written += utf8_write(before, out + written);
    }
    return (struct span){out, written};
}
