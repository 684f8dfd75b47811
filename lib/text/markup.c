#include "text/markup.h"

#include "base/ascii.h"
#include "base/code_point.h"
#include "text/utf8.h"

/* What becomes of each byte. */
enum mark { KEPT, DROPPED, LINE_END };

/* A run of marks that may open: which, where what is left of it begins, and how many are left. */
struct opener {
    char mark;
    int64_t at, left;
};

/* Openers beyond it are forgotten, the oldest first, so that every mark looks at few. */
enum { MOST_OPEN = 16 };

struct markup {
    const char *text;
    int64_t length;
    char *fate; /* [length] enum mark */
    struct opener open[MOST_OPEN];
    int32_t open_count;
    bool in_heading;
};

static bool is_space_at(const struct markup *markup, int64_t at)
{
    if (at < 0 || at >= markup->length)
        return true;
    if ((unsigned char)markup->text[at] < 0x80)
        return utf8_is_space((unsigned char)markup->text[at]);
    while (utf8_continues(markup->text[at]))
        at--;
    uint32_t code_point;
    utf8_read(markup->text + at, markup->text + markup->length, &code_point);
    return utf8_is_space(code_point);
}

static bool is_word_at(const struct markup *markup, int64_t at)
{
    if (at < 0 || at >= markup->length)
        return false;
    const char byte = markup->text[at];
    return ascii_is_digit(byte) || ascii_is_letter(byte);
}

static void drop(struct markup *markup, int64_t begin, int64_t count)
{
    memset(markup->fate + begin, DROPPED, (size_t)count);
}

/* Closes what is open of this mark, the nearest first, with what there is of the run at `at`. Returns how many of the
 * run were used. Code and strike-through close with as many as they open with. */
static int64_t close_with(struct markup *markup, char mark, int64_t at, int64_t run)
{
    int64_t used = 0;
    for (int32_t i = markup->open_count; i-- > 0 && used < run;) {
        struct opener *opener = &markup->open[i];
        const bool whole = mark == '`' || mark == '~';
        if (opener->mark != mark || (whole && opener->left != run))
            continue;
        const int64_t pair = opener->left < run - used ? opener->left : run - used;
        drop(markup, opener->at + opener->left - pair, pair);
        drop(markup, at + used, pair);
        opener->left -= pair;
        used += pair;
        markup->open_count = opener->left > 0 ? i + 1 : i; /* what was opened inside was none */
    }
    return used;
}

static void push_opener(struct markup *markup, char mark, int64_t at, int64_t left)
{
    if (markup->open_count == MOST_OPEN) {
        memmove(markup->open, markup->open + 1, (MOST_OPEN - 1) * sizeof markup->open[0]);
        markup->open_count--;
    }
    markup->open[markup->open_count++] = (struct opener){mark, at, left};
}

/* A run of one of the marks at `at`. Returns its length. CommonMark 0.31, 6.2, without its classes of punctuation: it
 * opens where no space follows and closes where none is before; a single one inside a word (2*3*4, snake_case) is
 * text. */
static int64_t take_run(struct markup *markup, int64_t at)
{
    const char mark = markup->text[at];
    int64_t run = 1;
    while (at + run < markup->length && markup->text[at + run] == mark)
        run++;
    const int64_t least = mark == '~' ? 2 : 1, most = mark == '`' || mark == '~' ? 2 : 3;
    const bool inside = is_word_at(markup, at - 1) && is_word_at(markup, at + run);
    if (run < least || run > most || (inside && (run == 1 || mark == '_')))
        return run;
    const int64_t used = is_space_at(markup, at - 1) ? 0 : close_with(markup, mark, at, run);
    if (used < run && !is_space_at(markup, at + run))
        push_opener(markup, mark, at + used, run - used);
    return run;
}

/* The beginning of a line: a blank one ends what is open, and # with a space behind it makes a heading. Returns how many
 * bytes were taken. */
static int64_t take_line_start(struct markup *markup, int64_t at)
{
    int64_t end = at;
    while (end < markup->length && end - at < 3 && markup->text[end] == ' ')
        end++;
    const int64_t marks = end;
    while (end < markup->length && markup->text[end] == '#')
        end++;
    if (end == marks || end - marks > 6 || !is_space_at(markup, end))
        return 0;
    while (end < markup->length && (markup->text[end] == ' ' || markup->text[end] == '\t'))
        end++;
    drop(markup, at, end - at);
    markup->in_heading = true;
    return end - at;
}

/* The end of a line, at `at`: the # that may close a heading go, with the space before them. */
static void end_line(struct markup *markup, int64_t at)
{
    if (markup->in_heading) {
        const int64_t last = at > 0 && markup->text[at - 1] == '\r' ? at - 1 : at;
        int64_t end = last, begin;
        while (end > 0 && markup->text[end - 1] == ' ')
            end--;
        for (begin = end; begin > 0 && markup->text[begin - 1] == '#';)
            begin--;
        if (begin < end && begin > 0 && markup->text[begin - 1] == ' ') {
            while (begin > 0 && markup->text[begin - 1] == ' ')
                begin--;
            drop(markup, begin, last - begin);
        }
    }
    markup->in_heading = false;
    int64_t next = at + 1;
    while (next < markup->length && (markup->text[next] == ' ' || markup->text[next] == '\r'))
        next++;
    if (next < markup->length && markup->text[next] == '\n')
        markup->open_count = 0; /* a paragraph ends */
}

static bool is_named(const char *text, int64_t length, const char *name)
{
    for (int64_t i = 0; i < length; i++) {
        if ((text[i] | 0x20) != name[i])
            return false;
    }
    return name[length] == '\0';
}

/* A tag without attributes at `at`. Returns its length, 0 where there is none of ours. */
static int64_t take_tag(struct markup *markup, int64_t at)
{
    static const char *const names[] = {"br", "b", "strong", "i", "em", "u", "s", "del", "sub", "sup"};
    enum { LONGEST = 6 };
    const int64_t name = at + 1 + (at + 1 < markup->length && markup->text[at + 1] == '/');
    int64_t end = name;
    while (end < markup->length && end - name < LONGEST && ascii_is_letter(markup->text[end]))
        end++;
    size_t i = 0;
    while (i < sizeof names / sizeof names[0] && !is_named(markup->text + name, end - name, names[i]))
        i++;
    if (i == sizeof names / sizeof names[0])
        return 0;
    while (i == 0 && end < markup->length && (markup->text[end] == ' ' || markup->text[end] == '/'))
        end++;
    if (end >= markup->length || markup->text[end] != '>')
        return 0;
    drop(markup, at, end + 1 - at);
    if (i == 0)
        markup->fate[at] = LINE_END;
    return end + 1 - at;
}

static bool may_be_escaped(char byte)
{
    return byte != '\0' && strchr("*_~`#", byte) != NULL;
}

static void find_markup(struct markup *markup)
{
    for (int64_t at = take_line_start(markup, 0); at < markup->length;) {
        const char byte = markup->text[at];
        int64_t taken = 1;
        if (byte == '\n') {
            end_line(markup, at);
            taken += take_line_start(markup, at + 1);
        } else if (byte == '\\' && at + 1 < markup->length && may_be_escaped(markup->text[at + 1])) {
            drop(markup, at, 1);
            taken = 2;
        } else if (byte == '*' || byte == '_' || byte == '~' || byte == '`') {
            taken = take_run(markup, at);
        } else if (byte == '<') {
            const int64_t tag = take_tag(markup, at);
            taken = tag > 0 ? tag : 1;
        }
        at += taken;
    }
    end_line(markup, markup->length);
}

struct span without_markup(struct span text, struct arena *arena)
{
    bool any = false;
    for (int64_t i = 0; i < text.length && !any; i++)
        any = text.data[i] == '<' || may_be_escaped(text.data[i]);
    if (!any)
        return text;
    struct markup markup = {.text = text.data, .length = text.length};
    char *out = arena_array(arena, (size_t)text.length, 1);
    markup.fate = arena_zeros(arena, (size_t)text.length, 1);
    if (out == NULL || markup.fate == NULL)
        return (struct span){NULL, 0};
    find_markup(&markup);
    int64_t written = 0;
    for (int64_t i = 0; i < text.length; i++) {
        if (markup.fate[i] != DROPPED)
            out[written++] = markup.fate[i] == LINE_END ? '\n' : text.data[i];
    }
    return (struct span){out, written};
}
