#include "base/arena.h"

#include "base/alloc.h"

#include <stdint.h>
#include <string.h>

enum { ALIGNMENT = 32, FIRST_BLOCK = 64 * 1024 };

struct arena_block {
    struct arena_block *older;
    size_t size;
    unsigned char *bytes;
};

/* One allocation a block: the header, then bytes aligned by hand. */
static struct arena_block *new_block(size_t size)
{
    if (size > SIZE_MAX - sizeof(struct arena_block) - ALIGNMENT)
        return NULL;
    struct arena_block *block = base_alloc(sizeof *block + ALIGNMENT + size);
    if (block == NULL)
        return NULL;
    const uintptr_t start = (uintptr_t)(block + 1);
    block->bytes = (unsigned char *)((start + ALIGNMENT - 1) & ~(uintptr_t)(ALIGNMENT - 1));
    block->size = size;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX / 4)
        return NULL;
    size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (arena->block == NULL || arena->block->size - arena->used < size) {
        size_t wanted = arena->block == NULL ? FIRST_BLOCK : arena->block->size * 2;
        if (wanted < size)
            wanted = size;
        struct arena_block *block = new_block(wanted);
        if (block == NULL)
            return NULL;
        block->older = arena->block;
        arena->block = block;
        arena->used = 0;
    }
    void *memory = arena->block->bytes + arena->used;
    arena->used += size;
    return memory;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        return NULL;
    return arena_alloc(arena, count * size);
}

void *arena_zeros(struct arena *arena, size_t count, size_t size)
{
    void *memory = arena_array(arena, count, size);
    if (memory != NULL && count != 0 && size != 0)
        memset(memory, 0, count * size);
    return memory;
}

void *arena_grow(struct arena *arena, void *array, size_t old_count, size_t new_count, size_t size)
{
    if (size != 0 && new_count > SIZE_MAX / 4 / size)
        return NULL;
    const size_t old_bytes = (old_count * size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    const size_t new_bytes = (new_count * size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (array != NULL && arena->block != NULL && arena->used >= old_bytes &&
        (unsigned char *)array == arena->block->bytes + arena->used - old_bytes &&
        arena->block->size - (arena->used - old_bytes) >= new_bytes) {
        arena->used += new_bytes - old_bytes;
        return array;
    }
    void *moved = arena_array(arena, new_count, size);
    if (moved != NULL && old_count != 0)
        memcpy(moved, array, old_count * size);
    return moved;
}

struct arena_mark arena_mark(const struct arena *arena)
{
    return (struct arena_mark){arena->block, arena->used};
}

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
    struct arena_block *newest = arena->block;
    if (newest == mark.block) {
        arena->used = mark.used;
        return;
    }
    /* Blocks double, so the newest is the largest: it stays, and what came between goes. A mark in an older block keeps
     * that block alive, with the newest on top of it. */
    struct arena_block *between = newest->older;
    while (between != mark.block) {
        struct arena_block *older = between->older;
        base_free(between);
        between = older;
    }
    newest->older = mark.block;
    arena->used = 0;
}

void arena_empty(struct arena *arena, size_t most)
{
    arena_rewind(arena, (struct arena_mark){NULL, 0});
    if (arena->block != NULL && arena->block->size > most)
        arena_free(arena);
}

void arena_free(struct arena *arena)
{
    while (arena->block != NULL) {
        struct arena_block *older = arena->block->older;
        base_free(arena->block);
        arena->block = older;
    }
    arena->used = 0;
}
