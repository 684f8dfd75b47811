#include "base/alloc.h"

#include <stdlib.h>

void *base_alloc(size_t size)
{
    return malloc(size == 0 ? 1 : size);
}

void base_free(void *memory)
{
    free(memory);
}
