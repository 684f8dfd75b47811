#include "reward/candidates.h"

#include "base/sort.h"
#include "geometry/distance_quality.h"
#include "geometry/limits.h"
#include "geometry/spaces.h"
#include "reward/labels.h"
#include "reward/pair_parts.h"
#include "reward/space.h"

#include <math.h>

struct canonical {
    const struct item_trace *place;
    const struct item *item;
};

static int compare_doubles(double a, double b)
{
    return (a > b) - (a < b);
}

static int by_point(const double a[2], const double b[2])
{
    const int order = compare_doubles(a[0], b[0]);
    return order != 0 ? order : compare_doubles(a[1], b[1]);
}

/* By coordinates, then label (none first), then confidence (none last), then the point beside a box. */
static int canonical_order(const void *context, int64_t a, int64_t b)
{
    const struct canonical *items = context;
    for (int i = 0; i < 4; i++) {
        const int order = compare_doubles(items->place[a].converted[i], items->place[b].converted[i]);
        if (order != 0)
            return order;
    }
    const struct item *left = &items->item[a], *right = &items->item[b];
    if ((left->label.data == NULL) != (right->label.data == NULL))
        return left->label.data == NULL ? -1 : 1;
    const int order = span_compare(left->label, right->label);
    if (order != 0)
        return order;
    const bool left_none = isnan(left->confidence), right_none = isnan(right->confidence);
    if (left_none || right_none) {
        if (left_none != right_none)
            return left_none - right_none;
    } else if (left->confidence != right->confidence) {
        return compare_doubles(left->confidence, right->confidence);
    }
    return left->has_point && right->has_point ? by_point(left->point, right->point)
                                               : left->has_point - right->has_point;
}

/* The item in the space of the comparison; false where it is refused. */
static bool convert(const struct item *item, const struct scale *scale, const struct targets *targets, int32_t invalid,
                    double place[4])
{
    memset(place, 0, 4 * sizeof *place);
    if (item->bad_value || item->set_aside || (!item->has_box && !(targets->points && item->has_point)))
        return false;
    if (targets->points && item->has_point && !(item->has_box && targets->boxes_first)) {
        scale_point(scale, item->point, place);
    } else {
        double box[4];
        scale_box(scale, item->box, box);
        settle_corners(invalid, box);
        if (targets->points)
            box_center(box, place);
        else
            memcpy(place, box, sizeof box);
    }
    return true;
}

int32_t trace_truth(const struct truth *truth, struct trace *trace, struct arena *arena, vreward_error *err)
{
    const struct targets *targets = truth->own;
    trace->truth = arena_zeros(arena, (size_t)truth->count, sizeof *trace->truth);
    if (trace->truth == NULL)
        return fail_memory(err);
    trace->truth_count = truth->count;
    trace->points = targets->points != 0;
    trace->truth_points = truth->has_points;
    trace->space = truth->compared;
    for (int64_t i = 0; i < truth->count; i++) {
        struct item_trace *item = &trace->truth[i];
        if (truth->box != NULL)
            memcpy(item->converted, truth->box + 4 * i, sizeof item->converted);
        else
            memcpy(item->converted, truth->point + 2 * i, 2 * sizeof *item->converted);
        item->partner = -1;
        item->label_right = -1;
        item->fate = truth->ignored != NULL && truth->ignored[i] ? FATE_IGNORED : FATE_MISSED;
    }
    return VREWARD_OK;
}

static int32_t convert_all(const struct config *config, const struct truth *truth, struct trace *trace,
                           struct arena *arena, struct candidates *candidates, vreward_error *err)
{
    const struct reading *reading = trace->reading;
    const struct targets *targets = truth->own;
    struct scale scale = {1, 1, 1, 1};
    scale_between(predicted_space(config, truth, reading), truth->compared, &truth->sizes, &scale);
    trace->predicted = arena_array(arena, (size_t)reading->count, sizeof *trace->predicted);
    candidates->index = arena_array(arena, (size_t)reading->count, sizeof *candidates->index);
    if (trace->predicted == NULL || candidates->index == NULL)
        return fail_memory(err);
    const bool parts = config->pair_count > 0;
    if (parts) {
        candidates->part = arena_array(arena, (size_t)reading->count, sizeof *candidates->part);
        if (candidates->part == NULL)
            return fail_memory(err);
    }
    for (int64_t i = 0; i < reading->count; i++) {
        struct item_trace *item = &trace->predicted[i];
        *item = (struct item_trace){.partner = -1, .fate = FATE_UNMATCHED, .label_right = -1};
        const bool accepted = !parts || parts_accept(config, &reading->items[i]);
        if (accepted && parts)
            place_item(config, &reading->items[i], &scale, &candidates->part[i]);
        if (accepted && convert(&reading->items[i], &scale, targets, config->read.invalid, item->converted)) {
            candidates->index[candidates->count++] = i;
        } else {
            item->fate = reading->items[i].set_aside == ASIDE_PASSED_OVER ? FATE_PASSED_OVER : FATE_REFUSED;
            if (!reading->items[i].set_aside)
                trace->reasons |= REASON_BIT(VREWARD_REASON_BAD_VALUE);
        }
    }
    return VREWARD_OK;
}

/* The label of each item that was read, by its index among the truth's. Items of one label stand together, and it is
 * looked up once. */
static int32_t find_labels(const struct config *config, const struct truth *truth, const struct reading *reading,
                           struct arena *arena, int32_t **ids, vreward_error *err)
{
    int32_t *id = arena_array(arena, (size_t)reading->count, sizeof *id);
    if (id == NULL)
        return fail_memory(err);
    for (int64_t i = 0; i < reading->count; i++) {
        const struct span label = reading->items[i].label;
        if (i > 0 && span_same(label, reading->items[i - 1].label)) {
            id[i] = id[i - 1];
            continue;
        }
        const int32_t code = find_label(config, truth, label, arena, &id[i], err);
        if (code != VREWARD_OK)
            return code;
    }
    *ids = id;
    return VREWARD_OK;
}

/* Places and labels side by side, in the order of candidates->index. */
static int32_t gather(const struct config *config, const struct truth *truth, const struct trace *trace,
                      struct arena *arena, struct candidates *candidates, vreward_error *err)
{
    const struct targets *targets = truth->own;
    const size_t width = targets->points ? 2 : 4, count = (size_t)candidates->count;
    int32_t *label = NULL;
    candidates->place = arena_array(arena, count, width * sizeof *candidates->place);
    if (candidates->place == NULL)
        return fail_memory(err);
    if (targets->label != NULL) {
        candidates->label = arena_array(arena, count, sizeof *candidates->label);
        if (candidates->label == NULL)
            return fail_memory(err);
        const int32_t code = find_labels(config, truth, trace->reading, arena, &label, err);
        if (code != VREWARD_OK)
            return code;
    }
    for (size_t i = 0; i < count; i++) {
        const int64_t index = candidates->index[i];
        const double *converted = trace->predicted[index].converted;
        for (size_t k = 0; k < width; k += 2)
            memcpy(candidates->place + width * i + k, converted + k, 2 * sizeof *converted);
        if (label != NULL)
            candidates->label[i] = label[index];
    }
    return VREWARD_OK;
}

/* In canonical_order. Few have their first coordinate from another, so that alone is compared first. */
static int32_t sort_candidates(const struct canonical *items, struct candidates *candidates, struct arena *arena,
                               vreward_error *err)
{
    const struct arena_mark mark = arena_mark(arena);
    const int64_t count = candidates->count;
    double *first = arena_array(arena, (size_t)count, sizeof *first);
    int64_t *sorted = arena_array(arena, (size_t)count, sizeof *sorted), *index = candidates->index;
    if (first == NULL || sorted == NULL)
        return fail_memory(err);
    for (int64_t i = 0; i < count; i++)
        first[i] = items->place[index[i]].converted[0];
    if (!order_by(first, count, false, arena, sorted))
        return fail_memory(err);
    for (int64_t i = 0; i < count; i++)
        sorted[i] = index[sorted[i]];
    memcpy(index, sorted, (size_t)count * sizeof *index);
    int32_t code = VREWARD_OK;
    for (int64_t begin = 0, end = 1; begin < count && code == VREWARD_OK; begin = end++) {
        while (end < count && items->place[index[end]].converted[0] == items->place[index[begin]].converted[0])
            end++;
        if (end - begin > 1)
            code = sort_indices(index + begin, end - begin, canonical_order, items, arena, err);
    }
    arena_rewind(arena, mark);
    return code;
}

int32_t gather_candidates(const struct config *config, const struct truth *truth, struct trace *trace,
                          struct arena *arena, struct candidates *candidates, vreward_error *err)
{
    memset(candidates, 0, sizeof *candidates);
    candidates->written = trace->reading->count - trace->reading->passed_over;
    int32_t code = trace_truth(truth, trace, arena, err);
    if (code == VREWARD_OK)
        code = convert_all(config, truth, trace, arena, candidates, err);
    if (code != VREWARD_OK)
        return code;
    if (reading_is_suspect(config, truth, trace->reading))
        trace->reasons |= REASON_BIT(VREWARD_REASON_SPACE_SUSPECT);
    const struct canonical order = {trace->predicted, trace->reading->items};
    if (config->order != ITEMS_WRITTEN || (config->match != PAIR_GREEDY && config->match != PAIR_PER_TRUTH))
        code = sort_candidates(&order, candidates, arena, err);
    return code == VREWARD_OK ? gather(config, truth, trace, arena, candidates, err) : code;
}
