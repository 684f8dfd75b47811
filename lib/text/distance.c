#include "text/distance.h"

#include "text/affix.h"
#include "text/edit_distance.h"
#include "text/units.h"
#include "text/utf8.h"

struct prepared_text {
    struct sequence sequence;
    struct vocabulary known; /* its words or clusters */
    int32_t distance;
    int32_t unit;
};

int32_t prepare_text(struct span text, int32_t distance, int32_t unit, struct arena *arena,
                     const struct prepared_text **prepared, vreward_error *err)
{
    struct prepared_text *made = arena_zeros(arena, 1, sizeof *made);
    if (made == NULL || !text_to_sequence(text, unit, &made->known, true, arena, &made->sequence))
        return fail_memory(err);
    made->distance = distance;
    made->unit = unit;
    *prepared = made;
    return VREWARD_OK;
}

int64_t prepared_length(const struct prepared_text *prepared)
{
    return prepared->sequence.count;
}

/* What a second or two are enough for, of any two texts (docs/limits.md). */
#define MOST_CELLS (INT64_C(1) << 38)

int32_t compare_text(const struct prepared_text *prepared, struct span text, struct arena *scratch, int64_t *distance,
                     int64_t *length, vreward_error *err)
{
    const struct arena_mark mark = arena_mark(scratch);
    struct vocabulary known = prepared->known;
    struct sequence sequence;
    int64_t found = -1;
    if (text_to_sequence(text, prepared->unit, &known, false, scratch, &sequence)) {
        *length = sequence.count;
        found = edit_distance_in_cells(&sequence, &prepared->sequence, prepared->distance, MOST_CELLS, scratch);
    }
    arena_rewind(scratch, mark);
    if (found == EDIT_DISTANCE_TOO_FAR)
        return fail(err, VREWARD_E_LIMIT, -1, -1, "two long texts have too little in common");
    *distance = found;
    return found < 0 ? fail_memory(err) : VREWARD_OK;
}

int32_t distance_to(struct distance_batch *batch, const struct prepared_text *prepared, struct span text,
                    struct arena *scratch, int64_t *found, vreward_error *err)
{
    const struct arena_mark mark = arena_mark(scratch);
    struct vocabulary known = prepared->known;
    struct sequence sequence;
    const bool done = text_to_sequence(text, prepared->unit, &known, false, scratch, &sequence) &&
                      distance_batch_add(batch, &sequence, &prepared->sequence, 0, found, scratch);
    arena_rewind(scratch, mark);
    return done ? VREWARD_OK : fail_memory(err);
}

int32_t distance_between(struct distance_batch *batch, struct span a, struct span b, int32_t unit,
                         struct arena *scratch, int64_t *found, vreward_error *err)
{
    const struct arena_mark mark = arena_mark(scratch);
    struct span prefix = {0}, suffix = {0};
    if (unit == VREWARD_UNIT_CODEPOINT && a.length > 0 && b.length > 0)
        strip_code_points(&a, &b, &prefix, &suffix);
    struct vocabulary known = {0};
    struct sequence left, right;
    const int64_t common = batch->distance == VREWARD_DISTANCE_LCS ? utf8_count(prefix) + utf8_count(suffix) : 0;
    const bool done = text_to_sequence(b, unit, &known, true, scratch, &right) &&
                      text_to_sequence(a, unit, &known, false, scratch, &left) &&
                      distance_batch_add(batch, &left, &right, common, found, scratch);
    arena_rewind(scratch, mark);
    return done ? VREWARD_OK : fail_memory(err);
}
