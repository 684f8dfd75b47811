/* From the text of a completion to its items: decode, find the answer, find items, check their numbers. Linear in the
 * length of the text; what cannot be repaired costs one item, not the list. */
#ifndef PARSE_READ_H
#define PARSE_READ_H

#include "base/arena.h"
#include "base/status.h"
#include "parse/reading.h"

/* Reads `completion`. What is wrong with it is a reason in *reading, never an error. Errors: MEMORY. */
int32_t read_completion(const struct read_options *options, enum asked asked, struct span completion,
                        struct arena *arena, struct reading *reading, vreward_error *err);

#endif
