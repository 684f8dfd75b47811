#include "parse/container_labels.h"

void label_take(struct container *c, int32_t role, struct span label)
{
    if (!is_label_role(role) || role > c->entry.label_rank)
        return;
    c->entry.label = c->label = label;
    c->entry.label_rank = role;
}

void label_keep(struct reader *r, struct span text)
{
    if (r->label_count == r->label_capacity) {
        const int64_t wanted = r->label_capacity == 0 ? 16 : r->label_capacity * 2;
        struct span *grown =
            arena_grow(r->scan->arena, r->labels, (size_t)r->label_capacity, (size_t)wanted, sizeof *grown);
        if (grown == NULL) {
            r->scan->out_of_memory = true;
            return;
        }
        r->labels = grown;
        r->label_capacity = wanted;
    }
    r->labels[r->label_count++] = text;
}

bool labels_leave(struct reader *r, const struct container *array, struct container *parent)
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
