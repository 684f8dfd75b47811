#include "match/coco.h"

#include <math.h>
#include <string.h>

/* Least and most of each range; a box outside counts neither way. */
static const double area_range[COCO_AREAS][2] = {
    [COCO_ALL] = {0, 1e5 * 1e5},
    [COCO_SMALL] = {0, 32 * 32},
    [COCO_MEDIUM] = {32 * 32, 96 * 96},
    [COCO_LARGE] = {96 * 96, 1e5 * 1e5},
};

double coco_threshold(int i)
{
    const double step = (0.95 - 0.5) / (COCO_THRESHOLDS - 1);
    return i == COCO_THRESHOLDS - 1 ? 0.95 : i * step + 0.5;
}

typedef double pair __attribute__((vector_size(2 * sizeof(double))));

static inline pair pair_at(const double *value)
{
    pair found;
    memcpy(&found, value, sizeof found);
    return found;
}

double coco_sum(const double *value, int64_t count)
{
    if (count > 128) {
        int64_t half = count / 2;
        half -= half % 8;
        return coco_sum(value, half) + coco_sum(value + half, count - half);
    }
    double sum = 0.0;
    int64_t i = 0;
    if (count >= 8) {
        pair a = pair_at(value), b = pair_at(value + 2), c = pair_at(value + 4), d = pair_at(value + 6);
        for (i = 8; i < count - count % 8; i += 8) {
            a += pair_at(value + i);
            b += pair_at(value + i + 2);
            c += pair_at(value + i + 4);
            d += pair_at(value + i + 6);
        }
        sum = ((a[0] + a[1]) + (b[0] + b[1])) + ((c[0] + c[1]) + (d[0] + d[1]));
    }
    for (; i < count; i++)
        sum += value[i];
    return sum;
}

/* bbIou of cocoapi. */
static double coco_iou(const double detection[4], const double truth[4], bool crowd)
{
    const double width =
        smaller_of(detection[2] + detection[0], truth[2] + truth[0]) - larger_of(detection[0], truth[0]);
    if (width <= 0)
        return 0.0;
    const double height =
        smaller_of(detection[3] + detection[1], truth[3] + truth[1]) - larger_of(detection[1], truth[1]);
    if (height <= 0)
        return 0.0;
    const double detection_area = detection[2] * detection[3], truth_area = truth[2] * truth[3];
    const double both = width * height;
    return both / (crowd ? detection_area : detection_area + truth_area - both);
}

bool coco_is_outside(int32_t area, double size)
{
    return size < area_range[area][0] || size > area_range[area][1];
}

/* A true box that a detection fits well enough for the lowest threshold. */
struct fit {
    double iou;
    int64_t truth;
};

struct matcher {
    const struct coco_group *group;
    struct fit *fit; /* of detection d: begin[d] .. begin[d + 1], in the order of the truths */
    int64_t *begin;
    double threshold[COCO_THRESHOLDS];
    uint8_t *ignored; /* [truths] in the range at hand */
    uint8_t *taken;   /* [truths] */
    bool apart;       /* no two detections fit one true box, and none fits two: thresholds are all there is to it */
};

static bool find_fits(struct matcher *matcher, struct arena *scratch)
{
    const struct coco_group *group = matcher->group;
    size_t count = 0, room = (size_t)(group->detections + group->truths);
    matcher->fit = arena_array(scratch, room, sizeof *matcher->fit);
    matcher->begin = arena_array(scratch, (size_t)group->detections + 1, sizeof *matcher->begin);
    matcher->ignored = arena_array(scratch, (size_t)group->truths, 1);
    matcher->taken = arena_zeros(scratch, (size_t)group->truths, 1);
    if (matcher->fit == NULL || matcher->begin == NULL || matcher->ignored == NULL || matcher->taken == NULL)
        return false;
    matcher->apart = true;
    for (int64_t d = 0; d < group->detections; d++) {
        matcher->begin[d] = (int64_t)count;
        for (int64_t g = 0; g < group->truths; g++) {
            const double iou = coco_iou(group->detection[d], group->truth[g], group->crowd[g]);
            if (iou < matcher->threshold[0]) /* what is not a number passes there, too */
                continue;
            if (count == room) {
                struct fit *grown = arena_alloc(scratch, 2 * room * sizeof *grown);
                if (grown == NULL)
                    return false;
                memcpy(grown, matcher->fit, room * sizeof *grown);
                matcher->fit = grown;
                room *= 2;
            }
            matcher->apart = matcher->apart && !matcher->taken[g] && (int64_t)count == matcher->begin[d];
            matcher->taken[g] = 1;
            matcher->fit[count++] = (struct fit){iou, g};
        }
    }
    matcher->begin[group->detections] = (int64_t)count;
    return true;
}

/* The true box that detection d takes, or -1: of those that are asked for the best, the last of equals; else likewise
 * of those that are not. */
static int64_t best_left(const struct matcher *matcher, int64_t d, double threshold)
{
    for (int ignored = 0; ignored < 2; ignored++) {
        double best = threshold;
        int64_t found = -1;
        for (int64_t k = matcher->begin[d]; k < matcher->begin[d + 1]; k++) {
            const struct fit *fit = &matcher->fit[k];
            if (matcher->ignored[fit->truth] != ignored || fit->iou < best ||
                (matcher->taken[fit->truth] && !matcher->group->crowd[fit->truth]))
                continue;
            best = fit->iou;
            found = fit->truth;
        }
        if (found >= 0)
            return found;
    }
    return -1;
}

static void match_at(struct matcher *matcher, int t, uint64_t bit, const struct coco_outcome *outcome)
{
    memset(matcher->taken, 0, (size_t)matcher->group->truths);
    for (int64_t d = 0; d < matcher->group->detections; d++) {
        const int64_t taken = best_left(matcher, d, matcher->threshold[t]);
        if (taken < 0)
            continue;
        matcher->taken[taken] = 1;
        outcome->hit[d] |= bit;
        if (matcher->ignored[taken])
            outcome->passed[d] |= bit;
    }
}

/* The same for all thresholds where `apart` holds. */
static void match_apart(const struct matcher *matcher, int shift, const struct coco_outcome *outcome)
{
    for (int64_t d = 0; d < matcher->group->detections; d++) {
        if (matcher->begin[d] == matcher->begin[d + 1])
            continue;
        const struct fit *fit = &matcher->fit[matcher->begin[d]];
        uint64_t reached = 0;
        for (int t = 0; t < COCO_THRESHOLDS; t++)
            reached |= (uint64_t) !(fit->iou < matcher->threshold[t]) << t;
        outcome->hit[d] |= reached << shift;
        if (matcher->ignored[fit->truth])
            outcome->passed[d] |= reached << shift;
    }
}

static void match_in_range(struct matcher *matcher, int32_t area, struct coco_outcome *outcome)
{
    const struct coco_group *group = matcher->group;
    const uint64_t all = (UINT64_C(1) << COCO_THRESHOLDS) - 1;
    const int shift = area * COCO_THRESHOLDS;
    outcome->counted[area] = 0;
    for (int64_t g = 0; g < group->truths; g++) {
        matcher->ignored[g] = group->crowd[g] || coco_is_outside(area, group->area[g]);
        outcome->counted[area] += !matcher->ignored[g];
    }
    if (matcher->apart) {
        match_apart(matcher, shift, outcome);
    } else {
        for (int t = 0; t < COCO_THRESHOLDS; t++)
            match_at(matcher, t, UINT64_C(1) << (shift + t), outcome);
    }
    for (int64_t d = 0; d < group->detections; d++) {
        if (coco_is_outside(area, group->detection[d][2] * group->detection[d][3]))
            outcome->passed[d] |= (all << shift) & ~outcome->hit[d];
    }
}

int32_t coco_match(const struct coco_group *group, struct arena *scratch, struct coco_outcome *outcome,
                   vreward_error *err)
{
    const struct arena_mark mark = arena_mark(scratch);
    struct matcher matcher = {.group = group};
    for (int t = 0; t < COCO_THRESHOLDS; t++)
        matcher.threshold[t] = coco_threshold(t);
    if (!find_fits(&matcher, scratch)) {
        arena_rewind(scratch, mark);
        return fail_memory(err);
    }
    memset(outcome->hit, 0, (size_t)group->detections * sizeof *outcome->hit);
    memset(outcome->passed, 0, (size_t)group->detections * sizeof *outcome->passed);
    for (int32_t area = 0; area < group->areas; area++)
        match_in_range(&matcher, area, outcome);
    arena_rewind(scratch, mark);
    return VREWARD_OK;
}
