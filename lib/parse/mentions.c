#include "parse/mentions.h"
#include "base/ascii.h"
#include "base/code_point.h"

#include <stdbool.h>

struct reader {
    struct span text;
    const struct tag *tags;
    int64_t count;
    bool thinking;          /* a section is open that counts */
    int64_t pending;        /* where a mentioned opening mark ends that nothing closed yet, -1: none */
    int64_t pending_answer; /* the mentioned answer tag that nothing closed yet, -1: none */
    int64_t mentioned;      /* where the last mentioned section ends, -1: none */
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static char byte_at(struct span text, int64_t at)
{
    return at >= 0 && at < text.length ? text.data[at] : '\0';
}

/* The first byte of the code point that ends before `at`. */
static int64_t code_point_before(struct span text, int64_t at)
{
    int64_t begin = at - 1;
    while (begin > 0 && at - begin < 4 && utf8_continues(text.data[begin]))
        begin--;
    return begin;
}

/* Is the code point at `at` a letter? Beyond ASCII: none of the punctuation of U+2000 to U+2FFF, U+3000 to U+303F and
 * U+F000 to U+FFFF, full-width forms among it. */
static bool is_letter_at(struct span text, int64_t at)
{
    const unsigned char first = (unsigned char)byte_at(text, at), second = (unsigned char)byte_at(text, at + 1);
    if (first < 0x80)
        return ascii_is_letter((char)first);
    return first >= 0xC3 && first != 0xE2 && first != 0xEF && !(first == 0xE3 && second == 0x80);
}

static bool letter_before(struct span text, int64_t at)
{
    return at > 0 && is_letter_at(text, code_point_before(text, at));
}

/* A word and a space stand before `at`, or a comma does: the sentence is not over. */
static bool in_sentence_before(struct span text, int64_t at)
{
    int64_t before = at, over_lines = at;
    while (before > 0 && is_blank(text.data[before - 1]))
        before--;
    over_lines = before;
    while (over_lines > 0 && ascii_is_space(text.data[over_lines - 1]))
        over_lines--;
    if (byte_at(text, over_lines - 1) == ',')
        return letter_before(text, over_lines - 1) || byte_at(text, over_lines - 2) == '.';
    if (before == at)
        return false;
    if (byte_at(text, before - 1) == '.') /* i.e., e.g. */
        return ascii_is_letter(byte_at(text, before - 2)) && byte_at(text, before - 3) == '.';
    return letter_before(text, before);
}

/* The sentence goes on behind `at`: with a word that no capital begins, or with a mark that
 * belongs to it. */
static bool in_sentence_behind(struct span text, int64_t at)
{
    const char next = byte_at(text, at);
    if (ascii_is_one_of(next, ",;:.!?)"))
        return true;
    if (!is_blank(next))
        return false;
    while (is_blank(byte_at(text, at)))
        at++;
    const char first = byte_at(text, at);
    return (first >= 'a' && first <= 'z') || ((unsigned char)first >= 0x80 && is_letter_at(text, at));
}

/* Prose stands somewhere before and, on the same line, behind. */
static bool between_words(struct span text, int64_t begin, int64_t end)
{
    while (begin > 0 && ascii_is_space(text.data[begin - 1]))
        begin--;
    while (is_blank(byte_at(text, end)))
        end++;
    const char before = byte_at(text, begin - 1);
    return (letter_before(text, begin) || (ascii_is_one_of(before, ",;:`\"'"))) &&
           (is_letter_at(text, end) || (end < text.length && strchr(",;.`\"'", text.data[end]) != NULL));
}

static bool is_quotation_mark(char c)
{
    return c == '`' || ascii_is_quote(c);
}

/* Does the quotation mark at `at` open a piece, or close one? `"STOP"</think>"STOP"` has a closing one before the tag
 * and an opening one behind it. */
static bool opens_piece(struct span text, int64_t at)
{
    const char before = byte_at(text, at - 1);
    return at >= 0 && (before == '\0' || ascii_is_space(before) || strchr("([{", before) != NULL);
}

static bool closes_piece(struct span text, int64_t at)
{
    const char behind = byte_at(text, at + 1);
    return at < text.length && behind != text.data[at] && !is_letter_at(text, at + 1) && !ascii_is_digit(behind);
}

/* The tag stands in quotation marks or backticks of its own; a mark of thinking also at one end of a piece of code. */
static bool is_quoted(struct span text, const struct tag *tag)
{
    static const struct span pairs[][2] = {{{"“", 3}, {"”", 3}}, {{"‘", 3}, {"’", 3}}, {{"「", 3}, {"」", 3}}};
    const char before = byte_at(text, tag->begin - 1), behind = byte_at(text, tag->end);
    const bool opens = is_quotation_mark(before) && opens_piece(text, tag->begin - 1);
    const bool closes = is_quotation_mark(behind) && closes_piece(text, tag->end);
    if ((opens && closes && before == behind) || (before == '(' && behind == ')'))
        return true;
    if (tag->kind <= TAG_THINK_END && ((opens && before == '`') || (closes && behind == '`')))
        return true;
    for (size_t i = 0; (unsigned char)before >= 0x80 && i < sizeof pairs / sizeof pairs[0]; i++) {
        if (tag->begin >= 3 && text.length - tag->end >= 3 &&
            memcmp(text.data + tag->begin - 3, pairs[i][0].data, 3) == 0 &&
            memcmp(text.data + tag->end, pairs[i][1].data, 3) == 0)
            return true;
    }
    return false;
}

/* Nothing, or dots that stand for something. */
static bool holds_nothing(struct span text, int64_t begin, int64_t end)
{
    while (begin < end && (ascii_is_space(text.data[begin]) || text.data[begin] == '.'))
        begin++;
    return begin == end || (end - begin == 3 && memcmp(text.data + begin, "…", 3) == 0);
}

/* The next tag closes the one at `i`, with nothing in between, and a sentence goes on around the pair. */
static bool is_empty_pair(const struct reader *r, int64_t i)
{
    const struct tag *tag = &r->tags[i], *next = &r->tags[i + 1];
    return i + 1 < r->count && (tag->kind == TAG_THINK || tag->kind == TAG_ANSWER) && next->kind == tag->kind + 1 &&
           next->which == tag->which && holds_nothing(r->text, tag->end, next->begin) &&
           between_words(r->text, tag->begin, next->end);
}

/* Does a sentence end between two places? */
static bool sentence_ends(struct span text, int64_t begin, int64_t end)
{
    for (int64_t at = begin; at < end; at++) {
        if (ascii_is_one_of(text.data[at], ".!?") && ascii_is_space(byte_at(text, at + 1)))
            return true;
    }
    return false;
}

/* An opening mark of thinking: is it mentioned? */
static bool opening_is_mentioned(struct reader *r, const struct tag *tag)
{
    if (is_quoted(r->text, tag))
        return true;
    if (!in_sentence_before(r->text, tag->begin)) {
        r->thinking = true;
        r->pending = -1;
        return false;
    }
    r->pending = tag->end;
    return true;
}

static bool closing_is_mentioned(struct reader *r, struct tag *tag)
{
    if (is_quoted(r->text, tag))
        return true;
    const bool closes_mention = r->pending >= 0 && !sentence_ends(r->text, r->pending, tag->begin);
    r->pending = -1;
    if (closes_mention && !r->thinking) {
        r->mentioned = tag->end;
        return true;
    }
    tag->loose = closes_mention || (in_sentence_before(r->text, tag->begin) && in_sentence_behind(r->text, tag->end));
    r->thinking = r->thinking && tag->loose;
    return false;
}

static bool answer_is_mentioned(struct reader *r, const struct tag *tag)
{
    if (tag->kind == TAG_ANSWER_END) {
        const bool closes_mention = r->pending_answer == tag->which;
        if (closes_mention)
            r->mentioned = tag->end;
        r->pending_answer = -1;
        return closes_mention || is_quoted(r->text, tag);
    }
    const bool follows =
        r->mentioned >= 0 && ascii_is_blank((struct span){r->text.data + r->mentioned, tag->begin - r->mentioned});
    r->pending_answer = follows ? tag->which : -1;
    return follows || is_quoted(r->text, tag);
}

static bool is_mentioned(struct reader *r, struct tag *tag)
{
    switch (tag->kind) {
    case TAG_THINK:
        return opening_is_mentioned(r, tag);
    case TAG_THINK_END:
        return closing_is_mentioned(r, tag);
    case TAG_FINAL:
        r->thinking = false;
        return false;
    default:
        return answer_is_mentioned(r, tag);
    }
}

int64_t mentions_drop(struct span text, struct tag *tags, int64_t count)
{
    struct reader r = {
        .text = text, .tags = tags, .count = count, .pending = -1, .pending_answer = -1, .mentioned = -1};
    int64_t kept = 0;
    for (int64_t i = 0; i < count; i++) {
        if (is_empty_pair(&r, i)) {
            r.mentioned = tags[++i].end;
            continue;
        }
        struct tag tag = tags[i];
        const int64_t before = r.mentioned;
        if (!is_mentioned(&r, &tag))
            tags[kept++] = tag;
        if (r.mentioned == before)
            r.mentioned = -1; /* what is right behind it has been seen */
    }
    return kept;
}
