/* What a dialect reads with: a place in the answer, and the items found so far. A reader of one form looks at the text
 * from scan->at; where its form begins there it consumes it, moves scan->at behind it, pushes its items and returns
 * true, even where the form turns out to be broken: what began as one dialect is not read again as another. */
#ifndef PARSE_SCAN_H
#define PARSE_SCAN_H

#include "base/arena.h"
#include "base/ascii.h"
#include "parse/dialects.h"
#include "parse/keys.h"
#include "parse/reading.h"

#include <stdbool.h>

struct form;
struct reader;

/* Lists of two or four numbers under keys of objects that say nothing, unkeyed.c. */
struct unkeyed {
    struct item *items;
    int64_t count, capacity;
    struct {
        int64_t count, listed; /* all, and those in a list of their own */
    } kinds[2];                /* points, boxes */
    bool wanted;
};

/* Opening brackets in a row, space between them; asked about again and again while they turn out to be prose. */
struct bracket_run {
    int64_t at;    /* where it was last asked about */
    int64_t end;   /* the first byte behind it that is neither */
    int64_t count; /* brackets behind `at` */
};

enum names { NAMES_UNKNOWN, NAMES_IN_FRONT, NAMES_BEHIND };

struct scan {
    const char *text; /* offset 0 is the first byte of the completion */
    int64_t at, end;
    int64_t broken_at;            /* where the text breaks off, or -1: a number that touches it may be half of one */
    int64_t ref_begin, ref_end;   /* the label that a reference tag announced; both 0: none */
    int64_t unnamed, unnamed_end; /* the first item of a form without a reference, and where that ends; -1: none */
    uint32_t absent;              /* closing tags that no longer occur, enum closing as bits: each is looked for once */
    int64_t label_from, label_to; /* the label that was decoded last, */
    struct span label;            /* and what it says; data NULL: nothing */
    int64_t previous;             /* one past the last form that was consumed: a label in front begins here */
    struct arena *arena;
    struct reader *reader; /* of JSON; made when it is first needed */
    struct item *items;
    int64_t count, capacity, max_items;
    int64_t values; /* JSON values read */
    struct bracket_run run;
    struct unkeyed unkeyed;
    struct own_keys own_keys;                       /* of the recipe */
    const struct form *(*form_of)(int32_t dialect); /* for dialects that hold others: forms.h stands above them */
    uint64_t repairs;
    int32_t order;         /* of four numbers in a row, and of two: enum order, never DIALECT */
    int32_t order_asked;   /* what the recipe says: ORDER_DIALECT, or the order whatever the dialect */
    int32_t names;         /* enum names: on which side of the items their names stand in prose */
    int32_t dialect;       /* of the items that are pushed now */
    int32_t dialect_asked; /* what the recipe says */
    bool points;           /* points are asked: (1,2),(3,4) is two of them */
    bool boxes;            /* boxes are asked, and a point is none */
    bool auto_detect;
    bool prose;      /* something stands between the forms */
    bool begun;      /* something began that looks like items and was none */
    bool said_empty; /* an empty list was read */
    bool truncated;  /* a form is still open at the end */
    bool out_of_memory;
    bool too_many;
};

/* Adds an item without numbers, a box, or a point; NULL where there are too many or memory is out, which the scan
 * remembers. */
struct item *scan_push(struct scan *scan, int64_t begin, int64_t end);
struct item *scan_box(struct scan *scan, const double box[4], int32_t order, int64_t begin, int64_t end);
struct item *scan_point(struct scan *scan, const double point[2], int32_t order, int64_t begin, int64_t end);

/* Decodes the bytes from .. to, without white space around them, as the label of items first .. count. */
void scan_label(struct scan *scan, int64_t first, int64_t from, int64_t to);

/* What stands in front of a form that begins at `at`: since the previous item or line break. */
void label_in_front(const struct scan *scan, int64_t at, int64_t *from, int64_t *to);

/* Does the text at `at` begin with these bytes? Inline, so that the length of a literal is known where it stands. */
static inline bool scan_is(const struct scan *scan, int64_t at, const char *literal)
{
    const size_t length = strlen(literal);
    return scan->end - at >= (int64_t)length && memcmp(scan->text + at, literal, length) == 0;
}

/* The first place of these bytes in at .. end, or -1. */
int64_t scan_find(const struct scan *scan, int64_t at, const char *literal);

static inline int64_t skip_space(const struct scan *scan, int64_t at)
{
    while (at < scan->end && ascii_is_space(scan->text[at]))
        at++;
    return at;
}

/* NaN, Infinity and their like begin with one of these. */
static inline bool begins_word(char c)
{
    return (c | 0x20) == 'n' || (c | 0x20) == 'i';
}

/* May a number begin with this byte? */
static inline bool begins_number(char c)
{
    return ascii_is_digit(c) || c == '-' || c == '.' || c == '+';
}

/* A coordinate at `at`: a number, NaN or Infinity. Returns one past it, or `at` where there is none or where it touches
 * the end of a text that breaks off. */
int64_t scan_coordinate(struct scan *scan, int64_t at, double *value);

/* A number of exactly `digits` digits (0: one to nine) at `at`, followed by `after`; returns one past that, or `at`. */
int64_t scan_token_number(const struct scan *scan, int64_t at, int32_t digits, char after, double *value);

/* Closing tags that are looked for ahead. */
enum closing {
    CLOSE_REF,
    CLOSE_OBJECT_REF,
    CLOSE_DEEPSEEK_REF,
    CLOSE_PHRASE,
    CLOSE_BOX_TOKEN,
    CLOSE_TOOL_CALL,
    CLOSE_REF_TOKEN
};

/* scan_find for one of them: linear however often it is asked, because a search that failed is not repeated. */
int64_t scan_closing(struct scan *scan, int64_t at, enum closing which);

/* A text that breaks off ends at `at` or inside the token there. */
bool scan_is_cut_off(const struct scan *scan, int64_t at);

/* Ends a form whose lists stop at `at`: consumes `close`, or notes that it is missing. `first` is the number of items
 * before it. */
void scan_close(struct scan *scan, int64_t first, int64_t at, const char *close);

static inline void repair(struct scan *scan, enum repair which)
{
    scan->repairs |= UINT64_C(1) << which;
}

#endif
