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

int isa_in_use(void)
{
    const char *wanted = getenv("VREWARD_ISA");
    if (wanted != NULL) {
        for (int isa = ISA_PORTABLE; isa <= ISA_NEON; isa++) {
            if (strcmp(wanted, names[isa]) == 0 && is_available(isa))
                return isa;
        }
    }
    for (int isa = ISA_NEON; isa > ISA_PORTABLE; isa--) {
        if (is_available(isa))
            return isa;
    }
    return ISA_PORTABLE;
}

const char *isa_name(void)
{
    return names[isa_in_use()];
}
