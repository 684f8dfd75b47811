/* A text cut into its words or tokens. */
#ifndef TEXT_SPLIT_H
#define TEXT_SPLIT_H

#include "base/arena.h"
#include "base/span.h"

#include <stdbool.h>

/* Whether the unit is one that texts are cut into here: VREWARD_UNIT_WORD, VREWARD_UNIT_CJK_OR_WORD or VREWARD_UNIT_TOKEN. */
bool is_split(int32_t unit);

/* The pieces of a text (any bytes), white space left out. NULL when out of memory. */
struct span *split_text(struct span text, int32_t unit, struct arena *arena, int64_t *count);

/* How many pieces split_text would give. */
int64_t count_pieces(struct span text, int32_t unit);

#endif
