/* The member `empty`: what says that nothing is there. */
#ifndef RECIPE_MEMBER_EMPTY_H
#define RECIPE_MEMBER_EMPTY_H

#include "recipe/compiler.h"

/* Texts, lists of numbers among them, and expressions into config.read.empty*. Errors: RECIPE, MEMORY. */
int32_t set_empty(struct compiler *compiler, struct place place, const char *shown);

#endif
