#include "reward/space.h"

#include "geometry/smart_resize.h"
#include "geometry/spaces.h"
#include "reward/reward.h"
#include "reward/truth_checks.h"
#include "reward/truth_members.h"

#include <math.h>

/* input_size as the model's image processor makes it of `size`. */
static int32_t resize_input(const struct config *config, struct truth *truth, vreward_error *err)
{
    struct sizes *sizes = &truth->sizes;
    if (config->resize_factor == 0 || sizes->input_width > 0 || !(sizes->width > 0))
        return VREWARD_OK;
    int64_t width, height;
    if (floor(sizes->width) != sizes->width || floor(sizes->height) != sizes->height)
        return bad_truth(err, -1, "size", "is not in whole pixels, which smart_resize needs");
    vreward_error resize_error;
    if (smart_resize((int64_t)sizes->height, (int64_t)sizes->width, config->resize_factor, config->resize_min_pixels,
                     config->resize_max_pixels, &height, &width, &resize_error) != VREWARD_OK)
        return bad_truth(err, -1, "size", "cannot be resized: %.100s", resize_error.message);
    sizes->input_width = (double)width;
    sizes->input_height = (double)height;
    return VREWARD_OK;
}

/* The one of two sizes that the conversion between these spaces lacks, and what wants it. */
static int32_t missing_size(const struct config *config, const struct truth *truth, int32_t space, vreward_error *err)
{
    const char *member = truth->sizes.width > 0 ? "input_size" : "size";
    if (space == truth->space)
        return bad_truth(err, -1, member, "is missing: the truth's space needs it");
    if (config->model.length > 0)
        return bad_truth(err, -1, member, "is missing: the numbers of the model %.*s cannot be converted without it",
                         (int)config->model.length, config->model.data);
    return bad_truth(err, -1, member, "is missing: the recipe's space.prediction needs it");
}

static int32_t convert_truth(struct truth *truth, const struct scale *scale, struct arena *arena, vreward_error *err)
{
    const size_t count = (size_t)truth->count;
    double *box = truth->box != NULL ? arena_array(arena, count, 4 * sizeof *box) : NULL;
    double *point = truth->point != NULL ? arena_array(arena, count, 2 * sizeof *point) : NULL;
    double *area = truth->area != NULL ? arena_array(arena, count, sizeof *area) : NULL;
    if ((truth->box != NULL && box == NULL) || (truth->point != NULL && point == NULL) ||
        (truth->area != NULL && area == NULL))
        return fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        if (box != NULL)
            scale_box(scale, truth->box + 4 * i, box + 4 * i);
        if (point != NULL)
            scale_point(scale, truth->point + 2 * i, point + 2 * i);
        if (area != NULL)
            area[i] = truth->area[i] / (scale->x_divide * scale->y_divide) * (scale->x_multiply * scale->y_multiply);
    }
    truth->box = box;
    truth->point = point;
    truth->area = area;
    return VREWARD_OK;
}

int32_t settle_spaces(const struct config *config, struct arena *arena, struct truth *truth, vreward_error *err)
{
    if (!truth->has_items || truth->has_spans)
        return VREWARD_OK;
    int32_t code = config->reward->truth_as_written ? VREWARD_OK : check_places(config, truth, err);
    if (code == VREWARD_OK)
        code = resize_input(config, truth, err);
    if (code != VREWARD_OK)
        return code;
    struct scale scale;
    const int64_t numbers = truth->count * (truth->box != NULL ? 4 : 2);
    const double largest = largest_finite(-HUGE_VAL, truth->box != NULL ? truth->box : truth->point, numbers);
    truth->suspect = space_is_suspect(truth->space, largest, &truth->sizes);
    truth->compared = truth->space;
    if (truth->space != SPACE_PIXEL && truth->sizes.width > 0 &&
        scale_between(truth->space, SPACE_PIXEL, &truth->sizes, &scale)) {
        truth->compared = SPACE_PIXEL;
        code = convert_truth(truth, &scale, arena, err);
        if (code != VREWARD_OK)
            return code;
    }
    if (!space_extent(truth->compared, &truth->sizes, &truth->width, &truth->height))
        truth->width = truth->height = 0;
    /* `dialect`: whether the completion's has a space of its own must not decide whether the truth is good. `auto`
     * takes the numbers as they stand where a size is missing. */
    const bool as_they_stand = config->space == SPACE_SAME || config->space == SPACE_AUTO;
    const int32_t predicted = as_they_stand                    ? truth->space
                              : config->space == SPACE_DIALECT ? SPACE_NORM1000
                                                               : config->space;
    if (!scale_between(predicted, truth->compared, &truth->sizes, &scale))
        return missing_size(config, truth, predicted, err);
    return VREWARD_OK;
}

bool is_beyond_shares(const struct reading *reading)
{
    for (int64_t i = 0; i < reading->count && reading->space == SPACE_NORM1; i++) {
        const struct item *item = &reading->items[i];
        if (item->has_box ? item->box[2] > 2 || item->box[3] > 2 : item->point[0] > 2 || item->point[1] > 2)
            return true;
    }
    return false;
}

int32_t predicted_space(const struct config *config, const struct truth *truth, const struct reading *reading)
{
    struct scale scale;
    int32_t space = truth->has_spans ? SPACE_SAME : config->space;
    if (space == SPACE_DIALECT)
        space = reading->space;
    if (space == SPACE_AUTO)
        space = scale_between(reading->space, truth->compared, &truth->sizes, &scale) && !(is_beyond_shares(reading))
                    ? reading->space
                    : SPACE_SAME;
    return space == SPACE_SAME ? truth->space : space;
}

bool is_named_in_vain(const struct config *config, const struct truth *truth, const struct reading *reading)
{
    if (config->space != SPACE_AUTO || truth->has_spans || reading->space == SPACE_SAME || reading->count == 0)
        return false;
    if (is_beyond_shares(reading) || (reading->space == SPACE_NORM1 && truth->suspect))
        return false;
    return predicted_space(config, truth, reading) != reading->space;
}

bool reading_is_suspect(const struct config *config, const struct truth *truth, const struct reading *reading)
{
    if (is_named_in_vain(config, truth, reading))
        return true;
    if (truth->suspect || truth->has_spans)
        return false;
    double largest = -HUGE_VAL;
    for (int64_t i = 0; i < reading->count; i++) {
        const struct item *item = &reading->items[i];
        if (!item->bad_value && !item->set_aside)
            largest = item->has_box ? largest_finite(largest, item->box, 4) : largest_finite(largest, item->point, 2);
    }
    return space_is_suspect(predicted_space(config, truth, reading), largest, &truth->sizes);
}
