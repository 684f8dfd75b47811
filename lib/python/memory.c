#include "python/memory.h"

#include <stdatomic.h>

enum { MOST_KEPT = 4 << 20 };

static _Atomic(struct arena_block *) kept;

struct arena python_memory_take(void)
{
    return (struct arena){.block = atomic_exchange(&kept, NULL)};
}

void python_memory_keep(struct arena *arena)
{
    arena_empty(arena, MOST_KEPT);
    struct arena other = {.block = atomic_exchange(&kept, arena->block)};
    arena_free(&other);
}
