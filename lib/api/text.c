#include "api/text.h"

#include "api/check.h"
#include "base/struct_read.h"
#include "text/distance.h"
#include "text/normalize.h"

#include <inttypes.h>

#define STRUCT "vreward_edit_distance_options"

enum { ALL_SWITCHES = VREWARD_NORMALIZE_INVISIBLE * 2 - 1 };

int32_t edit_distance_options(vreward_edit_distance_options *ours, const vreward_edit_distance_options *given,
                              vreward_error *err)
{
    int32_t code = STRUCT_READ(ours, given, vreward_edit_distance_options, bound, err);
    if (code != VREWARD_OK)
        return code;
    code = check_choice(STRUCT ".distance", ours->distance, VREWARD_DISTANCE_LEVENSHTEIN, VREWARD_DISTANCE_LCS,
                        "VREWARD_DISTANCE_", err);
    if (code == VREWARD_OK)
        code =
            check_choice(STRUCT ".unit", ours->unit, VREWARD_UNIT_CODEPOINT, VREWARD_UNIT_TOKEN, "VREWARD_UNIT_", err);
    if (code == VREWARD_OK && (ours->normalize & ~(uint32_t)ALL_SWITCHES))
        code = fail(err, VREWARD_E_ARGUMENT, -1, -1,
                    STRUCT ".normalize is %" PRIu32 ", which has a bit that means nothing: give VREWARD_NORMALIZE_...",
                    ours->normalize);
    if (code == VREWARD_OK)
        code = check_switch(STRUCT ".bounded", ours->bounded, err);
    if (code == VREWARD_OK && ours->bounded && ours->distance == VREWARD_DISTANCE_LCS)
        code =
            fail(err, VREWARD_E_ARGUMENT, -1, -1, STRUCT ".bounded does not go with VREWARD_DISTANCE_LCS: set it to 0");
    if (code == VREWARD_OK && ours->bounded && ours->bound < 0)
        code = fail(err, VREWARD_E_ARGUMENT, -1, -1, STRUCT ".bound is %" PRId64 ", below 0: a distance is 0 or more",
                    ours->bound);
    return code;
}

/* One text of the call, normalised. */
static int32_t read_text(const vreward_edit_distance_options *options, const char *data, const int64_t *offsets,
                         int64_t i, struct arena *arena, struct span *text, vreward_error *err)
{
    *text = text_at(data, offsets, i);
    return options->normalize ? normalize(*text, options->normalize, arena, text, err) : VREWARD_OK;
}

/* Every text of a to the one text of b. */
static int32_t distances_to_one(const vreward_edit_distance_options *options, int64_t count, const char *a,
                                const int64_t *a_offsets, const char *b, const int64_t *b_offsets,
                                struct distance_batch *batch, struct arena *arena, int64_t *distance,
                                vreward_error *err)
{
    const struct prepared_text *prepared = NULL;
    struct span text;
    int32_t code = read_text(options, b, b_offsets, 0, arena, &text, err);
    if (code == VREWARD_OK)
        code = prepare_text(text, options->distance, options->unit, arena, &prepared, err);
    for (int64_t i = 0; i < count && code == VREWARD_OK; i++) {
        const struct arena_mark mark = arena_mark(arena);
        code = read_text(options, a, a_offsets, i, arena, &text, err);
        if (code == VREWARD_OK)
            code = distance_to(batch, prepared, text, arena, distance + i, err);
        arena_rewind(arena, mark);
    }
    return code;
}

/* Text i of a to text i of b. */
static int32_t distances_of_pairs(const vreward_edit_distance_options *options, int64_t count, const char *a,
                                  const int64_t *a_offsets, const char *b, const int64_t *b_offsets,
                                  struct distance_batch *batch, struct arena *arena, int64_t *distance,
                                  vreward_error *err)
{
    int32_t code = VREWARD_OK;
    for (int64_t i = 0; i < count && code == VREWARD_OK; i++) {
        const struct arena_mark mark = arena_mark(arena);
        struct span left, right;
        code = read_text(options, a, a_offsets, i, arena, &left, err);
        if (code == VREWARD_OK)
            code = read_text(options, b, b_offsets, i, arena, &right, err);
        if (code == VREWARD_OK)
            code = distance_between(batch, left, right, options->unit, arena, distance + i, err);
        arena_rewind(arena, mark);
    }
    return code;
}

int32_t vreward_edit_distance(const vreward_edit_distance_options *options, const char *a, const int64_t *a_offsets,
                              int64_t a_count, const char *b, const int64_t *b_offsets, int64_t b_count,
                              int64_t *distance, vreward_error *err)
{
    vreward_edit_distance_options ours;
    int32_t code = edit_distance_options(&ours, options, err);
    if (code != VREWARD_OK)
        return code;
    code = check_count("a_count", a_count, err);
    if (code != VREWARD_OK)
        return code;
    if (b_count != a_count && b_count != 1)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1,
                    "b_count is %" PRId64 ": give a_count (%" PRId64 ") texts, or 1 for all", b_count, a_count);
    if (a_count == 0)
        return succeed(err);
    code = CHECK_GIVEN(err, {"distance", distance, "room for a_count numbers"});
    if (code == VREWARD_OK)
        code = check_ragged("a", a, a_offsets, 0, a_count, err);
    if (code == VREWARD_OK)
        code = check_ragged("b", b, b_offsets, 0, b_count, err);
    if (code != VREWARD_OK)
        return code;

    struct arena arena = {0};
    struct distance_batch batch = {
        .distance = ours.distance, .many = a_count > 1, .bound = ours.bounded ? ours.bound : -1};
    code = b_count == 1 && a_count > 1
               ? distances_to_one(&ours, a_count, a, a_offsets, b, b_offsets, &batch, &arena, distance, err)
               : distances_of_pairs(&ours, a_count, a, a_offsets, b, b_offsets, &batch, &arena, distance, err);
    distance_batch_end(&batch);
    arena_free(&arena);
    return code == VREWARD_OK ? succeed(err) : code;
}
