#include "parse/scalars.h"

#include "parse/box_members.h"
#include "parse/box_tokens.h"
#include "parse/container_labels.h"
#include "parse/containers.h"
#include "parse/text_lists.h"

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
            label_keep(r, text);
        else
            c->label = text;
    } else if (is_label_role(c->role)) {
        label_take(c, c->role, without_reference(text));
    } else if (c->role == ROLE_POINT) {
        label_take(c, key_text_role(c->key), without_reference(text));
    } else if (c->role >= ROLE_X1 && c->role <= ROLE_CONFIDENCE && text_is_number(raw, &value)) {
        repair(r->scan, REPAIR_NUMERIC_STRING);
        member_number(c, value);
    }
}
