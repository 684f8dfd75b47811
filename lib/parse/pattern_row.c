#include "parse/pattern_row.h"

#include "base/ascii.h"

/* A row needs no search that goes back. Behind anything, the first place where the next literals and classes fit is as
 * good as every later one: from there at least as much of the text can be reached. Within a line that holds, too, since
 * a place further on is in the same line or has the same end. How far a class goes is settled by the text alone, since
 * what follows it begins with no member of it. */

enum { NOT_HERE = -1, NOT_KNOWN = -2 };

/* --- the expression --- */

struct row_reader {
    struct span expression;
    int64_t at;
    struct row *row;
};

static bool row_takes(struct row_reader *reader, const char *token)
{
    const int64_t length = (int64_t)strlen(token);
    if (!span_has(reader->expression, (struct span){token, length}, reader->at))
        return false;
    reader->at += length;
    return true;
}

/* What comes next, 0 at the end. */
static char row_peek(const struct row_reader *reader)
{
    return reader->at < reader->expression.length ? reader->expression.data[reader->at] : '\0';
}

/* \n, \<, \x1c: one byte of ASCII. */
static bool read_escape(struct row_reader *reader, char *byte)
{
    static const char letters[] = "ntrf", values[] = "\n\t\r\f";
    reader->at++;
    const char c = row_peek(reader);
    const char *known = c != '\0' ? strchr(letters, c) : NULL;
    reader->at++;
    if (c == 'x' && reader->expression.length - reader->at >= 2) {
        const int32_t high = ascii_hex(reader->expression.data[reader->at]);
        const int32_t low = ascii_hex(reader->expression.data[reader->at + 1]);
        *byte = (char)(16 * high + low);
        reader->at += 2;
        return high >= 0 && high < 8 && low >= 0;
    }
    *byte = known != NULL ? values[known - letters] : c;
    return known != NULL || (c > ' ' && c < 0x7F && !ascii_is_letter(c) && !ascii_is_digit(c));
}

/* One byte that stands for itself, of a character that is not repeated; `special`: bytes that do not. */
static bool read_byte(struct row_reader *reader, const char *special, char *byte)
{
    const char c = row_peek(reader);
    if (c == '\\')
        return read_escape(reader, byte);
    reader->at++;
    *byte = c;
    return c != '\0' && strchr(special, c) == NULL;
}

static struct piece *add_piece(struct row *row, enum piece_kind kind)
{
    if (row->count == ROW_PIECES)
        return NULL;
    struct piece *piece = &row->piece[row->count++];
    *piece = (struct piece){.kind = kind, .begin = row->used};
    return piece;
}

static bool is_repeated(const struct row_reader *reader)
{
    const char c = row_peek(reader);
    return ascii_is_one_of(c, "*+?{");
}

/* Literal bytes up to something else. */
static bool read_literal(struct row_reader *reader, struct piece *piece)
{
    struct row *row = reader->row;
    while (piece != NULL && row->used < ROW_TEXT) {
        const int64_t before = reader->at;
        char byte;
        if (row_peek(reader) == '\\' && reader->at + 1 < reader->expression.length &&
            strchr("sdw", reader->expression.data[reader->at + 1]) != NULL)
            return piece->length > 0;
        if (!read_byte(reader, "^$.[|()*+?{", &byte)) {
            reader->at = before;
            return piece->length > 0;
        }
        if (is_repeated(reader))
            return false;
        row->text[row->used++] = byte;
        piece->length++;
    }
    return false;
}

static void add_members(struct piece *piece, int32_t first, int32_t last)
{
    for (int32_t c = first; c <= last; c++)
        piece->members[c / 64] |= UINT64_C(1) << c % 64;
}

static bool has_member(const struct piece *piece, char c)
{
    const unsigned char byte = (unsigned char)c;
    return byte < 0x80 && (piece->members[byte / 64] >> byte % 64 & 1) != 0;
}

/* The part of \s, \d and \w that is ASCII. */
static bool read_shorthand(struct row_reader *reader, struct piece *piece)
{
    if (row_takes(reader, "\\s")) {
        add_members(piece, '\t', '\r');
        add_members(piece, ' ', ' ');
        return true;
    }
    const bool word = row_takes(reader, "\\w");
    if (!word && !row_takes(reader, "\\d"))
        return false;
    for (int32_t c = 0; c < 0x80; c++) {
        if (word ? ascii_is_word((char)c) : ascii_is_digit((char)c))
            add_members(piece, c, c);
    }
    return true;
}

/* [...] without what is said of more than ASCII. */
static bool read_set(struct row_reader *reader, struct piece *piece)
{
    while (!row_takes(reader, "]")) {
        char first, last;
        if (read_shorthand(reader, piece))
            continue;
        if (!read_byte(reader, "[^-", &first) || (unsigned char)first >= 0x80)
            return false;
        last = first;
        if (row_takes(reader, "-") && (!read_byte(reader, "[]-", &last) || (unsigned char)last >= 0x80))
            return false;
        add_members(piece, first, last);
    }
    return (piece->members[0] | piece->members[1]) != 0;
}

static bool read_class(struct row_reader *reader)
{
    struct piece *piece = add_piece(reader->row, PIECE_CLASS);
    if (piece == NULL || !(row_takes(reader, "[") ? read_set(reader, piece) : read_shorthand(reader, piece)))
        return false;
    piece->at_least = row_peek(reader) == '+';
    return (row_takes(reader, "+") || row_takes(reader, "*")) && !is_repeated(reader);
}

static bool read_anything(struct row_reader *reader)
{
    return (row_takes(reader, "(.*?)") || row_takes(reader, "(.*)") || row_takes(reader, ".*?") ||
            row_takes(reader, ".*")) &&
           !is_repeated(reader);
}

static bool read_piece(struct row_reader *reader)
{
    struct row *row = reader->row;
    const char c = row_peek(reader);
    const bool first = row_takes(reader, "(?>.*?");
    if (first || row_takes(reader, "(?!.*?") || row_takes(reader, "(?!.*"))
        return read_literal(reader, add_piece(row, first ? PIECE_FIRST : PIECE_NOT_AHEAD)) && row_takes(reader, ")") &&
               !is_repeated(reader);
    if (row_takes(reader, "$"))
        return add_piece(row, PIECE_LINE_END) != NULL && reader->at == reader->expression.length;
    if (c == '.' || c == '(')
        return read_anything(reader) && add_piece(row, PIECE_ANYTHING) != NULL;
    const char after = reader->at + 1 < reader->expression.length ? reader->expression.data[reader->at + 1] : '\0';
    if (c == '[' || (c == '\\' && ascii_is_one_of(after, "sdw")))
        return read_class(reader);
    return read_literal(reader, add_piece(row, PIECE_LITERAL));
}

/* Whether the class ends where it must: what follows begins with no member of it. */
static bool class_is_settled(const struct row *row, int32_t i)
{
    const struct piece *piece = &row->piece[i], *next = piece + 1;
    if (i + 1 == row->count)
        return true;
    if (next->kind == PIECE_CLASS)
        return next->at_least > 0 &&
               ((piece->members[0] & next->members[0]) | (piece->members[1] & next->members[1])) == 0;
    return next->kind == PIECE_LITERAL && !has_member(piece, row->text[next->begin]);
}

/* Whether the pieces from `first` to before `last` can be looked for behind anything: by a literal, whose next place
 * does not lie within a class of theirs, so that no text is passed over more than once for each. */
static bool can_be_found(const struct row *row, int32_t first, int32_t last)
{
    if (row->piece[first].kind == PIECE_LINE_END)
        return row->all_lines;
    for (int32_t i = first; i < last; i++) {
        const struct piece *piece = &row->piece[i];
        if (piece->kind == PIECE_FIRST || piece->kind == PIECE_NOT_AHEAD ||
            (piece->kind == PIECE_CLASS && has_member(piece, row->text[row->piece[first].begin])))
            return false;
    }
    return row->piece[first].kind == PIECE_LITERAL;
}

/* The pieces from `first` up to one that is anything, or all that are left. */
static int32_t end_of_stretch(const struct row *row, int32_t first)
{
    while (first < row->count && row->piece[first].kind != PIECE_ANYTHING)
        first++;
    return first;
}

/* Where a search within lines would have to go on in a later one, it is none. */
static bool row_is_settled(const struct row *row)
{
    bool loose = row->mode == PATTERN_SEARCH; /* something may be anywhere */
    int32_t stretches = 0;
    for (int32_t first = 0, last; first < row->count; first = last + 1) {
        last = end_of_stretch(row, first);
        stretches += last > first;
        if (loose && last > first && !can_be_found(row, first, last))
            return false;
        for (int32_t i = first; i < last; i++) {
            if (row->piece[i].kind == PIECE_CLASS && !class_is_settled(row, i))
                return false;
        }
        loose = true;
    }
    return row->mode != PATTERN_SEARCH || row->all_lines || stretches < 2;
}

void row_compile(struct span expression, enum pattern_mode mode, struct row *row)
{
    struct row_reader reader = {.expression = expression, .row = row};
    *row = (struct row){.mode = mode};
    if (row_takes(&reader, "(?sm)") || row_takes(&reader, "(?ms)"))
        row->all_lines = row->every_line = true;
    else if (row_takes(&reader, "(?s)"))
        row->all_lines = true;
    bool understood = true;
    while (understood && reader.at < expression.length)
        understood = read_piece(&reader);
    if (!understood || !row_is_settled(row))
        row->count = 0;
}

/* --- the text --- */

static struct span literal_of(const struct row *row, const struct piece *piece)
{
    return (struct span){row->text + piece->begin, piece->length};
}

/* Where the line of `at` ends, or the text. */
static int64_t line_end(const struct row *row, struct span text, int64_t at)
{
    const char *found =
        row->all_lines || at == text.length ? NULL : memchr(text.data + at, '\n', (size_t)(text.length - at));
    return found != NULL ? found - text.data : text.length;
}

/* Where the literal begins from `at` to `last`. */
static int64_t find_literal(const struct row *row, const struct piece *piece, struct span text, int64_t at,
                            int64_t last)
{
    const int64_t end = last < text.length - piece->length ? last + piece->length : text.length;
    return span_find((struct span){text.data, end}, literal_of(row, piece), at);
}

static int64_t end_of_class(const struct piece *piece, struct span text, int64_t at)
{
    const int64_t begin = at;
    while (at < text.length && has_member(piece, text.data[at]))
        at++;
    if (at < text.length && (unsigned char)text.data[at] >= 0x80)
        return NOT_KNOWN;
    return at - begin >= piece->at_least ? at : NOT_HERE;
}

static int64_t end_of_piece(const struct row *row, const struct piece *piece, struct span text, int64_t at)
{
    const int64_t left = text.length - at;
    switch ((enum piece_kind)piece->kind) {
    case PIECE_LITERAL:
        if (left < piece->length || memcmp(text.data + at, row->text + piece->begin, (size_t)piece->length) != 0)
            return NOT_HERE;
        return at + piece->length;
    case PIECE_CLASS:
        return end_of_class(piece, text, at);
    case PIECE_FIRST:
        at = find_literal(row, piece, text, at, line_end(row, text, at));
        return at < 0 ? NOT_HERE : at + piece->length;
    case PIECE_NOT_AHEAD:
        return find_literal(row, piece, text, at, line_end(row, text, at)) < 0 ? at : NOT_HERE;
    case PIECE_LINE_END:
        return left == 0 || (text.data[at] == '\n' && (left == 1 || row->every_line)) ? at : NOT_HERE;
    case PIECE_ANYTHING:
        break;
    }
    return at;
}

/* Where the pieces from `first` to before `last` end that begin at `at`. */
static int64_t end_of_pieces(const struct row *row, int32_t first, int32_t last, struct span text, int64_t at)
{
    for (int32_t i = first; i < last && at >= 0; i++)
        at = end_of_piece(row, &row->piece[i], text, at);
    return at;
}

/* The same where they first fit from `at` to `furthest`. The last ones of a full match end with the text. */
static int64_t find_pieces(const struct row *row, int32_t first, int32_t last, struct span text, int64_t at,
                           int64_t furthest)
{
    const bool to_the_end = row->mode == PATTERN_FULL && last == row->count;
    if (row->piece[first].kind == PIECE_LINE_END)
        return text.length;
    while ((at = find_literal(row, &row->piece[first], text, at, furthest)) >= 0) {
        const int64_t end = end_of_pieces(row, first, last, text, at);
        if (end == NOT_KNOWN || (end >= 0 && (!to_the_end || end == text.length)))
            return end;
        at++;
    }
    return NOT_HERE;
}

bool row_matches(const struct row *row, struct span text, int32_t *result)
{
    const bool searches = row->mode == PATTERN_SEARCH;
    int64_t at = 0;
    bool loose = false; /* behind anything */
    for (int32_t first = 0, last; first < row->count && at >= 0; first = last + 1) {
        last = end_of_stretch(row, first);
        if (searches && at == 0)
            at = last > first ? find_pieces(row, first, last, text, 0, text.length) : 0;
        else if (loose && last > first)
            at = find_pieces(row, first, last, text, at, line_end(row, text, at));
        else
            at = end_of_pieces(row, first, last, text, at);
        loose = last < row->count;
    }
    if (at >= 0 && row->mode == PATTERN_FULL && (loose ? line_end(row, text, at) : at) != text.length)
        at = NOT_HERE;
    *result = at >= 0 ? PATTERN_MATCH : PATTERN_NO_MATCH;
    return at != NOT_KNOWN;
}
