/* Units renamed to small numbers, for tables that are indexed by them. */
#ifndef TEXT_ALPHABET_H
#define TEXT_ALPHABET_H

#include "base/arena.h"
#include "text/units.h"

struct alphabet {
    const uint32_t *row_ids;    /* [rows->count]: 0 .. size - 1 */
    const uint32_t *column_ids; /* [columns->count]: the same, or `size` for a unit that no row has */
    uint32_t size;
};

/* Numbers the units of `rows`, of four bytes, in the order in which they come. Memory O(rows + columns) and a table over
 * the range of the units. False when out of memory. */
bool alphabet_create(struct alphabet *alphabet, const struct sequence *rows, const struct sequence *columns,
                     struct arena *arena);

#endif
