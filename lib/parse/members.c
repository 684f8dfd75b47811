/* Scalars inside containers: coordinates, labels, confidences. */
#include "parse/number.h"
#include "parse/reader.h"

enum { X_BIT = 16, Y_BIT = 32, EXTENT_BIT = 64, MIN_MAX_BIT = 128 };

static struct container *innermost(struct reader *r)
{
    return &r->stack[r->depth - 1];
}

static bool holds_coordinates(int32_t role)
{
    return role == ROLE_BARE || (role >= ROLE_BOX && role <= ROLE_POINTS);
}

static void take_label(struct container *c, struct span label)
{
    if (c->role < ROLE_LABEL || c->role > c->label_rank)
        return;
    c->label = label;
    c->label_rank = c->role;
}

/* A number as the value of an object's member. */
static void take_member(struct container *c, double value)
{
    if (c->role >= ROLE_X1 && c->role <= ROLE_Y2) {
        c->value[c->role - ROLE_X1] = value;
        c->have |= (uint8_t)(1u << (c->role - ROLE_X1));
    } else if (c->role >= ROLE_X_MIN && c->role <= ROLE_Y_MAX) {
        c->value[c->role - ROLE_X_MIN] = value;
        c->have |= (uint8_t)(1u << (c->role - ROLE_X_MIN)) | MIN_MAX_BIT;
    } else if (c->role == ROLE_X || c->role == ROLE_Y) {
        c->point[c->role - ROLE_X] = value;
        c->have |= c->role == ROLE_X ? X_BIT : Y_BIT;
    } else if (c->role == ROLE_EXTENT) {
        c->have |= EXTENT_BIT;
    } else if (c->role == ROLE_CONFIDENCE) {
        c->confidence = value;
    }
}

void container_number(struct reader *r, double value, int64_t begin, int64_t end)
{
    struct container *c = innermost(r);
    c->elements++;
    if (!c->is_object) {
        if (c->numbers < 4)
            c->value[c->numbers] = value;
        c->numbers++;
        return;
    }
    take_member(c, value);
    if (c->role >= ROLE_LABEL)
        take_label(c, (struct span){r->scan->text + begin, end - begin});
}

void container_nothing(struct reader *r)
{
    struct container *c = innermost(r);
    c->elements++;
    if (c->is_object && c->role >= ROLE_BOX && c->role <= ROLE_DETECTIONS)
        r->scan->said_empty = true;
}

/* The whole text is one number. */
static bool is_number(struct span text, double *value)
{
    const char *end = text.data + text.length;
    const char *at = text.data;
    while (at < end && *at == ' ')
        at++;
    const struct number number = number_read(at, end);
    const char *rest = number.end;
    while (rest < end && *rest == ' ')
        rest++;
    *value = number.value;
    return number.end > at && rest == end;
}

/* Coordinates written as text: "[1, 2, 3, 4]", "1 2 3 4", "(1,2),(3,4)". Returns how many, 0 where there is anything
 * else or more than four. */
static int32_t coordinates_in(struct span text, double value[4])
{
    const char *at = text.data;
    const char *end = text.data + text.length;
    int32_t count = 0;
    while (at < end) {
        if (strchr(" \t\r\n[](),;", *at) != NULL && *at != '\0') {
            at++;
            continue;
        }
        const struct number number = number_read(at, end);
        if (number.end == at || count == 4)
            return 0;
        value[count++] = number.value;
        at = number.end;
    }
    return count;
}

/* Hands coordinates in a text to the containers as if they had been a list. */
static bool open_text(struct reader *r, struct span raw)
{
    double value[4];
    const int64_t begin = raw.data - r->scan->text;
    const int32_t count = coordinates_in(raw, value);
    if ((count != 4 && count != 2) || r->depth == READER_DEPTH)
        return false;
    container_open(r, false, begin);
    for (int32_t i = 0; i < count; i++)
        container_number(r, value[i], begin, begin);
    container_close(r, begin + raw.length, true);
    r->scan->repairs |= UINT64_C(1) << REPAIR_NUMERIC_STRING;
    return true;
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

void container_text(struct reader *r, struct span raw, struct span text)
{
    struct container *c = innermost(r);
    double value;
    if (holds_coordinates(c->role) && raw.length > 0 && open_text(r, raw))
        return; /* it counted itself */
    if (!c->is_object && holds_coordinates(c->role) && is_number(raw, &value)) {
        r->scan->repairs |= UINT64_C(1) << REPAIR_NUMERIC_STRING;
        container_number(r, value, 0, 0);
        return;
    }
    c->elements++;
    if (!c->is_object) {
        if (c->role == ROLE_LABELS)
            keep_parallel_label(r, text);
        else
            c->label = text;
        return;
    }
    if (c->role >= ROLE_LABEL)
        take_label(c, text);
    else if (c->role >= ROLE_X1 && c->role <= ROLE_CONFIDENCE && is_number(raw, &value)) {
        r->scan->repairs |= UINT64_C(1) << REPAIR_NUMERIC_STRING;
        take_member(c, value);
    }
}
