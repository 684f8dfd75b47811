/* Scalars inside containers: coordinates, labels, confidences. */
#include "parse/containers.h"

static void take_label(struct container *c, int32_t role, struct span label)
{
    if (!is_label_role(role) || role > c->entry.label_rank)
        return;
    c->entry.label = c->label = label;
    c->entry.label_rank = role;
}

static void keep_parallel_label(struct reader *r, struct span text)
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

void container_number(struct reader *r, double value, int64_t begin, int64_t end)
{
    struct container *c = innermost(r);
    const struct span text = {r->scan->text + begin, end - begin};
    c->elements++;
    if (c->is_object) {
        member_number(c, value);
        take_label(c, c->role, text);
        return;
    }
    if (c->numbers < 4)
        c->value[c->numbers] = value;
    c->numbers++;
    if (c->role == ROLE_LABELS)
        keep_parallel_label(r, text);
}

void container_nothing(struct reader *r, bool is_true)
{
    struct container *c = innermost(r);
    c->elements++;
    if (c->is_object && !is_true && c->role >= ROLE_BOX && c->role <= ROLE_DETECTIONS)
        r->scan->said_empty = true;
}

/* May a text be coordinates here? Under a key that says nothing it must look like a list. */
static bool may_be_lists(const struct container *c, struct span raw)
{
    if (raw.length == 0)
        return false;
    if (holds_coordinates(c->role))
        return true;
    return c->is_object && c->role == ROLE_NONE && (raw.data[0] == '[' || raw.data[0] == '(' || raw.data[0] == '<');
}

void container_text(struct reader *r, struct span raw, struct span text)
{
    struct container *c = innermost(r);
    double value;
    if (may_be_lists(c, raw) && read_text_lists(r, raw))
        return; /* it counted itself */
    if (!c->is_object && holds_coordinates(c->role) && text_is_number(raw, &value)) {
        repair(r->scan, REPAIR_NUMERIC_STRING);
        container_number(r, value, 0, 0);
        return;
    }
    c->elements++;
    if (!c->is_object) {
        text = without_reference(text);
        if (c->role >= ROLE_LABELS)
            keep_parallel_label(r, text);
        else
            c->label = text;
    } else if (is_label_role(c->role)) {
        take_label(c, c->role, without_reference(text));
    } else if (c->role == ROLE_POINT) {
        take_label(c, key_text_role(c->key), without_reference(text));
    } else if (c->role >= ROLE_X1 && c->role <= ROLE_CONFIDENCE && text_is_number(raw, &value)) {
        repair(r->scan, REPAIR_NUMERIC_STRING);
        member_number(c, value);
    }
}
