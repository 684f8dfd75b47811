#include "python/characters.h"

#include <string.h>

/* The head of a str, whose characters follow it. CPython's headers tell extension modules, and within a version it never
 * changes; here it is written down for 64 bits and little-endian. */
struct string_head {
    struct python_head head;
    python_size length, hash;
    uint32_t state;
};

struct layout {
    python_size ascii_head, other_head; /* bytes */
    int shift;                          /* of `state`, to the three bits of the width */
};

enum { WIDTH = 7, COMPACT = 1 << 3, ASCII = 1 << 4 }; /* compact: the characters follow the head */

static const struct layout layouts[] = {
    {48, 72, 2},  /* CPython to 3.11 */
    {40, 56, 2},  /* from 3.12 on */
    {40, 56, 16}, /* from 3.15 on */
};

static struct layout layout; /* zero: not known */

static inline bool read_by(const struct layout *by, const python_object *text, struct python_characters *characters)
{
    const struct string_head *const head = (const void *)text;
    const uint32_t state = head->state >> by->shift;
    if (by->ascii_head == 0 || (state & COMPACT) == 0)
        return false;
    characters->ascii = (state & ASCII) != 0;
    characters->data = (const char *)head + (characters->ascii ? by->ascii_head : by->other_head);
    characters->count = head->length;
    characters->width = (int)(state & WIDTH);
    return true;
}

/* A str keeps the UTF-8 that is asked of it as long as it lives; of ASCII that is its own memory. */
static void ask_for(python_object *text, struct python_characters *characters)
{
    python_object *const answer = python.is_ascii(text, NULL, 0);
    python.drop(answer);
    if (answer == python.true_) {
        *characters = (struct python_characters){.width = 1, .ascii = true};
        characters->data = python.utf8(text, &characters->count);
    } else {
        *characters = (struct python_characters){.count = python.length(text), .width = 4};
    }
}

void python_characters_of(python_object *text, struct python_characters *characters)
{
    if (!read_by(&layout, text, characters))
        ask_for(text, characters);
}

static uint32_t character_at(const struct python_characters *characters, python_size at)
{
    if (characters->width == 1)
        return ((const uint8_t *)characters->data)[at];
    if (characters->width == 2)
        return ((const uint16_t *)characters->data)[at];
    return ((const uint32_t *)characters->data)[at];
}

/* Whether what is read is what the interpreter says. */
static bool is_read_by(const struct layout *by, python_object *text)
{
    enum { MOST = 64 };
    uint32_t told[MOST];
    struct python_characters read;
    if (!python_has_type(text, python.unicode_type) || !read_by(by, text, &read) || read.count != python.length(text) ||
        read.count > MOST || !python.code_points(text, told, MOST, 0))
        return false;
    bool same = read.width == 1 || read.width == 2 || read.width == 4;
    for (python_size i = 0; same && i < read.count; i++)
        same = character_at(&read, i) == told[i];
    return same;
}

static bool are_read_by(const struct layout *by, python_object *samples)
{
    python_object *const ascii = python.tuple_size(samples) > 0 ? python.tuple_item(samples, 0) : NULL;
    if (!ascii || !python_has_type(ascii, python.unicode_type))
        return false;
    const char *const characters = python.utf8(ascii, NULL);
    bool same = characters == (const char *)(const void *)ascii + by->ascii_head;
    for (python_size i = 0; same && i < python.tuple_size(samples); i++)
        same = is_read_by(by, python.tuple_item(samples, i));
    return same;
}

python_object *python_know_characters(python_object *self, python_object *const *arguments, python_size count)
{
    (void)self;
    layout = (struct layout){0};
    for (size_t i = 0; count == 1 && i < sizeof layouts / sizeof layouts[0]; i++) {
        if (are_read_by(&layouts[i], arguments[0]))
            layout = layouts[i];
    }
    python.clear_error();
    python_object *const answer = layout.ascii_head > 0 ? python.true_ : python.none;
    python.keep(answer);
    return answer;
}
