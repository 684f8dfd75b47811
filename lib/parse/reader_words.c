#include "parse/reader_words.h"

#include "base/ascii.h"
#include "base/code_point.h"
#include "parse/containers.h"
#include "parse/quoted.h"
#include "parse/scalars.h"

int64_t reader_word_end(const struct scan *scan, int64_t at)
{
    while (at < scan->end && reader_is_word((unsigned char)scan->text[at]))
        at++;
    return at;
}

/* A word among the numbers of a list is skipped, a sign before a number alone: `~12`, `- 12`. */
static int64_t junk_end(const struct scan *scan, int64_t at)
{
    const unsigned char c = (unsigned char)scan->text[at];
    const bool letter = ascii_is_word((char)c);
    if (letter)
        return reader_word_end(scan, at);
    do
        at++;
    while (c >= 0xC0 && at < scan->end && utf8_continues(scan->text[at]));
    return at;
}

/* Text without quotes where a member's value belongs: up to the next comma, bracket or line break. */
static void read_unquoted_text(struct reader *r)
{
    struct scan *scan = r->scan;
    int64_t end = scan->at;
    while (end < scan->end && memchr(",}]\n", scan->text[end], 4) == NULL)
        end++;
    const int64_t begin = scan->at;
    scan->at = end;
    repair(scan, REPAIR_OTHER);
    while (end > begin && (scan->text[end - 1] == ' ' || scan->text[end - 1] == '\t' || scan->text[end - 1] == '\r'))
        end--;
    if (scan->at == scan->broken_at)
        return;
    const struct quoted quoted = {.begin = begin, .end = end};
    const struct span text = quoted_text(scan, &quoted);
    container_text(r, (struct span){scan->text + begin, end - begin}, text);
    end_value(r);
}

/* true, None and the like. False where the word at scan->at is none of them. */
static bool read_literal(struct reader *r)
{
    static const struct {
        const char *word;
        bool python;
    } literals[] = {{"true", false}, {"false", false}, {"null", false},
                    {"True", true},  {"False", true},  {"None", true}};
    struct scan *scan = r->scan;
    if (strchr("tfnTFN", scan->text[scan->at]) == NULL)
        return false;
    for (size_t i = 0; i < sizeof literals / sizeof literals[0]; i++) {
        const int64_t end = scan->at + (int64_t)strlen(literals[i].word);
        if (!scan_is(scan, scan->at, literals[i].word) ||
            (end < scan->end && reader_is_word((unsigned char)scan->text[end])))
            continue;
        begin_value(r);
        if (literals[i].python)
            repair(scan, REPAIR_PYTHON_LITERAL);
        scan->at = end;
        container_nothing(r, i % 3 == 0);
        end_value(r);
        return true;
    }
    return false;
}

void reader_word(struct reader *r)
{
    struct scan *scan = r->scan;
    const int64_t begin = scan->at;
    if (read_literal(r))
        return;
    double value;
    const int64_t after = scan_coordinate(scan, begin, &value);
    if (after > begin) {
        begin_value(r);
        scan->at = after;
        container_number(r, value, begin, after);
        end_value(r);
    } else if (innermost(r)->is_object) {
        begin_value(r);
        read_unquoted_text(r);
    } else {
        repair(scan, REPAIR_OTHER);
        scan->at = junk_end(scan, begin);
    }
}
