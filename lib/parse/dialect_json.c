/* json, gemini, moondream, visual-rft: one syntax; the keys tell them apart. */
#include "base/ascii.h"
#include "parse/container.h"
#include "parse/dialect_readers.h"
#include "parse/quoted.h"
#include "parse/reader.h"

enum { KEY_LENGTH = 64 };

static bool is_escaped_quote(const struct scan *scan, int64_t at)
{
    return scan_is(scan, at, "\\\"") || scan_is(scan, at, "\\'");
}

/* A { begins an object where a key, or nothing, follows. */
static bool begins_object(const struct scan *scan)
{
    int64_t at = skip_space(scan, scan->at + 1);
    if (at == scan->end)
        return true;
    const char c = scan->text[at];
    if (c == '"' || c == '\'' || c == '}' || c == '{' || is_escaped_quote(scan, at) || quoted_is_curly(scan, at))
        return true;
    const int64_t key = at;
    while (at < scan->end && at - key < KEY_LENGTH && (ascii_is_word(scan->text[at])))
        at++;
    return at > key && skip_space(scan, at) < scan->end && scan->text[skip_space(scan, at)] == ':';
}

/* Where the brackets that begin at scan->at end. Each byte is looked at once, however often it is asked. */
static int64_t end_of_run(struct scan *scan)
{
    struct bracket_run *run = &scan->run;
    if (scan->at >= run->end || scan->at < run->at) {
        *run = (struct bracket_run){.at = scan->at, .end = scan->at + 1};
        while ((run->end = skip_space(scan, run->end)) < scan->end && scan->text[run->end] == '[') {
            run->count++;
            run->end++;
        }
    }
    for (; run->at < scan->at; run->at++)
        run->count -= scan->text[run->at + 1] == '[';
    return run->end;
}

/* A [ begins a list where what follows can be its first element; a list of numbers belongs to `brackets` in auto, but
 * not deeper than items may lie. */
static bool begins_list(struct scan *scan)
{
    const int64_t at = end_of_run(scan);
    if (at == scan->end || scan->run.count >= READER_DEPTH)
        return true;
    const char c = scan->text[at];
    if (c == '{' || c == '"' || c == '\'' || c == ']' || is_escaped_quote(scan, at) || quoted_is_curly(scan, at))
        return true;
    if (scan->auto_detect)
        return false;
    if (ascii_is_digit(c) || c == '-' || c == '+' || c == '.' || c == '(')
        return true;
    static const char *const words[] = {"null",  "true", "false",    "None", "True",
                                        "False", "NaN",  "Infinity", "nan",  "inf"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (scan_is(scan, at, words[i]))
            return true;
    return false;
}

bool read_json(struct scan *scan)
{
    if (!(scan->text[scan->at] == '{' ? begins_object(scan) : begins_list(scan)))
        return false;
    if (scan->values > 0)
        repair(scan, REPAIR_OTHER); /* JSON knows one value */
    scan->values++;
    reader_value(scan);
    return true;
}
