#include "text/edit_distance.h"

#include "base/isa.h"
#include "text/affix.h"
#include "text/band.h"
#include "text/diagonal.h"
#include "text/word.h"
#include "vreward.h"

#include <math.h>

/* Takes the common prefix and suffix off both, which are part of some best path of every distance. */
static void strip_affixes(struct sequence *a, struct sequence *b)
{
    const int64_t width = a->width;
    int64_t shorter = a->count < b->count ? a->count : b->count;
    const unsigned char *a_data = a->data, *b_data = b->data;
    const int64_t prefix = common_prefix(a_data, b_data, shorter * width) / width;
    shorter -= prefix;
    const int64_t suffix = common_suffix(a_data + a->count * width, b_data + b->count * width, shorter * width) / width;
    a->data = a_data + prefix * width;
    b->data = b_data + prefix * width;
    a->count -= prefix + suffix;
    b->count -= prefix + suffix;
}

static bool widen(struct sequence *sequence, struct arena *arena)
{
    uint32_t *wide = arena_array(arena, (size_t)sequence->count, sizeof *wide);
    if (wide == NULL)
        return false;
    for (int64_t i = 0; i < sequence->count; i++)
        wide[i] = ((const uint8_t *)sequence->data)[i];
    *sequence = (struct sequence){wide, sequence->count, 4};
    return true;
}

/* A copy with the margins that the search along diagonals reads. */
static bool copy_with_margin(struct sequence *sequence, struct arena *arena)
{
    const size_t size = (size_t)(sequence->count * sequence->width);
    unsigned char *copy = arena_alloc(arena, size + 2 * DIAGONAL_MARGIN);
    if (copy == NULL)
        return false;
    memset(copy, 0, DIAGONAL_MARGIN);
    memcpy(copy + DIAGONAL_MARGIN, sequence->data, size);
    memset(copy + DIAGONAL_MARGIN + size, 0, DIAGONAL_MARGIN);
    sequence->data = copy + DIAGONAL_MARGIN;
    return true;
}

/* The distance for which the diagonals, d^2 / 2 steps, take as long as what would follow. Beyond a word that is as
 * measured on pairs of tests/bench/edit_distance.py, of 300 to 8,000 characters with 3 to 30 per cent of errors
 * (AVX2, gcc 12). With 12.5 instead of 30 pairs with 5 to 10 per cent, which are what OCR gets wrong, took up to 2.5
 * times as long: 44 us instead of 17 for 4,000 characters and 211 edits. With 50 a pair of 400 characters and 116
 * edits took 6.2 us instead of 4.6. */
static int64_t diagonal_worth(int64_t rows, int64_t columns)
{
    if (rows <= WORD_ROWS)
        return (int64_t)sqrt((double)((rows + 63) / 64 * columns + 16));
    return (int64_t)sqrt(30.0 * (double)columns) + columns / 150;
}

/* Both of the same width and neither empty; `limit` is at least 0. */
static int64_t core_distance(struct sequence *a, struct sequence *b, bool indel, int64_t limit, struct arena *arena)
{
    const struct sequence *rows = a->count < b->count ? a : b, *columns = a->count < b->count ? b : a;
    const int64_t apart = columns->count - rows->count;
    if (apart > limit)
        return limit + 1;
    /* Asking costs as much as a short comparison. */
    const int isa = columns->count <= WORD_ROWS ? ISA_PORTABLE : isa_in_use();
    /* Where one text is much the longer, hardly a column can be left out, and no bound is worth a try; where it is
     * longer still, it may well hold all of the other. */
    const bool lopsided = apart >= rows->count && apart < 16 * rows->count;
    int64_t expected = lopsided ? rows->count + columns->count : apart + 64;
    const int64_t worth = diagonal_worth(rows->count, columns->count),
                  few = worth * 3 / 2 < limit ? worth * 3 / 2 : limit;
    if (apart <= few && columns->count < (1 << 30)) {
        if (!copy_with_margin(a, arena) || !copy_with_margin(b, arena))
            return -1;
        const int64_t distance = diagonal_distance(a, b, indel, few, worth, isa, &expected, arena);
        if (distance != DIAGONAL_GAVE_UP && (distance <= few || few == limit))
            return distance;
    }
    if (rows->count <= WORD_ROWS)
        return word_distance(rows, columns, indel);
    return band_distance(a, b, indel, expected, limit, isa, arena);
}

int64_t edit_distance(const struct sequence *a, const struct sequence *b, int32_t distance, int64_t bound,
                      struct arena *arena)
{
    const struct arena_mark mark = arena_mark(arena);
    struct sequence left = *a, right = *b;
    bool done = true;
    if (left.width != right.width)
        done = widen(left.width == 1 ? &left : &right, arena);
    int64_t result = -1;
    if (done) {
        strip_affixes(&left, &right);
        const int64_t most = left.count + right.count;
        const int64_t limit = bound >= 0 && bound < most ? bound : most;
        if (left.count == 0 || right.count == 0)
            result = most;
        else
            result = core_distance(&left, &right, distance != VREWARD_DISTANCE_LEVENSHTEIN, limit, arena);
    }
    arena_rewind(arena, mark);
    if (result < 0)
        return -1;
    if (distance == VREWARD_DISTANCE_LCS)
        return (a->count + b->count - result) / 2;
    return bound >= 0 && result > bound ? bound + 1 : result;
}
