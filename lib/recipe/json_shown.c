#include "recipe/json_shown.h"

#include "base/code_point.h"

#include <stdio.h>

const char *json_type_name(const struct json *value)
{
    static const char *const names[] = {"null", "false", "true", "a number", "a string", "a list", "an object"};
    return names[value->type];
}

const char *json_excerpt(struct span text, const struct json *value, char excerpt[EXCERPT_SIZE])
{
    const int64_t length = value->end - value->begin;
    int64_t shown = length < EXCERPT_SIZE ? length : EXCERPT_SIZE - 4;
    while (shown > 0 && shown < length && utf8_continues(text.data[value->begin + shown]))
        shown--; /* not in the middle of a code point */
    for (int64_t i = 0; i < shown; i++) {
        const char byte = text.data[value->begin + i];
        excerpt[i] = (unsigned char)byte < 0x20 ? ' ' : byte;
    }
    snprintf(excerpt + shown, (size_t)(EXCERPT_SIZE - shown), "%s", shown < length ? "..." : "");
    return excerpt;
}
