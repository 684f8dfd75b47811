#include "reward/pair_parts.h"

#include "geometry/distance_quality.h"
#include "geometry/gaussian.h"
#include "geometry/limits.h"
#include "geometry/spaces.h"
#include "reward/shaping.h"
#include "reward/truth_members.h"

#include <math.h>

double most_of_parts(const struct config *config)
{
    double most = 0;
    for (int64_t i = 0; i < config->pair_count; i++)
        most += config->pair[i].weight;
    return most;
}

/* Where nothing is true and nothing was written the accuracy is 1, whatever the weights. */
void pair_range(const struct config *config, double *low, double *high)
{
    const double most = most_of_parts(config);
    *low = 0;
    *high = most > 1 ? most : 1;
}

enum asked parts_ask(const struct config *config)
{
    return config->pair_wants & WANTS_BOX ? ASK_BOXES : ASK_POINTS;
}

bool compares_points(const struct config *config, bool points)
{
    return config->pair_count > 0 ? !(config->pair_wants & WANTS_BOX) : points;
}

bool parts_accept(const struct config *config, const struct item *item)
{
    if ((config->pair_wants & WANTS_BOTH) && !(item->has_box && item->has_point))
        return false;
    return !(config->pair_wants & WANTS_POINT) || !item->has_point ||
           (within_limit(item->point[0]) && within_limit(item->point[1]));
}

int32_t check_truth_of_parts(const struct config *config, const struct truth *truth, vreward_error *err)
{
    if (truth->count > 0 && truth->box == NULL && (config->pair_wants & WANTS_TRUE_BOX))
        return bad_truth(err, -1, "boxes", "is missing: a part of the recipe's `pair` compares with the true box");
    return VREWARD_OK;
}

void place_item(const struct config *config, const struct item *item, const struct scale *scale,
                struct part_place *place)
{
    memset(place, 0, sizeof *place);
    if (item->has_box) {
        scale_box(scale, item->box, place->box);
        settle_corners(config->read.invalid, place->box);
    }
    if (item->has_point)
        scale_point(scale, item->point, place->point);
    else
        box_center(place->box, place->point);
    place->in_box = item->has_box && item->has_point && point_in_box(place->point, place->box);
}

void place_true(const double *box, const double *point, int64_t i, struct part_place *place)
{
    memset(place, 0, sizeof *place);
    if (box != NULL)
        memcpy(place->box, box + 4 * i, sizeof place->box);
    if (point != NULL)
        memcpy(place->point, point + 2 * i, sizeof place->point);
    else
        box_center(place->box, place->point);
}

/* ---- one part --------------------------------------------------------------------------------------------------------- */

/* What is written may be no box at all, under `invalid` "legacy". */
static double within_one(double value)
{
    return value > 0 ? value < 1 ? value : 1.0 : 0.0;
}

static double mean_difference(const double a[4], const double b[4])
{
    return (fabs(a[0] - b[0]) + fabs(a[1] - b[1]) + fabs(a[2] - b[2]) + fabs(a[3] - b[3])) / 4;
}

/* The smaller the better. */
static double shape_distance(const struct shaping *shaping, double distance)
{
    if (shaping->shape == SHAPE_BELOW)
        return distance < shaping->threshold ? 1.0 : 0.0;
    if (distance <= shaping->full)
        return 1.0;
    return distance >= shaping->threshold ? 0.0
                                          : (shaping->threshold - distance) / (shaping->threshold - shaping->full);
}

static double value_of_distance(const struct shaping *shaping, const struct part_place *item,
                                const struct part_place *truth)
{
    const double x = item->point[0] - truth->point[0], y = item->point[1] - truth->point[1];
    if (shaping->shape != SHAPE_GAUSSIAN)
        return shape_distance(shaping, diagonal_of(x, y));
    const double width = truth->box[2] - truth->box[0], height = truth->box[3] - truth->box[1];
    return gaussian(x / (shaping->threshold * width), y / (shaping->threshold * height));
}

static double value_of_part(const struct pair_part *part, const struct part_place *item, const struct part_place *truth,
                            double overlap)
{
    if (part->in_own_box && !item->in_box)
        return 0.0;
    switch (part->of) {
    case OF_OVERLAP:
        return within_one(shape_overlap(&part->shaping, overlap));
    case OF_CORNERS:
        return shape_distance(&part->shaping, mean_difference(item->box, truth->box));
    case OF_DISTANCE:
        return value_of_distance(&part->shaping, item, truth);
    default:
        return point_in_box(item->point, truth->box);
    }
}

double sum_of_parts(const struct config *config, const struct part_place *item, const struct part_place *truth,
                    double *overlap_of_pair)
{
    const bool boxes = (config->pair_wants & WANTS_BOX) != 0;
    const double of_boxes = boxes ? overlap(config->overlap, item->box, truth->box) : 0;
    double sum = 0;
    for (int64_t i = 0; i < config->pair_count; i++)
        sum += config->pair[i].weight * value_of_part(&config->pair[i], item, truth, of_boxes);
    *overlap_of_pair = boxes ? within_one(of_boxes) : sum / most_of_parts(config);
    return *overlap_of_pair >= config->min_iou ? sum : 0.0;
}

/* ---- all pairs -------------------------------------------------------------------------------------------------------- */

/* Room for another row. */
static bool reserve_pairs(struct pairs *pairs, int64_t row, int64_t *capacity, struct arena *arena)
{
    if (pairs->count + row <= *capacity)
        return true;
    const int64_t larger = 2 * *capacity + row;
    pairs->edge = arena_grow(arena, pairs->edge, (size_t)pairs->count, (size_t)larger, sizeof *pairs->edge);
    pairs->quality = arena_grow(arena, pairs->quality, (size_t)pairs->count, (size_t)larger, sizeof *pairs->quality);
    *capacity = larger;
    return pairs->edge != NULL && pairs->quality != NULL;
}

static void add_row(const struct config *config, const struct targets *targets, const struct candidates *candidates,
                    const struct part_place *truth, int64_t row, struct pairs *pairs)
{
    const struct part_place *item = &candidates->part[candidates->index[row]];
    for (int64_t j = 0; j < targets->count; j++) {
        struct edge edge = {.row = (int32_t)row, .col = (int32_t)j};
        const double quality = sum_of_parts(config, item, &truth[j], &edge.value);
        if (!(quality > 0 || edge.value > 0))
            continue;
        edge.tie = candidates->label == NULL || candidates->label[row] == targets->label[j];
        pairs->edge[pairs->count] = edge;
        pairs->quality[pairs->count++] = quality;
    }
}

int32_t find_part_pairs(const struct config *config, const struct targets *targets, const struct candidates *candidates,
                        struct arena *arena, struct pairs *pairs, vreward_error *err)
{
    int64_t capacity = 0;
    *pairs = (struct pairs){.by_parts = 1, .by_overlap = !targets->points};
    if (candidates->count == 0 || targets->count == 0)
        return VREWARD_OK;
    if (candidates->count > MOST_PAIRS_OF_A_SAMPLE / targets->count)
        return fail(err, VREWARD_E_LIMIT, -1, -1, "more than %d pairs of items", (int)MOST_PAIRS_OF_A_SAMPLE);
    struct part_place *truth = arena_array(arena, (size_t)targets->count, sizeof *truth);
    if (truth == NULL)
        return fail_memory(err);
    for (int64_t j = 0; j < targets->count; j++)
        place_true(targets->all_boxes, targets->all_points, targets->index[j], &truth[j]);
    for (int64_t row = 0; row < candidates->count; row++) {
        if (!reserve_pairs(pairs, targets->count, &capacity, arena))
            return fail_memory(err);
        add_row(config, targets, candidates, truth, row, pairs);
    }
    return VREWARD_OK;
}
