#include "python/numbers.h"

#include "python/sequence.h"

#include <string.h>

/* What PyObject_GetBuffer is asked for: C order, with its format; or memory to write to. */
enum { BUFFER_WRITABLE = 0x1, BUFFER_FORMAT = 0x4, BUFFER_C_ORDER = 0x8 | 0x10 | 0x20 };

bool python_open_doubles(python_object *object, int dimensions, struct python_buffer *numbers)
{
    if (python.buffer(object, numbers, BUFFER_FORMAT | BUFFER_C_ORDER) != 0) {
        python.clear_error();
        return false;
    }
    const bool aligned = (uintptr_t)numbers->data % _Alignof(double) == 0;
    if (numbers->dimensions == dimensions && numbers->format && strcmp(numbers->format, "d") == 0 && aligned)
        return true;
    python.end_buffer(numbers);
    return false;
}

bool python_open_index(python_object *object, int64_t count, struct arena *arena, int64_t **index)
{
    struct python_sequence numbers;
    *index = NULL;
    if (object == python.none)
        return true;
    if (!python_open_sequence(object, &numbers) || numbers.count != count)
        return false;
    int64_t *const made = arena_array(arena, (size_t)count, sizeof *made);
    for (python_size i = 0; made && i < count; i++) {
        python_object *const number = numbers.item(object, i);
        if (!python_has_type(number, python.int_type))
            return false;
        made[i] = python.whole(number);
        if (made[i] < 0) { /* no place, or beyond 64 bits with an error set */
            python.clear_error();
            return false;
        }
    }
    *index = made;
    return made != NULL;
}

python_object *python_new_array(python_object *one, python_size count, void *address)
{
    python_object *const array = python.repeat(one, count);
    struct python_buffer memory;
    if (!array || python.buffer(array, &memory, BUFFER_WRITABLE) != 0) {
        python.clear_error();
        if (array)
            python.drop(array);
        return NULL;
    }
    memcpy(address, &memory.data, sizeof memory.data);
    python.end_buffer(&memory);
    return array;
}

bool python_number(python_object *object, double *number)
{
    const bool whole = python_has_type(object, python.int_type);
    if (!whole && !python_has_type(object, python.float_type))
        return false;
    *number = python.number(object);
    if (whole && *number == -1.0 && python.error()) { /* beyond what a double holds */
        python.clear_error();
        return false;
    }
    return true;
}

python_object *python_tuple_or_none(bool ok, python_object *const *parts, python_size count)
{
    for (python_size i = 0; i < count; i++)
        ok = ok && parts[i];
    python_object *const tuple = ok ? python.new_tuple(count) : NULL;
    for (python_size i = 0; i < count; i++) {
        if (tuple)
            python.set_member(tuple, i, parts[i]);
        else if (parts[i])
            python.drop(parts[i]);
    }
    if (!tuple)
        python.clear_error();
    return tuple ? tuple : python_none();
}
