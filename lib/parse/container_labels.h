/* Labels as members and elements of containers. */
#ifndef PARSE_CONTAINER_LABELS_H
#define PARSE_CONTAINER_LABELS_H

#include "parse/container.h"

/* A text under a key of this role: the label of the entry, where no more telling key gave one. */
void label_take(struct container *object, int32_t role, struct span label);

/* One of a list of labels, one for each box. */
void label_keep(struct reader *r, struct span text);

/* The array, off the stack already, leaves its labels to the object around it. False: they are not wanted any more. One
 * alone is the label of all its items. */
bool labels_leave(struct reader *r, const struct container *array, struct container *object);

#endif
