/* The member `pair`: the parts that make up a pair's quality. */
#ifndef RECIPE_MEMBER_PAIR_H
#define RECIPE_MEMBER_PAIR_H

#include "recipe/compiler.h"

/* The parts into config.pair; and, once every member is set, what they leave of the short forms, or that one stands
 * beside them. Errors: RECIPE, MEMORY. */
int32_t set_parts(struct compiler *compiler, struct place place);
int32_t check_pair(struct compiler *compiler);

/* True for a short form that the parts of an older layer or this one take the place of. */
bool is_replaced_by_pair(const struct compiler *compiler, const struct member *member);

#endif
