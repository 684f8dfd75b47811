#include "parse/tags.h"
#include "base/ascii.h"

enum { HEADER_LENGTH = 160 }; /* of a channel: its name, a recipient, the kind of content */

struct finder {
    const struct marks *marks;
    struct span text;
    struct arena *arena;
    int64_t brackets;         /* open, outside thinking */
    int64_t depth;            /* of braces inside \boxed{ */
    int64_t unclosed_line[2]; /* up to here no quote closes: ", ' */
    bool thinking, in_channel;
    struct tag *tags;
    int64_t count, capacity;
};

static bool is_at(const struct finder *f, int64_t at, struct span literal)
{
    return span_has(f->text, literal, at);
}

static bool add_tag(struct finder *f, int64_t begin, int64_t end, enum tag_kind kind, int32_t which)
{
    if (f->count == f->capacity) {
        const int64_t wanted = f->capacity == 0 ? 16 : 2 * f->capacity;
        struct tag *grown = arena_grow(f->arena, f->tags, (size_t)f->capacity, (size_t)wanted, sizeof *grown);
        if (grown == NULL)
            return false;
        f->tags = grown;
        f->capacity = wanted;
    }
    f->thinking = kind == TAG_THINK;
    f->in_channel = f->in_channel && kind >= TAG_ANSWER;
    f->brackets = 0; /* what a section leaves open ends with it */
    f->tags[f->count++] = (struct tag){.begin = begin, .end = end, .kind = (int32_t)kind, .which = which, .within = -1};
    return true;
}

/* Does a structure go on behind a value that ends before `at`? */
static bool goes_on(const struct finder *f, int64_t at)
{
    while (at < f->text.length && ascii_is_space(f->text.data[at]))
        at++;
    return at == f->text.length || memchr(",:]}", f->text.data[at], 4) != NULL || is_at(f, at, SPAN("</"));
}

/* One past the quoted value that begins with the quote at `at`; `at` + 1 where none does. */
static int64_t skip_quoted(struct finder *f, int64_t at)
{
    const char *text = f->text.data;
    const char quote = text[at];
    int64_t *unclosed_line = &f->unclosed_line[quote == '\''];
    int64_t before = at;
    if (f->brackets == 0 || f->thinking || at < *unclosed_line)
        return at + 1;
    while (before > 0 && ascii_is_space(text[before - 1]))
        before--;
    if (before == 0 || memchr(":,[{", text[before - 1], 4) == NULL)
        return at + 1;
    int64_t end = at + 1;
    for (; end < f->text.length && text[end] != '\n'; end++) {
        if (text[end] == quote)
            return goes_on(f, end + 1) ? end + 1 : at + 1;
        if (text[end] == '\\')
            end++;
    }
    *unclosed_line = end;
    return at + 1;
}

/* The header of harmony's channel at `at`: `<|channel|>analysis<|message|>`. What is neither said to the user (`final`)
 * nor to a tool (`to=`) is thinking. Returns one past it, or `at`. */
static int64_t read_channel(struct finder *f, int64_t at, bool *added)
{
    static const struct span start = {"<|channel|>", 11}, stop = {"<|message|>", 11};
    static const struct span role = {"<|start|>assistant", 18};
    if (!f->marks->channels || !is_at(f, at, start))
        return at;
    const int64_t name = at + start.length;
    const int64_t limit = f->text.length - name < HEADER_LENGTH ? f->text.length : name + HEADER_LENGTH;
    int64_t end = name;
    bool to_tool = false;
    while (end < limit && f->text.data[end] != '\n' && !is_at(f, end, stop)) {
        to_tool = to_tool || is_at(f, end, SPAN(" to="));
        end++;
    }
    if (!is_at(f, end, stop))
        return at;
    const bool final = is_at(f, name, SPAN("final")) || to_tool;
    const int64_t begin = is_at(f, at - role.length, role) ? at - role.length : at;
    end += stop.length;
    *added = add_tag(f, begin, end, final ? TAG_FINAL : TAG_THINK, 0);
    f->in_channel = !final;
    return end;
}

/* A quick look at the bytes behind the first one: pages of HTML hold many tags that are none of ours. */
static bool may_be_tag(const struct finder *f, int64_t at)
{
    const char *next = f->text.data + at + 1;
    const int64_t left = f->text.length - at - 1;
    return left > 0 && f->marks->follows[(unsigned char)next[0]] &&
           (next[0] != '/' || (left > 1 && f->marks->closes[(unsigned char)next[1]]));
}

/* Looks for a tag at `at`. Returns one past it, or `at`. -1: out of memory. */
static int64_t read_tag(struct finder *f, int64_t at)
{
    const struct marks *marks = f->marks;
    bool closing, added = true;
    int64_t end = at;
    if (!may_be_tag(f, at))
        return at;
    if (marks->boxed >= 0 && is_at(f, at, SPAN("\\boxed{"))) {
        end = at + 7;
        if (f->depth++ == 0)
            added = add_tag(f, at, end, TAG_ANSWER, marks->boxed);
        return added ? end : -1;
    }
    const struct mark *mark = mark_at(marks, f->text, at, &closing, &end);
    if (mark == NULL) {
        end = at;
        if (f->in_channel && is_at(f, at, SPAN("<|end|>"))) {
            end = at + 7;
            added = add_tag(f, at, end, TAG_THINK_END, 0);
        } else {
            end = read_channel(f, at, &added);
        }
    } else if (mark->thinks) {
        added = add_tag(f, at, end, closing ? TAG_THINK_END : TAG_THINK, 0);
    } else {
        added = add_tag(f, at, end, closing ? TAG_ANSWER_END : TAG_ANSWER, mark->which);
    }
    return added ? end : -1;
}

/* A bracket outside quoted values; braces matter inside \boxed{, too. */
static bool count_bracket(struct finder *f, int64_t at, bool opens)
{
    const char c = f->text.data[at];
    if (opens)
        f->brackets++;
    else if (f->brackets > 0)
        f->brackets--;
    if (f->depth == 0 || c == '[' || c == ']')
        return true;
    f->depth += opens ? 1 : -1;
    return f->depth > 0 || add_tag(f, at, at + 1, TAG_ANSWER_END, f->marks->boxed);
}

/* The byte after `at` with what it begins taken into account. -1: out of memory. */
static int64_t step(struct finder *f, int64_t at, uint8_t role)
{
    const int64_t end = (role & BYTE_MARK) != 0 ? read_tag(f, at) : at;
    if (end != at)
        return end;
    if ((role & BYTE_QUOTE) != 0)
        return skip_quoted(f, at);
    if ((role & (BYTE_OPEN | BYTE_CLOSE)) != 0)
        return count_bracket(f, at, (role & BYTE_OPEN) != 0) ? at + 1 : -1;
    if ((role & BYTE_ESCAPE) != 0 && at + 1 < f->text.length && memchr("\\{}[]", f->text.data[at + 1], 5) != NULL)
        return at + 1 + (f->depth > 0 || f->text.data[at + 1] != '\\'); /* \\boxed{} in a string with escapes counts */
    return at + 1;
}

int64_t tags_find(const struct marks *marks, struct span text, struct arena *arena, struct tag **tags)
{
    struct finder f = {.marks = marks, .text = text, .arena = arena};
    if (!marks_possible(marks, text))
        return 0;
    for (int64_t at = 0; at < text.length;) {
        const uint8_t role = marks->role[(unsigned char)text.data[at]];
        if (role == 0) {
            at++;
            continue;
        }
        at = step(&f, at, role);
        if (at < 0)
            return -1;
    }
    *tags = f.tags;
    return f.count;
}
