#include "base/isa.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {"portable", "neon", "avx2", "avx512"};

static bool is_available(int isa)
{
    if (isa == ISA_PORTABLE)
        return true;
#if defined(__x86_64__)
    if (isa == ISA_AVX2)
        return __builtin_cpu_supports("avx2") != 0;
    return isa == ISA_AVX512 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("avx512f") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vbmi2");
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
    for (int isa = ISA_PORTABLE; isa <= ISA_AVX512; isa++)
        in_use = is_available(isa) ? isa : in_use;
    const char *wanted = getenv("VREWARD_ISA");
    for (int isa = ISA_PORTABLE; isa <= ISA_AVX512 && wanted != NULL; isa++) {
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
