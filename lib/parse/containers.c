/* Containers of the JSON reader: what opens, closes, and what an array of numbers is. */
#include "parse/containers.h"
#include "geometry/spaces.h"

/* Member by member: a list is opened for every box, and most of a container is what only objects need. */
static void clear(struct reader *r, struct container *c, bool is_object, int64_t at)
{
    c->begin = at;
    c->first_item = r->scan->count;
    c->first_unkeyed = r->scan->unkeyed.count;
    c->labels_mark = r->label_count;
    c->numbers = c->elements = 0;
    c->label = (struct span){NULL, 0};
    c->role = ROLE_NONE;
    c->level = 0;
    c->expect = EXPECT_FIRST;
    c->is_object = is_object;
    c->in_objects = c->is_token = 0;
    if (!is_object)
        return;
    c->first_owned = -1;
    c->key_at = at;
    c->key = (struct span){NULL, 0};
    c->entries = c->label_keys = 0;
    entry_begin(r, c, at);
}

void container_open(struct reader *r, bool is_object, int64_t at)
{
    const struct container *parent = innermost(r);
    struct container *c = &r->stack[r->depth++];
    clear(r, c, is_object, at);
    *(is_object ? &r->objects : &r->arrays) += 1;
    if (parent == NULL) {
        c->role = is_object ? ROLE_NONE : ROLE_BARE;
        return;
    }
    c->level = parent->is_object || parent->is_token ? 0 : parent->level + 1;
    if (is_object)
        c->in_objects = !parent->is_object && parent->role == ROLE_OBJECTS;
    else
        c->role = parent->role;
}

/* An empty list or object under such a key says that there is nothing. */
static bool may_be_empty(int32_t role)
{
    return is_box_role(role) || is_point_role(role) || role == ROLE_OBJECTS || role == ROLE_DETECTIONS;
}

static bool repeats(int32_t role)
{
    return is_box_role(role) || is_point_role(role) || (role >= ROLE_TOP_LEFT && role <= ROLE_CONFIDENCE) ||
           is_label_role(role);
}

void container_key(struct reader *r, struct span text, int64_t at)
{
    struct container *c = innermost(r);
    const struct key key = key_find(&r->scan->own_keys, text);
    if (key.number != KEY_UNKNOWN) {
        const uint64_t bit = UINT64_C(1) << (key.number & 63);
        if ((c->entry.seen[key.number >> 6] & bit) != 0 && repeats(key.role)) {
            repair(r->scan, REPAIR_OTHER);
            entry_finish(r, c, at);
            entry_begin(r, c, at);
            c->entries++;
        }
        c->entry.seen[key.number >> 6] |= bit;
        c->label_keys += is_label_role(key.role);
    }
    c->role = key.role;
    c->key = text;
    c->key_at = at;
}

/* `box_2d` begins with y where Gemini writes it: x first in every other dialect that is named, and between GLM's marks.
 */
static bool is_y_first(const struct scan *scan, int32_t role)
{
    return role == ROLE_BOX_2D && scan->order_asked == ORDER_DIALECT && scan->dialect != DIALECT_GLM &&
           (scan->dialect_asked == DIALECT_AUTO || scan->dialect_asked == DIALECT_GEMINI);
}

/* The recipe's order before that of the key, and that before the dialect's. */
static int32_t order_of(const struct scan *scan, int32_t role)
{
    if (scan->order_asked != ORDER_DIALECT)
        return scan->order_asked;
    return is_y_first(scan, role) ? ORDER_YXYX
           : role == ROLE_BOX_2D  ? ORDER_XYXY
           : role == ROLE_XYWH    ? ORDER_XYWH
           : role == ROLE_CXCYWH  ? ORDER_CXCYWH
                                  : scan->order;
}

uint8_t item_dialect(const struct scan *scan, int32_t role, bool moondream)
{
    if (!scan->auto_detect)
        return (uint8_t)scan->dialect;
    const bool gemini = is_y_first(scan, role) || (role == ROLE_BOX_2D && scan->order_asked == ORDER_YXYX);
    return gemini                  ? DIALECT_GEMINI
           : role == ROLE_POSITION ? DIALECT_VISUAL_RFT
           : moondream             ? DIALECT_MOONDREAM
                                   : DIALECT_JSON;
}

static void make_item(struct reader *r, const struct container *array, int64_t end)
{
    struct scan *scan = r->scan;
    const int32_t order = order_of(scan, array->role);
    struct item *item = array->numbers == 4 ? scan_box(scan, array->value, order, array->begin, end)
                                            : scan_point(scan, array->value, order, array->begin, end);
    if (item == NULL)
        return;
    item->dialect = item_dialect(scan, array->role, false);
    struct container *owner = entry_owner(r);
    if (owner != NULL)
        entry_join(r, owner, scan->count - 1);
}

/* Points in pairs under a key for boxes are corners, each in a list of its own: two of them, between box tokens any even
 * number. */
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
    struct container *object = innermost(r);
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
static void finish_array(struct reader *r, struct container *c, int64_t end, bool closed)
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

/* {"x": 1, "y": 2} as a corner of the box that the members of the object around it are. */
static bool is_corner(struct reader *r, const struct container *c)
{
    struct container *parent = innermost(r);
    const uint32_t both = 1u << (ROLE_X - ROLE_X1) | 1u << (ROLE_Y - ROLE_X1);
    if (parent == NULL || !parent->is_object || !is_corner_role(parent->role) || c->entry.have != both)
        return false;
    member_corner(parent, parent->role, c->value + (ROLE_X - ROLE_X1));
    return true;
}

static void finish_object(struct reader *r, struct container *c, int64_t end, bool closed)
{
    const struct container *parent = innermost(r);
    if (is_corner(r, c))
        return;
    if (!closed)
        entry_drop_half_box(r, c);
    entry_finish(r, c, end);
    entry_release(r, c, closed);
    unkeyed_label(r, c);
    const bool item = parent == NULL || parent->role == ROLE_BARE || may_be_empty(parent->role);
    if (c->elements == 0 && c->expect == EXPECT_FIRST && closed && item)
        r->scan->said_empty = true;
    if (parent != NULL && !parent->is_object && parent->level > 0 && r->scan->count > c->first_item)
        repair(r->scan, REPAIR_EXTRA_LEVEL);
}

/* Labels in a list stay until the object around it closes; one alone is the label of all its items. */
static bool keep_labels(struct reader *r, const struct container *array, struct container *parent)
{
    const int64_t count = r->label_count - array->labels_mark;
    if (count == 0 || array->is_object || !parent->is_object || array->role < ROLE_LABELS)
        return false;
    if (is_label_role(array->role) && count == 1) {
        parent->entry.label = parent->label = r->labels[array->labels_mark];
        parent->entry.label_rank = array->role;
        return false;
    }
    parent->entry.labels_first = array->labels_mark;
    parent->entry.labels_count = count;
    return true;
}

void container_close(struct reader *r, int64_t end, bool closed)
{
    r->depth--;
    struct container *c = &r->stack[r->depth];
    struct container *parent = innermost(r);
    *(c->is_object ? &r->objects : &r->arrays) -= 1;
    r->tokens -= c->is_token;
    if (c->is_object)
        finish_object(r, c, end, closed);
    else
        finish_array(r, c, end, closed);
    if (parent != NULL) {
        parent->elements++;
        if (keep_labels(r, c, parent))
            return;
    }
    r->label_count = c->labels_mark;
}
