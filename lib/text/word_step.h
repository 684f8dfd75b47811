/* One column of 64 rows of the table of an edit distance, as bit vectors. A WORD is uint64_t, or a vector of several, each
 * for a table of its own, where whoever includes this has defined it, with the instruction set that it takes. */
#ifndef TEXT_WORD_STEP_H
#define TEXT_WORD_STEP_H

#include <stdint.h>

#ifndef WORD
#define WORD uint64_t
#define WORD_TARGET
#endif

/* Hyyro 2003, figure 4. `match`: the rows whose unit is the column's; *plus and *minus: where the distance grows or
 * falls by 1 from one row to the next, first left of the column, then in it; *edge_plus and *edge_minus (0 or 1):
 * whether it grows or falls into the column, first above the rows, then at the last of them. */
WORD_TARGET static inline void levenshtein_step(WORD match, WORD *plus, WORD *minus, WORD *edge_plus, WORD *edge_minus)
{
    match |= *edge_minus;
    const WORD either = match | *minus, sum = (match & *plus) + *plus;
    const WORD diagonal = (sum ^ *plus) | either;
    /* ~(diagonal | plus): where plus is 0, the xor changed nothing, and the chain of operations is shorter without it
     */
    WORD across_plus = *minus | ~(sum | (either | *plus));
    WORD across_minus = diagonal & *plus;
    const WORD below_plus = across_plus >> 63, below_minus = across_minus >> 63;
    across_plus = across_plus << 1 | *edge_plus;
    across_minus = across_minus << 1 | *edge_minus;
    *plus = across_minus | ~(diagonal | across_plus);
    *minus = across_plus & diagonal;
    *edge_plus = below_plus;
    *edge_minus = below_minus;
}

/* Hyyro 2004. *still: the rows at which the longest common subsequence does not grow from one row to the next; *grown
 * (0 or 1): whether it grows into the column, first above the rows, then at the last of them. */
WORD_TARGET static inline void indel_step(WORD match, WORD *still, WORD *grown)
{
    const WORD old = *still, found = old & match, sum = old + found + *grown;
    *still = sum | (old & ~match);
    *grown = (found | (old & ~sum)) >> 63;
}

/* The number of bits: without an instruction for it, which not every processor has, a call would take twice as long. */
WORD_TARGET static inline WORD word_bits(WORD word)
{
    word -= word >> 1 & UINT64_C(0x5555555555555555);
    word = (word & UINT64_C(0x3333333333333333)) + (word >> 2 & UINT64_C(0x3333333333333333));
    word = (word + (word >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    word += word >> 8;
    word += word >> 16;
    return (word + (word >> 32)) & UINT64_C(0x7F);
}

#endif
