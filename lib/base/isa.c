#include "base/isa.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {"portable", "avx2", "neon"};

static bool is_available(int isa)
{
    if (isa == ISA_PORTABLE)
        return true;
#if defined(__x86_64__)
    return isa == ISA_AVX2 && __builtin_cpu_supports("avx2") != 0;
#elif defined(__aarch64__)
    return isa == ISA_NEON;
#else
    return false;
#endif
}

static int in_use = ISA_PORTABLE;

__attribute__((constructor)) void choose_isa(void)
{
    in_use = ISA_PORTABLE;
    for (int isa = ISA_PORTABLE; isa <= ISA_NEON; isa++)
        in_use = is_available(isa) ? isa : in_use;
    const char *wanted = getenv("VREWARD_ISA");
    for (int isa = ISA_PORTABLE; isa <= ISA_NEON && wanted != NULL; isa++) {
        if (strcmp(wanted, names[isa]) == 0 && is_available(isa))
            in_use = isa;
    }
}

int isa_in_use(void)
{
    return in_use;
}

const char *isa_name(void)
{
    return names[in_use];
}
