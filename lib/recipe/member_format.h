/* The member `format`: the list of checks. */
#ifndef RECIPE_MEMBER_FORMAT_H
#define RECIPE_MEMBER_FORMAT_H

#include "recipe/compiler.h"

/* The checks into config.checks. Errors: RECIPE, MEMORY. */
int32_t set_format(struct compiler *compiler, struct place place);

#endif
