/* Numbers of Python: rows that are read where they lie, and arrays that are made for results. */
#ifndef VREWARD_PYTHON_NUMBERS_H
#define VREWARD_PYTHON_NUMBERS_H

#include "base/arena.h"
#include "python/interpreter.h"

/* Doubles in C order; false, with no error set, for what exports no such buffer of so many dimensions. */
bool python_open_doubles(python_object *object, int dimensions, struct python_buffer *numbers);

/* A list or tuple of `count` ints as whole numbers; NULL for None. False, with no error set, for anything else. */
bool python_open_index(python_object *object, int64_t count, struct arena *arena, int64_t **index);

/* The array `one`, of one element, repeated, and the address of its memory, which stays where it is: it grows no more.
 * NULL, with no error set, where memory is short. */
python_object *python_new_array(python_object *one, python_size count, void *address);

/* A tuple of these, which it takes; None where they are not `ok` or one is NULL. */
python_object *python_tuple_or_none(bool ok, python_object *const *parts, python_size count);

/* A float or an int, and of no other type; false, with no error set, for the rest. */
bool python_number(python_object *object, double *number);

#endif
