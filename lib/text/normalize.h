/* Text normalisation before a distance or a comparison of labels. */
#ifndef TEXT_NORMALIZE_H
#define TEXT_NORMALIZE_H

#include "base/arena.h"
#include "base/span.h"
#include "base/status.h"
#include "text/text_map.h"

/* `text` (any bytes) with the switches VREWARD_NORMALIZE_STRIP_FENCE | ... applied in the order of vreward.h; valid UTF-8 comes
 * out. Not copied where nothing changes. Errors: MEMORY. */
int32_t normalize(struct span text, uint32_t switches, struct arena *arena, struct span *normalized,
                  vreward_error *err);

/* The same with a table of the recipe's own (NULL: none), applied when only white space is left to be looked at.
 * Errors: MEMORY. */
int32_t normalize_mapped(struct span text, uint32_t switches, const struct text_map *map, struct arena *arena,
                         struct span *normalized, vreward_error *err);

#endif
