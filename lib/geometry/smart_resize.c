#include "geometry/smart_resize.h"

#include <inttypes.h>
#include <math.h>

/* Up to here a product of two sides is exact as a double, as it is in Python's integers. */
enum { LARGEST_SIDE = 1 << 26, LARGEST_RATIO = 200 };
static const int64_t largest_area = (int64_t)LARGEST_SIDE * LARGEST_SIDE;

/* The multiple of factor nearest to side, halves to the even multiple, as Python's round(side / factor) * factor. */
static int64_t nearest_multiple(int64_t side, int64_t factor)
{
    int64_t quotient = side / factor;
    const int64_t twice_rest = 2 * (side % factor);
    if (twice_rest > factor || (twice_rest == factor && quotient % 2 != 0))
        quotient++;
    return quotient * factor;
}

static int64_t at_least(int64_t value, int64_t least)
{
    return value < least ? least : value;
}

static int32_t check(int64_t height, int64_t width, int64_t factor, int64_t min_pixels, int64_t max_pixels,
                     vreward_error *err)
{
    if (height < 1 || width < 1 || height > LARGEST_SIDE || width > LARGEST_SIDE)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1,
                    "an image of height %" PRId64 " and width %" PRId64 ": sides are from 1 to %d", height, width,
                    (int)LARGEST_SIDE);
    if (factor < 1 || factor > LARGEST_SIDE)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "factor is %" PRId64 ", not from 1 to %d", factor,
                    (int)LARGEST_SIDE);
    if (min_pixels < 0 || max_pixels < 0 || min_pixels > largest_area || max_pixels > largest_area)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1,
                    "min_pixels %" PRId64 " and max_pixels %" PRId64 " are not from 0 to %" PRId64, min_pixels,
                    max_pixels, largest_area);
    return VREWARD_OK;
}

int32_t smart_resize(int64_t height, int64_t width, int64_t factor, int64_t min_pixels, int64_t max_pixels,
                     int64_t *resized_height, int64_t *resized_width, vreward_error *err)
{
    const int32_t code = check(height, width, factor, min_pixels, max_pixels, err);
    if (code != VREWARD_OK)
        return code;
    min_pixels = min_pixels == 0 ? 56 * 56 : min_pixels;
    max_pixels = max_pixels == 0 ? 14 * 14 * 4 * 1280 : max_pixels;
    if (min_pixels > max_pixels)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "min_pixels %" PRId64 " is above max_pixels %" PRId64, min_pixels,
                    max_pixels);
    const int64_t longer = height > width ? height : width, shorter = height > width ? width : height;
    if (longer > LARGEST_RATIO * shorter)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1,
                    "an image of height %" PRId64 " and width %" PRId64 ": its shape is beyond %d to 1", height, width,
                    (int)LARGEST_RATIO);
    const double area = (double)(height * width), step = (double)factor;
    int64_t new_height = nearest_multiple(height, factor), new_width = nearest_multiple(width, factor);
    if (new_height * new_width > max_pixels) {
        const double beta = sqrt(area / (double)max_pixels);
        new_height = at_least((int64_t)floor((double)height / beta / step) * factor, factor);
        new_width = at_least((int64_t)floor((double)width / beta / step) * factor, factor);
    } else if (new_height * new_width < min_pixels) {
        const double beta = sqrt((double)min_pixels / area);
        new_height = (int64_t)ceil((double)height * beta / step) * factor;
        new_width = (int64_t)ceil((double)width * beta / step) * factor;
    }
    *resized_height = new_height;
    *resized_width = new_width;
    return VREWARD_OK;
}
