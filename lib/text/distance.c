#include "text/distance.h"

#include "text/edit_distance.h"
#include "text/units.h"

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

int32_t distances_to(const struct prepared_text *prepared, const struct span *texts, int64_t count, int64_t bound,
                     struct arena *scratch, int64_t *distance, int64_t *length, vreward_error *err)
{
    struct vocabulary known = prepared->known;
    for (int64_t i = 0; i < count; i++) {
        const struct arena_mark mark = arena_mark(scratch);
        struct sequence sequence;
        bool done = text_to_sequence(texts[i], prepared->unit, &known, false, scratch, &sequence);
        if (done) {
            if (length != NULL)
                length[i] = sequence.count;
            distance[i] = edit_distance(&sequence, &prepared->sequence, prepared->distance, bound, scratch);
            done = distance[i] >= 0;
        }
        arena_rewind(scratch, mark);
        if (!done)
            return fail_memory(err);
    }
    return VREWARD_OK;
}
