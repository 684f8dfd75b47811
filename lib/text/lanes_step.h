/* The kernel of lanes.h in vectors of VECTOR_BYTES, which whoever includes this defines, with WORD_TARGET, the instruction
 * set that has them, and LANES_KERNEL, its name. */
#include "text/lanes.h"

#include <string.h>

typedef uint64_t vector __attribute__((vector_size(VECTOR_BYTES)));

#define WORD vector
#include "text/word_step.h"

enum { VECTOR_LANES = VECTOR_BYTES / 8 };

#define INLINE WORD_TARGET static inline __attribute__((always_inline))

INLINE vector load(const uint64_t *lanes)
{
    vector loaded;
    memcpy(&loaded, lanes, sizeof loaded);
    return loaded;
}

/* Differences down the column: +1 and -1; for indel `plus` has the rows at which the common subsequence stands still. */
struct column {
    vector plus[LANE_WORDS], minus[LANE_WORDS], wait;
};

/* Before a lane begins no row matches and nothing grows above the first one, which leaves the column as it was. */
INLINE void step_column(struct column *column, const uint64_t *match, bool indel, int words)
{
    column->wait -= 1;
    vector edge_plus = column->wait >> 63, edge_minus = {0};
#pragma GCC unroll 4
    for (int word = 0; word < words; word++) {
        const vector here = load(match + word * LANES_OF(words));
        if (indel)
            indel_step(here, &column->plus[word], &edge_minus);
        else
            levenshtein_step(here, &column->plus[word], &column->minus[word], &edge_plus, &edge_minus);
    }
}

/* As many vectors at a time as registers hold: what one waits for leaves time for another. */
INLINE void run(struct lanes *lanes, int first, int vectors, bool indel, int words)
{
    struct column column[2];
    for (int i = 0; i < vectors; i++) {
        column[i].wait = load(lanes->wait + first + i * VECTOR_LANES);
        for (int word = 0; word < words; word++) {
            column[i].plus[word] = ~(vector){0};
            column[i].minus[word] = (vector){0};
        }
    }
    const uint64_t *const end = lanes->match + lanes->capacity * words * LANES_OF(words) + first;
    for (const uint64_t *match = end - lanes->longest * words * LANES_OF(words); match < end;
         match += words * LANES_OF(words)) {
#pragma GCC unroll 2
        for (int i = 0; i < vectors; i++)
            step_column(&column[i], match + i * VECTOR_LANES, indel, words);
    }
    for (int i = 0; i < vectors; i++) {
        vector distance;
        memcpy(&distance, lanes->distance + first + i * VECTOR_LANES, sizeof distance);
        for (int word = 0; word < words; word++) {
            const vector real = load(lanes->real[word] + first + i * VECTOR_LANES);
            const vector plus = word_bits(column[i].plus[word] & real);
            distance += indel ? plus + plus : plus - word_bits(column[i].minus[word] & real);
        }
        memcpy(lanes->distance + first + i * VECTOR_LANES, &distance, sizeof distance);
    }
}

INLINE void run_all(struct lanes *lanes, bool indel)
{
    enum { TWO = LANES >= 2 * VECTOR_LANES ? 2 : 1 };
    for (int first = 0; lanes->words == 1 && first < lanes->count; first += TWO * VECTOR_LANES)
        run(lanes, first, TWO, indel, 1);
    for (int first = 0; lanes->words == 2 && first < lanes->count; first += VECTOR_LANES)
        run(lanes, first, 1, indel, 2);
    for (int first = 0; lanes->words == 4 && first < lanes->count; first += VECTOR_LANES)
        run(lanes, first, 1, indel, 4);
}

WORD_TARGET void LANES_KERNEL(struct lanes *lanes)
{
    if (lanes->indel)
        run_all(lanes, true);
    else
        run_all(lanes, false);
}
