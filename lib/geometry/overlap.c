#include "geometry/overlap.h"

#include <math.h>

/* Infinity less itself is NaN, and so is what comes of NaN. */
static bool is_finite_box(const double box[4])
{
    return (box[0] - box[0]) + (box[1] - box[1]) + (box[2] - box[2]) + (box[3] - box[3]) == 0.0;
}

double overlap_of_nothing(struct overlap_rule rule)
{
    return rule.kind == VREWARD_OVERLAP_GIOU ? -1.0 : 0.0;
}

static bool has_extent(int32_t convention, const double box[4])
{
    if (convention == VREWARD_AREA_INCLUSIVE)
        return box[0] <= box[2] && box[1] <= box[3];
    return box[0] < box[2] && box[1] < box[3];
}

static void sort_corners(const double box[4], double sorted[4])
{
    const double x1 = box[0], y1 = box[1], x2 = box[2], y2 = box[3];
    sorted[0] = smaller_of(x1, x2);
    sorted[1] = smaller_of(y1, y2);
    sorted[2] = larger_of(x1, x2);
    sorted[3] = larger_of(y1, y2);
}

bool box_prepare(struct overlap_rule rule, const double box[4], double prepared[4])
{
    for (int k = 0; k < 4; k++)
        prepared[k] = box[k];
    if (!is_finite_box(box))
        return false;
    if (rule.invalid == VREWARD_INVALID_LEGACY)
        return true;
    if (rule.invalid == VREWARD_INVALID_SORT)
        sort_corners(box, prepared);
    return has_extent(rule.convention, prepared);
}

bool box_has_extent(struct overlap_rule rule, const double box[4])
{
    double prepared[4];
    if (rule.invalid == VREWARD_INVALID_SORT) {
        sort_corners(box, prepared);
        return has_extent(rule.convention, prepared);
    }
    return has_extent(rule.convention, box);
}

struct areas {
    double a, b, both, either, hull;
};

/* `unit` is what the inclusive convention adds to an extent in x and y: 1 in the caller's coordinates. */
static double intersection(int32_t convention, const double a[4], const double b[4], const double unit[2])
{
    const double x1 = larger_of(a[0], b[0]), y1 = larger_of(a[1], b[1]);
    const double x2 = smaller_of(a[2], b[2]), y2 = smaller_of(a[3], b[3]);
    if (convention == VREWARD_AREA_VLM_R1) {
        const double last_x = x2 - unit[0], last_y = y2 - unit[1];
        return x1 < last_x && y1 < last_y ? (last_x - x1 + unit[0]) * (last_y - y1 + unit[1]) : 0.0;
    }
    double width = x2 - x1, height = y2 - y1;
    if (convention == VREWARD_AREA_INCLUSIVE) {
        width += unit[0];
        height += unit[1];
    }
    return width > 0.0 && height > 0.0 ? width * height : 0.0;
}

static struct areas measure(int32_t convention, const double a[4], const double b[4], const double unit[2])
{
    struct areas areas;
    const double more_x = convention == VREWARD_AREA_INCLUSIVE ? unit[0] : 0.0;
    const double more_y = convention == VREWARD_AREA_INCLUSIVE ? unit[1] : 0.0;
    areas.a = (a[2] - a[0] + more_x) * (a[3] - a[1] + more_y);
    areas.b = (b[2] - b[0] + more_x) * (b[3] - b[1] + more_y);
    areas.both = intersection(convention, a, b, unit);
    areas.either = areas.a + areas.b - areas.both;
    areas.hull = (larger_of(a[2], b[2]) - smaller_of(a[0], b[0]) + more_x) *
                 (larger_of(a[3], b[3]) - smaller_of(a[1], b[1]) + more_y);
    return areas;
}

/* Of boxes with extent, rounding alone brings the share of an area above 1. */
static double share(const struct areas *areas, double part, double whole)
{
    const double value = whole != 0.0 ? part / whole : 0.0;
    return value > 1.0 && areas->a > 0.0 && areas->b > 0.0 ? 1.0 : value;
}

static double of_areas(struct overlap_rule rule, const struct areas *areas)
{
    if (rule.kind == VREWARD_OVERLAP_IOA_PREDICTION)
        return share(areas, areas->both, areas->a);
    if (rule.kind == VREWARD_OVERLAP_IOA_TRUTH)
        return share(areas, areas->both, areas->b);
    const double iou = share(areas, areas->both, areas->either);
    if (rule.kind == VREWARD_OVERLAP_IOU)
        return iou;
    double outside = areas->hull - areas->either;
    /* Rounding alone could make the hull the smaller one; boxes taken as written are left as they are. */
    if (outside < 0.0 && rule.invalid != VREWARD_INVALID_LEGACY)
        outside = 0.0;
    return iou - share(areas, outside, areas->hull);
}

/* The same with both axes scaled by powers of two, so that no area leaves the range of a double. */
double overlap_of_extreme_boxes(struct overlap_rule rule, const double a[4], const double b[4])
{
    double scaled_a[4], scaled_b[4], unit[2];
    for (int axis = 0; axis < 2; axis++) {
        double largest =
            larger_of(larger_of(fabs(a[axis]), fabs(a[axis + 2])), larger_of(fabs(b[axis]), fabs(b[axis + 2])));
        if (rule.convention != VREWARD_AREA_HALF_OPEN)
            largest = larger_of(largest, 1.0);
        int exponent;
        (void)frexp(largest, &exponent);
        unit[axis] = ldexp(1.0, -exponent);
        for (int k = axis; k < 4; k += 2) {
            scaled_a[k] = ldexp(a[k], -exponent);
            scaled_b[k] = ldexp(b[k], -exponent);
        }
    }
    const struct areas areas = measure(rule.convention, scaled_a, scaled_b, unit);
    const double value = of_areas(rule, &areas);
    return isfinite(value) ? value : overlap_of_nothing(rule);
}

double overlap_prepared(struct overlap_rule rule, const double a[4], const double b[4])
{
    static const double unit[2] = {1.0, 1.0};
    if (is_plain_iou(rule))
        return plain_iou(rule, a, b);
    const struct areas areas = measure(rule.convention, a, b, unit);
    if (rule.invalid == VREWARD_INVALID_LEGACY) {
        const double value = of_areas(rule, &areas);
        return isfinite(value) ? value : overlap_of_nothing(rule);
    }
    if (is_ordinary_area(areas.a) && is_ordinary_area(areas.b) && is_ordinary_area(areas.hull))
        return of_areas(rule, &areas);
    return overlap_of_extreme_boxes(rule, a, b);
}

double overlap(struct overlap_rule rule, const double a[4], const double b[4])
{
    double prepared_a[4], prepared_b[4];
    if (!box_prepare(rule, a, prepared_a) || !box_prepare(rule, b, prepared_b))
        return overlap_of_nothing(rule);
    return overlap_prepared(rule, prepared_a, prepared_b);
}

enum { CHUNK = 128 };

/* A row of the matrix, for a chunk of prepared boxes. */
static void overlap_row(struct overlap_rule rule, const double *a, const double *b, const bool *b_counts, int64_t count,
                        double *value)
{
    double box[4];
    const double nothing = overlap_of_nothing(rule);
    const bool counts = box_prepare(rule, a, box), plain = is_plain_iou(rule);
    for (int64_t j = 0; j < count; j++) {
        if (!counts || !b_counts[j])
            value[j] = nothing;
        else
            value[j] = plain ? plain_iou(rule, box, b + 4 * j) : overlap_prepared(rule, box, b + 4 * j);
    }
}

void overlap_matrix(struct overlap_rule rule, const double *a, int64_t a_count, const double *b, int64_t b_count,
                    double *value)
{
    for (int64_t begin = 0; begin < b_count; begin += CHUNK) {
        double prepared[4 * CHUNK];
        bool counts[CHUNK];
        const int64_t count = b_count - begin < CHUNK ? b_count - begin : CHUNK;
        for (int64_t j = 0; j < count; j++)
            counts[j] = box_prepare(rule, b + 4 * (begin + j), prepared + 4 * j);
        for (int64_t i = 0; i < a_count; i++)
            overlap_row(rule, a + 4 * i, prepared, counts, count, value + i * b_count + begin);
    }
}
