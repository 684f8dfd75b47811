/* A batch of texts of Python, scored in one call. */
#ifndef VREWARD_PYTHON_BATCH_H
#define VREWARD_PYTHON_BATCH_H

#include "python/interpreter.h"

/* score(scorer, completions, truths, prepared, index, keys, number, code, bits): what Scorer.score finds, as a tuple of its
 * score, its terms one after the other, the main reason of each sample and the set of all. `completions` is a list or tuple
 * of str; `truths` are as many, of which equal ones are read once, or one str for all, or None. `prepared` is the address of
 * truths that stand in their place, or None. `index` holds as many ints, the places of the completions' truths, or is None.
 * ASCII is read where it lies. The rest: results.h. */
python_object *python_score(python_object *self, python_object *const *arguments, python_size count);

#endif
