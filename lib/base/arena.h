/* Memory for one call: taken in blocks, given back as a whole. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/arithmetic.h"

#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *block; /* the newest, which older ones hang from */
    size_t used;               /* bytes of the newest */
};

/* A place to go back to: what was allocated after it is free again, for the next sample of a batch. */
struct arena_mark {
    struct arena_block *block;
    size_t used;
};

/* An empty arena holds nothing; `struct arena arena = {0}` is one. */

/* `size` bytes aligned for any type (32 bytes, so vectors too), or NULL when out of memory. Not cleared. */
void *arena_alloc(struct arena *arena, size_t size);

/* count * size bytes; NULL also where the product overflows. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* The same, all zero. */
void *arena_zeros(struct arena *arena, size_t count, size_t size);

/* The array moved to a place with room for new_count, its first old_count elements kept; in place where it is the
 * newest allocation and fits. NULL when out of memory. */
void *arena_grow(struct arena *arena, void *array, size_t old_count, size_t new_count, size_t size);

struct arena_mark arena_mark(const struct arena *arena);

/* Keeps the largest block, so that a batch allocates for its first samples only. */
void arena_rewind(struct arena *arena, struct arena_mark mark);

/* Empties it and keeps its largest block, unless that is of more than `most` bytes. */
void arena_empty(struct arena *arena, size_t most);

void arena_free(struct arena *arena);

#endif
