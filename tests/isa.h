/* Which instruction set the fast paths take, in the middle of a test. Defines _POSIX_C_SOURCE, so it comes first. */
#ifndef TESTS_ISA_H
#define TESTS_ISA_H

#define _POSIX_C_SOURCE 200112L /* setenv */
#include "base/isa.h"

#include <stdlib.h>

/* NULL: the best there is. One that this machine does not have changes nothing. */
static inline void use_isa(const char *name)
{
    if (name != NULL)
        setenv("VREWARD_ISA", name, 1);
    else
        unsetenv("VREWARD_ISA");
    choose_isa();
}

#endif
