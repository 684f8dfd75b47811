#include "reward/truth_arrays.h"

#include "geometry/limits.h"
#include "geometry/spaces.h"
#include "parse/dialects.h"
#include "parse/json.h"
#include "reward/bad_truth.h"
#include "reward/reward.h"
#include "reward/truth_checks.h"
#include "reward/truth_spans.h"
#include "text/utf8.h"

#include <inttypes.h>
#include <math.h>

/* What the functions of this file share while one truth is taken. */
struct taker {
    const struct config *config;
    const struct truth_arrays *arrays;
    struct arena *arena;
    struct truth *truth;
    vreward_error *err;
};

static int32_t bad_array_item(const struct taker *taker, const char *member, int64_t item, const char *problem)
{
    return bad_truth(taker->err, -1, member, "at index %" PRId64 " %s", item, problem);
}

static int32_t take_size(const struct taker *taker, const char *member, const double size[2], double *width,
                         double *height)
{
    if (isnan(size[0]) && isnan(size[1]))
        return VREWARD_OK;
    if (!is_side(size[0]) || !is_side(size[1]))
        return bad_truth(taker->err, -1, member, "is [%g, %g]: it is [width, height], both above 0, or NaN", size[0],
                         size[1]);
    *width = size[0];
    *height = size[1];
    return VREWARD_OK;
}

/* `width` numbers of item `item`, 4 of a box and 2 of a point or span, checked and brought to `place`. */
static const char *take_place(const struct taker *taker, int64_t width, const double *numbers, double *place)
{
    for (int64_t i = 0; i < width; i++) {
        const char *problem = number_problem(taker->config, numbers[i]);
        if (problem != NULL)
            return problem;
    }
    if (taker->arrays->span != NULL)
        return span_to_box(taker->config, numbers, place);
    if (width == 4)
        return true_box(taker->config, ORDER_XYXY, numbers, &taker->truth->sizes, place);
    memcpy(place, numbers, 2 * sizeof *place);
    return NULL;
}

static int32_t take_places(struct taker *taker, const char *member, int64_t width, const double *numbers,
                           const double **places)
{
    const int64_t count = taker->arrays->count, stored = taker->arrays->span != NULL ? 4 : width;
    double *place = arena_array(taker->arena, (size_t)count, (size_t)stored * sizeof *place);
    if (place == NULL)
        return fail_memory(taker->err);
    for (int64_t i = 0; i < count; i++) {
        const char *problem = take_place(taker, width, numbers + width * i, place + stored * i);
        if (problem != NULL)
            return bad_array_item(taker, member, i, problem);
    }
    *places = place;
    return VREWARD_OK;
}

static int32_t take_geometry(struct taker *taker)
{
    const struct truth_arrays *arrays = taker->arrays;
    struct truth *truth = taker->truth;
    if (!arrays->has_items)
        return VREWARD_OK;
    truth->has_items = 1;
    truth->count = truth->counted = arrays->count;
    truth->any_of = arrays->any_of != 0;
    truth->has_points = arrays->point != NULL && arrays->box == NULL;
    truth->has_spans = arrays->span != NULL;
    if (truth->any_of && arrays->count == 0)
        return bad_truth(taker->err, -1, "any_of", "is empty: an image without the object is any_of 0 without boxes");
    if (arrays->span != NULL)
        return take_places(taker, "spans", 2, arrays->span, &truth->box);
    if (taker->config->read.dialect == DIALECT_SPAN && arrays->count > 0)
        return bad_truth(taker->err, -1, arrays->box != NULL ? "boxes" : "points",
                         "is not spans, which the recipe's dialect reads");
    int32_t code = VREWARD_OK;
    if (!truth->has_points)
        code = take_places(taker, "boxes", 4, arrays->box, &truth->box);
    if (code == VREWARD_OK && arrays->point != NULL)
        code = take_places(taker, "points", 2, arrays->point, &truth->point);
    return code;
}

static int32_t take_labels(struct taker *taker)
{
    const struct truth_arrays *arrays = taker->arrays;
    if (arrays->label_offsets == NULL)
        return VREWARD_OK;
    const struct span *labels = utf8_valid_texts(arrays->label, arrays->label_offsets, arrays->count, taker->arena);
    if (labels == NULL)
        return fail_memory(taker->err);
    taker->truth->label = labels;
    return VREWARD_OK;
}

static int32_t take_ignore(struct taker *taker)
{
    const uint8_t *ignore = taker->arrays->ignore;
    for (int64_t i = 0; ignore != NULL && i < taker->arrays->count; i++) {
        if (ignore[i] > 1)
            return bad_array_item(taker, "ignore", i, "is neither 0 nor 1");
        taker->truth->counted -= ignore[i];
    }
    if (taker->truth->counted < taker->truth->count)
        taker->truth->ignored = ignore;
    return VREWARD_OK;
}

static int32_t take_area(struct taker *taker)
{
    const double *area = taker->arrays->area;
    if (area != NULL && taker->arrays->box == NULL && taker->arrays->count > 0)
        return bad_truth(taker->err, -1, "area", "belongs to boxes, and there are none");
    for (int64_t i = 0; area != NULL && i < taker->arrays->count; i++) {
        if (!is_area(area[i]))
            return bad_array_item(taker, "area", i, "is not a number from 0 to 1e18");
    }
    taker->truth->area = area;
    return VREWARD_OK;
}

/* A value for the rewards that read what a document states. */
static const struct json *stated(struct taker *taker, struct json value)
{
    struct json *kept = arena_array(taker->arena, 1, sizeof *kept);
    if (kept != NULL)
        *kept = value;
    return kept;
}

static int32_t take_statement(struct taker *taker)
{
    struct stated_truth *truth = &taker->truth->stated;
    if (!isnan(taker->arrays->number)) {
        truth->number = stated(taker, (struct json){.type = JSON_NUMBER, .number = taker->arrays->number});
        if (truth->number == NULL)
            return fail_memory(taker->err);
    }
    if (taker->arrays->text.data != NULL) {
        truth->text = stated(taker, (struct json){.type = JSON_STRING, .string = taker->arrays->text});
        if (truth->text == NULL)
            return fail_memory(taker->err);
    }
    return VREWARD_OK;
}

int32_t take_truth_arrays(const struct config *config, const struct truth_arrays *arrays, struct arena *arena,
                          struct truth *truth, vreward_error *err)
{
    struct taker taker = {.config = config, .arrays = arrays, .arena = arena, .truth = truth, .err = err};
    struct sizes *sizes = &truth->sizes;
    truth->space = arrays->space;
    int32_t code = take_size(&taker, "size", arrays->size, &sizes->width, &sizes->height);
    if (code == VREWARD_OK)
        code = take_size(&taker, "input_size", arrays->input_size, &sizes->input_width, &sizes->input_height);
    if (code == VREWARD_OK)
        code = take_geometry(&taker);
    if (code == VREWARD_OK)
        code = take_labels(&taker);
    if (code == VREWARD_OK)
        code = take_ignore(&taker);
    if (code == VREWARD_OK)
        code = take_area(&taker);
    if (code != VREWARD_OK)
        return code;
    if (config->reward->takes_statement)
        return take_statement(&taker);
    truth->text = arrays->text;
    return isnan(arrays->number) ? VREWARD_OK : take_count(truth, arrays->number, -1, err);
}
