/* A text that grows in room of its own; what does not fit is left out, and `full` says so. */
#ifndef TESTS_DRAWN_TEXT_H
#define TESTS_DRAWN_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct text {
    char *data;
    int64_t length, capacity;
    bool full;
};

static inline void put_bytes(struct text *text, const char *bytes, int64_t count)
{
    text->full = text->full || count > text->capacity - text->length;
    if (text->full)
        return;
    memcpy(text->data + text->length, bytes, (size_t)count);
    text->length += count;
}

__attribute__((format(printf, 2, 3))) static inline void put(struct text *text, const char *format, ...)
{
    char line[512];
    va_list values;
    va_start(values, format);
    const int count = vsnprintf(line, sizeof line, format, values);
    va_end(values);
    text->full = text->full || count >= (int)sizeof line;
    put_bytes(text, line, count);
}

#endif
