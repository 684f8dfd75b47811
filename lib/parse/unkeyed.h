/* Lists of two or four numbers under keys that say nothing. */
#ifndef PARSE_UNKEYED_H
#define PARSE_UNKEYED_H

#include "parse/container.h"

void unkeyed_list(struct reader *r, const struct container *array, int64_t end);
void unkeyed_label(struct reader *r, const struct container *object);

/* Adds them to the items where they are the answer. */
void unkeyed_settle(struct scan *scan);

#endif
