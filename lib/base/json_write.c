#include "base/json_write.h"

#include "base/alloc.h"
#include "base/ascii.h"
#include "base/decimal.h"

#include <math.h>
#include <stdio.h>

/* snprintf writes the decimal point of the locale, which may be several bytes: whatever is no part of a number is
 * it. */
static int64_t point_for_locale(char *text)
{
    int64_t length = 0;
    bool in_point = false;
    for (const char *at = text; *at != '\0'; at++) {
        const bool of_number = ascii_is_digit(*at) || *at == '-' || *at == '+' || *at == 'e';
        if (of_number)
            text[length++] = *at;
        else if (!in_point)
            text[length++] = '.';
        in_point = !of_number;
    }
    text[length] = '\0';
    return length;
}

int64_t number_text(double value, char text[NUMBER_TEXT_SIZE])
{
    enum { FEWEST_DIGITS = 15, ENOUGH_DIGITS = 17 };
    int64_t length = 0;
    for (int digits = FEWEST_DIGITS; digits <= ENOUGH_DIGITS; digits++) {
        snprintf(text, NUMBER_TEXT_SIZE, "%.*g", digits, value);
        length = point_for_locale(text);
        if (number_read(text, text + length).value == value)
            break;
    }
    return length;
}

cJSON *json_number(double value)
{
    if (!isfinite(value))
        return cJSON_CreateNull();
    char text[NUMBER_TEXT_SIZE];
    number_text(value, text);
    return cJSON_CreateRaw(text);
}

/* The text with its quotes, NUL bytes escaped, as cJSON would write it. */
static void escape_string(struct span text, char *out)
{
    static const char hex[] = "0123456789abcdef";
    *out++ = '"';
    for (int64_t i = 0; i < text.length; i++) {
        const unsigned char byte = (unsigned char)text.data[i];
        if (byte < 0x20) {
            memcpy(out, "\\u00", 4);
            out[4] = hex[byte >> 4];
            out[5] = hex[byte & 15];
            out += 6;
        } else {
            if (byte == '"' || byte == '\\')
                *out++ = '\\';
            *out++ = (char)byte;
        }
    }
    *out++ = '"';
    *out = '\0';
}

cJSON *json_string(struct span text)
{
    char *escaped = base_alloc((size_t)text.length * 6 + 3);
    if (escaped == NULL)
        return NULL;
    escape_string(text, escaped);
    cJSON *value = cJSON_CreateRaw(escaped);
    base_free(escaped);
    return value;
}

bool json_add(cJSON *container, const char *key, cJSON *value)
{
    if (value == NULL)
        return false;
    const bool added =
        key == NULL ? cJSON_AddItemToArray(container, value) : cJSON_AddItemToObject(container, key, value);
    if (!added)
        cJSON_Delete(value);
    return added;
}

int32_t json_print(const cJSON *value, struct arena *arena, struct span *text, vreward_error *err)
{
    char *printed = cJSON_PrintUnformatted(value);
    if (printed == NULL)
        return fail_memory(err);
    const size_t length = strlen(printed);
    char *copy = arena_alloc(arena, length);
    if (copy != NULL)
        memcpy(copy, printed, length);
    cJSON_free(printed);
    if (copy == NULL)
        return fail_memory(err);
    *text = (struct span){copy, (int64_t)length};
    return VREWARD_OK;
}
