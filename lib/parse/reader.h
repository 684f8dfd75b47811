/* The tolerant reader of JSON and Python literals: one pass, no tree, a fixed stack. It tells `containers` what opens,
 * closes and stands where, and notes each departure from JSON as a repair. */
#ifndef PARSE_READER_H
#define PARSE_READER_H

#include "parse/keys.h"
#include "parse/scan.h"

enum { READER_DEPTH = 64 };

/* What may come next in the innermost container. */
enum expect { EXPECT_FIRST, EXPECT_NEXT, EXPECT_COLON, EXPECT_VALUE, EXPECT_COMMA };

/* The numbers that members of an object give one by one; the order of their roles. */
enum { MEMBERS = ROLE_Y0 - ROLE_X1 + 1 };

/* What an object says about one item, or about the several under one key. A key that repeats begins the next. */
struct entry {
    int64_t begin;      /* its bracket or key */
    int64_t first;      /* the first item under a key for boxes or points; -1: none */
    int64_t box_member; /* where the key of its boxes stands; -1: none yet */
    int64_t point_member;
    int64_t box_from, point_from; /* before these, its boxes and points are overwritten */
    int32_t point_role;           /* of the key of its points */
    int32_t label_rank;           /* role of the key that the label came from */
    struct span label;            /* decoded */
    double confidence;
    int64_t labels_first, labels_count; /* parallel labels, in reader.labels */
    uint32_t have;                      /* which members, bits: 1 << (role - ROLE_X1) */
    uint32_t moondream;                 /* members are written x_min and so on */
    uint64_t seen[MOST_KEYS / 64];      /* known keys, bits */
};

struct container {
    int64_t begin;      /* its bracket */
    int64_t first_item; /* items from here on were read inside */
    int64_t first_unkeyed;
    int64_t first_owned; /* objects: the first item that is its own; -1: none */
    int64_t key_at;      /* objects: where the current key stands */
    struct span key;
    int64_t labels_mark; /* of reader.labels, where it was opened */
    int64_t numbers;     /* arrays: how many */
    int64_t elements;    /* children that are complete */
    int64_t entries;     /* objects: entries before this one */
    int64_t label_keys;  /* objects: keys of labels, in all entries */
    struct span label;   /* arrays: a text among the numbers; objects: the last label given */
    int32_t role;        /* of the current member; arrays: what their numbers are */
    int32_t level;       /* arrays: of list, below the nearest object */
    uint8_t expect;      /* enum expect */
    uint8_t is_object;
    uint8_t in_objects;    /* objects: element of a list under `objects` */
    uint8_t is_token;      /* arrays: in box tokens, not in brackets */
    struct entry entry;    /* objects */
    double value[MEMBERS]; /* arrays: the first four numbers; objects: members */
};

struct reader {
    struct scan *scan;
    struct span *labels; /* parallel labels of all open objects */
    int64_t label_count, label_capacity;
    int64_t deep;                    /* containers open beyond the stack: what is in them holds no items */
    int64_t arrays, objects, tokens; /* open ones on the stack; tokens are arrays */
    int32_t depth;
    struct container stack[READER_DEPTH];
};

/* Reads the value that begins at scan->at with [ or {; moves scan->at behind it. */
void reader_value(struct scan *scan);

/* containers.c: what the reader met. */
void container_open(struct reader *reader, bool is_object, int64_t at);
void container_close(struct reader *reader, int64_t end, bool closed);
void container_key(struct reader *reader, struct span key, int64_t at);

/* scalars.c */
void container_number(struct reader *reader, double value, int64_t begin, int64_t end);
void container_text(struct reader *reader, struct span raw, struct span text);
void container_nothing(struct reader *reader, bool is_true); /* null, true, false */

/* text_lists.c: lists of coordinates written as a text, handed to the containers as if they had been lists. False where
 * the text is none. */
bool read_text_lists(struct reader *reader, struct span raw);
/* The whole text is one number, perhaps with a percent sign or px behind it. */
bool text_is_number(struct span text, double *value);

/* box_tokens.c: tokens of box dialects inside JSON. */
bool read_box_token(struct reader *reader);                /* at scan->at; false where none means anything there */
void leave_box_token(struct reader *reader);               /* a string ends a list whose closing token is missing */
int64_t box_token_length(const char *at, const char *end); /* of one around coordinates; 0: none */
struct span without_reference(struct span text);           /* without the tokens of a reference around it */

#endif
