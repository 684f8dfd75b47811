/* Boxes or points of many samples, gathered from dicts of Python. */
#ifndef VREWARD_PYTHON_ITEMS_H
#define VREWARD_PYTHON_ITEMS_H

#include "python/interpreter.h"

enum python_member { PYTHON_BOXES, PYTHON_POINTS, PYTHON_LABELS, PYTHON_CONFIDENCES, PYTHON_MEMBERS };

/* References to what a sample holds, all taken before anything is read: exporting a buffer may run code of Python's, which
 * can change the lists that these come from. */
struct python_sample {
    python_object *places, *labels, *confidences; /* NULL: not there */
    struct python_buffer rows, certain;           /* of places and confidences; owner NULL: they are lists */
    python_size count;
};

struct python_items {
    python_object *name[PYTHON_MEMBERS]; /* NULL: not a member */
    struct python_sample *sample;
    python_size samples, items;
    python_size width; /* 4 of boxes, 2 of points; 0: there is no sample */
    bool has_labels;   /* of samples with items */
};

/* The samples of a list of dicts that have these members (a tuple, of boxes, points, labels and, where they are read,
 * confidences) and no others. False, with no error set, where one holds something else; closed in any case. */
bool python_items_open(python_object *samples, python_object *names, struct python_items *items);
void python_items_close(struct python_items *items);

/* Where each sample's items begin, their numbers and, where `names` has them, their confidences, NaN for none. False, with
 * or without an error set, where some are no numbers. */
bool python_items_copy(const struct python_items *items, int64_t *offset, double *number, double *confidence);

/* gather_items(samples, names, whole, number): the items of a list of dicts, one after the other. `names` are the members
 * that a dict may have: those of boxes, of points, of labels and, where they are read, of confidences. Returns a tuple:
 *
 *     4 of boxes or 2 of points, 0 where there is no sample
 *     where each sample's items begin, as `whole` (an array of one int64) repeated
 *     their numbers, as `number` (an array of one double) repeated
 *     their labels in a list, None where none has any
 *     their confidences, NaN for none, as `number` repeated; of no length where `names` has no name for them
 *
 * None, and nothing has happened, where a sample holds something else: what is neither an array of doubles nor a list of
 * floats and ints, labels that are no str, both boxes and points, a number of labels that is not that of the items. */
python_object *python_gather_items(python_object *self, python_object *const *arguments, python_size count);

#endif
