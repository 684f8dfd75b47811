#include "parse/refused.h"

#include <math.h>

static const double LARGEST = 1e9, SMALLEST_EXTENT = 1e-9;

static bool in_range(const double *value, int32_t count)
{
    for (int32_t i = 0; i < count; i++)
        if (!(fabs(value[i]) <= LARGEST))
            return false;
    return true;
}

/* Under SORT the corners change places, under LEGACY nobody looks. */
static bool has_extent(const double box[4], int32_t invalid)
{
    const double width = box[2] - box[0], height = box[3] - box[1];
    if (invalid == VREWARD_INVALID_LEGACY)
        return true;
    if (invalid == VREWARD_INVALID_SORT)
        return fabs(width) > SMALLEST_EXTENT && fabs(height) > SMALLEST_EXTENT;
    return width > SMALLEST_EXTENT && height > SMALLEST_EXTENT;
}

static bool is_refused(const struct item *item, enum asked asked, int32_t invalid, bool both)
{
    if (both && !(item->has_box && item->has_point && in_range(item->point, 2)))
        return true;
    const bool use_point = asked == ASK_POINTS ? item->has_point : !item->has_box;
    if (use_point)
        return !in_range(item->point, 2) || asked == ASK_BOXES || asked == ASK_SPANS;
    return !in_range(item->box, 4) || !has_extent(item->box, invalid);
}

bool items_check(struct item *items, int64_t count, enum asked asked, int32_t invalid, bool both)
{
    bool any = false;
    for (int64_t i = 0; i < count; i++) {
        items[i].bad_value = !items[i].set_aside && is_refused(&items[i], asked, invalid, both);
        any = any || items[i].bad_value;
    }
    return any;
}
