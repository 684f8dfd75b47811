/* The tolerant reader of JSON and Python literals: one pass, no tree, a fixed stack. It tells `containers` what opens,
 * closes and stands where, and notes each departure from JSON as a repair. */
#ifndef PARSE_READER_H
#define PARSE_READER_H

#include "parse/keys.h"
#include "parse/scan.h"

enum { READER_DEPTH = 64 };

/* What may come next in the innermost container. */
enum expect { EXPECT_FIRST, EXPECT_NEXT, EXPECT_COLON, EXPECT_VALUE, EXPECT_COMMA };

struct container {
    int64_t begin;       /* its bracket */
    int64_t first_item;  /* items from here on were read inside */
    int64_t group_first; /* objects: the first item under a key for boxes or points; -1: none */
    int64_t box_member;  /* objects: where the key of its boxes stands; -1: none yet */
    int64_t point_member;
    int64_t box_from, point_from; /* objects: before these, the boxes and points of the group are overwritten */
    int64_t key_at;               /* objects: where the current key stands */
    struct span key, box_key, point_key;
    double value[4]; /* arrays: the first four numbers; objects: x1, y1, x2, y2 */
    double point[2]; /* objects: x, y */
    double confidence;
    struct span label;                  /* objects: decoded; arrays: a text among the numbers */
    int64_t labels_mark;                /* of reader.labels, where it was opened */
    int64_t labels_first, labels_count; /* objects: parallel labels, in reader.labels */
    int64_t numbers;                    /* arrays: how many */
    int64_t elements;                   /* children that are complete */
    int32_t label_rank;                 /* role of the key that the label came from */
    int32_t role;                       /* of the current member; arrays: what their numbers are */
    int32_t level;                      /* arrays: of list, below the nearest object */
    uint8_t expect;                     /* enum expect */
    uint8_t is_object;
    uint8_t have;       /* objects: bits 0..3 x1 .. y2, 4 x, 5 y, 6 an extent, 7 written x_min and so on */
    uint8_t in_objects; /* objects: element of a list under `objects` */
};

struct reader {
    struct scan *scan;
    struct span *labels; /* parallel labels of all open objects */
    int64_t label_count, label_capacity;
    int64_t deep;            /* containers open beyond the stack: what is in them holds no items */
    int64_t arrays, objects; /* open ones on the stack */
    int32_t depth;
    struct container stack[READER_DEPTH];
};

/* Reads the value that begins at scan->at with [ or {; moves scan->at behind it. */
void reader_value(struct scan *scan);

/* containers.c: what the reader met. */
void container_open(struct reader *reader, bool is_object, int64_t at);
void container_close(struct reader *reader, int64_t end, bool closed);
void container_key(struct reader *reader, struct span key, int64_t at);
void container_number(struct reader *reader, double value, int64_t begin, int64_t end);
void container_text(struct reader *reader, struct span raw, struct span text);
void container_nothing(struct reader *reader); /* null, true, false */

#endif
