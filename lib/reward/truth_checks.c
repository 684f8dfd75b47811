#include "reward/truth_checks.h"

#include "geometry/limits.h"
#include "geometry/spaces.h"
#include "reward/bad_truth.h"
#include "reward/reward.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

/* Annotators and rounding put boxes a little over the border of the image: this share of the side, and this much. */
static const double OVER_SHARE = 0.02, OVER = 2;
/* In an icon of fewer pixels a box of less than one may be meant. */
static const double SMALL = 64;

static const char *name_of(const struct truth *truth)
{
    if (truth->has_points)
        return "points";
    return truth->any_of ? "any_of" : truth->count == 1 ? "box" : "boxes";
}

enum { WHERE_SIZE = 40 };

/* "at index 3 " where there are several. */
static const char *where(const struct truth *truth, int64_t index, char text[WHERE_SIZE])
{
    text[0] = '\0';
    if (truth->count > 1)
        snprintf(text, WHERE_SIZE, "at index %" PRId64 " ", index);
    return text;
}

static bool is_beyond(double number, double side, double unit)
{
    const double over = side * OVER_SHARE + OVER * unit;
    return number < -over || number > side + over;
}

/* The first box or point that reaches beyond an image of this size; -1: none does. */
static int64_t first_beyond(const struct truth *truth, double width, double height, double unit)
{
    const int64_t numbers = truth->box != NULL ? 4 : 2;
    const double *place = truth->box != NULL ? truth->box : truth->point;
    for (int64_t i = 0; i < numbers * truth->count; i++)
        if (is_beyond(place[i], i % 2 == 0 ? width : height, unit))
            return i / numbers;
    return -1;
}

static int32_t check_border(const struct truth *truth, vreward_error *err)
{
    double width, height;
    if (!space_extent(truth->space, &truth->sizes, &width, &height))
        return VREWARD_OK;
    const bool pixels = truth->space == SPACE_PIXEL || truth->space == SPACE_INPUT;
    const double unit = pixels ? 1 : width / 1000;
    const int64_t beyond = first_beyond(truth, width, height, unit);
    char text[WHERE_SIZE];
    if (beyond < 0)
        return VREWARD_OK;
    const char *at = where(truth, beyond, text);
    if (!pixels)
        return bad_truth(err, -1, name_of(truth), "%sreaches beyond %s, which ends at %g: is another \"space\" meant?",
                         at, vreward_space_name(truth->space), width);
    const char *size = truth->space == SPACE_PIXEL ? "size" : "input_size";
    if (first_beyond(truth, height, width, unit) < 0)
        return bad_truth(err, -1, size,
                         "is [%g, %g], and '%s' %sfits only with the two exchanged: it is [width, height]", width,
                         height, name_of(truth), at);
    return bad_truth(err, -1, name_of(truth),
                     "%sreaches beyond the image, whose '%s' is [%g, %g]: is the \"order\" xywh, or "
                     "the \"space\" another? A box that is meant so must be cut at the border",
                     at, size, width, height);
}

/* All from 0 to 1 and not whole: of an image that is larger than that, shares. */
static int32_t check_shares(const struct truth *truth, vreward_error *err)
{
    const int64_t numbers = truth->count * (truth->box != NULL ? 4 : 2);
    const double *place = truth->box != NULL ? truth->box : truth->point;
    bool fractions = false;
    if (truth->space != SPACE_PIXEL || !(truth->sizes.width > SMALL && truth->sizes.height > SMALL))
        return VREWARD_OK;
    for (int64_t i = 0; i < numbers; i++) {
        if (place[i] < 0 || place[i] > 1)
            return VREWARD_OK;
        fractions = fractions || place[i] != floor(place[i]);
    }
    if (!fractions)
        return VREWARD_OK;
    return bad_truth(err, -1, name_of(truth),
                     "holds only numbers from 0 to 1, which are no pixels of an image of [%g, %g]: say \"space\": "
                     "\"norm1\"",
                     truth->sizes.width, truth->sizes.height);
}

/* How far two shapes differ beyond what rounding the sides of the smaller image can do: processors round them to
 * multiples of 14 to 32, and up to one more where they enlarge. */
static bool is_same_shape(double width, double height, double input_width, double input_height)
{
    const double stretch = input_width / width * (height / input_height), rounding = 32;
    const double slack = rounding / input_width + rounding / input_height;
    return stretch < 1 + slack && stretch * (1 + slack) > 1;
}

/* A square input is how many models squeeze any image. */
static int32_t check_shape(const struct truth *truth, vreward_error *err)
{
    const struct sizes *sizes = &truth->sizes;
    if (!(sizes->width > 0) || !(sizes->input_width > 0) || sizes->input_width == sizes->input_height ||
        is_same_shape(sizes->width, sizes->height, sizes->input_width, sizes->input_height))
        return VREWARD_OK;
    const bool exchanged = is_same_shape(sizes->width, sizes->height, sizes->input_height, sizes->input_width);
    return bad_truth(err, -1, "input_size", "is [%g, %g], which is not the shape of 'size', [%g, %g]%s",
                     sizes->input_width, sizes->input_height, sizes->width, sizes->height,
                     exchanged ? ": exchange the two, it is [width, height] (smart_resize returns the height first)"
                               : "");
}

int32_t check_places(const struct config *config, const struct truth *truth, vreward_error *err)
{
    int32_t code = check_shape(truth, err);
    if (code != VREWARD_OK || truth->count == 0 || config->read.invalid == VREWARD_INVALID_LEGACY)
        return code;
    code = check_border(truth, err);
    return code == VREWARD_OK ? check_shares(truth, err) : code;
}

const char *number_problem(const struct config *config, double number)
{
    if (number - number != 0.0)
        return "holds a number that is not finite";
    return within_limit(number) || config->reward->truth_as_written ? NULL : "holds a number beyond 1e9 in size";
}

bool is_side(double number)
{
    return number > 0 && within_limit(number);
}

bool is_area(double number)
{
    return number >= 0 && number <= LARGEST_COORDINATE * LARGEST_COORDINATE;
}

static const char *no_extent(int32_t order, const double numbers[4], const struct sizes *sizes)
{
    const bool lies_within = !(sizes->width > 0) || (!is_beyond(numbers[0] + numbers[2], sizes->width, 1) &&
                                                     !is_beyond(numbers[1] + numbers[3], sizes->height, 1));
    const bool sides = numbers[2] > 0 && numbers[3] > 0 && numbers[0] >= 0 && numbers[1] >= 0;
    if (order == ORDER_XYXY && sides && lies_within)
        return "is a box without extent as two corners; if it is x, y, width, height as in COCO, say \"order\": "
               "\"xywh\"";
    return "is a box without extent";
}

const char *true_box(const struct config *config, int32_t order, const double numbers[4], const struct sizes *sizes,
                     double box[4])
{
    box_from_order(order, numbers, box);
    settle_corners(config->read.invalid, box);
    if (config->reward->truth_as_written || extent_is_accepted(config->read.invalid, box))
        return NULL;
    return no_extent(order, numbers, sizes);
}

int32_t take_count(struct truth *truth, double count, int64_t offset, vreward_error *err)
{
    if (!is_count(count))
        return bad_truth(err, offset, "count", "is not a whole number from 0 to 1e9");
    if (truth->has_items && count != (double)truth->counted)
        return bad_truth(err, offset, "count", "is %.0f, but %" PRId64 " items count", count, truth->counted);
    truth->number = count + 0.0;
    truth->has_number = 1;
    return VREWARD_OK;
}
