/* Which instruction set the fast paths take, in the middle of a test. Defines _POSIX_C_SOURCE, so it comes first. */
#ifndef TESTS_ISA_H
#define TESTS_ISA_H

#define _POSIX_C_SOURCE 200112L /* setenv */
#include "base/isa.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* NULL: the best there is. One that this machine does not have changes nothing. */
static inline void use_isa(const char *name)
{
    if (name != NULL)
        setenv("VREWARD_ISA", name, 1);
    else
        unsetenv("VREWARD_ISA");
    choose_isa();
}

/* Every instruction set there is; false, and told, where this machine does not have it. */
static const char *const every_isa[] = {"portable", "neon", "avx2", "avx512"};
enum { EVERY_ISA = sizeof every_isa / sizeof every_isa[0] };

static inline bool use_isa_or_skip(const char *name)
{
    use_isa(name);
    const bool has = strcmp(isa_name(), name) == 0;
    if (!has)
        printf("SKIPPED: this machine has no %s\n", name);
    return has;
}

#endif
