/* Edit distance between texts: units, a truth prepared once for many rollouts, and the choice of algorithm. */
#ifndef TEXT_DISTANCE_H
#define TEXT_DISTANCE_H

#include "base/arena.h"
#include "base/span.h"
#include "base/status.h"
#include "text/edit_distance.h"

/* A text whose tables are built once, for comparisons with many others. Read only from then on; threads may share it.
 */
struct prepared_text;

/* Prepares `text` (any bytes, already normalised) for `distance` (VREWARD_DISTANCE_LEVENSHTEIN ...) in `unit`
 * (VREWARD_UNIT_CODEPOINT ...). It lives in the arena. Errors: MEMORY. */
int32_t prepare_text(struct span text, int32_t distance, int32_t unit, struct arena *arena,
                     const struct prepared_text **prepared, vreward_error *err);

/* Units in the prepared text. */
int64_t prepared_length(const struct prepared_text *prepared);

/* The distance of one text to the prepared one, and the number of its units. `scratch` is rewound to where it was. Errors:
 * MEMORY; LIMIT, for two long texts that have little in common: more than 2^38 / units of the shorter one is not found,
 * where all pairs of units are more than 2^38 (once what both begin and end with alike is taken off). */
int32_t compare_text(const struct prepared_text *prepared, struct span text, struct arena *scratch, int64_t *distance,
                     int64_t *length, vreward_error *err);

/* The distance of a text to the prepared one, or of two texts where nothing is prepared, as one of a batch
 * (text/edit_distance.h), which is of the same `distance`. Errors: MEMORY. */
int32_t distance_to(struct distance_batch *batch, const struct prepared_text *prepared, struct span text,
                    struct arena *scratch, int64_t *found, vreward_error *err);
int32_t distance_between(struct distance_batch *batch, struct span a, struct span b, int32_t unit,
                         struct arena *scratch, int64_t *found, vreward_error *err);

#endif
