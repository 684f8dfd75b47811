/* A piece of somebody else's text. */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct span {
    const char *data; /* NULL: absent, which is not the same as empty */
    int64_t length;   /* bytes */
};

/* A string literal as a span. */
#define SPAN(literal) ((struct span){(literal), (int64_t)sizeof(literal) - 1})

/* Text i of ragged text; `text` may be NULL where all are empty. */
static inline struct span text_at(const char *text, const int64_t *offsets, int64_t i)
{
    return (struct span){text != NULL ? text + offsets[i] : "", offsets[i + 1] - offsets[i]};
}

/* The very same bytes: items of one label share them, and to compare a long label with itself once for each item would
 * cost the product of both. */
static inline bool span_same(struct span a, struct span b)
{
    return a.data == b.data && a.length == b.length;
}

static inline bool span_equal(struct span a, struct span b)
{
    return a.length == b.length && (a.length == 0 || a.data == b.data || memcmp(a.data, b.data, (size_t)a.length) == 0);
}

/* Equal but for the case of ASCII letters. */
static inline bool span_equal_fold(struct span a, struct span b)
{
    if (a.length != b.length)
        return false;
    for (int64_t i = 0; i < a.length; i++) {
        const char x = a.data[i], y = b.data[i];
        if (x != y && ((x | 0x20) != (y | 0x20) || (unsigned char)((x | 0x20) - 'a') >= 26))
            return false;
    }
    return true;
}

/* Order by bytes, which for UTF-8 is the order of code points; a prefix comes first. */
static inline int span_compare(struct span a, struct span b)
{
    const int64_t shorter = a.length < b.length ? a.length : b.length;
    const int order = shorter == 0 || a.data == b.data ? 0 : memcmp(a.data, b.data, (size_t)shorter);
    return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

/* What stands from `at` on. */
static inline struct span span_behind(struct span text, int64_t at)
{
    return (struct span){text.data + at, text.length - at};
}

/* The text has these bytes at `at`. */
static inline bool span_has(struct span text, struct span needle, int64_t at)
{
    return at >= 0 && text.length - at >= needle.length &&
           memcmp(text.data + at, needle.data, (size_t)needle.length) == 0;
}

/* Length of the literal where the text at .. end begins with it, else 0. */
static inline int64_t begins(const char *at, const char *end, const char *literal)
{
    const size_t length = strlen(literal);
    return end - at >= (int64_t)length && memcmp(at, literal, length) == 0 ? (int64_t)length : 0;
}

/* Where `needle` (not empty) begins in `text` from `from` on; -1: nowhere. Each byte is looked at once, and the needle
 * compared where its first and last bytes stand: rare enough in tags and names. */
static inline int64_t span_find(struct span text, struct span needle, int64_t from)
{
    const int64_t past = needle.length - 1;
    while (from < text.length - past) {
        const char *at = memchr(text.data + from, needle.data[0], (size_t)(text.length - past - from));
        if (at == NULL)
            break;
        if (at[past] == needle.data[past] && memcmp(at, needle.data, (size_t)past) == 0)
            return at - text.data;
        from = at - text.data + 1;
    }
    return -1;
}

static inline struct span span_of(const char *text)
{
    return (struct span){text, (int64_t)strlen(text)};
}

/* One of these words but for the case of ASCII letters. */
static inline bool span_is_any_fold(struct span word, const char *const *among, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span_equal_fold(word, span_of(among[i])))
            return true;
    return false;
}

#define SPAN_IS_ANY_FOLD(word, among) span_is_any_fold((word), (among), sizeof(among) / sizeof(among)[0])

#endif
