#include "parse/reader.h"

#include <math.h>

enum { ALL_CORNERS = 15, BOTH_AXES = 48, EXTENT = 64, MIN_MAX = 128 };

static struct container *innermost(struct reader *r)
{
    return r->depth > 0 ? &r->stack[r->depth - 1] : NULL;
}

void container_open(struct reader *r, bool is_object, int64_t at)
{
    const struct container *parent = innermost(r);
    struct container *c = &r->stack[r->depth++];
    memset(c, 0, sizeof *c);
    c->begin = at;
    c->is_object = is_object;
    c->first_item = c->box_from = c->point_from = r->scan->count;
    c->group_first = c->box_member = c->point_member = -1;
    c->confidence = (double)NAN;
    c->labels_mark = r->label_count;
    c->label_rank = INT32_MAX;
    *(is_object ? &r->objects : &r->arrays) += 1;
    if (parent == NULL) {
        c->role = is_object ? ROLE_NONE : ROLE_BARE;
        return;
    }
    c->level = parent->is_object ? 0 : parent->level + 1;
    if (is_object)
        c->in_objects = !parent->is_object && parent->role == ROLE_OBJECTS;
    else
        c->role = parent->role;
}

static bool is_box_role(int32_t role)
{
    return role == ROLE_BOX || role == ROLE_BOXES || role == ROLE_BOX_2D || role == ROLE_POSITION;
}

static bool is_point_role(int32_t role)
{
    return role == ROLE_POINT || role == ROLE_POINTS;
}

/* An empty list or object under such a key says that there is nothing. */
static bool may_be_empty(int32_t role)
{
    return is_box_role(role) || is_point_role(role) || role == ROLE_OBJECTS || role == ROLE_DETECTIONS;
}

/* The object that an item under a key for boxes or points belongs to, or NULL. */
static struct container *owner_of(struct reader *r)
{
    for (int32_t i = r->depth - 1; i >= 0; i--)
        if (r->stack[i].is_object)
            return is_box_role(r->stack[i].role) || is_point_role(r->stack[i].role) ? &r->stack[i] : NULL;
    return NULL;
}

static uint8_t tag_of(const struct reader *r, const struct container *object)
{
    return (uint8_t)(object - r->stack + 1);
}

static bool is_owned(const struct item *item, uint8_t tag)
{
    return item->owner == tag && !item->dropped;
}

/* Boxes, or points, that the object had before item `end` are overwritten. Each is looked at once. */
static void drop_kind(struct reader *r, struct container *owner, int64_t end, bool box)
{
    int64_t *from = box ? &owner->box_from : &owner->point_from;
    for (; *from < end; *from += 1) {
        struct item *item = &r->scan->items[*from];
        if (is_owned(item, tag_of(r, owner)) && (box ? item->has_box : item->has_point))
            item->dropped = 1;
    }
}

/* The same key again: what was under it before is gone, as in Python. */
void container_key(struct reader *r, struct span key, int64_t at)
{
    struct container *c = innermost(r);
    c->role = role_of(key);
    c->key = key;
    c->key_at = at;
    if (c->box_member >= 0 && span_equal(key, c->box_key))
        drop_kind(r, c, r->scan->count, true);
    if (c->point_member >= 0 && span_equal(key, c->point_key))
        drop_kind(r, c, r->scan->count, false);
}

/* Item `index` was read under a key of `owner`. Of two keys for boxes in one object the later counts. */
static void join_group(struct reader *r, struct container *owner, int64_t index)
{
    const bool box = r->scan->items[index].has_box;
    int64_t *member = box ? &owner->box_member : &owner->point_member;
    struct span *key = box ? &owner->box_key : &owner->point_key;
    if (*member >= 0 && *member != owner->key_at) {
        if (!span_equal(*key, owner->key))
            repair(r->scan, REPAIR_OTHER);
        drop_kind(r, owner, index, box);
    }
    *member = owner->key_at;
    *key = owner->key;
    r->scan->items[index].owner = tag_of(r, owner);
    if (owner->group_first < 0)
        owner->group_first = index;
}

static uint8_t dialect_of(const struct scan *scan, int32_t role, bool moondream)
{
    if (!scan->auto_detect)
        return (uint8_t)scan->dialect;
    return role == ROLE_BOX_2D     ? DIALECT_GEMINI
           : role == ROLE_POSITION ? DIALECT_VISUAL_RFT
           : moondream             ? DIALECT_MOONDREAM
                                   : DIALECT_JSON;
}

static void make_item(struct reader *r, const double *value, bool box, int32_t role, int64_t begin, int64_t end)
{
    struct scan *scan = r->scan;
    const int32_t order = role == ROLE_BOX_2D ? ORDER_YXYX : scan->order;
    struct item *item = box ? scan_box(scan, value, order, begin, end) : scan_point(scan, value, order, begin, end);
    if (item == NULL)
        return;
    item->dialect = dialect_of(scan, role, false);
    struct container *owner = owner_of(r);
    if (owner != NULL)
        join_group(r, owner, scan->count - 1);
}

/* Two points under a key for boxes are its corners, each in a list of its own. */
static void join_corners(struct reader *r, const struct container *array, int64_t end)
{
    struct scan *scan = r->scan;
    if (!is_box_role(array->role) || array->elements != 2 || scan->count - array->first_item != 2)
        return;
    struct item *items = scan->items + array->first_item;
    if (!items[0].has_point || !items[1].has_point)
        return;
    items[0].box[0] = items[0].point[0];
    items[0].box[1] = items[0].point[1];
    items[0].box[2] = items[1].point[0];
    items[0].box[3] = items[1].point[1];
    items[0].has_box = 1;
    items[0].has_point = 0;
    items[0].end = end;
    scan->count--;
    struct container *owner = owner_of(r);
    if (owner != NULL) {
        owner->point_member = -1;
        owner->box_member = owner->key_at;
        owner->box_key = owner->key;
    }
    repair(scan, REPAIR_EXTRA_LEVEL);
}

static void check_level(struct reader *r, const struct container *array)
{
    const bool lists = array->role == ROLE_BARE || array->role == ROLE_BOXES || array->role == ROLE_POINTS;
    if (array->level > (lists ? 1 : 0))
        repair(r->scan, REPAIR_EXTRA_LEVEL);
}

/* An array of numbers is a box or a point where its key, or having none, says so. */
static void finish_array(struct reader *r, const struct container *c, int64_t end, bool closed)
{
    struct scan *scan = r->scan;
    const bool coordinates = c->role == ROLE_BARE || is_box_role(c->role) || is_point_role(c->role);
    const bool labelled = c->label.data != NULL && c->elements == c->numbers + 1;
    if (c->elements == 0) {
        if (c->expect != EXPECT_FIRST)
            scan->begun = true; /* something stood in it that could not be read */
        else if (c->role == ROLE_BARE || may_be_empty(c->role))
            scan->said_empty = true;
        return;
    }
    if (!coordinates || c->numbers == 0) {
        if (c->numbers == 0 && coordinates && closed)
            join_corners(r, c, end);
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
    make_item(r, c->value, c->numbers == 4, c->role, c->begin, end);
    if (labelled && scan->count > before) {
        scan->items[before].label = c->label;
        repair(scan, REPAIR_OTHER);
    }
}

/* x1 .. y2, or x and y, as members of their own. */
static void finish_members(struct reader *r, const struct container *c, int64_t end)
{
    struct scan *scan = r->scan;
    const int64_t before = scan->count;
    if ((c->have & ALL_CORNERS) == ALL_CORNERS) {
        struct item *item = scan_box(scan, c->value, ORDER_XYXY, c->begin, end);
        if (item != NULL)
            item->dialect = dialect_of(scan, ROLE_NONE, (c->have & MIN_MAX) != 0 && c->in_objects);
    } else if ((c->have & BOTH_AXES) == BOTH_AXES && (c->have & EXTENT) == 0) {
        struct item *item = scan_point(scan, c->point, ORDER_XYXY, c->begin, end);
        if (item != NULL)
            item->dialect = dialect_of(scan, ROLE_NONE, false);
    } else if ((c->have & (ALL_CORNERS | BOTH_AXES)) != 0) {
        scan->begun = true;
        repair(scan, REPAIR_OTHER);
    }
    if (scan->count == before)
        return;
    scan->items[before].label = c->label;
    scan->items[before].confidence = c->confidence;
}

/* Boxes and points of one object are two views of the same items where there are as many of each. */
static void merge_kinds(struct reader *r, const struct container *c)
{
    struct item *items = r->scan->items;
    const uint8_t tag = tag_of(r, c);
    int64_t boxes = 0, points = 0;
    for (int64_t i = c->group_first; i < r->scan->count; i++) {
        boxes += is_owned(&items[i], tag) && items[i].has_box;
        points += is_owned(&items[i], tag) && items[i].has_point;
    }
    if (boxes != points || boxes == 0)
        return;
    int64_t point = c->group_first;
    for (int64_t i = c->group_first; i < r->scan->count; i++) {
        if (!is_owned(&items[i], tag) || !items[i].has_box || items[i].has_point)
            continue;
        while (!is_owned(&items[point], tag) || !items[point].has_point || items[point].has_box)
            if (++point == r->scan->count)
                return;
        memcpy(items[i].point, items[point].point, sizeof items[i].point);
        items[i].has_point = 1;
        items[point].dropped = 1;
    }
}

/* Two points that follow each other under a key for a box are its corners: "bbox": (1, 2), (3, 4). */
static void join_loose_corners(struct reader *r, const struct container *c)
{
    struct item *items = r->scan->items, *corner[2];
    int64_t found = 0;
    if (c->point_member < 0 || c->box_member >= 0 || !is_box_role(role_of(c->point_key)))
        return;
    for (int64_t i = c->group_first; i < r->scan->count; i++) {
        if (!is_owned(&items[i], tag_of(r, c)))
            continue;
        if (found < 2)
            corner[found] = &items[i];
        found++;
    }
    if (found != 2)
        return;
    memcpy(corner[0]->box, corner[0]->point, sizeof corner[0]->point);
    memcpy(corner[0]->box + 2, corner[1]->point, sizeof corner[1]->point);
    corner[0]->has_box = 1;
    corner[0]->has_point = 0;
    corner[0]->end = corner[1]->end;
    corner[1]->dropped = 1;
}

/* Gives the items under this object's keys its label and confidence, and hands them to the object around it where that
 * keeps them under such a key, too. */
static void finish_group(struct reader *r, const struct container *c, int64_t end)
{
    struct item *items = r->scan->items;
    struct container *owner = owner_of(r);
    int64_t left = 0, last = -1;
    join_loose_corners(r, c);
    merge_kinds(r, c);
    for (int64_t i = c->group_first; i < r->scan->count; i++) {
        struct item *item = &items[i];
        if (!is_owned(item, tag_of(r, c)))
            continue;
        if (item->label.data == NULL)
            item->label = left < c->labels_count ? r->labels[c->labels_first + left] : c->label;
        if (isnan(item->confidence))
            item->confidence = c->confidence;
        item->owner = 0;
        if (owner != NULL)
            join_group(r, owner, i);
        left++;
        last = i;
    }
    if (left == 1) {
        items[last].begin = c->begin;
        items[last].end = end;
    }
}

static void finish_object(struct reader *r, const struct container *c, int64_t end, bool closed)
{
    const struct container *parent = innermost(r);
    const int64_t before = r->scan->count;
    if (c->group_first >= 0) {
        finish_group(r, c, end);
    } else {
        struct container *owner = owner_of(r);
        finish_members(r, c, end);
        if (owner != NULL && r->scan->count > before)
            join_group(r, owner, before);
    }
    const bool item = parent == NULL || parent->role == ROLE_BARE || may_be_empty(parent->role);
    if (c->elements == 0 && c->expect == EXPECT_FIRST && closed && item)
        r->scan->said_empty = true;
    if (parent != NULL && !parent->is_object && parent->level > 0 && r->scan->count > c->first_item)
        repair(r->scan, REPAIR_EXTRA_LEVEL);
}

void container_close(struct reader *r, int64_t end, bool closed)
{
    r->depth--;
    const struct container *c = &r->stack[r->depth];
    struct container *parent = innermost(r);
    *(c->is_object ? &r->objects : &r->arrays) -= 1;
    if (c->is_object)
        finish_object(r, c, end, closed);
    else
        finish_array(r, c, end, closed);
    if (parent != NULL) {
        parent->elements++;
        if (c->role == ROLE_LABELS && !c->is_object && parent->is_object && r->label_count > c->labels_mark) {
            parent->labels_first = c->labels_mark; /* they stay until the object closes */
            parent->labels_count = r->label_count - c->labels_mark;
            return;
        }
    }
    r->label_count = c->labels_mark;
}
