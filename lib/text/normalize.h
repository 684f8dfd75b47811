/* Text normalisation before a distance or a comparison of labels. */
#ifndef TEXT_NORMALIZE_H
#define TEXT_NORMALIZE_H

#include "base/arena.h"
#include "base/span.h"
#include "base/status.h"

/* `text` (any bytes) with the switches VREWARD_STRIP_FENCE | ... applied in the order of vreward.h; valid UTF-8 comes
 * out. Not copied where nothing changes. Errors: MEMORY. */
int32_t normalize(struct span text, uint32_t switches, struct arena *arena, struct span *normalized,
                  vreward_error *err);

#endif
