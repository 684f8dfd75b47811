#include "base/list.h"

#include "base/alloc.h"

#include <string.h>

enum { LEAST_ROOM = 64 };

bool list_reserve(struct list *list, int64_t more, size_t size)
{
    if (list->room - list->count >= more)
        return true;
    int64_t room = list->room < LEAST_ROOM ? LEAST_ROOM : list->room;
    while (room - list->count < more)
        room *= 2;
    if ((size_t)room > SIZE_MAX / 4 / size)
        return false;
    void *items = base_alloc((size_t)room * size);
    if (items == NULL)
        return false;
    if (list->count > 0)
        memcpy(items, list->items, (size_t)list->count * size);
    base_free(list->items);
    list->items = items;
    list->room = room;
    return true;
}

void list_free(struct list *list)
{
    base_free(list->items);
    *list = (struct list){NULL, 0, 0};
}
