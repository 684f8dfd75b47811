#include "reward/truth_answer.h"

#include "geometry/limits.h"
#include "geometry/spaces.h"
#include "parse/read.h"
#include "reward/bad_truth.h"
#include "reward/reward.h"
#include "reward/space.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

static const char name[] = "answer";

/* Why nothing could be read, in the words of docs/why-is-my-reward-zero.md. */
static int32_t unreadable(const struct config *config, const struct reading *reading, vreward_error *err)
{
    return bad_truth(err, -1, name, "cannot be read as %s reads an answer: %s", config->reward->task,
                     vreward_reason_name(primary_reason(reading->reason, reading->reasons, false)));
}

/* What a completion only pays for is wrong in a truth: an item that is refused, half of an item, two forms at once. */
static int32_t check_items(const struct config *config, const struct reading *reading, vreward_error *err)
{
    if (reading->reasons & REASON_BIT(VREWARD_REASON_TRUNCATED))
        return unreadable(config, reading, err);
    for (int64_t i = 0; i < reading->count; i++) {
        const struct item *item = &reading->items[i];
        if (item->set_aside == ASIDE_OTHER_FORM)
            return bad_truth(err, -1, name, "holds items of two forms");
        if (item->set_aside == ASIDE_PASSED_OVER)
            return bad_truth(err, -1, name, "holds an item (at index %" PRId64 ") that the recipe passes over", i);
        if (item->bad_value && !config->reward->truth_as_written)
            return bad_truth(err, -1, name,
                             "holds an item (at index %" PRId64 ") of the wrong kind, without extent or beyond 1e9", i);
        if ((item->label.data == NULL) != (reading->items[0].label.data == NULL))
            return bad_truth(err, -1, name, "holds items with and without a label");
        if (item->has_box != reading->items[0].has_box)
            return bad_truth(err, -1, name, "holds boxes and points");
    }
    return VREWARD_OK;
}

/* Beside a box each. */
static bool holds_points(const struct reading *reading)
{
    bool all = reading->count > 0;
    for (int64_t i = 0; i < reading->count; i++)
        all = all && reading->items[i].has_point;
    return all;
}

static int32_t take_items(const struct config *config, const struct reading *reading, bool points, struct arena *arena,
                          struct truth *truth, vreward_error *err)
{
    const size_t count = (size_t)reading->count, width = points ? 2 : 4;
    double *place = arena_array(arena, count, width * sizeof *place);
    struct span *label = arena_array(arena, count, sizeof *label);
    if (place == NULL || label == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        const struct item *item = &reading->items[i];
        memcpy(place + width * i, points ? item->point : item->box, width * sizeof *place);
        label[i] = item->label;
    }
    double *beside = !points && config->pair_count > 0 && holds_points(reading)
                         ? arena_array(arena, count, 2 * sizeof *beside)
                         : NULL;
    for (size_t i = 0; i < count && beside != NULL; i++)
        memcpy(beside + 2 * i, reading->items[i].point, 2 * sizeof *beside);
    truth->point = beside;
    truth->has_items = 1;
    truth->count = reading->count;
    truth->has_points = points;
    *(points ? &truth->point : &truth->box) = place;
    if (count > 0 && label[0].data != NULL)
        truth->label = label;
    return VREWARD_OK;
}

/* The number of an answer without items; beside items it must be how many there are. */
static int32_t take_number(const struct reading *reading, struct truth *truth, vreward_error *err)
{
    if (!is_count(reading->number))
        return bad_truth(err, -1, name, "is no whole number from 0 to 1e9");
    if (reading->count > 0 && reading->number != (double)reading->count)
        return bad_truth(err, -1, name, "says %.0f and holds %" PRId64 " items", reading->number, reading->count);
    truth->number = reading->number;
    truth->has_number = 1;
    return VREWARD_OK;
}

static int32_t read_as(const struct config *config, enum asked asked, struct span written, int32_t order,
                       struct arena *arena, struct reading *reading, vreward_error *err)
{
    struct read_options options = config->read;
    options.answer_missing = MISSING_WHOLE; /* a truth need not keep the format */
    options.max_bytes = options.max_items = INT64_MAX;
    if (order != ORDER_DIALECT)
        options.order = order;
    return read_completion(&options, asked, written, arena, reading, err);
}

int32_t truth_read_answer(const struct config *config, struct span written, int32_t order, struct arena *arena,
                          struct truth *truth, vreward_error *err)
{
    const enum asked task_asks = config->reward->asks(config, NULL);
    const enum asked asked = task_asks == ASK_NOTHING ? ASK_BOXES : task_asks;
    struct reading reading;
    int32_t code = read_as(config, asked, written, order, arena, &reading, err);
    const bool points = code == VREWARD_OK && reading.count > 0 &&
                        (asked == ASK_POINTS ? reading.items[0].has_point : !reading.items[0].has_box);
    if (points &&
        asked == ASK_BOXES) /* points are refused where boxes are asked; whether they will do, the task says */
        code = read_as(config, ASK_POINTS, written, order, arena, &reading, err);
    if (code != VREWARD_OK)
        return code;
    if (reading.reason != VREWARD_REASON_OK)
        return unreadable(config, &reading, err);
    if (asked == ASK_TEXT) {
        truth->text = reading.text;
        return VREWARD_OK;
    }
    truth->has_spans = asked == ASK_SPANS;
    code = check_items(config, &reading, err);
    if (code == VREWARD_OK && reading.has_number)
        code = take_number(&reading, truth, err);
    if (code != VREWARD_OK || (reading.count == 0 && !reading.said_empty))
        return code;
    if (reading.space != SPACE_SAME && !is_beyond_shares(&reading))
        truth->space = reading.space;
    return take_items(config, &reading, points, arena, truth, err);
}
