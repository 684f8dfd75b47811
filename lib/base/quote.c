#include "base/quote.h"

#include "base/code_point.h"

#include <stdio.h>

enum { LONGEST_ESCAPE = 4 * UTF8_LONGEST };

/* The escapes of `count` bytes. Returns their length. */
static size_t escape_bytes(const char *bytes, int64_t count, char *out)
{
    for (int64_t i = 0; i < count; i++)
        snprintf(out + 4 * i, 5, "\\x%02x", (unsigned)(unsigned char)bytes[i]);
    return 4 * (size_t)count;
}

const char *quotable(struct span name, char *text, size_t size)
{
    static const char ellipsis[] = "...";
    size_t length = 0, uncut = 0; /* uncut: how much of it leaves room for the ellipsis */
    const char *at = name.length > 0 ? name.data : "", *const end = at + name.length;
    while (at < end) {
        char escaped[LONGEST_ESCAPE + 1];
        uint32_t code_point;
        const int64_t taken = utf8_read(at, end, &code_point);
        const bool shown = !utf8_is_control(code_point) && !utf8_is_replaced(at, taken, code_point);
        const char *piece = shown ? at : escaped;
        const size_t written = shown ? (size_t)taken : escape_bytes(at, taken, escaped);
        if (length + written >= size) {
            memcpy(text + uncut, ellipsis, sizeof ellipsis);
            return text;
        }
        memcpy(text + length, piece, written);
        length += written;
        at += taken;
        if (length + sizeof ellipsis <= size)
            uncut = length;
    }
    text[length] = '\0';
    return text;
}
