#include "text/utf8.h"

#include "base/code_point.h"

/* The number of ASCII bytes that the text begins with, eight at a time. */
static int64_t ascii_prefix(const char *text, int64_t length)
{
    int64_t i = 0;
    for (; length - i >= 32; i += 32) {
        uint64_t word[4];
        memcpy(word, text + i, sizeof word);
        if ((word[0] | word[1] | word[2] | word[3]) & UINT64_C(0x8080808080808080))
            break;
    }
    while (i < length && (unsigned char)text[i] < 0x80)
        i++;
    return i;
}

bool utf8_is_ascii(struct span text)
{
    return ascii_prefix(text.data, text.length) == text.length;
}

/* The number of valid bytes that the text begins with. */
static int64_t valid_prefix(struct span text)
{
    const char *end = text.data + text.length;
    for (int64_t i = 0; i < text.length;) {
        i += ascii_prefix(text.data + i, text.length - i);
        while (i < text.length && (unsigned char)text.data[i] >= 0x80) {
            uint32_t code_point;
            const int64_t length = utf8_read(text.data + i, end, &code_point);
            if (utf8_is_replaced(text.data + i, length, code_point))
                return i;
            i += length;
        }
    }
    return text.length;
}

struct span utf8_valid(struct span text, struct arena *arena)
{
    const int64_t valid = text.length == 0 ? 0 : valid_prefix(text);
    if (valid == text.length)
        return text.data != NULL ? text : SPAN("");
    /* At worst every byte that is left becomes the three bytes of U+FFFD. */
    char *out = arena_array(arena, (size_t)valid + (size_t)(text.length - valid) * 3, 1);
    if (out == NULL)
        return (struct span){NULL, 0};
    memcpy(out, text.data, (size_t)valid);
    const char *end = text.data + text.length;
    int64_t written = valid;
    for (int64_t i = valid; i < text.length;) {
        uint32_t code_point;
        i += utf8_read(text.data + i, end, &code_point);
        written += utf8_write(code_point, out + written);
    }
    return (struct span){out, written};
}

struct span *utf8_valid_texts(const char *text, const int64_t *offsets, int64_t count, struct arena *arena)
{
    struct span *texts = arena_array(arena, (size_t)count, sizeof *texts);
    /* Without texts there is one offset. */
    const struct span all = {text != NULL ? text + offsets[0] : "", offsets[count] - offsets[0]};
    const bool valid = all.length == 0 || utf8_is_ascii(all);
    for (int64_t i = 0; texts != NULL && i < count; i++) {
        const struct span one = text_at(text, offsets, i);
        texts[i] = valid ? one : utf8_valid(one, arena);
        if (texts[i].data == NULL)
            return NULL;
    }
    return texts;
}

struct span utf8_substituted(struct span text, struct arena *arena)
{
    const int64_t valid = text.length == 0 ? 0 : valid_prefix(text);
    if (valid == text.length)
        return text.data != NULL ? text : SPAN("");
    char *out = arena_array(arena, (size_t)text.length, 1);
    if (out == NULL)
        return (struct span){NULL, 0};
    memcpy(out, text.data, (size_t)text.length);
    const char *end = text.data + text.length;
    for (int64_t i = valid; i < text.length;) {
        uint32_t code_point;
        const int64_t length = utf8_read(text.data + i, end, &code_point);
        if (utf8_is_replaced(text.data + i, length, code_point))
            memset(out + i, '\x1A', (size_t)length);
        i += length;
    }
    return (struct span){out, text.length};
}

uint32_t *utf8_decode(struct span text, struct arena *arena, int64_t *count)
{
    uint32_t *out = arena_array(arena, (size_t)text.length, sizeof *out);
    *count = 0;
    if (out == NULL || text.length == 0)
        return out;
    const char *end = text.data + text.length;
    int64_t written = 0;
    for (const char *at = text.data; at < end; written++) {
        const unsigned char *byte = (const unsigned char *)at;
        /* The two most frequent forms first: ASCII, and the three bytes of CJK. */
        if (byte[0] < 0x80) {
            out[written] = *byte;
            at++;
        } else if (byte[0] > 0xE0 && byte[0] < 0xED && end - at > 2 && (byte[1] & 0xC0) == 0x80 &&
                   (byte[2] & 0xC0) == 0x80) {
            out[written] = (byte[0] & 0xFu) << 12 | (byte[1] & 0x3Fu) << 6 | (byte[2] & 0x3Fu);
            at += 3;
        } else {
            at += utf8_read(at, end, out + written);
        }
    }
    *count = written;
    return arena_grow(arena, out, (size_t)text.length, (size_t)written, sizeof *out);
}

int64_t utf8_count(struct span text)
{
    if (text.length == 0)
        return 0;
    const char *end = text.data + text.length;
    int64_t count = 0;
    for (int64_t i = 0; i < text.length;) {
        const int64_t ascii = ascii_prefix(text.data + i, text.length - i);
        count += ascii;
        i += ascii;
        while (i < text.length && (unsigned char)text.data[i] >= 0x80) {
            uint32_t code_point;
            i += utf8_read(text.data + i, end, &code_point);
            count++;
        }
    }
    return count;
}

int utf8_is_space(uint32_t code_point)
{
    if (code_point < 0x80)
        return (code_point >= 0x09 && code_point <= 0x0D) || (code_point >= 0x1C && code_point <= 0x20);
    if (code_point < 0x2000)
        return code_point == 0x85 || code_point == 0xA0 || code_point == 0x1680;
    return code_point <= 0x200A || code_point == 0x2028 || code_point == 0x2029 || code_point == 0x202F ||
           code_point == 0x205F || code_point == 0x3000;
}

struct span utf8_trim(struct span text)
{
    if (text.length == 0)
        return text;
    const char *begin = text.data, *end = text.data + text.length;
    while (begin < end) {
        uint32_t code_point;
        const int64_t length = utf8_read(begin, end, &code_point);
        if (!utf8_is_space(code_point))
            break;
        begin += length;
    }
    while (begin < end) {
        const char *last = end - 1;
        while (last > begin && utf8_continues(*last))
            last--;
        uint32_t code_point;
        utf8_read(last, end, &code_point);
        if (!utf8_is_space(code_point))
            break;
        end = last;
    }
    return (struct span){begin, end - begin};
}
