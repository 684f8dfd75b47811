/* The characters of a str where they lie, copied by nobody. */
#ifndef VREWARD_PYTHON_CHARACTERS_H
#define VREWARD_PYTHON_CHARACTERS_H

#include "python/interpreter.h"

/* `count` code points of `width` bytes each: 1 (all below 0x80 where `ascii`), 2 or 4. NULL: where they lie is not known. */
struct python_characters {
    const void *data;
    python_size count;
    int width;
    bool ascii;
};

/* Those of an object whose type is str itself, while it lives. Where ASCII lies is always known. */
void python_characters_of(python_object *text, struct python_characters *characters);

/* know_characters(samples): looks in which way this interpreter keeps a tuple of str, the first of them ASCII, and takes it to
 * keep all in the same; True, or None where it is none of those written down, as of no samples. From then on
 * python_characters_of knows. */
python_object *python_know_characters(python_object *self, python_object *const *arguments, python_size count);

#endif
