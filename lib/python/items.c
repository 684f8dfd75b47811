#include "python/items.h"

#include "base/alloc.h"
#include "python/numbers.h"
#include "python/sequence.h"

#include <math.h>
#include <string.h>

enum member { BOXES, POINTS, LABELS, CONFIDENCES, MEMBERS };

/* References to what a sample holds, all taken before anything is read: exporting a buffer may run code of Python's, which
 * can change the lists that these come from. */
struct sample {
    python_object *places, *labels, *confidences; /* NULL: not there */
    struct python_buffer rows, certain;           /* of places and confidences; owner NULL: they are lists */
    python_size count;
};

struct gathering {
    python_object *name[MEMBERS]; /* NULL: not a member */
    struct sample *sample;
    python_size samples, items;
    python_size width; /* 0: not known yet */
    bool has_labels;   /* of samples with items */
};

/* The member of a dict, kept; NULL where it is not there. */
static python_object *take_member(const struct gathering *gathering, python_object *dict, enum member member)
{
    python_object *const value = gathering->name[member] ? python.value_of(dict, gathering->name[member]) : NULL;
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
static bool open_sample(struct gathering *gathering, python_object *dict, struct sample *sample)
{
    if (!python_has_type(dict, python.dict_type))
        return false;
    python_object *const boxes = take_member(gathering, dict, BOXES);
    python_object *const points = take_member(gathering, dict, POINTS);
    sample->places = boxes ? boxes : points;
    sample->labels = take_member(gathering, dict, LABELS);
    sample->confidences = take_member(gathering, dict, CONFIDENCES);
    if (boxes && points)
        python.drop(points);
    const python_size width = boxes ? 4 : 2,
                      members = (sample->places != NULL) + (sample->labels != NULL) + (sample->confidences != NULL);
    if (!sample->places || python.dict_size(dict) != members || (gathering->width && gathering->width != width))
        return false;
    gathering->width = width;
    sample->count = open_member(sample->places, 2, &sample->rows);
    if (sample->count < 0 || (sample->rows.owner && sample->rows.shape[1] != width) ||
        (sample->labels && !has_as_many(sample->labels, sample->count)) ||
        (sample->confidences && open_member(sample->confidences, 1, &sample->certain) != sample->count))
        return false;
    const bool has_labels = sample->labels != NULL;
    if (sample->count > 0 && gathering->items > 0 && gathering->has_labels != has_labels)
        return false;
    gathering->has_labels = sample->count > 0 ? has_labels : gathering->has_labels;
    gathering->items += sample->count;
    return true;
}

static void close_sample(struct sample *sample)
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

static bool copy_places(const struct sample *sample, python_size width, double *number)
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

static bool copy_confidences(const struct sample *sample, double *number)
{
    for (python_size i = 0; !sample->confidences && i < sample->count; i++)
        number[i] = (double)NAN;
    if (sample->certain.owner)
        memcpy(number, sample->certain.data, (size_t)sample->count * sizeof *number);
    return !sample->confidences || sample->certain.owner || copy_list(sample->confidences, sample->count, number);
}

/* To the list `to`, from `first` on. */
static bool copy_labels(const struct sample *sample, python_object *to, python_size first)
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

/* The tuple that gather_items returns; NULL, with or without an error set, where that cannot be. */
static python_object *gathered(const struct gathering *gathering, python_object *whole, python_object *one)
{
    int64_t *offset = NULL;
    double *number = NULL, *confidence = NULL;
    python_object *parts[] = {
        python.new_whole(gathering->width),
        python_new_array(whole, gathering->samples + 1, &offset),
        python_new_array(one, gathering->items * gathering->width, &number),
        gathering->has_labels ? python.new_list(gathering->items) : python_none(),
        python_new_array(one, gathering->name[CONFIDENCES] ? gathering->items : 0, &confidence),
    };
    enum { PARTS = sizeof parts / sizeof parts[0] };
    python_object *const tuple = python.new_tuple(PARTS);
    bool ok = tuple && parts[0] && offset && parts[2] && parts[3] && parts[4];
    python_size first = 0;
    for (python_size i = 0; ok && i < gathering->samples; i++) {
        const struct sample *sample = &gathering->sample[i];
        offset[i] = first;
        ok = copy_places(sample, gathering->width, number + first * gathering->width) &&
             (!gathering->has_labels || copy_labels(sample, parts[3], first)) &&
             (!gathering->name[CONFIDENCES] || copy_confidences(sample, confidence + first));
        first += sample->count;
    }
    if (ok)
        offset[gathering->samples] = first;
    for (python_size i = 0; i < PARTS; i++) {
        if (tuple && parts[i])
            python.set_member(tuple, i, parts[i]);
        else if (parts[i])
            python.drop(parts[i]);
    }
    if (!ok && tuple)
        python.drop(tuple);
    return ok ? tuple : NULL;
}

python_object *python_gather_items(python_object *self, python_object *const *arguments, python_size count)
{
    (void)self;
    struct python_sequence samples, names;
    if (count != 4 || !python_open_sequence(arguments[0], &samples) || !python_open_sequence(arguments[1], &names) ||
        names.count > MEMBERS)
        return python_none();
    struct gathering gathering = {.samples = samples.count};
    for (python_size i = 0; i < names.count; i++)
        gathering.name[i] = names.item(names.object, i);
    gathering.sample = base_alloc((size_t)samples.count * sizeof *gathering.sample);
    python_size opened = 0;
    bool ok = gathering.sample != NULL;
    while (ok && opened < samples.count) {
        python_object *const dict = samples.item(samples.object, opened);
        gathering.sample[opened] = (struct sample){0};
        ok = dict && open_sample(&gathering, dict, &gathering.sample[opened]);
        opened++;
    }
    python_object *const found = ok ? gathered(&gathering, arguments[2], arguments[3]) : NULL;
    for (python_size i = 0; i < opened; i++)
        close_sample(&gathering.sample[i]);
    base_free(gathering.sample);
    if (found)
        return found;
    python.clear_error();
    return python_none();
}
