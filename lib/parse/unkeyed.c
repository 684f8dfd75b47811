/* They count only where nothing else in the answer does. */
#include "parse/unkeyed.h"

#include "geometry/spaces.h"
#include "parse/box_tokens.h"
#include "parse/item_form.h"

#include <math.h>

/* Under a key of what is no place, or of what cannot be one, numbers mean something else. */
static bool may_be_place(const struct container *object)
{
    const int32_t role = object->role;
    const bool open = role == ROLE_NONE || role == ROLE_OBJECTS || role == ROLE_DETECTIONS || role == ROLE_ARGUMENTS ||
                      is_label_role(role);
    return open && !key_is_measure(object->key);
}

static const struct container *object_around(const struct reader *r)
{
    for (int32_t i = r->depth - 1; i >= 0; i--)
        if (r->stack[i].is_object)
            return &r->stack[i];
    return NULL;
}

static struct item *push_unkeyed(struct scan *scan)
{
    struct unkeyed *list = &scan->unkeyed;
    if (list->count == list->capacity) {
        const int64_t wanted = list->capacity == 0 ? 4 : list->capacity * 2;
        struct item *grown =
            arena_grow(scan->arena, list->items, (size_t)list->capacity, (size_t)wanted, sizeof *grown);
        if (grown == NULL) {
            scan->out_of_memory = true;
            return NULL;
        }
        list->items = grown;
        list->capacity = wanted;
    }
    return &list->items[list->count++];
}

/* Whether an item has been read that such a list could not stand beside. */
static bool is_late(const struct scan *scan)
{
    return scan->unkeyed.count > scan->max_items ||
           (scan->count > 0 && scan->items[scan->count - 1].dialect != DIALECT_BRACKETS);
}

void unkeyed_list(struct reader *r, const struct container *array, int64_t end)
{
    struct scan *scan = r->scan;
    const struct container *object = object_around(r);
    const bool box = array->numbers == 4;
    if (!scan->unkeyed.wanted || is_late(scan) || object == NULL || (!box && array->numbers != 2) ||
        !may_be_place(object))
        return;
    struct item *item = push_unkeyed(scan);
    if (item == NULL)
        return;
    *item = (struct item){.begin = array->begin, .end = end, .confidence = (double)NAN, .owner = tag_of(r, object)};
    item->dialect = item_dialect(scan, ROLE_NONE, false);
    if (box) {
        item->has_box = 1;
        box_from_order(scan->order, array->value, item->box);
        if (object->role == ROLE_NONE)
            item->label = without_reference(object->key);
    } else {
        item->has_point = 1;
        point_from_order(scan->order, array->value, item->point);
    }
    scan->unkeyed.kinds[box].count++;
    scan->unkeyed.kinds[box].listed += array->level > 0;
}

void unkeyed_label(struct reader *r, const struct container *object)
{
    struct unkeyed *list = &r->scan->unkeyed;
    for (int64_t i = object->first_unkeyed; i < list->count; i++) {
        struct item *item = &list->items[i];
        if (item->owner != tag_of(r, object))
            continue;
        if (object->entry.label.data != NULL)
            item->label = object->entry.label;
        item->confidence = object->entry.confidence;
        item->owner = 0;
    }
}

/* An answer whose items stand in no other way: the one list of the kind that is asked, or lists in lists, which are
 * named by their keys: {"cat": [[..], [..]], "dog": [[..]]}. */
void unkeyed_settle(struct scan *scan)
{
    const struct unkeyed *list = &scan->unkeyed;
    if (list->count == 0 || scan->said_empty)
        return;
    for (int64_t i = 0; i < scan->count; i++)
        if (scan->items[i].dialect != DIALECT_BRACKETS && !scan->items[i].dropped)
            return;
    repair(scan, REPAIR_UNKNOWN_KEY);
    const bool points = list->kinds[0].count > 0 && (scan->points || list->kinds[1].count == 0) && !scan->boxes;
    const int64_t count = list->kinds[!points].count, listed = list->kinds[!points].listed;
    if (count != 1 && listed != count)
        return;
    for (int64_t i = 0; i < list->count; i++) {
        if (points ? !list->items[i].has_point : !list->items[i].has_box)
            continue;
        struct item *item = scan_push(scan, 0, 0);
        if (item == NULL)
            return;
        *item = list->items[i];
    }
}
