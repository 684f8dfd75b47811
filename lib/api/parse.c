/* vreward_parse: a reading, copied into the caller's arrays. */
#include "api/check.h"
#include "api/scorer.h"
#include "base/struct_read.h"
#include "parse/reading.h"

#include <inttypes.h>
#include <math.h>

/* The first release's; and what no header will exceed. */
enum { FIRST_ITEM_SIZE = 80, LARGEST_ITEM_SIZE = 4096 };

static int32_t check_parse(const vreward_scorer *scorer, const char *text, int64_t length, const vreward_item *items,
                           int64_t item_size, int64_t capacity, const vreward_parsed *parsed, vreward_error *err)
{
    int32_t code = CHECK_GIVEN(err, {"scorer", scorer, SCORER_WANTED}, {"parsed", parsed, "a struct to fill"});
    if (code == VREWARD_OK)
        code = check_text("text", text, length, err);
    if (code == VREWARD_OK)
        code = check_count("capacity", capacity, err);
    if (code != VREWARD_OK || capacity == 0)
        return code;
    if (items == NULL)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1,
                    "items is NULL: give room for %" PRId64 " items, or a capacity of 0", capacity);
    if (item_size < FIRST_ITEM_SIZE || item_size > LARGEST_ITEM_SIZE || item_size % 8 != 0)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "item_size is %" PRId64 ", set it to sizeof(vreward_item)",
                    item_size);
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

/* Into an item of the caller's header, which may be longer or shorter than ours. */
static void put_item(const vreward_item *ours, void *items, int64_t item_size, int64_t index)
{
    char *place = (char *)items + index * item_size;
    const size_t size = (size_t)item_size < sizeof *ours ? (size_t)item_size : sizeof *ours;
    memcpy(place, ours, size);
    memset(place + size, 0, (size_t)item_size - size);
}

/* Items that fit, and their labels as far as they fit; lengths always. Neighbours of one label share its bytes. */
static void copy_items(const struct reading *reading, bool points, void *items, int64_t item_size, int64_t capacity,
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
            vreward_item item;
            copy_item(&reading->items[i], points, &item);
            item.label_begin = label.data != NULL ? begin : -1;
            item.label_end = label.data != NULL ? begin + label.length : -1;
            put_item(&item, items, item_size, i);
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
    int32_t code = check_parse(scorer, text, length, items, item_size, capacity, parsed, err);
    if (code == VREWARD_OK)
        code = STRUCT_READ(&ours, parsed, vreward_parsed, reserved, err);
    if (code == VREWARD_OK)
        code = check_count("parsed.label_capacity", ours.label_capacity, err);
    if (code == VREWARD_OK)
        code = check_reserved("parsed.reserved", ours.reserved, err);
    if (code != VREWARD_OK)
        return code;
    const uint64_t given = ours.struct_size;
    const struct config *config = &scorer->recipe.config;
    const enum asked asked = config->reward->asks(config, NULL);
    struct arena arena = {0};
    struct reading reading;
    code = read_for_reward(config, NULL, (struct span){text, length}, &arena, &reading, err);
    if (code == VREWARD_OK) {
        copy_items(&reading, asked == ASK_POINTS, items, item_size, capacity, &ours);
        copy_reading(&reading, &ours);
        memcpy(parsed, &ours, given < sizeof ours ? (size_t)given : sizeof ours);
    }
    arena_free(&arena);
    if (code != VREWARD_OK)
        return code;
    if (ours.count > capacity)
        return fail(err, VREWARD_E_CAPACITY, -1, -1,
                    "capacity is %" PRId64 ": there are %" PRId64 " items, as parsed.count says", capacity, ours.count);
    if (ours.label_text != NULL && ours.label_length > ours.label_capacity)
        return fail(err, VREWARD_E_CAPACITY, -1, -1,
                    "label_capacity is %" PRId64 ": the labels have %" PRId64 " bytes, as label_length says",
                    ours.label_capacity, ours.label_length);
    return succeed(err);
}
