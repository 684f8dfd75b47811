#include "parse/tags.h"

#include <stdbool.h>

/* How one answer tag is written. */
struct spelling {
    char open[80], close[80];
    int64_t open_length, close_length;
};

struct finder {
    struct span text;
    struct arena *arena;
    struct spelling spelling[MOST_ANSWER_TAGS];
    int64_t spellings;
    int64_t boxed;         /* which tag is \boxed{}, or -1 */
    int64_t depth;         /* of braces inside \boxed{ */
    int64_t unclosed_line; /* up to here no quote closes */
    struct tag *tags;
    int64_t count, capacity;
};

static void spell(struct spelling *s, struct span name)
{
    const int64_t length = name.length < 64 ? name.length : 64;
    const char *const parts[] = {"<", ">", "</", ">"};
    if (span_equal(name, SPAN("begin_of_box"))) {
        strcpy(s->open, "<|begin_of_box|>");
        strcpy(s->close, "<|end_of_box|>");
    } else if (span_equal(name, SPAN("boxed"))) {
        strcpy(s->open, "\\boxed{");
        strcpy(s->close, "}");
    } else {
        char *const texts[] = {s->open, s->close};
        for (int32_t i = 0; i < 2; i++) {
            char *at = texts[i];
            at += strlen(strcpy(at, parts[2 * i]));
            memcpy(at, name.data, (size_t)length);
            strcpy(at + length, ">");
        }
    }
    s->open_length = (int64_t)strlen(s->open);
    s->close_length = (int64_t)strlen(s->close);
}

static bool is_at(const struct finder *f, int64_t at, const char *literal, int64_t length)
{
    return f->text.length - at >= length && memcmp(f->text.data + at, literal, (size_t)length) == 0;
}

static bool add(struct finder *f, int64_t begin, int64_t end, enum tag_kind kind, int64_t which)
{
    if (f->count == f->capacity) {
        const int64_t wanted = f->capacity == 0 ? 16 : 2 * f->capacity;
        struct tag *grown = arena_grow(f->arena, f->tags, (size_t)f->capacity, (size_t)wanted, sizeof *grown);
        if (grown == NULL)
            return false;
        f->tags = grown;
        f->capacity = wanted;
    }
    f->tags[f->count++] = (struct tag){begin, end, (int32_t)kind, (int32_t)which};
    return true;
}

/* One past the quoted value that begins with the quote at `at`; `at` + 1 where none does. */
static int64_t skip_quoted(struct finder *f, int64_t at)
{
    const char *text = f->text.data;
    int64_t before = at;
    while (before > 0 && memchr(" \t\r\n", text[before - 1], 4) != NULL)
        before--;
    if (before == 0 || memchr(":,[{", text[before - 1], 4) == NULL || at < f->unclosed_line)
        return at + 1;
    int64_t end = at + 1;
    for (; end < f->text.length && text[end] != '\n'; end++) {
        if (text[end] == '"')
            return end + 1;
        if (text[end] == '\\')
            end++;
    }
    f->unclosed_line = end;
    return at + 1;
}

/* Looks for a tag at `at`, which < or \ begins. Returns one past it, or `at` + 1. -1: out of memory. */
static int64_t read_tag(struct finder *f, int64_t at)
{
    bool added = true;
    int64_t end = at + 1;
    if (is_at(f, at, "<think>", 7)) {
        end = at + 7;
        added = add(f, at, end, TAG_THINK, 0);
    } else if (is_at(f, at, "</think>", 8)) {
        end = at + 8;
        added = add(f, at, end, TAG_THINK_END, 0);
    } else {
        for (int64_t i = 0; i < f->spellings; i++) {
            const struct spelling *s = &f->spelling[i];
            if (is_at(f, at, s->open, s->open_length)) {
                end = at + s->open_length;
                if (i == f->boxed && f->depth++ > 0)
                    return end;
                added = add(f, at, end, TAG_ANSWER, i);
                break;
            }
            if (i != f->boxed && is_at(f, at, s->close, s->close_length)) {
                end = at + s->close_length;
                added = add(f, at, end, TAG_ANSWER_END, i);
                break;
            }
        }
    }
    return added ? end : -1;
}

/* Braces matter inside \boxed{ only. */
static bool count_brace(struct finder *f, int64_t at)
{
    if (f->depth == 0)
        return true;
    if (f->text.data[at] == '{')
        f->depth++;
    else if (--f->depth == 0)
        return add(f, at, at + 1, TAG_ANSWER_END, f->boxed);
    return true;
}

int64_t tags_find(const struct read_options *options, struct span text, struct arena *arena, struct tag **tags)
{
    struct finder f = {.text = text, .arena = arena, .boxed = -1};
    for (int64_t i = 0; i < options->answer_tag_count && i < MOST_ANSWER_TAGS; i++) {
        if (span_equal(options->answer_tag[i], SPAN("boxed")))
            f.boxed = i;
        spell(&f.spelling[f.spellings++], options->answer_tag[i]);
    }
    if (memchr(text.data, '<', (size_t)text.length) == NULL && f.boxed < 0)
        return 0;
    for (int64_t at = 0; at >= 0 && at < text.length;) {
        const char c = text.data[at];
        if (c == '"')
            at = skip_quoted(&f, at);
        else if (c == '<' || (c == '\\' && f.boxed >= 0))
            at = read_tag(&f, at);
        else if (f.boxed >= 0 && (c == '{' || c == '}'))
            at = count_brace(&f, at) ? at + 1 : -1;
        else
            at++;
        if (at < 0)
            return -1;
    }
    *tags = f.tags;
    return f.count;
}
