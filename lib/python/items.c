#include "python/items.h"

#include "base/alloc.h"
#include "python/numbers.h"
#include "python/sequence.h"

#include <math.h>
#include <string.h>

/* The member of a dict, kept; NULL where it is not there. */
static python_object *take_member(const struct python_items *items, python_object *dict, enum python_member member)
{
    python_object *const value = items->name[member] ? python.value_of(dict, items->name[member]) : NULL;
    if (value)
        python.keep(value);
    return value;
}

/* How many items a member has, which is a list or exports doubles of so many dimensions; -1 where it is neither. */
static python_size open_member(python_object *member, int dimensions, struct python_buffer *buffer)
{
    struct python_sequence list;
    if (python_open_sequence(member, &list))
        return list.count;
    return python_open_doubles(member, dimensions, buffer) ? buffer->shape[0] : -1;
}

static bool has_as_many(python_object *labels, python_size count)
{
    struct python_sequence list;
    return python_open_sequence(labels, &list) && list.count == count;
}

/* What is taken is given back by close_sample, whether all of it could be read or not. */
static bool open_sample(struct python_items *items, python_object *dict, struct python_sample *sample)
{
    if (!python_has_type(dict, python.dict_type))
        return false;
    python_object *const boxes = take_member(items, dict, PYTHON_BOXES);
    python_object *const points = take_member(items, dict, PYTHON_POINTS);
    sample->places = boxes ? boxes : points;
    sample->labels = take_member(items, dict, PYTHON_LABELS);
    sample->confidences = take_member(items, dict, PYTHON_CONFIDENCES);
    if (boxes && points)
        python.drop(points);
    const python_size width = boxes ? 4 : 2,
                      members = (sample->places != NULL) + (sample->labels != NULL) + (sample->confidences != NULL);
    if (!sample->places || python.dict_size(dict) != members || (items->width && items->width != width))
        return false;
    items->width = width;
    sample->count = open_member(sample->places, 2, &sample->rows);
    if (sample->count < 0 || (sample->rows.owner && sample->rows.shape[1] != width) ||
        (sample->labels && !has_as_many(sample->labels, sample->count)) ||
        (sample->confidences && open_member(sample->confidences, 1, &sample->certain) != sample->count))
        return false;
    const bool has_labels = sample->labels != NULL;
    if (sample->count > 0 && items->items > 0 && items->has_labels != has_labels)
        return false;
    items->has_labels = sample->count > 0 ? has_labels : items->has_labels;
    items->items += sample->count;
    return true;
}

static void close_sample(struct python_sample *sample)
{
    python_object *const kept[] = {sample->places, sample->labels, sample->confidences};
    if (sample->rows.owner)
        python.end_buffer(&sample->rows);
    if (sample->certain.owner)
        python.end_buffer(&sample->certain);
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        if (kept[i])
            python.drop(kept[i]);
    }
}

/* A list of `count` floats and ints. */
static bool copy_list(python_object *object, python_size count, double *number)
{
    struct python_sequence list;
    if (!python_open_sequence(object, &list) || list.count != count)
        return false;
    for (python_size i = 0; i < count; i++) {
        if (!python_number(list.item(object, i), number + i))
            return false;
    }
    return true;
}

static bool copy_places(const struct python_sample *sample, python_size width, double *number)
{
    struct python_sequence rows;
    if (sample->rows.owner) {
        memcpy(number, sample->rows.data, (size_t)(sample->count * width) * sizeof *number);
        return true;
    }
    if (!python_open_sequence(sample->places, &rows) || rows.count != sample->count)
        return false;
    for (python_size i = 0; i < rows.count; i++) {
        if (!copy_list(rows.item(rows.object, i), width, number + i * width))
            return false;
    }
    return true;
}

static bool copy_confidences(const struct python_sample *sample, double *number)
{
    for (python_size i = 0; !sample->confidences && i < sample->count; i++)
        number[i] = (double)NAN;
    if (sample->certain.owner)
        memcpy(number, sample->certain.data, (size_t)sample->count * sizeof *number);
    return !sample->confidences || sample->certain.owner || copy_list(sample->confidences, sample->count, number);
}

/* To the list `to`, from `first` on. */
static bool copy_labels(const struct python_sample *sample, python_object *to, python_size first)
{
    struct python_sequence labels;
    if (sample->count == 0)
        return true;
    if (!python_open_sequence(sample->labels, &labels) || labels.count != sample->count)
        return false;
    for (python_size i = 0; i < labels.count; i++) {
        python_object *const label = labels.item(labels.object, i);
        if (!python_has_type(label, python.unicode_type))
            return false;
        python.keep(label);
        python.set_item(to, first + i, label);
    }
    return true;
}

bool python_items_open(python_object *samples, python_object *names, struct python_items *items)
{
    struct python_sequence list, members;
    *items = (struct python_items){0};
    if (!python_open_sequence(samples, &list) || !python_open_sequence(names, &members) ||
        members.count > PYTHON_MEMBERS)
        return false;
    for (python_size i = 0; i < members.count; i++)
        items->name[i] = members.item(members.object, i);
    items->sample = base_alloc((size_t)list.count * sizeof *items->sample);
    bool ok = items->sample != NULL;
    while (ok && items->samples < list.count) {
        python_object *const dict = list.item(list.object, items->samples);
        struct python_sample *const sample = &items->sample[items->samples++];
        *sample = (struct python_sample){0};
        ok = dict && open_sample(items, dict, sample);
    }
    if (!ok)
        python.clear_error();
    return ok;
}

void python_items_close(struct python_items *items)
{
    for (python_size i = 0; i < items->samples; i++)
        close_sample(&items->sample[i]);
    base_free(items->sample);
}

bool python_items_copy(const struct python_items *items, int64_t *offset, double *number, double *confidence)
{
    python_size first = 0;
    for (python_size i = 0; i < items->samples; i++) {
        const struct python_sample *sample = &items->sample[i];
        offset[i] = first;
        if (!copy_places(sample, items->width, number + first * items->width) ||
            (items->name[PYTHON_CONFIDENCES] && !copy_confidences(sample, confidence + first)))
            return false;
        first += sample->count;
    }
    offset[items->samples] = first;
    return true;
}

/* The labels of all in a list; NULL, with or without an error set, where one is no str. */
static python_object *list_labels(const struct python_items *items)
{
    python_object *const list = python.new_list(items->items);
    python_size first = 0;
    for (python_size i = 0; list && i < items->samples; i++) {
        if (!copy_labels(&items->sample[i], list, first)) {
            python.drop(list);
            return NULL;
        }
        first += items->sample[i].count;
    }
    return list;
}

/* The tuple that gather_items returns; None where that cannot be. */
static python_object *gathered(const struct python_items *items, python_object *whole, python_object *one)
{
    int64_t *offset = NULL;
    double *number = NULL, *confidence = NULL;
    python_object *const parts[] = {
        python.new_whole(items->width),
        python_new_array(whole, items->samples + 1, &offset),
        python_new_array(one, items->items * items->width, &number),
        items->has_labels ? list_labels(items) : python_none(),
        python_new_array(one, items->name[PYTHON_CONFIDENCES] ? items->items : 0, &confidence),
    };
    const bool ok = parts[1] && parts[2] && parts[4] && python_items_copy(items, offset, number, confidence);
    return python_tuple_or_none(ok, parts, sizeof parts / sizeof parts[0]);
}

python_object *python_gather_items(python_object *self, python_object *const *arguments, python_size count)
{
    (void)self;
    struct python_items items;
    if (count != 4)
        return python_none();
    const bool ok = python_items_open(arguments[0], arguments[1], &items);
    python_object *const found = ok ? gathered(&items, arguments[2], arguments[3]) : python_none();
    python_items_close(&items);
    return found;
}
