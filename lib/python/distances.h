/* Edit distances of texts of Python. */
#ifndef VREWARD_PYTHON_DISTANCES_H
#define VREWARD_PYTHON_DISTANCES_H

#include "python/interpreter.h"

/* distance(options, a, b, whole): of two str, or of lists or tuples of str (as many, or one str for all), then as `whole` (an
 * array of one int64) repeated. `options` is an address, or None. Returns None as the functions of calls.h do. */
python_object *python_distance(python_object *self, python_object *const *arguments, python_size count);

#endif
