#include "match/sweep.h"

#include "geometry/order.h"

#include <math.h>

bool sweep_new(struct sweep *sweep, const double *rectangle, int64_t count, struct arena *arena)
{
    const size_t n = (size_t)count;
    double *numbers = arena_array(arena, n, 5 * sizeof *numbers);
    sweep->index = arena_array(arena, n, sizeof *sweep->index);
    sweep->touched = arena_zeros(arena, n / 64 + 1, sizeof *sweep->touched);
    if (numbers == NULL || sweep->index == NULL || sweep->touched == NULL)
        return false;
    sweep->count = count;
    sweep->x1 = numbers;
    sweep->y1 = numbers + n;
    sweep->x2 = numbers + 2 * n;
    sweep->y2 = numbers + 3 * n;
    sweep->reach = numbers + 4 * n;
    for (int64_t i = 0; i < count; i++)
        sweep->x1[i] = rectangle[4 * i];
    if (!order_by(sweep->x1, count, false, arena, sweep->index))
        return false;
    double reach = -INFINITY;
    for (int64_t k = 0; k < count; k++) {
        const double *one = rectangle + 4 * sweep->index[k];
        sweep->x1[k] = one[0];
        sweep->y1[k] = one[1];
        sweep->x2[k] = one[2];
        sweep->y2[k] = one[3];
        reach = one[2] > reach ? one[2] : reach;
        sweep->reach[k] = reach;
    }
    return true;
}

/* The first place in an ascending list that is not below (or, where `above`, that is above) the limit. */
static int64_t first_from(const double *list, int64_t count, double limit, bool above)
{
    int64_t low = 0;
    while (count > 0) {
        const int64_t half = count / 2;
        if (above ? list[low + half] <= limit : list[low + half] < limit) {
            low += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return low;
}

void sweep_touching(struct sweep *sweep, const double rectangle[4])
{
    const double x1 = rectangle[0], y1 = rectangle[1], y2 = rectangle[3];
    const int64_t end = first_from(sweep->x1, sweep->count, rectangle[2], true);
    for (int64_t k = first_from(sweep->reach, end, x1, false); k < end; k++) {
        if ((sweep->x2[k] >= x1) & (sweep->y1[k] <= y2) & (sweep->y2[k] >= y1))
            sweep->touched[sweep->index[k] / 64] |= UINT64_C(1) << (sweep->index[k] % 64);
    }
}
