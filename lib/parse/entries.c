#include "parse/entries.h"

#include "parse/box_members.h"

#include <math.h>

void entry_begin(struct reader *r, struct container *c, int64_t at)
{
    struct entry *entry = &c->entry;
    entry->begin = at;
    entry->first = entry->box_member = entry->point_member = -1;
    entry->box_from = entry->point_from = r->scan->count;
    entry->label = (struct span){NULL, 0};
    entry->label_rank = INT32_MAX;
    entry->confidence = (double)NAN;
    entry->labels_count = 0;
    entry->have = entry->moondream = 0;
    for (size_t i = 0; i < sizeof entry->seen / sizeof entry->seen[0]; i++)
        entry->seen[i] = 0;
}

struct container *entry_owner(struct reader *r)
{
    for (int32_t i = r->depth - 1; i >= 0; i--)
        if (r->stack[i].is_object)
            return is_box_role(r->stack[i].role) || is_point_role(r->stack[i].role) ? &r->stack[i] : NULL;
    return NULL;
}

static void own(struct reader *r, struct container *object, int64_t index)
{
    r->scan->items[index].owner = tag_of(r, object);
    if (object->first_owned < 0)
        object->first_owned = index;
}

/* Boxes, or points, that the entry had before item `end` are overwritten. Each is looked at once. */
static void drop_kind(struct reader *r, struct container *owner, int64_t end, bool box)
{
    int64_t *from = box ? &owner->entry.box_from : &owner->entry.point_from;
    for (; *from < end; *from += 1) {
        struct item *item = &r->scan->items[*from];
        if (is_owned(item, tag_of(r, owner)) && (box ? item->has_box : item->has_point))
            item->dropped = 1;
    }
}

void entry_join(struct reader *r, struct container *owner, int64_t index)
{
    struct entry *entry = &owner->entry;
    const bool box = r->scan->items[index].has_box;
    int64_t *member = box ? &entry->box_member : &entry->point_member;
    if (*member >= 0 && *member != owner->key_at) {
        repair(r->scan, REPAIR_OTHER);
        drop_kind(r, owner, index, box);
    }
    *member = owner->key_at;
    if (!box)
        entry->point_role = owner->role;
    own(r, owner, index);
    if (entry->first < 0)
        entry->first = index;
}

/* Boxes and points of one entry are two views of the same items where there are as many of each. */
static void merge_kinds(struct reader *r, const struct container *c)
{
    struct item *items = r->scan->items;
    const uint8_t tag = tag_of(r, c);
    int64_t boxes = 0, points = 0;
    for (int64_t i = c->entry.first; i < r->scan->count; i++) {
        boxes += is_owned(&items[i], tag) && items[i].has_box;
        points += is_owned(&items[i], tag) && items[i].has_point;
    }
    if (boxes != points || boxes == 0)
        return;
    int64_t point = c->entry.first;
    for (int64_t i = c->entry.first; i < r->scan->count; i++) {
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

void corners_to_box(struct item *first, const struct item *second)
{
    memcpy(first->box, first->point, sizeof first->point);
    memcpy(first->box + 2, second->point, sizeof second->point);
    first->has_box = 1;
    first->has_point = 0;
    first->end = second->end;
}

/* Two points that follow each other under a key for a box are its corners: "bbox": (1, 2), (3, 4). */
static void join_loose_corners(struct reader *r, const struct container *c)
{
    struct item *items = r->scan->items, *corner[2];
    int64_t found = 0;
    if (c->entry.point_member < 0 || c->entry.box_member >= 0 || !is_box_role(c->entry.point_role) ||
        (c->entry.point_role == ROLE_BOXES && r->scan->points))
        return;
    for (int64_t i = c->entry.first; i < r->scan->count; i++) {
        if (!is_owned(&items[i], tag_of(r, c)))
            continue;
        if (found < 2)
            corner[found] = &items[i];
        found++;
    }
    if (found != 2)
        return;
    corners_to_box(corner[0], corner[1]);
    corner[1]->dropped = 1;
}

/* {"center": [1, 2], "width": 3, "height": 4} */
static void box_around_center(struct reader *r, struct container *c)
{
    struct item *item = &r->scan->items[c->entry.first];
    if (c->entry.point_member >= 0 && c->entry.point_role == ROLE_CENTER && c->entry.box_member < 0 &&
        c->entry.first == r->scan->count - 1 && is_owned(item, tag_of(r, c)))
        item->has_box = member_box_around(c, item->point, item->box);
}

/* The text ended between two corners: half a box is none. */
void entry_drop_half_box(struct reader *r, struct container *c)
{
    struct entry *entry = &c->entry;
    if (!r->scan->points && entry->box_member < 0 && entry->point_member == c->key_at &&
        is_box_role(entry->point_role) && entry->first == r->scan->count - 1)
        r->scan->items[entry->first].dropped = 1;
}

/* Gives the items under this entry's keys its label and confidence. */
static void finish_group(struct reader *r, struct container *c, int64_t end)
{
    const struct entry *entry = &c->entry;
    struct item *items = r->scan->items;
    int64_t left = 0, last = -1;
    join_loose_corners(r, c);
    box_around_center(r, c);
    merge_kinds(r, c);
    for (int64_t i = entry->first; i < r->scan->count; i++) {
        struct item *item = &items[i];
        if (!is_owned(item, tag_of(r, c)))
            continue;
        if (item->label.data == NULL)
            item->label = left < entry->labels_count ? r->labels[entry->labels_first + left] : entry->label;
        if (isnan(item->confidence))
            item->confidence = entry->confidence;
        left++;
        last = i;
    }
    if (left == 1) {
        items[last].begin = entry->begin;
        items[last].end = end;
    }
}

/* Without the comma and the space that stand before the next entry. */
static int64_t trimmed_end(const struct scan *scan, int64_t begin, int64_t end)
{
    while (end > begin && memchr(" \t\r\n,", scan->text[end - 1], 5) != NULL)
        end--;
    return end;
}

void entry_finish(struct reader *r, struct container *c, int64_t end)
{
    end = trimmed_end(r->scan, c->entry.begin, end);
    if (c->entry.first >= 0)
        finish_group(r, c, end);
    else if (members_finish(r, c, end))
        own(r, c, r->scan->count - 1);
}

/* The one label of an object is that of all its entries; of an object that breaks off nobody knows what was to come. */
void entry_release(struct reader *r, struct container *c, bool closed)
{
    struct container *owner = entry_owner(r);
    const bool share = closed && c->entries > 0 && c->label_keys == 1;
    for (int64_t i = c->first_owned; i >= 0 && i < r->scan->count; i++) {
        struct item *item = &r->scan->items[i];
        if (!is_owned(item, tag_of(r, c)))
            continue;
        if (share && item->label.data == NULL)
            item->label = c->label;
        item->owner = 0;
        if (owner != NULL)
            entry_join(r, owner, i);
    }
}
