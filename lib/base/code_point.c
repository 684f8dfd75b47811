#include "base/code_point.h"

int64_t utf8_read(const char *text, const char *end, uint32_t *code_point)
{
    const unsigned char lead = (unsigned char)text[0];
    if (lead < 0x80) {
        *code_point = lead;
        return 1;
    }
    *code_point = UTF8_REPLACEMENT;
    if (lead < 0xC2 || lead > 0xF4)
        return 1;
    const int following = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    /* Table 3-7 of Unicode 15: the second byte excludes overlong forms, surrogates and what is above U+10FFFF. */
    unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    uint32_t value = lead & (0x3Fu >> following);
    for (int i = 1; i <= following; i++) {
        if (end - text <= i || (unsigned char)text[i] < low || (unsigned char)text[i] > high)
            return i;
        value = value << 6 | ((unsigned char)text[i] & 0x3Fu);
        low = 0x80;
        high = 0xBF;
    }
    *code_point = value;
    return following + 1;
}

int64_t utf8_write(uint32_t code_point, char *out)
{
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    const int following = code_point < 0x800 ? 1 : code_point < 0x10000 ? 2 : 3;
    for (int i = following; i > 0; i--) {
        out[i] = (char)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    static const unsigned char leads[] = {0, 0xC0, 0xE0, 0xF0};
    out[0] = (char)(leads[following] | code_point);
    return following + 1;
}
