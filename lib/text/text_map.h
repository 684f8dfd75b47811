/* A table of texts and what they become. */
#ifndef TEXT_TEXT_MAP_H
#define TEXT_TEXT_MAP_H

#include "base/arena.h"
#include "base/span.h"

struct text_pair {
    struct span from, to; /* valid UTF-8; `from` is not empty */
};

struct text_map;

/* The table of `count` pairs, whose texts must outlive it. NULL when out of memory. */
const struct text_map *text_map_create(const struct text_pair *pairs, int64_t count, struct arena *arena);

/* Two equal `from` of the table, by their index in `pairs`; false: all differ. */
bool text_map_has_twins(const struct text_map *map, int64_t twins[2]);

/* The text with every `from` replaced, from left to right, where several fit the longest of them; what was put in is
 * not looked at again. data NULL when out of memory. */
struct span text_map_apply(const struct text_map *map, struct span text, struct arena *arena);

#endif
