#include "reward/targets.h"

#include "geometry/distance_quality.h"
#include "reward/labels.h"
#include "reward/pair_parts.h"
#include "reward/reward.h"
#include "reward/truth_members.h"

/* Points, or the centres of boxes. */
static int32_t truth_points(const struct truth *truth, struct arena *arena, const double **points, vreward_error *err)
{
    *points = truth->point;
    if (truth->point != NULL)
        return VREWARD_OK;
    double *centers = arena_array(arena, (size_t)truth->count, 2 * sizeof *centers);
    if (centers == NULL)
        return fail_memory(err);
    for (int64_t i = 0; i < truth->count; i++)
        box_center(truth->box + 4 * i, centers + 2 * i);
    *points = centers;
    return VREWARD_OK;
}

static int32_t reach_of_all(const struct config *config, const struct truth *truth, const double *points,
                            struct arena *arena, double **reach, vreward_error *err)
{
    *reach = arena_array(arena, (size_t)truth->count, sizeof **reach);
    if (*reach == NULL)
        return fail_memory(err);
    const struct distance_truth measured = {
        .point = points,
        .box = truth->box,
        .ignored = truth->ignored,
        .count = truth->count,
        .diagonal = truth->width > 0 ? diagonal_of(truth->width, truth->height) : 0,
    };
    const char *missing = NULL;
    const int32_t code =
        distance_reach(config->quality, config->quality_pixels, &measured, arena, *reach, &missing, err);
    if (code == VREWARD_OK && missing != NULL && config->pair_count > 0 && truth->ignored == NULL)
        memset(*reach, 0, (size_t)truth->count * sizeof **reach); /* parts measure distances themselves */
    else if (code == VREWARD_OK && missing != NULL)
        return bad_truth(err, -1, missing, "is missing: how near a point must be depends on it");
    return code;
}

struct places {
    double *counted, *ignored, *counted_reach, *ignored_reach;
    int32_t *label;
    int64_t *index;
};

/* Counted items to one side, ignored ones to the other. */
static void split(const struct truth *truth, const double *place, const double *reach, int64_t width,
                  const struct places *into)
{
    int64_t counted = 0, ignored = 0;
    for (int64_t i = 0; i < truth->count; i++) {
        const bool is_ignored = truth->ignored != NULL && truth->ignored[i];
        double *to = is_ignored ? into->ignored + width * ignored : into->counted + width * counted;
        memcpy(to, place + width * i, (size_t)width * sizeof *to);
        if (is_ignored) {
            into->ignored_reach[ignored++] = reach != NULL ? reach[i] : 0;
            continue;
        }
        into->counted_reach[counted] = reach != NULL ? reach[i] : 0;
        into->index[counted] = i;
        if (into->label != NULL)
            into->label[counted] = truth->label_id[i];
        counted++;
    }
}

static int32_t split_into(struct targets *targets, const struct truth *truth, const double *place, const double *reach,
                          struct arena *arena, vreward_error *err)
{
    const size_t width = targets->points ? 2 : 4;
    const size_t counted = (size_t)truth->counted, ignored = (size_t)(truth->count - truth->counted);
    const struct places into = {
        .counted = arena_array(arena, counted, width * sizeof(double)),
        .ignored = arena_array(arena, ignored, width * sizeof(double)),
        .counted_reach = arena_array(arena, counted, sizeof(double)),
        .ignored_reach = arena_array(arena, ignored, sizeof(double)),
        .label = truth->label_id != NULL ? arena_array(arena, counted, sizeof(int32_t)) : NULL,
        .index = arena_array(arena, counted, sizeof(int64_t)),
    };
    if (into.counted == NULL || into.ignored == NULL || into.counted_reach == NULL || into.ignored_reach == NULL ||
        into.index == NULL || (truth->label_id != NULL && into.label == NULL))
        return fail_memory(err);
    split(truth, place, reach, (int64_t)width, &into);
    targets->place = into.counted;
    targets->label = into.label;
    targets->index = into.index;
    targets->reach = into.counted_reach;
    targets->ignored = into.ignored;
    targets->ignored_reach = into.ignored_reach;
    return VREWARD_OK;
}

int32_t prepare_targets(const struct config *config, bool by_distance, bool with_labels, struct truth *truth,
                        struct arena *arena, vreward_error *err)
{
    struct targets *targets = arena_zeros(arena, 1, sizeof *targets);
    if (targets == NULL)
        return fail_memory(err);
    targets->points = by_distance;
    targets->full = config->quality == DISTANCE_BY_DIAGONAL ? 0 : config->reward->full_reach;
    targets->count = truth->counted;
    targets->ignored_count = truth->count - truth->counted;
    truth->own = targets;
    targets->all_boxes = truth->box;
    targets->all_points = truth->point;
    int32_t code = check_truth_of_parts(config, truth, err);
    if (code != VREWARD_OK)
        return code;
    code = with_labels ? prepare_labels(config, truth, arena, err) : VREWARD_OK;
    if (code != VREWARD_OK || truth->count == 0)
        return code;
    const double *place = truth->box;
    double *reach = NULL;
    if (by_distance) {
        code = truth_points(truth, arena, &place, err);
        if (code == VREWARD_OK)
            code = reach_of_all(config, truth, place, arena, &reach, err);
        if (code != VREWARD_OK)
            return code;
    }
    return split_into(targets, truth, place, reach, arena, err);
}
