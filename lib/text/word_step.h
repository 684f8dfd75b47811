/* One column of 64 rows of the table of an edit distance, as bit vectors. */
#ifndef TEXT_WORD_STEP_H
#define TEXT_WORD_STEP_H

#include <stdint.h>

/* Hyyro 2003, figure 4. `match`: the rows whose unit is the column's; *plus and *minus: where the distance grows or
 * falls by 1 from one row to the next, first left of the column, then in it; *edge_plus and *edge_minus (0 or 1):
 * whether it grows or falls into the column, first above the rows, then at the last of them. */
static inline void levenshtein_step(uint64_t match, uint64_t *plus, uint64_t *minus, uint64_t *edge_plus,
                                    uint64_t *edge_minus)
{
    match |= *edge_minus;
    const uint64_t either = match | *minus, sum = (match & *plus) + *plus;
    const uint64_t diagonal = (sum ^ *plus) | either;
    /* ~(diagonal | plus): where plus is 0, the xor changed nothing, and the chain of operations is shorter without it
     */
    uint64_t across_plus = *minus | ~(sum | (either | *plus));
    uint64_t across_minus = diagonal & *plus;
    const uint64_t below_plus = across_plus >> 63, below_minus = across_minus >> 63;
    across_plus = across_plus << 1 | *edge_plus;
    across_minus = across_minus << 1 | *edge_minus;
    *plus = across_minus | ~(diagonal | across_plus);
    *minus = across_plus & diagonal;
    *edge_plus = below_plus;
    *edge_minus = below_minus;
}

/* Hyyro 2004. *still: the rows at which the longest common subsequence does not grow from one row to the next; *grown
 * (0 or 1): whether it grows into the column, first above the rows, then at the last of them. */
static inline void indel_step(uint64_t match, uint64_t *still, uint64_t *grown)
{
    const uint64_t old = *still, found = old & match, sum = old + found + *grown;
    *still = sum | (old & ~match);
    *grown = (found | (old & ~sum)) >> 63;
}

#endif
