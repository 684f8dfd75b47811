#include "parse/refused.h"

#include "geometry/limits.h"

static bool in_range(const double *value, int32_t count)
{
    for (int32_t i = 0; i < count; i++)
        if (!within_limit(value[i]))
            return false;
    return true;
}

static bool is_refused(const struct item *item, enum asked asked, int32_t invalid, bool both)
{
    if (both && !(item->has_box && item->has_point && in_range(item->point, 2)))
        return true;
    const bool use_point = asked == ASK_POINTS ? item->has_point : !item->has_box;
    if (use_point)
        return !in_range(item->point, 2) || asked == ASK_BOXES || asked == ASK_SPANS;
    return !in_range(item->box, 4) || !extent_is_accepted(invalid, item->box);
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
