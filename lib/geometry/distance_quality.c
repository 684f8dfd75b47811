#include "geometry/distance_quality.h"

#include "base/sort.h"

#include <math.h>

/* Two places this close are one. */
static const double same_place = 1e-9;

double diagonal_of(double width, double height)
{
    return sqrt(width * width + height * height);
}

void box_center(const double box[4], double center[2])
{
    center[0] = (box[0] + box[2]) / 2.0;
    center[1] = (box[1] + box[3]) / 2.0;
}

double distance_quality(const double a[2], const double b[2], double reach, double full)
{
    const double distance = diagonal_of(a[0] - b[0], a[1] - b[1]);
    /* Not `distance >= reach`: a reach of 0 and what is not finite earn nothing. */
    if (!(distance < reach))
        return 0.0;
    return distance <= full * reach ? 1.0 : (1.0 - distance / reach) / (1.0 - full);
}

static double box_diagonal(const double box[4])
{
    return diagonal_of(box[2] - box[0], box[3] - box[1]);
}

/* The truth items in the order of one axis. */
struct along {
    const int64_t *item;
    int axis;
};

/* Distance from the item at place `at` to the nearest counted item at another place, walking away from it on both sides
 * while the way along the axis alone is not longer; infinite where there is none. */
static double nearest(const struct distance_truth *truth, const struct along *along, int64_t at)
{
    const double *own = truth->point + 2 * along->item[at];
    double best = INFINITY;
    for (int step = -1; step <= 1; step += 2) {
        for (int64_t k = at + step; k >= 0 && k < truth->count; k += step) {
            const double *other = truth->point + 2 * along->item[k];
            if (fabs(other[along->axis] - own[along->axis]) >= best)
                break;
            if (truth->ignored != NULL && truth->ignored[along->item[k]])
                continue;
            const double distance = diagonal_of(other[0] - own[0], other[1] - own[1]);
            if (distance > same_place && distance < best)
                best = distance;
        }
    }
    return best;
}

/* The axis along which the points reach farther: those of a column are no neighbours of each other in x. */
static int longer_axis(const struct distance_truth *truth)
{
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    for (int64_t i = 0; i < 2 * truth->count; i++) {
        low[i % 2] = truth->point[i] < low[i % 2] ? truth->point[i] : low[i % 2];
        high[i % 2] = truth->point[i] > high[i % 2] ? truth->point[i] : high[i % 2];
    }
    return high[1] - low[1] > high[0] - low[0];
}

/* D of one item; infinite where nothing bounds it. */
static double reach_of(const struct distance_truth *truth, int64_t item, double to_nearest)
{
    double reach = to_nearest / 2.0, most = INFINITY;
    if (truth->box != NULL)
        most = box_diagonal(truth->box + 4 * item) / 2.0;
    else if (truth->diagonal > 0.0)
        most = truth->diagonal / 10.0;
    if (reach > most)
        reach = most;
    if (truth->diagonal > 0.0 && reach < truth->diagonal / 100.0)
        reach = truth->diagonal / 100.0;
    return reach;
}

static int32_t reach_by_nearest(const struct distance_truth *truth, struct arena *scratch, double *reach,
                                const char **missing, vreward_error *err)
{
    const struct arena_mark mark = arena_mark(scratch);
    double *key = arena_array(scratch, (size_t)truth->count, sizeof *key);
    int64_t *order = arena_array(scratch, (size_t)truth->count, sizeof *order);
    const struct along along = {order, longer_axis(truth)};
    if (key == NULL || order == NULL)
        return fail_memory(err);
    for (int64_t i = 0; i < truth->count; i++)
        key[i] = truth->point[2 * i + along.axis];
    if (!order_by(key, truth->count, false, scratch, order))
        return fail_memory(err);
    for (int64_t at = 0; at < truth->count; at++) {
        const int64_t item = order[at];
        reach[item] = reach_of(truth, item, nearest(truth, &along, at));
        if (isfinite(reach[item]))
            continue;
        /* Nothing is asked of an ignored item that nothing counted stands beside. */
        reach[item] = 0.0;
        if (truth->ignored == NULL || !truth->ignored[item])
            *missing = "size";
    }
    arena_rewind(scratch, mark);
    return VREWARD_OK;
}

int32_t distance_reach(int32_t kind, double pixels, const struct distance_truth *truth, struct arena *scratch,
                       double *reach, const char **missing, vreward_error *err)
{
    *missing = NULL;
    if (kind == DISTANCE_BY_NEAR)
        return reach_by_nearest(truth, scratch, reach, missing, err);
    if (kind == DISTANCE_BY_DIAGONAL && truth->count > 0 && !(truth->diagonal > 0.0))
        *missing = "size";
    if (kind == DISTANCE_BY_BOX && truth->count > 0 && truth->box == NULL)
        *missing = "boxes";
    for (int64_t i = 0; i < truth->count && *missing == NULL; i++) {
        if (kind == DISTANCE_BY_BOX)
            reach[i] = box_diagonal(truth->box + 4 * i);
        else
            reach[i] = kind == DISTANCE_BY_DIAGONAL ? truth->diagonal : pixels;
    }
    return VREWARD_OK;
}
