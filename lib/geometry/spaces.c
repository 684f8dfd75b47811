#include "geometry/spaces.h"

#include "base/names.h"
#include "vreward.h"

#include <math.h>

static const char *const space_names[SPACE_COUNT] = {
    "same", "dialect", "auto", "pixel", "input", "norm1", "norm100", "norm999", "norm1000", "norm1024",
};

static const char *const order_names[ORDER_COUNT] = {"dialect", "xyxy", "yxyx", "xywh", "cxcywh"};

const char *vreward_space_name(int32_t space)
{
    return name_at(space_names, SPACE_COUNT, space);
}

const char *order_name(int32_t order)
{
    return name_at(order_names, ORDER_COUNT, order);
}

bool space_extent(int32_t space, const struct sizes *sizes, double *width, double *height)
{
    double norm = 0.0;
    switch (space) {
    case SPACE_PIXEL:
        *width = sizes->width;
        *height = sizes->height;
        return sizes->width > 0.0 && sizes->height > 0.0;
    case SPACE_INPUT:
        *width = sizes->input_width;
        *height = sizes->input_height;
        return sizes->input_width > 0.0 && sizes->input_height > 0.0;
    case SPACE_NORM1:
        norm = 1.0;
        break;
    case SPACE_NORM100:
        norm = 100.0;
        break;
    case SPACE_NORM999:
        norm = 999.0;
        break;
    case SPACE_NORM1000:
        norm = 1000.0;
        break;
    case SPACE_NORM1024:
        norm = 1024.0;
        break;
    default:
        return false;
    }
    *width = *height = norm;
    return true;
}

bool scale_between(int32_t from, int32_t to, const struct sizes *sizes, struct scale *scale)
{
    *scale = (struct scale){1.0, 1.0, 1.0, 1.0};
    if (from == to)
        return true;
    return space_extent(to, sizes, &scale->x_multiply, &scale->y_multiply) &&
           space_extent(from, sizes, &scale->x_divide, &scale->y_divide);
}

void scale_point(const struct scale *scale, const double from[2], double to[2])
{
    to[0] = from[0] / scale->x_divide * scale->x_multiply;
    to[1] = from[1] / scale->y_divide * scale->y_multiply;
}

void scale_box(const struct scale *scale, const double from[4], double to[4])
{
    scale_point(scale, from, to);
    scale_point(scale, from + 2, to + 2);
}

void box_from_order(int32_t order, const double from[4], double to[4])
{
    const double first = from[0], second = from[1], third = from[2], fourth = from[3];
    switch (order) {
    case ORDER_YXYX:
        to[0] = second;
        to[1] = first;
        to[2] = fourth;
        to[3] = third;
        return;
    case ORDER_XYWH:
        to[0] = first;
        to[1] = second;
        to[2] = first + third;
        to[3] = second + fourth;
        return;
    case ORDER_CXCYWH:
        to[0] = first - third / 2.0;
        to[1] = second - fourth / 2.0;
        to[2] = first + third / 2.0;
        to[3] = second + fourth / 2.0;
        return;
    default:
        to[0] = first;
        to[1] = second;
        to[2] = third;
        to[3] = fourth;
        return;
    }
}

void point_from_order(int32_t order, const double from[2], double to[2])
{
    const int32_t x = order == ORDER_YXYX;
    to[0] = from[x];
    to[1] = from[1 - x];
}

double largest_finite(double largest, const double *numbers, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        largest = numbers[i] > largest && isfinite(numbers[i]) ? numbers[i] : largest;
    return largest;
}

bool space_is_suspect(int32_t space, double largest, const struct sizes *sizes)
{
    double width = 0.0, height = 0.0;
    const bool known = space_extent(space, sizes, &width, &height);
    const bool pixels = space == SPACE_PIXEL || space == SPACE_INPUT;
    if (known && largest > (width > height ? width : height) * SPACE_BORDER)
        return true;
    return pixels && isfinite(largest) && largest <= 1.0; /* a normalised box may end exactly at 1 */
}
