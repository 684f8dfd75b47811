#include "text/edit_distance.h"

#include "vreward.h"

static uint32_t unit_at(const struct sequence *sequence, int64_t i)
{
    return sequence->width == 1 ? ((const uint8_t *)sequence->data)[i] : ((const uint32_t *)sequence->data)[i];
}

int64_t edit_distance(const struct sequence *a, const struct sequence *b, int32_t distance, int64_t bound,
                      struct arena *arena)
{
    const struct arena_mark mark = arena_mark(arena);
    int64_t *row = arena_array(arena, (size_t)b->count + 1, sizeof *row);
    if (row == NULL)
        return -1;
    const int64_t substitution = distance == VREWARD_LEVENSHTEIN ? 1 : 2;
    for (int64_t j = 0; j <= b->count; j++)
        row[j] = j;
    for (int64_t i = 1; i <= a->count; i++) {
        int64_t diagonal = row[0];
        row[0] = i;
        for (int64_t j = 1; j <= b->count; j++) {
            const int64_t above = row[j], left = row[j - 1];
            int64_t best = diagonal + (unit_at(a, i - 1) == unit_at(b, j - 1) ? 0 : substitution);
            if (best > above + 1)
                best = above + 1;
            if (best > left + 1)
                best = left + 1;
            row[j] = best;
            diagonal = above;
        }
    }
    const int64_t result = row[b->count];
    arena_rewind(arena, mark);
    if (distance == VREWARD_LCS)
        return (a->count + b->count - result) / 2;
    return bound >= 0 && result > bound ? bound + 1 : result;
}
