#include "parse/box_members.h"

#include "geometry/spaces.h"
#include "parse/item_form.h"

#define BIT(role) (1u << ((role)-ROLE_X1))

static const uint32_t CORNERS = BIT(ROLE_X1) | BIT(ROLE_Y1) | BIT(ROLE_X2) | BIT(ROLE_Y2);
static const uint32_t FIRST_CORNERS = BIT(ROLE_X0) | BIT(ROLE_Y0) | BIT(ROLE_X1) | BIT(ROLE_Y1);
static const uint32_t POINT = BIT(ROLE_X) | BIT(ROLE_Y);
static const uint32_t CENTER = BIT(ROLE_CENTER_X) | BIT(ROLE_CENTER_Y);
static const uint32_t EXTENT = BIT(ROLE_WIDTH) | BIT(ROLE_HEIGHT);

static double *member_value(struct container *c, int32_t role)
{
    return &c->value[role - ROLE_X1];
}

static void set_number(struct container *c, int32_t role, double value)
{
    *member_value(c, role) = value;
    c->entry.have |= BIT(role);
}

void member_number(struct container *c, double value)
{
    if (c->role >= ROLE_X1 && c->role <= ROLE_Y0) {
        set_number(c, c->role, value);
    } else if (c->role >= ROLE_X_MIN && c->role <= ROLE_Y_MAX) {
        set_number(c, c->role - ROLE_X_MIN + ROLE_X1, value);
        c->entry.moondream = 1;
    } else if (c->role == ROLE_CONFIDENCE) {
        c->entry.confidence = value;
    }
}

void member_corner(struct container *c, int32_t role, const double point[2])
{
    set_number(c, role == ROLE_TOP_LEFT ? ROLE_X1 : ROLE_X2, point[0]);
    set_number(c, role == ROLE_TOP_LEFT ? ROLE_Y1 : ROLE_Y2, point[1]);
}

const double *members_point(const struct container *c)
{
    return c->entry.have == POINT ? &c->value[ROLE_X - ROLE_X1] : NULL;
}

static bool has(const struct container *c, uint32_t members)
{
    return (c->entry.have & members) == members;
}

/* Two members by two, in the order of a box of that kind. */
static int32_t take_numbers(struct container *c, int32_t first, int32_t second, int32_t order, double box[4])
{
    box[0] = *member_value(c, first);
    box[1] = *member_value(c, first + 1);
    box[2] = *member_value(c, second);
    box[3] = *member_value(c, second + 1);
    return order;
}

/* The four numbers of a box and their order, or ORDER_DIALECT where they are none. Names say which number is which;
 * what x and y are beside width and height the recipe's order says: the centre or, without a word, the corner. */
static int32_t box_of(const struct scan *scan, struct container *c, double box[4])
{
    if (has(c, FIRST_CORNERS))
        return take_numbers(c, ROLE_X0, ROLE_X1, ORDER_XYXY, box);
    if (has(c, CORNERS))
        return take_numbers(c, ROLE_X1, ROLE_X2, ORDER_XYXY, box);
    if (has(c, CENTER | EXTENT))
        return take_numbers(c, ROLE_CENTER_X, ROLE_WIDTH, ORDER_CXCYWH, box);
    if (has(c, POINT | EXTENT))
        return take_numbers(c, ROLE_X, ROLE_WIDTH, scan->order_asked == ORDER_CXCYWH ? ORDER_CXCYWH : ORDER_XYWH, box);
    if (has(c, BIT(ROLE_X1) | BIT(ROLE_Y1) | EXTENT))
        return take_numbers(c, ROLE_X1, ROLE_WIDTH, ORDER_XYWH, box);
    if (has(c, POINT | BIT(ROLE_X2) | BIT(ROLE_Y2)))
        return take_numbers(c, ROLE_X, ROLE_X2, ORDER_XYXY, box);
    return ORDER_DIALECT;
}

bool member_box_around(struct container *c, const double center[2], double box[4])
{
    if (!has(c, EXTENT))
        return false;
    const double numbers[4] = {center[0], center[1], *member_value(c, ROLE_WIDTH), *member_value(c, ROLE_HEIGHT)};
    box_from_order(ORDER_CXCYWH, numbers, box);
    return true;
}

bool members_finish(struct reader *r, struct container *c, int64_t end)
{
    struct scan *scan = r->scan;
    struct item *item = NULL;
    double box[4];
    const uint32_t corners = CORNERS | FIRST_CORNERS;
    const int32_t order = box_of(scan, c, box);
    if (order != ORDER_DIALECT) {
        item = scan_box(scan, box, order, c->entry.begin, end);
    } else if ((has(c, POINT) || has(c, CENTER)) && (c->entry.have & EXTENT) == 0) {
        item =
            scan_point(scan, member_value(c, has(c, POINT) ? ROLE_X : ROLE_CENTER_X), ORDER_XYXY, c->entry.begin, end);
    } else if ((c->entry.have & (corners | POINT | CENTER)) != 0) {
        scan->begun = true;
        repair(scan, REPAIR_OTHER);
    }
    if (item == NULL)
        return false;
    const bool moondream = item->has_box && c->entry.moondream != 0 && c->in_objects;
    item->dialect = item_dialect(scan, ROLE_NONE, moondream);
    item->label = c->entry.label;
    item->confidence = c->entry.confidence;
    return true;
}
