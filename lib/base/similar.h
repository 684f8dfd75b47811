/* Which name was meant. */
#ifndef BASE_SIMILAR_H
#define BASE_SIMILAR_H

#include "base/span.h"

enum { NAME_EDITS = 2 }; /* what two names may differ by to be taken for each other */

/* Keeps `name` in *best and its distance in *fewest where it is nearer to `written` than what was found before; *fewest
 * begins at NAME_EDITS + 1. A name that goes on behind `written` with _ is one edit away: `truth` for `truth_format`. */
void nearest_name(struct span written, const char *name, const char **best, int32_t *fewest);

#endif
