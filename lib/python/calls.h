/* Functions of vreward.h as functions of Python, for arguments of the plainest kind. Each returns None where an argument
 * is of another kind or the call fails: the package then goes its own way, which says what is wrong. */
#ifndef VREWARD_PYTHON_CALLS_H
#define VREWARD_PYTHON_CALLS_H

#include "python/interpreter.h"

/* match(options, values, whole): the column of each row, as `whole` (an array of one int64) repeated. `values` exports a
 * buffer of doubles in C order, rows x columns. */
python_object *python_match(python_object *self, python_object *const *arguments, python_size count);

/* match_boxes(options, a, b, whole, number): a tuple of partners and overlaps. */
python_object *python_match_boxes(python_object *self, python_object *const *arguments, python_size count);

/* score_one(scorer, completion, truth, keys, reasons): the dict that Scorer.score_one returns; `truth` is a str. */
python_object *python_score_one(python_object *self, python_object *const *arguments, python_size count);

#endif
