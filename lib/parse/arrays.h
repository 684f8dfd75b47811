/* What an array of numbers makes: a box, a point, a corner, or nothing. */
#ifndef PARSE_ARRAYS_H
#define PARSE_ARRAYS_H

#include "parse/container.h"

/* The array, off the stack already, ends before byte `end`; closed: by its bracket. */
void array_finish(struct reader *r, struct container *array, int64_t end, bool closed);

#endif
