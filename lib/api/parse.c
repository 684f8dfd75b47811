/* vreward_parse: a reading, copied into the caller's arrays. */
#include "api/check.h"
#include "api/scorer.h"
#include "base/struct_read.h"
#include "parse/reading.h"

#include <inttypes.h>
#include <math.h>

static int32_t check(const vreward_scorer *scorer, const char *text, int64_t length, const vreward_item *items,
                     int64_t item_size, int64_t capacity, const vreward_parsed *parsed, vreward_error *err)
{
    if (scorer == NULL || parsed == NULL)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "%s is NULL", scorer == NULL ? "scorer" : "parsed");
    int32_t code = check_text("text", text, length, err);
    if (code == VREWARD_OK)
        code = check_count("capacity", capacity, err);
    if (code != VREWARD_OK)
        return code;
    if (items == NULL && capacity > 0)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "items is NULL, capacity is %" PRId64, capacity);
    if (capacity > 0 && item_size != (int64_t)sizeof(vreward_item))
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "item_size is %" PRId64 ", not sizeof(vreward_item) = %d",
                    item_size, (int)sizeof(vreward_item));
    return VREWARD_OK;
}

/* What is asked decides which kind an item gives that holds both. */
static void copy_item(const struct item *from, bool points, vreward_item *to)
{
    memset(to, 0, sizeof *to);
    const bool point = points ? from->has_point : !from->has_box;
    memcpy(to->value, point ? from->point : from->box, point ? sizeof from->point : sizeof from->box);
    to->kind = point ? VREWARD_ITEM_POINT : VREWARD_ITEM_BOX;
    to->confidence = from->confidence;
    to->begin = from->begin;
    to->end = from->end;
    to->reason = from->bad_value   ? VREWARD_REASON_BAD_VALUE
                 : from->set_aside ? VREWARD_REASON_EXTRA_ITEMS
                                   : VREWARD_REASON_OK;
}

/* Items that fit, and their labels as far as they fit; lengths always. Neighbours of one label share its bytes. */
static void copy_items(const struct reading *reading, bool points, vreward_item *items, int64_t capacity,
                       vreward_parsed *parsed)
{
    struct span last = {NULL, 0};
    int64_t begin = 0;
    parsed->count = reading->count;
    parsed->label_length = 0;
    for (int64_t i = 0; i < reading->count; i++) {
        const struct span label = reading->items[i].label;
        const bool again = span_same(label, last);
        begin = again ? begin : parsed->label_length;
        last = label;
        if (i < capacity) {
            copy_item(&reading->items[i], points, &items[i]);
            items[i].label_begin = label.data != NULL ? begin : -1;
            items[i].label_end = label.data != NULL ? begin + label.length : -1;
        }
        if (label.data == NULL || again)
            continue;
        if (parsed->label_text != NULL && parsed->label_capacity - begin >= label.length && label.length > 0)
            memcpy(parsed->label_text + begin, label.data, (size_t)label.length);
        parsed->label_length = begin + label.length;
    }
}

static void copy_reading(const struct reading *reading, vreward_parsed *parsed)
{
    parsed->reason = primary_reason(reading->reason, reading->reasons, false);
    parsed->reasons = reading->reasons != 0 ? reading->reasons : REASON_BIT(VREWARD_REASON_OK);
    parsed->repairs = reading->repairs;
    parsed->answer_begin = reading->answer_begin;
    parsed->answer_end = reading->answer_end;
    parsed->number = reading->has_number ? reading->number : (double)NAN;
    parsed->dialect = reading->dialect;
    parsed->space = reading->space;
}

int32_t vreward_parse(const vreward_scorer *scorer, const char *text, int64_t length, vreward_item *items,
                      int64_t item_size, int64_t capacity, vreward_parsed *parsed, vreward_error *err)
{
    vreward_parsed ours;
    int32_t code = check(scorer, text, length, items, item_size, capacity, parsed, err);
    if (code == VREWARD_OK)
        code = STRUCT_READ(&ours, parsed, vreward_parsed, reserved, err);
    if (code == VREWARD_OK && ours.label_capacity < 0)
        code = fail(err, VREWARD_E_ARGUMENT, -1, -1, "parsed.label_capacity is below 0");
    if (code == VREWARD_OK && ours.reserved != 0)
        code = fail(err, VREWARD_E_UNSUPPORTED, -1, -1, "parsed.reserved is not 0");
    if (code != VREWARD_OK)
        return code;
    const uint64_t given = ours.struct_size;
    const struct config *config = &scorer->recipe.config;
    const enum asked asked = config->reward->asks(config, NULL);
    struct arena arena = {0};
    struct reading reading;
    code = read_for_reward(config, NULL, (struct span){text, length}, &arena, &reading, err);
    if (code == VREWARD_OK) {
        copy_items(&reading, asked == ASK_POINTS, items, capacity, &ours);
        copy_reading(&reading, &ours);
        memcpy(parsed, &ours, given < sizeof ours ? (size_t)given : sizeof ours);
    }
    arena_free(&arena);
    if (code != VREWARD_OK)
        return code;
    if (ours.count > capacity)
        return fail(err, VREWARD_E_CAPACITY, -1, -1, "%" PRId64 " items, room for %" PRId64, ours.count, capacity);
    if (ours.label_text != NULL && ours.label_length > ours.label_capacity)
        return fail(err, VREWARD_E_CAPACITY, -1, -1, "%" PRId64 " bytes of labels, room for %" PRId64,
                    ours.label_length, ours.label_capacity);
    return succeed(err);
}
