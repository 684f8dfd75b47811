#include "reward/scene.h"

#include "geometry/distance_quality.h"
#include "geometry/limits.h"
#include "reward/targets.h"

#include <math.h>

/* The extents and the box around all. */
static void bound(struct scene *scene)
{
    for (int k = 0; k < 2; k++) {
        scene->least[k] = scene->hull[k] = INFINITY;
        scene->most[k] = 0;
        scene->hull[k + 2] = -INFINITY;
    }
    for (int64_t j = 0; j < scene->count; j++) {
        for (int k = 0; k < 2; k++) {
            const double low = scene->place[4 * j + k], high = scene->place[4 * j + k + 2], extent = high - low;
            scene->hull[k] = low < scene->hull[k] ? low : scene->hull[k];
            scene->hull[k + 2] = high > scene->hull[k + 2] ? high : scene->hull[k + 2];
            scene->least[k] = extent < scene->least[k] ? extent : scene->least[k];
            scene->most[k] = extent > scene->most[k] ? extent : scene->most[k];
        }
    }
}

void measure_boxes(const double *box, int64_t count, struct scene *scene)
{
    *scene = (struct scene){.measure = BY_OVERLAP, .place = box, .count = count};
    bound(scene);
}

void measure_scene(const struct config *config, const struct truth *truth, struct scene *scene)
{
    const struct targets *targets = truth->own;
    if (!targets->points) {
        measure_boxes(targets->place, targets->count, scene);
        return;
    }
    *scene = (struct scene){.measure = config->target == TARGET_POINT ? BY_INSIDE : BY_DISTANCE,
                            .place = targets->place,
                            .reach = targets->reach,
                            .count = targets->count};
}

/* No overlap with a box is above the ratio of the extents in x, nor above that in y: below 1 to 8 it counts as none. */
static bool is_far_off(const struct scene *scene, const double box[4])
{
    for (int k = 0; k < 2; k++) {
        const double extent = box[k + 2] - box[k];
        if (!(extent > SMALLEST_EXTENT) || extent * 8 < scene->least[k] || extent > scene->most[k] * 8 ||
            box[k] >= scene->hull[k + 2] || box[k + 2] <= scene->hull[k])
            return true;
    }
    return false;
}

/* The best overlap with any box. Without branches but for the rare division: wrong readings overlap as by chance. */
static double best_overlap(const double a[4], const double *boxes, int64_t count)
{
    const double area = (a[2] - a[0]) * (a[3] - a[1]);
    double best = 0;
    for (const double *b = boxes; b < boxes + 4 * count; b += 4) {
        const double width = (a[2] < b[2] ? a[2] : b[2]) - (a[0] > b[0] ? a[0] : b[0]);
        const double height = (a[3] < b[3] ? a[3] : b[3]) - (a[1] > b[1] ? a[1] : b[1]);
        const double both = width * height * (double)((width > 0) & (height > 0));
        const double either = area + (b[2] - b[0]) * (b[3] - b[1]) - both;
        if (both > best * either)
            best = both / either;
    }
    return best;
}

/* 1 in the middle of the box and a half at its border, so that of two readings the nearer one is told; 0 outside. */
static double depth_inside(const double point[2], const double box[4])
{
    double off = 0;
    for (int k = 0; k < 2; k++) {
        const double middle = (box[k] + box[k + 2]) / 2, half = (box[k + 2] - box[k]) / 2;
        const double here = fabs(point[k] - middle) / half;
        off = here > off ? here : off;
    }
    return off > 1 ? 0 : 1 - off / 2;
}

double fit_of(const struct scene *scene, const double place[4])
{
    double best = 0;
    if (scene->measure == BY_OVERLAP)
        return is_far_off(scene, place) ? 0 : best_overlap(place, scene->place, scene->count);
    for (int64_t j = 0; j < scene->count; j++) {
        const double fit = scene->measure == BY_INSIDE
                               ? depth_inside(place, scene->place + 4 * j)
                               : distance_quality(place, scene->place + 2 * j, scene->reach[j], 0.0);
        best = fit > best ? fit : best;
    }
    return best;
}
