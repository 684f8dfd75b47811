/* Coordinate spaces: from the space the model writes in to the one the truth is compared in. */
#ifndef GEOMETRY_SPACES_H
#define GEOMETRY_SPACES_H

#include <stdbool.h>
#include <stdint.h>

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

/* The scale that brings numbers in space `from` to `to` (enum space, parse/dialects.h; neither SAME nor DIALECT). False
 * where a size is missing that the conversion needs. */
bool scale_between(int32_t from, int32_t to, const struct sizes *sizes, struct scale *scale);

/* Exact where both spaces are the same. */
void scale_box(const struct scale *scale, const double from[4], double to[4]);
void scale_point(const struct scale *scale, const double from[2], double to[2]);

/* Brings four numbers in `order` (enum order, parse/dialects.h) to x1, y1, x2, y2. */
void box_from_order(int32_t order, const double from[4], double to[4]);

/* Two numbers, y before x where the order of a box is so, to x, y. */
void point_from_order(int32_t order, const double from[2], double to[2]);

/* Numbers may lie this little beyond the border of their space: models write 1003 of 1000, and processors round the
 * sides of an image to multiples of 28. */
#define SPACE_BORDER 1.05

/* Numbers that do not fit the space: beyond its border, or all below 1.0 where pixels are meant. */
bool space_is_suspect(int32_t space, const double *numbers, int64_t count, const struct sizes *sizes);

#endif
