/* The member `keys`: names of one's own for keys of JSON. */
#ifndef RECIPE_MEMBER_KEYS_H
#define RECIPE_MEMBER_KEYS_H

#include "recipe/compiler.h"

/* config.own_keys into config.read.own_keys: no name in two roles. Errors: RECIPE, MEMORY. */
int32_t set_own_keys(struct compiler *compiler);

#endif
