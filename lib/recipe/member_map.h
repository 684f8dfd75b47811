/* The member `map`: a table of texts and what they become. */
#ifndef RECIPE_MEMBER_MAP_H
#define RECIPE_MEMBER_MAP_H

#include "recipe/compiler.h"

/* Both normalised by config.normalize; NULL: an empty table. Errors: RECIPE, MEMORY. */
int32_t set_map(struct compiler *compiler, struct place place, const char *shown, const struct text_map **map);

#endif
