/* Which of the items that were read count: the members `items` and `faulty` of a recipe. */
#ifndef PARSE_CHOOSE_H
#define PARSE_CHOOSE_H

#include "parse/reading.h"

/* Sets aside what the recipe passes over, and counts it in reading->passed_over. *reason: OK, or why the answer as a
 * whole cannot be read. Items are checked already. Nothing to do where the recipe keeps all. Errors: MEMORY. */
int32_t choose_items(const struct read_options *options, struct reading *reading, struct arena *arena, int32_t *reason,
                     vreward_error *err);

#endif
