/* Lists and tuples of Python. */
#ifndef VREWARD_PYTHON_SEQUENCE_H
#define VREWARD_PYTHON_SEQUENCE_H

#include "python/interpreter.h"

/* A list or a tuple of the caller's. Nobody changes it while the interpreter's lock is held and no code of Python's runs;
 * `item` gives NULL, with an error set, beyond its end. */
struct python_sequence {
    python_object *object;
    python_size count;
    python_object *(*item)(python_object *, python_size);
};

/* False for what is neither, a subclass included. */
static inline bool python_open_sequence(python_object *object, struct python_sequence *sequence)
{
    const bool list = python_has_type(object, python.list_type);
    if (!list && !python_has_type(object, python.tuple_type))
        return false;
    sequence->object = object;
    sequence->count = list ? python.list_size(object) : python.tuple_size(object);
    sequence->item = list ? python.list_item : python.tuple_item;
    return true;
}

#endif
