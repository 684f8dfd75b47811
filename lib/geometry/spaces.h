/* Coordinate spaces and orders: the one list of each, and the way from the space the model writes in to the one the
 * truth is compared in. */
#ifndef GEOMETRY_SPACES_H
#define GEOMETRY_SPACES_H

#include <stdbool.h>
#include <stdint.h>

/* Numbers are part of the ABI: append only. PIXEL and NORM* need the truth's `size` for a conversion, INPUT its
 * `input_size`. */
enum space {
    SPACE_SAME,    /* the truth's own space, as it stands */
    SPACE_DIALECT, /* recipes only: the one the dialect names, SAME where it names none */
    SPACE_AUTO,    /* recipes only: as DIALECT where the truth has the size that needs, else SAME */
    SPACE_PIXEL,   /* of the original image */
    SPACE_INPUT,   /* of the image the model saw */
    SPACE_NORM1,
    SPACE_NORM100,
    SPACE_NORM999,
    SPACE_NORM1000,
    SPACE_NORM1024,
    SPACE_COUNT
};

/* Of the four numbers of a box, and of two. DIALECT: as the dialect says. */
enum order { ORDER_DIALECT, ORDER_XYXY, ORDER_YXYX, ORDER_XYWH, ORDER_CXCYWH, ORDER_COUNT };

/* NULL where there is none; names of spaces are vreward_space_name. */
const char *order_name(int32_t order);

/* Divides first and then multiplies, as published rewards do; built from two spaces once per sample. */
struct scale {
    double x_multiply, x_divide;
    double y_multiply, y_divide;
};

/* Size of the image in pixels; 0: unknown. */
struct sizes {
    double width, height;
    double input_width, input_height;
};

/* Width and height of the image in the units of a space (a normalised image is a square); false where not known. */
bool space_extent(int32_t space, const struct sizes *sizes, double *width, double *height);

/* The scale that brings numbers in space `from` to `to` (enum space; neither SAME nor DIALECT). False where a
 * size is missing that the conversion needs. */
bool scale_between(int32_t from, int32_t to, const struct sizes *sizes, struct scale *scale);

/* Exact where both spaces are the same. */
void scale_box(const struct scale *scale, const double from[4], double to[4]);
void scale_point(const struct scale *scale, const double from[2], double to[2]);

/* Brings four numbers in `order` (enum order) to x1, y1, x2, y2. */
void box_from_order(int32_t order, const double from[4], double to[4]);

/* Two numbers, y before x where the order of a box is so, to x, y. */
void point_from_order(int32_t order, const double from[2], double to[2]);

/* Numbers may lie this little beyond the border of their space: models write 1003 of 1000, and processors round the
 * sides of an image to multiples of 28. */
#define SPACE_BORDER 1.05

/* The largest of these numbers that is finite, or `largest` where that is more. */
double largest_finite(double largest, const double *numbers, int64_t count);

/* Numbers that do not fit the space: beyond its border, or all up to 1 where pixels are meant. `largest` is -infinity
 * where there is none. */
bool space_is_suspect(int32_t space, double largest, const struct sizes *sizes);

#endif
