#include "text/isa.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[] = {"portable", "avx2", "neon"};

static enum isa best(void)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") ? ISA_AVX2 : ISA_PORTABLE;
#elif defined(__aarch64__)
    return ISA_NEON; /* part of every AArch64 */
#else
    return ISA_PORTABLE;
#endif
}

enum isa isa_in_use(void)
{
    const char *wanted = getenv("VREWARD_ISA");
    if (wanted != NULL && strcmp(wanted, names[ISA_PORTABLE]) == 0)
        return ISA_PORTABLE;
    return best();
}

const char *isa_name(void)
{
    return names[isa_in_use()];
}
