#include "parse/containers.h"

#include "parse/arrays.h"
#include "parse/box_members.h"
#include "parse/container_labels.h"
#include "parse/entries.h"
#include "parse/unkeyed.h"

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
    const struct container *parent = enclosing(r);
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

/* {"x": 1, "y": 2} as a corner of the box that the members of the object around it are. */
static bool is_corner(struct reader *r, const struct container *c)
{
    struct container *parent = enclosing(r);
    const double *point = members_point(c);
    if (parent == NULL || !parent->is_object || !is_corner_role(parent->role) || point == NULL)
        return false;
    member_corner(parent, parent->role, point);
    return true;
}

static void finish_object(struct reader *r, struct container *c, int64_t end, bool closed)
{
    const struct container *parent = enclosing(r);
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

void container_number(struct reader *r, double value, int64_t begin, int64_t end)
{
    struct container *c = innermost(r);
    const struct span text = {r->scan->text + begin, end - begin};
    c->elements++;
    if (c->is_object) {
        member_number(c, value);
        label_take(c, c->role, text);
        return;
    }
    if (c->numbers < 4)
        c->value[c->numbers] = value;
    c->numbers++;
    if (c->role == ROLE_LABELS)
        label_keep(r, text);
}

void container_close(struct reader *r, int64_t end, bool closed)
{
    r->depth--;
    struct container *c = &r->stack[r->depth];
    struct container *parent = enclosing(r);
    *(c->is_object ? &r->objects : &r->arrays) -= 1;
    r->tokens -= c->is_token;
    if (c->is_object)
        finish_object(r, c, end, closed);
    else
        array_finish(r, c, end, closed);
    if (parent != NULL) {
        parent->elements++;
        if (labels_leave(r, c, parent))
            return;
    }
    r->label_count = c->labels_mark;
}
