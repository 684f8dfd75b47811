/* How a recipe wants completions read, and what was read of one. */
#ifndef PARSE_READING_H
#define PARSE_READING_H

#include "base/arena.h"
#include "base/span.h"
#include "base/status.h"
#include "parse/keys.h"
#include "parse/pattern.h"

struct marks;

/* What the truth asks for. It decides how an ambiguous form is read: `(1,2),(3,4)` is one box or two points. */
enum asked {
    ASK_NOTHING, /* text-only rewards: the whole completion, within its caps */
    ASK_BOXES,
    ASK_POINTS,
    ASK_NUMBER, /* the items (as boxes) and the only number outside them */
    ASK_TEXT,
    ASK_SPANS,   /* moments of a video, as boxes of height 1 */
    ASK_CENTERS, /* boxes, each for its centre: `(1,2),(3,4)` is one, but a point that is written counts */
};

enum answer_which { ANSWER_LAST, ANSWER_FIRST, ANSWER_ONLY };
enum answer_missing { MISSING_WHOLE, MISSING_NONE };
enum number_which { NUMBER_ANYWHERE, NUMBER_ONLY, NUMBER_FIRST, NUMBER_LAST }; /* ANYWHERE: the only one; ONLY: alone */
enum think { THINK_MARKS, THINK_NONE };
enum items { ITEMS_ALL, ITEMS_DISTINCT, ITEMS_FIRST, ITEMS_ONLY }; /* which of several count, choose.h */
enum faulty { FAULTY_COUNT, FAULTY_DROP, FAULTY_VOID };            /* what a refused item does */
enum unreadable { UNREADABLE_WORST, UNREADABLE_EMPTY };            /* what an answer is that holds nothing readable */
enum aside { ASIDE_NOT, ASIDE_OTHER_FORM, ASIDE_PASSED_OVER };     /* why an item pairs with nothing */

/* Two or four numbers that, as an item, say that nothing is there. */
struct empty_list {
    double value[4];
    int32_t count;
    int32_t reserved;
};

/* How the recipe wants completions read; made once per scorer and never changed. */
struct read_options {
    int32_t dialect;               /* enum dialect, dialects.h; 0: auto */
    struct pattern *pattern;       /* dialect `pattern`: the compiled expression */
    const struct span *answer_tag; /* names of the tags that may hold the answer: "answer", and the wrappers "boxed", */
    int64_t answer_tag_count;      /* "begin_of_box", "tool_call" where the recipe names them */
    int32_t answer_which;          /* enum answer_which */
    int32_t answer_missing;        /* enum answer_missing */
    struct pattern *answer_pattern; /* its group `answer` is the answer; NULL: tags say where it is */
    const struct span *think_tag;   /* further tags of thinking, see parse/marks.h */
    int64_t think_tag_count;
    const struct marks *marks; /* made of these, parse/marks.h; NULL: for each completion anew */
    int32_t think;             /* enum think; THINK_NONE: nothing is thinking */
    const struct span *empty;  /* texts that say "nothing", bare_text of what the recipe says */
    int64_t empty_count;
    struct pattern *const *empty_pattern; /* expressions that do */
    int64_t empty_pattern_count;
    const struct empty_list *empty_list; /* those of the texts that are lists of numbers */
    int64_t empty_list_count;
    struct own_keys own_keys;
    int32_t order;      /* enum order, geometry/spaces.h; ORDER_DIALECT: as the dialect says */
    int32_t invalid;    /* VREWARD_INVALID_*, for the check of extents */
    int32_t number;     /* enum number_which */
    int32_t items;      /* enum items */
    int32_t faulty;     /* enum faulty */
    int32_t strict;     /* 1: an answer that needs a repair is bad_syntax; of JSON: what no strict reader takes */
    int32_t unreadable; /* enum unreadable */
    int32_t both;       /* 1: an item without a box or a point is refused */
    int64_t max_bytes;
    int64_t max_items;
};

struct item {
    double box[4];      /* x1, y1, x2, y2 as written (after order); valid where has_box */
    double point[2];    /* x, y as written; valid where has_point */
    double confidence;  /* NaN: none written */
    struct span label;  /* decoded UTF-8; data NULL: none */
    int64_t begin, end; /* bytes of the completion */
    uint8_t has_box;
    uint8_t has_point;
    uint8_t bad_value; /* refused (rewards.md: what N counts): it is counted and pairs with nothing */
    uint8_t dialect;   /* enum dialect: the form that it was read from */
    uint8_t dropped;   /* while reading: overwritten by a later duplicate */
    uint8_t owner;     /* while reading: the open object whose label it takes */
    uint8_t set_aside; /* enum aside; OTHER_FORM: of another form than the one that counts: it is counted and pairs with
                          nothing; PASSED_OVER: nor is it counted */
    uint8_t order;     /* enum order that box and point were written in; ORDER_DIALECT: as they stand */
};

struct reading {
    struct item *items; /* in the order written, refused ones among them */
    int64_t count;
    int64_t passed_over; /* of them, what the recipe does not count */
    int32_t reason;      /* VREWARD_REASON_OK, or why nothing could be read: then the completion is unparsable */
    int32_t dialect;     /* what it was read as */
    int32_t space;       /* enum space, geometry/spaces.h: the dialect's own */
    uint8_t said_empty;  /* an empty prediction, said and not implied */
    uint8_t has_number;  /* ASK_NUMBER: one number outside items */
    uint8_t reserved[2];
    uint64_t reasons;                 /* every reason found, as bits */
    uint64_t repairs;                 /* enum repair, dialects.h, as bits: "read without repair" is repairs == 0 */
    int64_t answer_begin, answer_end; /* bytes of the completion */
    double number;
    double scaled;     /* what a percent sign or a word like "million" behind the number makes of it; else the same */
    uint8_t has_scale; /* there is one */
    uint32_t chosen;   /* of a short answer: letters as bits, A being bit 0, or enum said (choice.h) */
    struct span text;  /* ASK_TEXT: the answer, invalid UTF-8 replaced */
};

#endif
