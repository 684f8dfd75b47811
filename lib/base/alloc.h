/* The only way to the heap, beside what the packages take themselves. */
#ifndef BASE_ALLOC_H
#define BASE_ALLOC_H

#include <stddef.h>

void *base_alloc(size_t size); /* NULL when out of memory; never NULL for size 0 */
void base_free(void *memory);  /* NULL is fine */

#endif
