#include "parse/marks.h"
#include "base/ascii.h"

/* The thinking marks of published models that need no naming: R1 and Qwen; prompts that ask for it; Kimi-VL. */
static const struct span usual_thinking[] = {{"think", 5}, {"thinking", 8}, {"◁think▷", 11}};

/* How many bytes stand before the first letter, digit or _ of a name that brings brackets of its own, like [THINK]; 0:
 * it brings none. */
static int64_t head_length(struct span name)
{
    int64_t length = 0;
    if (name.length == 0 || ascii_is_word(name.data[name.length - 1]))
        return 0;
    while (length < name.length && !ascii_is_word(name.data[length]))
        length++;
    return length < name.length ? length : 0;
}

bool is_tag_name(struct span name)
{
    for (int64_t i = 0; i < name.length; i++) {
        if ((unsigned char)name.data[i] <= ' ' || strchr("<>/", name.data[i]) != NULL)
            return false;
    }
    return name.length > 0;
}

bool is_think_tag(struct span name)
{
    if (head_length(name) == 0)
        return is_tag_name(name);
    for (int64_t i = 0; i < name.length; i++) {
        if ((unsigned char)name.data[i] <= ' ' || name.data[i] == '/')
            return false;
    }
    return true;
}

/* A name without brackets of its own is put between < and >. */
static struct mark spell(struct span name)
{
    const int64_t head = head_length(name);
    struct mark mark = {.head = SPAN("<"), .open = name, .close = name, .tail = SPAN(">"), .slash = true};
    if (head > 0) {
        mark.head = (struct span){name.data, head};
        mark.open = mark.close = (struct span){name.data + head, name.length - head};
        mark.tail = SPAN("");
    }
    return mark;
}

static void may_begin(struct marks *marks, char first)
{
    if ((marks->role[(unsigned char)first] & BYTE_MARK) == 0)
        marks->first[marks->firsts++] = first;
    marks->role[(unsigned char)first] |= BYTE_MARK;
}

static void add_mark(struct marks *marks, struct mark mark)
{
    const char second = mark.head.length > 1 ? mark.head.data[1] : mark.open.data[0];
    may_begin(marks, mark.head.data[0]);
    marks->follows[(unsigned char)second] = 1;
    if (mark.head.length == 1 && mark.slash) {
        marks->follows['/'] = 1;
        marks->closes[(unsigned char)mark.close.data[0]] = 1;
    }
    marks->mark[marks->count++] = mark;
}

static void add_thinking(struct marks *marks, const struct span *name, int64_t count)
{
    for (int64_t i = 0; i < count && i < MOST_THINK_TAGS; i++) {
        struct mark mark = spell(name[i]);
        mark.thinks = true;
        add_mark(marks, mark);
    }
}

static void add_answer(struct marks *marks, struct span name, int32_t which)
{
    struct mark mark = spell(name);
    if (span_equal(name, SPAN("boxed"))) {
        marks->boxed = which;
        may_begin(marks, '\\');
        marks->follows['b'] = 1;
        return;
    }
    if (span_equal(name, SPAN("begin_of_box")))
        mark = (struct mark){.head = SPAN("<|"), .open = name, .close = SPAN("end_of_box"), .tail = SPAN("|>")};
    mark.which = which;
    add_mark(marks, mark);
}

void marks_make(const struct read_options *options, struct marks *marks)
{
    memset(marks, 0, sizeof *marks);
    marks->boxed = -1;
    marks->role['"'] = marks->role['\''] = BYTE_QUOTE;
    marks->role['['] = marks->role['{'] = BYTE_OPEN;
    marks->role[']'] = marks->role['}'] = BYTE_CLOSE;
    marks->role['\\'] = BYTE_ESCAPE;
    if (options->think != THINK_NONE) {
        add_thinking(marks, usual_thinking, sizeof usual_thinking / sizeof usual_thinking[0]);
        add_thinking(marks, options->think_tag, options->think_tag_count);
        marks->channels = true;
        may_begin(marks, '<');
        marks->follows['|'] = 1;
    }
    for (int64_t i = 0; options->answer_pattern == NULL && i < options->answer_tag_count && i < MOST_ANSWER_TAGS; i++)
        add_answer(marks, options->answer_tag[i], (int32_t)i);
}

bool marks_possible(const struct marks *marks, struct span text)
{
    for (int64_t i = 0; i < marks->firsts; i++) {
        if (memchr(text.data, marks->first[i], (size_t)text.length) != NULL)
            return true;
    }
    return false;
}

/* One past the piece where it stands at `at`, -1 where it does not. Most differ in their first byte. */
static inline int64_t behind(struct span text, int64_t at, struct span piece)
{
    if (piece.length == 0)
        return at;
    if (text.length - at < piece.length || text.data[at] != piece.data[0])
        return -1;
    if (piece.length > 1 && memcmp(text.data + at + 1, piece.data + 1, (size_t)piece.length - 1) != 0)
        return -1;
    return at + piece.length;
}

/* One past the name and what ends the mark. */
static inline int64_t behind_name(struct span text, int64_t at, struct span name, struct span tail)
{
    const int64_t end = behind(text, at, name);
    return end < 0 ? -1 : behind(text, end, tail);
}

const struct mark *mark_at(const struct marks *marks, struct span text, int64_t at, bool *closing, int64_t *end)
{
    for (int64_t i = 0; i < marks->count; i++) {
        const struct mark *mark = &marks->mark[i];
        const int64_t name = behind(text, at, mark->head);
        if (name < 0)
            continue;
        *closing = mark->slash && name < text.length && text.data[name] == '/';
        *end = *closing ? behind_name(text, name + 1, mark->close, mark->tail)
                        : behind_name(text, name, mark->open, mark->tail);
        if (*end < 0 && !mark->slash) {
            *closing = true;
            *end = behind_name(text, name, mark->close, mark->tail);
        }
        if (*end >= 0)
            return mark;
    }
    return NULL;
}
