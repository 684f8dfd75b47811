/* A list that grows, of whatever elements, for what outlives a call. */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct list {
    void *items;
    int64_t count, room;
};

/* An empty list holds nothing; `struct list list = {0}` is one. */

/* Room for `more` elements of `size` bytes behind the last. False when out of memory: the list is as it was. */
bool list_reserve(struct list *list, int64_t more, size_t size);

void list_free(struct list *list);

#endif
