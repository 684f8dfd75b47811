/* A text as a sequence of units: equal units have equal ids. */
#ifndef TEXT_UNITS_H
#define TEXT_UNITS_H

#include "base/arena.h"
#include "base/span.h"

/* Units are kept in one byte each where they are bytes or ASCII, else in four. Two are for whom code points lie in so many: none
 * of them is a surrogate, and they are compared by text/edit_distance.h only. */
struct sequence {
    const void *data; /* uint8_t[count], uint16_t[count] or uint32_t[count] */
    int64_t count;
    int64_t width; /* 1, 2 or 4 */
};

/* The different units of a text that are longer than one code point, and their ids. */
struct vocabulary {
    struct span *units; /* [count] by id */
    uint32_t *slots;    /* [mask + 1]: id + 1, or 0 */
    int64_t count;
    uint64_t mask;
    const uint32_t *order; /* [order_count] words: the ids in the order of the text they were learnt from */
    int64_t order_count;
};

/* `text` (any bytes) in units of `unit` (VREWARD_UNIT_CODEPOINT ...). Its words or clusters are numbered by `known`: where
 * `learn`, unknown ones are added to it (which must be zeroed); else they all get one id, which no known unit has:
 * enough to compare with the text it was learnt from. False when out of memory. */
bool text_to_sequence(struct span text, int32_t unit, struct vocabulary *known, bool learn, struct arena *arena,
                      struct sequence *sequence);

/* An empty vocabulary with room for `most` units. False when out of memory. */
bool vocabulary_create(struct vocabulary *vocabulary, int64_t most, struct arena *arena);

/* The name of a unit (VREWARD_UNIT_CODEPOINT ...) in recipes and explanations; NULL for anything else. */
const char *unit_name(int32_t unit);

enum { VOCABULARY_UNKNOWN = -1 };

/* The id of a unit, 0, 1, 2 ... in the order of first appearance where it is added, or VOCABULARY_UNKNOWN. */
int64_t vocabulary_id(struct vocabulary *vocabulary, struct span unit, bool add);

/* Hashes of wide units by Fibonacci's constant (Knuth, The Art of Computer Programming, volume 3, 6.4); the high bits count. */
static inline uint32_t unit_hash(uint32_t unit)
{
    return unit * UINT32_C(0x9E3779B1);
}

/* Of a place in a table of hashes: whether it is taken (not 0), and by another unit than the wanted one. Either alone is anybody's
 * guess, hardly ever both: hence one condition, that the product of two numbers is not 0. */
static inline bool has_other_unit(uint32_t taken, uint32_t unit, uint32_t wanted)
{
    return (uint64_t)taken * (unit ^ wanted) != 0;
}

#endif
