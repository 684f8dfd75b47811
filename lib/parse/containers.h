/* What the files share that make items of containers: containers.c, entries.c, box_members.c, scalars.c, unkeyed.c. */
#ifndef PARSE_CONTAINERS_H
#define PARSE_CONTAINERS_H

#include "parse/reader.h"

static inline struct container *innermost(struct reader *r)
{
    return r->depth > 0 ? &r->stack[r->depth - 1] : NULL;
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

/* What objects own items by while they are open. */
static inline uint8_t tag_of(const struct reader *r, const struct container *object)
{
    return (uint8_t)(object - r->stack + 1);
}

static inline bool is_owned(const struct item *item, uint8_t tag)
{
    return item->owner == tag && !item->dropped;
}

/* The dialect of an item under a key of this role. */
uint8_t item_dialect(const struct scan *scan, int32_t role, bool moondream);

/* entries.c */
void entry_begin(struct reader *r, struct container *object, int64_t at);
void entry_finish(struct reader *r, struct container *object, int64_t end);
void entry_drop_half_box(struct reader *r, struct container *object);
void entry_join(struct reader *r, struct container *owner, int64_t index);
/* The object that an item under a key for boxes or points belongs to, or NULL. */
struct container *entry_owner(struct reader *r);
/* Two points become one box. */
void corners_to_box(struct item *first, const struct item *second);
/* Hands its items, finished, to the object around it where that keeps them under such a key, too. */
void entry_release(struct reader *r, struct container *object, bool closed);

/* box_members.c */
void member_number(struct container *object, double value);
void member_corner(struct container *object, int32_t role, const double point[2]);
/* Width and height stand beside the centre that is given as a list: the box around it. */
bool member_box_around(struct container *object, const double center[2], double box[4]);
/* The item of an object whose members are its numbers; false where they are none. */
bool members_finish(struct reader *r, struct container *object, int64_t end);

/* unkeyed.c: lists of two or four numbers under keys that say nothing. */
void unkeyed_list(struct reader *r, const struct container *array, int64_t end);
void unkeyed_label(struct reader *r, const struct container *object);

#endif
