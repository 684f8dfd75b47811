#include "parse/statement.h"

#include "base/ascii.h"
#include "parse/string.h"
#include "text/utf8.h"

/* The text begins with a word in letters of any case that no letter follows. */
static bool starts_word(const char *at, const char *end, const char *word)
{
    for (; *word != '\0'; word++, at++)
        if (at == end || (*at | 0x20) != *word)
            return false;
    return at == end || !ascii_begins_name(*at);
}

static const char *skip_any(const char *at, const char *end, const char *bytes)
{
    while (at < end && ascii_is_one_of(*at, bytes))
        at++;
    return at;
}

/* `: `, `" = `, ` is `, ：, 是, 为 behind the word. Returns one past it, or NULL. */
static const char *behind_word(const char *at, const char *end, bool chinese)
{
    static const char *const chinese_marks[] = {"\uFF1A", "\u662F", "\u4E3A"};
    bool any = chinese;
    at = skip_any(at, end, " \t\"'*_`");
    if (starts_word(at, end, "is")) {
        at += 2;
        any = true;
    }
    for (size_t i = 0; i < sizeof chinese_marks / sizeof chinese_marks[0]; i++) {
        if (begins(at, end, chinese_marks[i])) {
            at += 3;
            any = true;
        }
    }
    at = skip_any(at, end, " \t*_");
    if (at < end && (*at == ':' || *at == '=')) {
        at++;
        any = true;
    }
    return any ? skip_any(at, end, " \t\r\n*_:") : NULL;
}

/* One past the last mark that something stands behind, or the beginning. */
static const char *last_mark(const char *begin, const char *end)
{
    const char *found = begin;
    for (const char *at = begin; at < end;) {
        const bool chinese = begins(at, end, "\u7B54\u6848") > 0;
        const char *after = NULL;
        if (chinese)
            after = behind_word(at + 6, end, true);
        else if ((at == begin || !ascii_begins_name(at[-1])) && starts_word(at, end, "answer"))
            after = behind_word(at + 6, end, false);
        if (after != NULL && after < end)
            found = after;
        at = after != NULL && after > at ? after : at + 1;
    }
    return found;
}

/* What the double quotes at the beginning hold; data NULL where there are none. */
static struct span in_quotes(struct span text)
{
    int64_t at = 1;
    while (at < text.length && text.data[at] != '"')
        at += text.data[at] == '\\' ? 2 : 1;
    return text.length > 0 && text.data[0] == '"' && at < text.length ? (struct span){text.data + 1, at - 1}
                                                                      : (struct span){NULL, 0};
}

/* What the last \boxed{} holds, its own braces balanced; data NULL where there is none. */
static struct span in_box(struct span text)
{
    static const char mark[] = "\\boxed{";
    const char *const end = text.data + text.length;
    struct span found = {NULL, 0};
    for (const char *at = text.data; at < end; at++) {
        if (*at != '\\' || !begins(at, end, mark))
            continue;
        const char *const from = at + sizeof mark - 1;
        int64_t depth = 1;
        for (at = from; at < end && depth > 0; at++)
            depth += (*at == '{') - (*at == '}');
        found = (struct span){from, (depth > 0 ? at : at - 1) - from};
        at--;
    }
    return found;
}

/* The end of the line, or the reason that is given. */
static const char *statement_end(const char *at, const char *end)
{
    while (at < end && *at != '\n' && !(*at == ' ' && starts_word(at + 1, end, "because")))
        at++;
    return at;
}

struct span statement_find(struct span text, struct arena *arena)
{
    const char *const end = text.data + text.length;
    const char *const from = last_mark(text.data, end);
    struct span stated = {from, end - from};
    const struct span boxed = in_box(stated);
    if (boxed.data != NULL)
        return utf8_trim(boxed);
    if (from == text.data)
        return utf8_trim(text);
    const struct span quoted = in_quotes(stated);
    if (quoted.data != NULL) {
        stated = string_decode(quoted, arena);
        return stated.data != NULL ? utf8_trim(stated) : stated;
    }
    return utf8_trim((struct span){from, statement_end(from, end) - from});
}
