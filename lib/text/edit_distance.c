#include "text/edit_distance.h"

#include "base/isa.h"
#include "text/affix.h"
#include "text/band.h"
#include "text/diagonal.h"
#include "text/lanes.h"
#include "text/one_strip.h"
#include "text/strip.h"
#include "text/word.h"
#include "vreward.h"

#include <math.h>

/* The compiler has these for every processor. */
enum { EIGHT = 8 };
typedef uint16_t eight_halves __attribute__((vector_size(2 * EIGHT)));
typedef uint32_t eight_wide __attribute__((vector_size(4 * EIGHT)));

static void widen_halves(const uint16_t *from, int64_t count, uint32_t *to)
{
    for (int64_t i = 0; count >= EIGHT && i < count; i += EIGHT) {
        i = i < count - EIGHT ? i : count - EIGHT; /* the last step may begin in the one before */
        eight_halves halves;
        memcpy(&halves, from + i, sizeof halves);
        const eight_wide wide = __builtin_convertvector(halves, eight_wide);
        memcpy(to + i, &wide, sizeof wide);
    }
    for (int64_t i = 0; count < EIGHT && i < count; i++)
        to[i] = from[i];
}

/* Asking the arena, which may ask for memory first, takes longer than comparing a few units. */
enum { ROOM = 64 };

/* To four bytes a unit, in `room` where it is enough. False when out of memory. */
static bool widen(struct sequence *sequence, uint32_t room[ROOM], struct arena *arena)
{
    if (sequence->width == 4)
        return true;
    const bool fits = sequence->count <= ROOM;
    uint32_t *wide = fits ? room : arena_array(arena, (size_t)sequence->count, sizeof *wide);
    if (wide == NULL)
        return false;
    if (sequence->width == 2)
        widen_halves(sequence->data, sequence->count, wide);
    for (int64_t i = 0; sequence->width == 1 && i < sequence->count; i++)
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

/* Up to how many rows word by word is faster than a strip in vectors. */
static int64_t most_words(int isa)
{
    return isa >= ISA_AVX2 ? WORD_ROWS / 2 : WORD_ROWS;
}

/* The distance for which the diagonals, d^2 / 2 steps, take as long as what would follow. As measured on pairs of 100 to
 * 8,000 characters with 3 to 30 per cent of errors (gcc 12). Beyond a strip, with 12.5 instead of 30 pairs with 5 to 10
 * per cent, which are what OCR gets wrong, took up to 2.5 times as long: 44 us instead of 17 for 4,000 characters and
 * 211 edits. */
static int64_t diagonal_worth(int64_t rows, int64_t columns, int isa)
{
    if (rows <= most_words(isa))
        return (int64_t)sqrt((double)((rows + 63) / 64 * columns + 16));
    if (rows <= STRIP_ROWS)
        return (int64_t)sqrt((isa >= ISA_AVX2 ? 15.0 : 30.0) * (double)columns);
    return (int64_t)sqrt(30.0 * (double)columns) + columns / 150;
}

/* Two sequences of the same width, the shorter and the longer. */
struct problem {
    struct sequence rows, columns;
    bool indel;
    int64_t limit; /* at least 0: a larger distance is limit + 1 */
    uint32_t room[2][ROOM];
};

static int64_t apart(const struct problem *problem)
{
    return problem->columns.count - problem->rows.count;
}

/* diagonal_distance, but DIAGONAL_GAVE_UP also where it is sooner known to be the slower way. */
static int64_t along_diagonals(struct problem *problem, int64_t worth, int isa, int64_t *expected, struct arena *arena)
{
    const int64_t limit = problem->limit, few = worth * 3 / 2 < limit ? worth * 3 / 2 : limit;
    if (apart(problem) > few || problem->columns.count >= (1 << 30))
        return DIAGONAL_GAVE_UP;
    if (!copy_with_margin(&problem->rows, arena) || !copy_with_margin(&problem->columns, arena))
        return DIAGONAL_MEMORY;
    const int64_t distance =
        diagonal_distance(&problem->rows, &problem->columns, problem->indel, few, worth, isa, expected, arena);
    return distance <= few || few == limit ? distance : DIAGONAL_GAVE_UP;
}

/* Units of two bytes are for comparing, no method but one takes them. False when out of memory. */
static bool widen_rest(struct problem *problem, struct arena *arena)
{
    return problem->rows.width != 2 ||
           (widen(&problem->rows, problem->room[0], arena) && widen(&problem->columns, problem->room[1], arena));
}

static int64_t core_distance(struct problem *problem, struct arena *arena)
{
    const int64_t rows = problem->rows.count, columns = problem->columns.count;
    if (rows == 0)
        return columns;
    if (apart(problem) > problem->limit)
        return problem->limit + 1;
    if (!widen_rest(problem, arena))
        return -1;
    if (rows <= 64)
        return word_distance(&problem->rows, &problem->columns, problem->indel);
    /* Asking costs as much as a short comparison. */
    const int isa = columns <= WORD_ROWS / 2 ? ISA_PORTABLE : isa_in_use();
    /* Where one text is much the longer, hardly a column can be left out, and no bound is worth a try; where it is
     * longer still, it may well hold all of the other. */
    const bool lopsided = apart(problem) >= rows && apart(problem) < 16 * rows;
    int64_t expected = lopsided ? rows + columns : apart(problem) + 64;
    const int64_t distance = along_diagonals(problem, diagonal_worth(rows, columns, isa), isa, &expected, arena);
    if (distance != DIAGONAL_GAVE_UP)
        return distance;
    if (rows <= most_words(isa))
        return word_distance(&problem->rows, &problem->columns, problem->indel);
    if (rows <= STRIP_ROWS)
        return one_strip_distance(&problem->rows, &problem->columns, problem->indel, isa, arena);
    return band_distance(&problem->rows, &problem->columns, problem->indel, expected, problem->limit, isa, arena);
}

/* Of two sequences of the same width, without the common prefix and suffix, which are part of some best path of every
 * distance. */
static void set_problem(struct problem *problem, const struct sequence *a, const struct sequence *b, int32_t distance,
                        int64_t bound)
{
    const struct sequence *rows = a->count < b->count ? a : b, *columns = a->count < b->count ? b : a;
    const unsigned char *row_data = rows->data, *column_data = columns->data;
    const int64_t width = rows->width, shift = width >> 1; /* a division would take as long as the rest */
    const int64_t row_count = rows->count, column_count = columns->count;
    const int64_t prefix = common_prefix(row_data, column_data, row_count << shift) >> shift;
    const int64_t suffix = common_suffix(row_data + row_count * width, column_data + column_count * width,
                                         (row_count - prefix) << shift) >>
                           shift;
    const int64_t most = row_count + column_count;
    problem->rows = (struct sequence){row_data + prefix * width, row_count - prefix - suffix, width};
    problem->columns = (struct sequence){column_data + prefix * width, column_count - prefix - suffix, width};
    problem->indel = distance != VREWARD_DISTANCE_LEVENSHTEIN;
    problem->limit = bound >= 0 && bound < most ? bound : most;
}

/* What remains to be compared of two sequences. False when out of memory. */
static bool find_problem(struct problem *problem, const struct sequence *a, const struct sequence *b, int32_t distance,
                         int64_t bound, struct arena *arena)
{
    struct sequence left = *a, right = *b;
    if (a->width != b->width && !(widen(&left, problem->room[0], arena) && widen(&right, problem->room[1], arena)))
        return false;
    set_problem(problem, &left, &right, distance, bound);
    return true;
}

/* What was asked for, of the distance of what remained. `units`: of both texts together. */
static int64_t answer(int64_t found, int32_t distance, int64_t bound, int64_t units)
{
    if (distance == VREWARD_DISTANCE_LCS)
        return (units - found) / 2;
    return bound >= 0 && found > bound ? bound + 1 : found;
}

int64_t edit_distance(const struct sequence *a, const struct sequence *b, int32_t distance, int64_t bound,
                      struct arena *arena)
{
    const struct arena_mark mark = arena_mark(arena);
    struct problem problem;
    const int64_t found = find_problem(&problem, a, b, distance, bound, arena) ? core_distance(&problem, arena) : -1;
    arena_rewind(arena, mark);
    return found < 0 ? -1 : answer(found, distance, bound, a->count + b->count);
}

int64_t edit_distance_in_cells(const struct sequence *a, const struct sequence *b, int32_t distance, int64_t cells,
                               struct arena *arena)
{
    const struct arena_mark mark = arena_mark(arena);
    struct problem problem;
    int64_t found = -1;
    if (find_problem(&problem, a, b, distance, -1, arena)) {
        const int64_t rows = problem.rows.count;
        if (rows > 0 && problem.columns.count > cells / rows)
            problem.limit = cells / rows;
        found = core_distance(&problem, arena);
        if (found > problem.limit)
            found = EDIT_DISTANCE_TOO_FAR;
    }
    arena_rewind(arena, mark);
    return found < 0 ? found : answer(found, distance, -1, a->count + b->count);
}

/* diagonal_worth for pairs of 129 to 256 rows that can wait in lanes, measured like the others. */
enum { WORTH_OF_LANES = 9 };

/* The lanes of this size, made when they are first needed; NULL when out of memory. */
static struct lanes *lanes_of(struct distance_batch *batch, int size)
{
    if (batch->lanes[size] == NULL)
        batch->lanes[size] =
            lanes_create(1 << size, batch->distance != VREWARD_DISTANCE_LEVENSHTEIN, isa_in_use(), &batch->arena);
    return batch->lanes[size];
}

static void run_lanes(struct distance_batch *batch, int size)
{
    struct lanes *lanes = batch->lanes[size];
    const int count = lanes->count;
    lanes_run(lanes);
    for (int i = 0; i < count; i++)
        *batch->waiting[size][i].found =
            answer(lanes->distance[i], batch->distance, batch->bound, batch->waiting[size][i].units);
}

/* The lane that has been taken. */
static void wait_in_lane(struct distance_batch *batch, int size, int lane, int64_t units, int64_t *found)
{
    batch->waiting[size][lane] = (struct waiting_pair){units, found};
    if (lane == LANES_OF(1 << size) - 1)
        run_lanes(batch, size);
}

/* False when out of memory. */
static bool add_whole(struct distance_batch *batch, const struct sequence *rows, const struct sequence *columns,
                      int64_t units, int64_t *found)
{
    struct lanes *const lanes = lanes_of(batch, 0);
    if (lanes == NULL)
        return false;
    wait_in_lane(batch, 0, lanes_take_whole(lanes, rows, columns), units, found);
    return true;
}

/* The size of lanes that two sequences fit in, DISTANCE_BATCH_SIZES where it is none. */
static int size_of(const struct problem *problem)
{
    int size = 0;
    while (size < DISTANCE_BATCH_SIZES && !lanes_fit(1 << size, problem->rows.count, problem->columns.count))
        size++;
    return size;
}

bool distance_batch_add(struct distance_batch *batch, const struct sequence *a, const struct sequence *b,
                        int64_t common, int64_t *found, struct arena *arena)
{
    const int64_t units = a->count + b->count + 2 * common;
    const int isa = isa_in_use();
    if (batch->many && lanes_fit_whole(a, b, isa))
        return a->count < b->count ? add_whole(batch, a, b, units, found) : add_whole(batch, b, a, units, found);
    struct problem problem;
    if (!find_problem(&problem, a, b, batch->distance, batch->bound, arena))
        return false;
    const int size = batch->many && problem.rows.count > 0 ? size_of(&problem) : DISTANCE_BATCH_SIZES;
    if (!lanes_take_halves(1 << size, isa) && !widen_rest(&problem, arena))
        return false;
    int64_t distance = DIAGONAL_GAVE_UP, expected;
    if (size == DISTANCE_BATCH_SIZES)
        distance = core_distance(&problem, arena);
    else if (problem.rows.count > 128)
        distance = along_diagonals(&problem, WORTH_OF_LANES, ISA_PORTABLE, &expected, arena);
    if (distance != DIAGONAL_GAVE_UP) {
        *found = answer(distance, batch->distance, batch->bound, units);
        return distance >= 0;
    }
    struct lanes *const lanes = lanes_of(batch, size);
    if (lanes == NULL)
        return false;
    wait_in_lane(batch, size, lanes_take(lanes, &problem.rows, &problem.columns), units, found);
    return true;
}

void distance_batch_end(struct distance_batch *batch)
{
    for (int size = 0; size < DISTANCE_BATCH_SIZES; size++) {
        if (batch->lanes[size] != NULL && batch->lanes[size]->count > 0)
            run_lanes(batch, size);
    }
    arena_free(&batch->arena);
}
