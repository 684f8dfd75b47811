#include "parse/arrays.h"

#include "geometry/spaces.h"
#include "parse/box_members.h"
#include "parse/entries.h"
#include "parse/item_form.h"
#include "parse/unkeyed.h"

static void make_item(struct reader *r, const struct container *array, int64_t end)
{
    struct scan *scan = r->scan;
    const int32_t order = item_order(scan, array->role);
    struct item *item = array->numbers == 4 ? scan_box(scan, array->value, order, array->begin, end)
                                            : scan_point(scan, array->value, order, array->begin, end);
    if (item == NULL)
        return;
    item->dialect = item_dialect(scan, array->role, false);
    struct container *owner = entry_owner(r);
    if (owner != NULL)
        entry_join(r, owner, scan->count - 1);
}

/* Points in pairs under a key for boxes are corners, each in a list of its own: two of them, between box tokens any
 * even number. */
static void join_corners(struct reader *r, const struct container *array, int64_t end)
{
    struct scan *scan = r->scan;
    const int64_t points = scan->count - array->first_item;
    const bool pairs = array->is_token ? points > 0 && points % 2 == 0 : points == 2;
    if (!is_box_role(array->role) || array->elements != points || !pairs)
        return;
    if (array->role == ROLE_BOXES && array->level == 0 && scan->points)
        return; /* a list of points, by a name that fits both */
    struct item *items = scan->items + array->first_item;
    for (int64_t i = 0; i < points; i++)
        if (!items[i].has_point || items[i].has_box)
            return;
    for (int64_t i = 0; i < points / 2; i++) {
        corners_to_box(&items[2 * i], &items[2 * i + 1]);
        items[i] = items[2 * i];
    }
    if (points == 2) {
        items[0].begin = array->begin;
        items[0].end = end;
    }
    scan->count = array->first_item + points / 2;
    struct container *owner = entry_owner(r);
    if (owner != NULL) {
        owner->entry.point_member = -1;
        owner->entry.box_member = owner->key_at;
    }
    if (!array->is_token)
        repair(scan, REPAIR_EXTRA_LEVEL);
}

/* The text ended between two corners: half a box is none. */
static void drop_half_box(struct reader *r, const struct container *array)
{
    struct scan *scan = r->scan;
    if (!is_box_role(array->role) || scan->points || scan->count != array->first_item + 1)
        return;
    struct item *item = &scan->items[array->first_item];
    if (item->has_point && !item->has_box)
        item->dropped = 1;
}

static void check_level(struct reader *r, const struct container *array)
{
    const bool lists = array->role == ROLE_BARE || array->role == ROLE_BOXES || array->role == ROLE_POINTS;
    if (array->level > (lists ? 1 : 0))
        repair(r->scan, REPAIR_EXTRA_LEVEL);
}

/* A list of two numbers as a corner of the box that the object's members are. */
static void finish_corner(struct reader *r, const struct container *array)
{
    struct container *object = enclosing(r);
    if (array->numbers == 2 && array->elements == 2 && object != NULL && object->is_object) {
        double point[2];
        point_from_order(r->scan->order, array->value, point);
        member_corner(object, array->role, point);
    }
}

/* Nothing stood in the array. */
static void finish_empty(struct scan *scan, const struct container *array)
{
    if (array->expect != EXPECT_FIRST)
        scan->begun = true; /* or nothing that could be read */
    else if (array->role == ROLE_BARE || may_be_empty(array->role))
        scan->said_empty = true;
}

/* An array of numbers is a box or a point where its key, or having none, says so. */
void array_finish(struct reader *r, struct container *c, int64_t end, bool closed)
{
    struct scan *scan = r->scan;
    const bool coordinates = c->role == ROLE_BARE || is_box_role(c->role) || is_point_role(c->role);
    const bool labelled = c->label.data != NULL && c->elements == c->numbers + 1;
    if (c->elements == 0) {
        finish_empty(scan, c);
        return;
    }
    if (is_corner_role(c->role)) {
        finish_corner(r, c);
        return;
    }
    if (!coordinates) {
        if (closed && c->elements == c->numbers)
            unkeyed_list(r, c, end);
        return;
    }
    if (c->numbers == 0) {
        if (closed)
            join_corners(r, c, end);
        else
            drop_half_box(r, c);
        return;
    }
    const bool point_complete = closed || is_point_role(c->role) || scan->points;
    if ((c->elements != c->numbers && !labelled) || (c->numbers != 4 && c->numbers != 2) ||
        (c->numbers == 2 && !point_complete)) {
        scan->begun = true;
        repair(scan, REPAIR_OTHER);
        return;
    }
    check_level(r, c);
    const int64_t before = scan->count;
    make_item(r, c, end);
    if (labelled && scan->count > before) {
        scan->items[before].label = c->label;
        repair(scan, REPAIR_OTHER);
    }
}
