#include "parse/choose.h"

enum { LABEL_HASHED = 64 };

static void pass_over(struct item *item, struct reading *reading)
{
    item->set_aside = ASIDE_PASSED_OVER;
    reading->passed_over++;
}

/* Refused items do not count; where nothing else was written, nothing is left to read. */
static int32_t drop_refused(struct reading *reading)
{
    for (int64_t i = 0; i < reading->count; i++)
        if (reading->items[i].bad_value)
            pass_over(&reading->items[i], reading);
    return reading->count > 0 && reading->passed_over == reading->count ? VREWARD_REASON_BAD_VALUE : VREWARD_REASON_OK;
}

static bool has_refused(const struct reading *reading)
{
    for (int64_t i = 0; i < reading->count; i++)
        if (reading->items[i].bad_value)
            return true;
    return false;
}

static void keep_first(struct reading *reading)
{
    bool kept = false;
    for (int64_t i = 0; i < reading->count; i++) {
        struct item *item = &reading->items[i];
        if (item->set_aside == ASIDE_PASSED_OVER)
            continue;
        if (kept || item->set_aside != ASIDE_NOT)
            pass_over(item, reading);
        else
            kept = true;
    }
}

/* The same place in the same form, and the same label. -0 is 0. */
static bool same_item(const struct item *a, const struct item *b)
{
    if (a->has_box != b->has_box || a->has_point != b->has_point || a->set_aside != b->set_aside)
        return false;
    for (int k = 0; k < 4; k++)
        if (a->has_box && a->box[k] != b->box[k])
            return false;
    for (int k = 0; k < 2; k++)
        if (a->has_point && a->point[k] != b->point[k])
            return false;
    return span_same(a->label, b->label) ||
           ((a->label.data == NULL) == (b->label.data == NULL) && span_equal(a->label, b->label));
}

static uint64_t mixed(uint64_t hash, const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
    return hash;
}

/* Of a label its beginning: thousands of items may share one of a megabyte. */
static uint64_t hash_of(const struct item *item)
{
    const double *numbers = item->has_box ? item->box : item->point;
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (int k = 0; k < (item->has_box ? 4 : 2); k++) {
        const double number = numbers[k] + 0.0;
        hash = mixed(hash, &number, sizeof number);
    }
    const int64_t length = item->label.length < LABEL_HASHED ? item->label.length : LABEL_HASHED;
    hash = mixed(hash, item->label.data, item->label.data == NULL ? 0 : (size_t)length);
    return hash ^ hash >> 29;
}

/* Of equal items the first counts. A table of at most half of its places filled, so that all is linear. */
static int32_t keep_distinct(struct reading *reading, struct arena *arena, vreward_error *err)
{
    uint64_t size = 4;
    while (size < 2 * (uint64_t)reading->count)
        size *= 2;
    const struct item **seen = arena_zeros(arena, (size_t)size, sizeof *seen);
    if (seen == NULL)
        return fail_memory(err);
    for (int64_t i = 0; i < reading->count; i++) {
        struct item *item = &reading->items[i];
        if (item->set_aside == ASIDE_PASSED_OVER)
            continue;
        uint64_t at = hash_of(item) & (size - 1);
        while (seen[at] != NULL && !same_item(seen[at], item))
            at = (at + 1) & (size - 1);
        if (seen[at] != NULL)
            pass_over(item, reading);
        else
            seen[at] = item;
    }
    return VREWARD_OK;
}

int32_t choose_items(const struct read_options *options, struct reading *reading, struct arena *arena, int32_t *reason,
                     vreward_error *err)
{
    *reason = VREWARD_REASON_OK;
    if (options->faulty == FAULTY_VOID && has_refused(reading))
        *reason = VREWARD_REASON_BAD_VALUE;
    else if (options->faulty == FAULTY_DROP)
        *reason = drop_refused(reading);
    if (*reason != VREWARD_REASON_OK)
        return VREWARD_OK;
    if (options->items == ITEMS_FIRST)
        keep_first(reading);
    if (options->items == ITEMS_ONLY && reading->count - reading->passed_over > 1)
        *reason = VREWARD_REASON_AMBIGUOUS;
    return options->items == ITEMS_DISTINCT ? keep_distinct(reading, arena, err) : VREWARD_OK;
}
