/* Expressions that are a row of literals, classes and what may be anything between them, as most checks of a format
 * are: <think>.*?</think>\s*<answer>.*?</answer>. They are matched without PCRE2, in one pass. */
#ifndef PARSE_PATTERN_ROW_H
#define PARSE_PATTERN_ROW_H

#include "parse/pattern.h"

enum { ROW_PIECES = 24, ROW_TEXT = 256 };

enum piece_kind {
    PIECE_LITERAL,
    PIECE_CLASS,     /* as many characters of a class as there are */
    PIECE_ANYTHING,  /* .* or .*? */
    PIECE_FIRST,     /* (?>.*?literal): up to the end of the first one */
    PIECE_NOT_AHEAD, /* (?!.*literal) */
    PIECE_LINE_END   /* $ */
};

struct piece {
    enum piece_kind kind;
    int32_t at_least;    /* PIECE_CLASS: 0 or 1 */
    uint64_t members[2]; /* PIECE_CLASS: bits of ASCII */
    int32_t begin;       /* the literal, in the text of the row */
    int32_t length;
};

struct row {
    int32_t count; /* of pieces; 0: the expression is no row */
    enum pattern_mode mode;
    bool all_lines;  /* (?s): anything may hold line ends */
    bool every_line; /* (?m): $ is the end of any line */
    int32_t used;    /* bytes of text */
    char text[ROW_TEXT];
    struct piece piece[ROW_PIECES];
};

/* The expression, which PCRE2 has accepted, as a row; count 0: it is none. */
void row_compile(struct span expression, enum pattern_mode mode, struct row *row);

/* Does `text` (valid UTF-8) match? What PCRE2 would say; false: a character outside ASCII stands where a class is asked
 * for, so only PCRE2 can tell. */
bool row_matches(const struct row *row, struct span text, int32_t *result);

#endif
