/* The functions of CPython's stable interface that this folder calls, without CPython's headers and without linking it:
 * the Python package looks their addresses up and hands them over. */
#ifndef VREWARD_PYTHON_INTERPRETER_H
#define VREWARD_PYTHON_INTERPRETER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct python_object python_object;
typedef ptrdiff_t python_size; /* Py_ssize_t */

/* Py_buffer, part of the stable interface since 3.11 and the same since 3.3. */
struct python_buffer {
    void *data;
    python_object *owner;
    python_size length, item_size;
    int read_only, dimensions;
    char *format;
    python_size *shape, *strides, *suboffsets;
    void *internal;
};

enum { PYTHON_FASTCALL = 0x80 }; /* METH_FASTCALL */

/* PyMethodDef of a function that takes an array of arguments (METH_FASTCALL), or none (METH_NOARGS, `count` unused). */
struct python_method {
    const char *name;
    python_object *(*function)(python_object *self, python_object *const *arguments, python_size count);
    int flags;
    const char *documentation;
};

/* X(name here, name in CPython, what it returns, what it takes). */
/* clang-format off */
#define PYTHON_FUNCTIONS(X) \
    X(keep, Py_IncRef, void, (python_object *)) \
    X(drop, Py_DecRef, void, (python_object *)) \
    X(error, PyErr_Occurred, python_object *, (void)) \
    X(clear_error, PyErr_Clear, void, (void)) \
    X(leave, PyEval_SaveThread, void *, (void)) \
    X(come_back, PyEval_RestoreThread, void, (void *)) \
    X(type_slot, PyType_GetSlot, void *, (python_object *, int)) \
    X(new_function, PyCFunction_NewEx, python_object *, (const struct python_method *, python_object *, python_object *)) \
    X(call, PyObject_CallObject, python_object *, (python_object *, python_object *)) \
    X(utf8, PyUnicode_AsUTF8AndSize, const char *, (python_object *, python_size *)) \
    X(compare, PyUnicode_RichCompare, python_object *, (python_object *, python_object *, int)) \
    X(length, PyUnicode_GetLength, python_size, (python_object *)) \
    X(code_points, PyUnicode_AsUCS4, uint32_t *, (python_object *, uint32_t *, python_size, int)) \
    X(encode, PyUnicode_AsUTF8String, python_object *, (python_object *)) \
    X(new_bytes, PyBytes_FromStringAndSize, python_object *, (const char *, python_size)) \
    X(bytes_data, PyBytes_AsString, char *, (python_object *)) \
    X(bytes_size, PyBytes_Size, python_size, (python_object *)) \
    X(new_whole, PyLong_FromLongLong, python_object *, (long long)) \
    X(whole, PyLong_AsLongLong, long long, (python_object *)) \
    X(new_number, PyFloat_FromDouble, python_object *, (double)) \
    X(number, PyFloat_AsDouble, double, (python_object *)) \
    X(list_size, PyList_Size, python_size, (python_object *)) \
    X(list_item, PyList_GetItem, python_object *, (python_object *, python_size)) \
    X(new_list, PyList_New, python_object *, (python_size)) \
    X(set_item, PyList_SetItem, int, (python_object *, python_size, python_object *)) \
    X(tuple_size, PyTuple_Size, python_size, (python_object *)) \
    X(tuple_item, PyTuple_GetItem, python_object *, (python_object *, python_size)) \
    X(new_tuple, PyTuple_New, python_object *, (python_size)) \
    X(set_member, PyTuple_SetItem, int, (python_object *, python_size, python_object *)) \
    X(new_dict, PyDict_New, python_object *, (void)) \
    X(dict_size, PyDict_Size, python_size, (python_object *)) \
    X(value_of, PyDict_GetItem, python_object *, (python_object *, python_object *)) \
    X(set_value, PyDict_SetItem, int, (python_object *, python_object *, python_object *)) \
    X(hash, PyObject_Hash, python_size, (python_object *)) \
    X(repeat, PySequence_Repeat, python_object *, (python_object *, python_size)) \
    X(buffer, PyObject_GetBuffer, int, (python_object *, struct python_buffer *, int)) \
    X(end_buffer, PyBuffer_Release, void, (struct python_buffer *))

/* X(name here, name in CPython): objects whose address is theirs. */
#define PYTHON_OBJECTS(X) \
    X(unicode_type, PyUnicode_Type) \
    X(float_type, PyFloat_Type) \
    X(int_type, PyLong_Type) \
    X(list_type, PyList_Type) \
    X(tuple_type, PyTuple_Type) \
    X(dict_type, PyDict_Type) \
    X(none, _Py_NoneStruct) \
    X(true_, _Py_TrueStruct)
/* clang-format on */

struct python {
#define FUNCTION(name, theirs, returned, taken) returned(*name) taken;
    PYTHON_FUNCTIONS(FUNCTION)
#undef FUNCTION
#define OBJECT(name, theirs) python_object *name;
    PYTHON_OBJECTS(OBJECT)
#undef OBJECT
    /* str.isascii, from the methods of its type. */
    python_object *(*is_ascii)(python_object *self, python_object *const *arguments, python_size count);
};

/* Filled by python_know before anything else here is called, and only read from then on: every interpreter of a process
 * has the same addresses. */
extern struct python python;

/* The name in CPython of the function or object whose address python_know wants at this place; NULL beyond the end. */
const char *python_needs(int64_t index);

/* Takes these addresses. False where they are not as many, or str has no method isascii. */
bool python_know(const void *const *addresses, int64_t count);

static inline python_object *python_none(void)
{
    python.keep(python.none);
    return python.none;
}

/* The head of every object, which programs for the stable interface have compiled in; here only where there is a lock. */
struct python_head {
    python_size references;
    const python_object *type;
};

static inline bool python_has_type(const python_object *object, const python_object *type)
{
    return ((const struct python_head *)(const void *)object)->type == type;
}

/* Without the interpreter's lock where the work is long; python_come_back takes what this returned. */
static inline void *python_leave_where(bool is_long)
{
    return is_long ? python.leave() : NULL;
}

static inline void python_come_back(void *state)
{
    if (state)
        python.come_back(state);
}

/* A whole number that the package made: an address or a count. */
static inline void *python_address(python_object *number)
{
    return (void *)(intptr_t)python.whole(number);
}

#endif
