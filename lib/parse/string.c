#include "parse/string.h"

#include "base/ascii.h"
#include "base/eight.h"
#include "text/utf8.h"

static bool is_plain(char c)
{
    return (unsigned char)(c - ' ') < 0x80 - ' ' && c != '\\' && !ascii_is_quote(c);
}

const char *string_plain_end(const char *at, const char *end)
{
    /* The high bit of a byte becomes 1 where it is another: a difference has it below 0, and borrows from bytes above such
     * a one only. */
    for (; end - at >= 8; at += 8) {
        const uint64_t eight = eight_read(at);
        const uint64_t control = eight - EIGHT_OF(' '), backslash = (eight ^ EIGHT_OF('\\')) - EIGHT_OF(1);
        const uint64_t quotes = ((eight ^ EIGHT_OF('"')) - EIGHT_OF(1)) | ((eight ^ EIGHT_OF('\'')) - EIGHT_OF(1));
        const uint64_t others = control | backslash | quotes | eight;
        if ((others & EIGHT_OF(0x80)) != 0)
            return at + eight_first(others);
    }
    while (at < end && is_plain(*at))
        at++;
    return at;
}

static int32_t hexadecimal(const char *at, const char *end, int32_t digits)
{
    int32_t value = 0;
    if (end - at < digits)
        return -1;
    for (int32_t i = 0; i < digits; i++) {
        const int32_t digit = ascii_hex(at[i]);
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

static char *put_code_point(char *out, int32_t point)
{
    if (point >= 0xD800 && point < 0xE000)
        point = 0xFFFD;
    if (point < 0x80) {
        *out++ = (char)point;
    } else if (point < 0x800) {
        *out++ = (char)(0xC0 | point >> 6);
        *out++ = (char)(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        *out++ = (char)(0xE0 | point >> 12);
        *out++ = (char)(0x80 | (point >> 6 & 0x3F));
        *out++ = (char)(0x80 | (point & 0x3F));
    } else {
        *out++ = (char)(0xF0 | point >> 18);
        *out++ = (char)(0x80 | (point >> 12 & 0x3F));
        *out++ = (char)(0x80 | (point >> 6 & 0x3F));
        *out++ = (char)(0x80 | (point & 0x3F));
    }
    return out;
}

/* Six bytes of escape give at most three of UTF-8, twelve four: the output is never longer than the input. Returns one
 * past the escape whose u stands at `at`. */
static const char *decode_unicode(const char *at, const char *end, char **out)
{
    int32_t point = hexadecimal(at + 1, end, 4);
    if (point < 0) {
        *(*out)++ = 'u';
        return at + 1;
    }
    at += 5;
    if (point >= 0xD800 && point < 0xDC00 && end - at >= 6 && at[0] == '\\' && at[1] == 'u') {
        const int32_t low = hexadecimal(at + 2, end, 4);
        if (low >= 0xDC00 && low < 0xE000) {
            point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
            at += 6;
        }
    }
    *out = put_code_point(*out, point);
    return at;
}

static const char *decode_escape(const char *at, const char *end, char **out)
{
    static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
    const char *simple = *at != '\0' ? strchr(from, *at) : NULL;
    if (*at == 'u')
        return decode_unicode(at, end, out);
    if (*at == 'x' && hexadecimal(at + 1, end, 2) >= 0) {
        *out = put_code_point(*out, hexadecimal(at + 1, end, 2));
        return at + 3;
    }
    if (*at != '\n')
        *(*out)++ = simple != NULL ? to[simple - from] : *at;
    return at + 1;
}

struct span string_decode(struct span quoted, struct arena *arena)
{
    const struct span valid = utf8_valid(quoted, arena);
    if (valid.data == NULL || valid.length == 0 || memchr(valid.data, '\\', (size_t)valid.length) == NULL)
        return valid;
    char *decoded = arena_alloc(arena, (size_t)valid.length);
    if (decoded == NULL)
        return (struct span){NULL, 0};
    char *out = decoded;
    const char *end = valid.data + valid.length;
    for (const char *at = valid.data; at < end;) {
        if (*at != '\\' || at + 1 == end)
            *out++ = *at++;
        else
            at = decode_escape(at + 1, end, &out);
    }
    return (struct span){decoded, out - decoded};
}
