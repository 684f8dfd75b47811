#include "parse/quoted.h"

#include "parse/string.h"

/* Bytes at which a string may end or departs from JSON: quotes, backslash, control characters. */
static bool is_special(unsigned char c, char quote)
{
    return c == (unsigned char)quote || c == '\\' || c < 0x20;
}

/* May a string end with the quote before `at`? Where something that can follow a string follows, or its line ends. */
static bool may_end_before(const struct scan *scan, int64_t at)
{
    const int64_t begin = at;
    while (at < scan->end && (scan->text[at] == ' ' || scan->text[at] == '\t'))
        at++;
    if (at == scan->end)
        return true;
    switch (scan->text[at]) {
    case ',':
    case ':':
    case ']':
    case '}':
    case ')':
    case '\n':
    case '\r':
    case '`':
        return true;
    case '"':
    case '\'':
    case '[':
    case '{':
        return at > begin; /* a comma or colon is missing */
    case '\\':
        return at + 1 < scan->end && scan->text[at + 1] == 'n'; /* a line break written out */
    default:
        return false;
    }
}

/* A quote that follows punctuation of the structure and cannot end a string begins one: the string before it was never
 * closed, and ended where that punctuation begins. Returns that place, or -1. */
static int64_t unclosed_end(const struct scan *scan, int64_t begin, int64_t at)
{
    int64_t end = at;
    bool punctuation = false;
    while (end > begin) {
        const char c = scan->text[end - 1];
        if (c == '{' || c == '[' || c == ',' || c == '}' || c == ']' || c == ':')
            punctuation = true;
        else if (c != ' ' && c != '\n' && c != '\t' && c != '\r' && c != '\\')
            break;
        end--;
    }
    return punctuation ? end : -1;
}

static bool known_escape(const struct scan *scan, int64_t at)
{
    if (at >= scan->end || scan->text[at] == '\0' || strchr("\"\\/bfnrtu", scan->text[at]) == NULL)
        return false;
    if (scan->text[at] != 'u')
        return true;
    for (int64_t i = at + 1; i <= at + 4; i++)
        if (i >= scan->end || scan->text[i] == '\0' || strchr("0123456789abcdefABCDEF", scan->text[i]) == NULL)
            return false;
    return true;
}

bool quoted_is_curly(const struct scan *scan, int64_t at)
{
    return scan_is(scan, at, "\xE2\x80\x9C") || scan_is(scan, at, "\xE2\x80\x9D");
}

/* Between curly quotes, of which the next one closes. */
static struct quoted read_curly(const struct scan *scan, int64_t at)
{
    struct quoted quoted = {.begin = at + 3};
    for (at = quoted.begin; at < scan->end && !quoted_is_curly(scan, at); at++)
        continue;
    quoted.end = at;
    quoted.closed = at < scan->end;
    quoted.next = quoted.closed ? at + 3 : at;
    return quoted;
}

struct quoted quoted_read(const struct scan *scan, int64_t at)
{
    if ((unsigned char)scan->text[at] == 0xE2 && quoted_is_curly(scan, at))
        return read_curly(scan, at);
    const bool escaped = scan->text[at] == '\\';
    const char quote = scan->text[at + escaped];
    struct quoted quoted = {.begin = at + escaped + 1, .strict = !escaped && quote == '"'};
    unsigned char seen = 0; /* all bytes, or-ed */
    bool backslash = false;
    const char *const plain_end = string_plain_end(scan->text + quoted.begin, scan->text + scan->end);
    for (at = plain_end - scan->text; at < scan->end; at++) {
        const unsigned char c = (unsigned char)scan->text[at];
        seen |= c;
        if (!is_special(c, quote))
            continue;
        if (c < 0x20) {
            quoted.strict = false;
            continue;
        }
        const int64_t closing = at;
        if (c == '\\') {
            backslash = true;
            if (!escaped || at + 1 >= scan->end || scan->text[at + 1] != quote) {
                quoted.strict = quoted.strict && known_escape(scan, at + 1);
                at++;
                continue;
            }
            at++;
        }
        quoted.end = closing;
        quoted.next = at + 1;
        quoted.closed = true;
        quoted.plain = !backslash && seen < 0x80;
        if (may_end_before(scan, at + 1))
            return quoted;
        quoted.strict = false;
        const int64_t end = unclosed_end(scan, quoted.begin, closing);
        if (end >= 0) {
            quoted.end = quoted.next = end;
            return quoted;
        }
        quoted.closed = false;
    }
    quoted.end = quoted.next = scan->end;
    quoted.strict = false;
    return quoted;
}

struct span quoted_text(const struct scan *scan, const struct quoted *quoted)
{
    const struct span raw = {scan->text + quoted->begin, quoted->end - quoted->begin};
    return quoted->plain ? raw : string_decode(raw, scan->arena);
}
