/* Edit distances of texts of Python. */
#ifndef VREWARD_PYTHON_DISTANCES_H
#define VREWARD_PYTHON_DISTANCES_H

#include "python/interpreter.h"

/* distance(options, a, b, whole): of two str, or of lists or tuples of str (as many, or one str for all), then as `whole` (an
 * array of one int64) repeated. `options` is an address, or None. Returns None as the functions of calls.h do. */
python_object *python_distance(python_object *self, python_object *const *arguments, python_size count);

/* edit_distance((distance, unit, whole, other)): a function (a, b, distance, unit, bound, normalize), the one that the package
 * calls its own by: where the third and fourth are these very objects and the last two None, it is distance(None, a, b, whole),
 * and else, or where that is None, what `other` returns for the same arguments. */
python_object *python_edit_distance(python_object *self, python_object *const *arguments, python_size count);

#endif
