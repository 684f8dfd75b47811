#include "match/grid.h"

#include <float.h>

/* So many cells an axis has at most: with 64 some more pairs are looked at for nothing, with 256 the sets take longer to
 * make. overlapping_pairs() of n boxes with n near them (tests/bench/matching.py), microseconds with 64, 128 and 256:
 * 22.0, 21.6 and 22.9 for n = 300; 180, 174 and 170 for 1,000. */
enum { MOST_CELLS = 128 };

static bool is_somewhere(const double rectangle[4])
{
    return rectangle[0] <= rectangle[2];
}

/* The cell of a coordinate. Never falls as the coordinate rises, which is all that the sets need; where the numbers
 * leave the range of a double it is the last. */
static int64_t cell_of(const struct grid *grid, int axis, double coordinate)
{
    const double last = (double)(grid->cells - 1);
    const double place = (coordinate - grid->axis[axis].lowest) * grid->axis[axis].cells_per_unit;
    const double cell = place < last ? place : last;
    return (int64_t)(cell > 0.0 ? cell : 0.0);
}

static uint64_t *set_of(const struct grid *grid, uint64_t *sets, int64_t cell)
{
    return sets + cell * grid->words;
}

/* Narrows `frame` to where the rectangles are. */
static void narrow(double frame[4], const double *rectangle, int64_t count)
{
    double x1 = DBL_MAX, y1 = DBL_MAX, x2 = -DBL_MAX, y2 = -DBL_MAX;
    for (int64_t i = 0; i < count; i++) {
        const double *one = rectangle + 4 * i;
        if (!is_somewhere(one))
            continue;
        x1 = one[0] < x1 ? one[0] : x1;
        y1 = one[1] < y1 ? one[1] : y1;
        x2 = one[2] > x2 ? one[2] : x2;
        y2 = one[3] > y2 ? one[3] : y2;
    }
    frame[0] = x1 > frame[0] ? x1 : frame[0];
    frame[1] = y1 > frame[1] ? y1 : frame[1];
    frame[2] = x2 < frame[2] ? x2 : frame[2];
    frame[3] = y2 < frame[3] ? y2 : frame[3];
}

static void fill(struct grid *grid, const double *rectangle)
{
    for (int64_t j = 0; j < grid->count; j++) {
        const double *one = rectangle + 4 * j;
        if (!is_somewhere(one))
            continue;
        const uint64_t bit = UINT64_C(1) << (j % WORD);
        for (int axis = 0; axis < 2; axis++) {
            set_of(grid, grid->axis[axis].begun, cell_of(grid, axis, one[axis]))[j / WORD] |= bit;
            set_of(grid, grid->axis[axis].lasting, cell_of(grid, axis, one[axis + 2]))[j / WORD] |= bit;
        }
    }
    const int64_t words = grid->words, all = grid->cells * words;
    for (int axis = 0; axis < 2; axis++) {
        for (int64_t k = words; k < all; k++)
            grid->axis[axis].begun[k] |= grid->axis[axis].begun[k - words];
        for (int64_t k = all - words - 1; k >= 0; k--)
            grid->axis[axis].lasting[k] |= grid->axis[axis].lasting[k + words];
    }
}

bool grid_new(struct grid *grid, const double *rectangle, int64_t count, const double *others, int64_t asking,
              struct arena *arena)
{
    grid->count = count;
    grid->words = (count + WORD - 1) / WORD;
    const int64_t shorter = asking < count ? asking : count;
    grid->cells = shorter < MOST_CELLS ? shorter + 1 : MOST_CELLS;
    const size_t all = (size_t)grid->cells * (size_t)grid->words;
    uint64_t *sets = arena_zeros(arena, all, 4 * sizeof *sets);
    grid->near = arena_array(arena, (size_t)grid->words, sizeof *grid->near);
    if (sets == NULL || grid->near == NULL)
        return false;
    /* Where both sides are: what is far off on one side alone, as bad boxes are, does not make the cells large. */
    double frame[4] = {-DBL_MAX, -DBL_MAX, DBL_MAX, DBL_MAX};
    narrow(frame, rectangle, count);
    narrow(frame, others, asking);
    bool apart = false;
    for (int axis = 0; axis < 2; axis++) {
        const double extent = frame[axis + 2] - frame[axis];
        apart |= frame[axis + 2] < frame[axis];
        const double per_unit = extent > 0.0 ? (double)grid->cells / extent : 0.0;
        grid->axis[axis] = (struct grid_axis){frame[axis], per_unit, sets + (size_t)(2 * axis) * all,
                                              sets + (size_t)(2 * axis + 1) * all};
    }
    if (!apart)
        fill(grid, rectangle);
    return true;
}

void grid_near(struct grid *grid, const double rectangle[4])
{
    const uint64_t *set[4];
    for (int axis = 0; axis < 2; axis++) {
        set[2 * axis] = set_of(grid, grid->axis[axis].begun, cell_of(grid, axis, rectangle[axis + 2]));
        set[2 * axis + 1] = set_of(grid, grid->axis[axis].lasting, cell_of(grid, axis, rectangle[axis]));
    }
    const uint64_t somewhere = is_somewhere(rectangle) ? UINT64_MAX : 0;
    for (int64_t word = 0; word < grid->words; word++)
        grid->near[word] = set[0][word] & set[1][word] & set[2][word] & set[3][word] & somewhere;
}
