/* A list or object of JSON while it is read, and the stack of those that are open. */
#ifndef PARSE_CONTAINER_H
#define PARSE_CONTAINER_H

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

/* The one that is open, where one must be. */
static inline struct container *innermost(struct reader *r)
{
    return &r->stack[r->depth - 1];
}

/* The one around what was just closed or is about to be opened, or NULL. */
static inline struct container *enclosing(struct reader *r)
{
    return r->depth > 0 ? innermost(r) : NULL;
}

/* A value begins: was one expected? */
static inline void begin_value(struct reader *r)
{
    const uint8_t expect = innermost(r)->expect;
    if (expect == EXPECT_COMMA || expect == EXPECT_COLON || (innermost(r)->is_object && expect != EXPECT_VALUE))
        repair(r->scan, REPAIR_OTHER);
}

static inline void end_value(struct reader *r)
{
    innermost(r)->expect = EXPECT_COMMA;
}

static inline bool key_expected(struct reader *r)
{
    return innermost(r)->is_object && innermost(r)->expect != EXPECT_VALUE && innermost(r)->expect != EXPECT_COLON;
}

static inline bool is_box_role(int32_t role)
{
    return role >= ROLE_BOX && role <= ROLE_CXCYWH;
}

static inline bool is_point_role(int32_t role)
{
    return role >= ROLE_POINT && role <= ROLE_CENTER;
}

static inline bool is_corner_role(int32_t role)
{
    return role == ROLE_TOP_LEFT || role == ROLE_BOTTOM_RIGHT;
}

/* Numbers, or texts that are numbers, are coordinates here. */
static inline bool holds_coordinates(int32_t role)
{
    return role == ROLE_BARE || is_box_role(role) || is_point_role(role) || is_corner_role(role);
}

/* An empty list or object under such a key says that there is nothing. */
static inline bool may_be_empty(int32_t role)
{
    return is_box_role(role) || is_point_role(role) || role == ROLE_OBJECTS || role == ROLE_DETECTIONS;
}

/* What objects own items by while they are open. */
static inline uint8_t tag_of(const struct reader *r, const struct container *object)
{
    return (uint8_t)(object - r->stack + 1);
}

static inline bool is_owned(const struct item *item, uint8_t tag)
{
    return item->owner == tag && !item->dropped;
}

#endif
