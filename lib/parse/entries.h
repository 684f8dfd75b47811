/* The entries of an object: which boxes and points in it are one item's, and what it says about them. */
#ifndef PARSE_ENTRIES_H
#define PARSE_ENTRIES_H

#include "parse/container.h"

void entry_begin(struct reader *r, struct container *object, int64_t at);
void entry_finish(struct reader *r, struct container *object, int64_t end);
void entry_drop_half_box(struct reader *r, struct container *object);

/* Item `index` was read under a key of `owner`. Of two keys for boxes in one entry the later counts. */
void entry_join(struct reader *r, struct container *owner, int64_t index);

/* The object that an item under a key for boxes or points belongs to, or NULL. */
struct container *entry_owner(struct reader *r);

/* Two points become one box. */
void corners_to_box(struct item *first, const struct item *second);

/* Hands its items, finished, to the object around it where that keeps them under such a key, too. */
void entry_release(struct reader *r, struct container *object, bool closed);

#endif
