#include "parse/pattern_spare.h"

#include "base/alloc.h"

/* What the JIT takes in all was 8 KiB and 110 times the size of the code at most, in a dozen expressions of all kinds. */
enum { FIRST = 64 * 1024, TIMES = 256, ALIGNMENT = 16 };

void *spare_take(size_t size, void *given)
{
    struct spare *spare = given;
    void *memory = base_alloc(size);
    if (memory != NULL || size > spare->size - spare->used)
        return memory;
    memory = spare->memory + spare->used;
    size += ALIGNMENT - 1 - (size - 1) % ALIGNMENT;
    spare->used = size < spare->size - spare->used ? spare->used + size : spare->size;
    return memory;
}

void spare_give_back(void *memory, void *given)
{
    const struct spare *spare = given;
    const char *at = memory;
    if (spare->memory == NULL || at < spare->memory || at >= spare->memory + spare->size)
        base_free(memory);
}

bool spare_jit_compile(pcre2_code *code, struct spare *spare)
{
    size_t size = 0;
    pcre2_pattern_info(code, PCRE2_INFO_SIZE, &size);
    *spare = (struct spare){.memory = base_alloc(FIRST + TIMES * size), .size = FIRST + TIMES * size};
    if (spare->memory == NULL) {
        spare->size = 0;
        return false;
    }
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    if (spare->used > 0)
        return false;
    spare_free(spare);
    return true;
}

void spare_free(struct spare *spare)
{
    base_free(spare->memory);
    *spare = (struct spare){0};
}
