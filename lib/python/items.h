/* Boxes or points of many samples, gathered from dicts of Python. */
#ifndef VREWARD_PYTHON_ITEMS_H
#define VREWARD_PYTHON_ITEMS_H

#include "python/interpreter.h"

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
