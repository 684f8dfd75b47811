#include "python/interpreter.h"

#include <string.h>

struct python python;

enum { METHODS_SLOT = 64 }; /* Py_tp_methods */

static const char *const needed[] = {
#define FUNCTION(name, theirs, returned, taken) #theirs,
    PYTHON_FUNCTIONS(FUNCTION)
#undef FUNCTION
#define OBJECT(name, theirs) #theirs,
        PYTHON_OBJECTS(OBJECT)
#undef OBJECT
};

enum { NEEDED = sizeof needed / sizeof needed[0] };

_Static_assert(offsetof(struct python, is_ascii) == NEEDED * sizeof(void *), "a name for every address");

const char *python_needs(int64_t index)
{
    return index >= 0 && index < NEEDED ? needed[index] : NULL;
}

static bool find_is_ascii(void)
{
    const struct python_method *method = python.type_slot(python.unicode_type, METHODS_SLOT);
    while (method && method->name && strcmp(method->name, "isascii") != 0)
        method++;
    if (!method || !method->name)
        return false;
    python.is_ascii = method->function;
    return true;
}

bool python_know(const void *const *addresses, int64_t count)
{
    if (count != NEEDED)
        return false;
    memcpy(&python, addresses, NEEDED * sizeof(void *));
    return find_is_ascii();
}
