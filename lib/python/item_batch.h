/* A batch of items of Python with their truths, scored in one call. */
#ifndef VREWARD_PYTHON_ITEM_BATCH_H
#define VREWARD_PYTHON_ITEM_BATCH_H

#include "python/interpreter.h"

/* score_items(scorer, items, truths, prepared, index, names, true_names, keys, number, code, bits): as score of batch.h, of
 * lists of dicts as gather_items takes them, one truth for each, or as `index` says. */
python_object *python_score_items(python_object *self, python_object *const *arguments, python_size count);

#endif
