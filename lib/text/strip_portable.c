#include "text/strip.h"

/* One column of one block, Hyyro 2003 figure 4 with the differences that come in from above in bit 0. */
static inline void levenshtein_block(uint64_t match, uint64_t *plus, uint64_t *minus, uint64_t *edge_plus,
                                     uint64_t *edge_minus)
{
    match |= *edge_minus;
    const uint64_t diagonal = (((match & *plus) + *plus) ^ *plus) | match | *minus;
    uint64_t across_plus = *minus | ~(diagonal | *plus);
    uint64_t across_minus = diagonal & *plus;
    const uint64_t below_plus = across_plus >> 63, below_minus = across_minus >> 63;
    across_plus = across_plus << 1 | *edge_plus;
    across_minus = across_minus << 1 | *edge_minus;
    *plus = across_minus | ~(diagonal | across_plus);
    *minus = across_plus & diagonal;
    *edge_plus = below_plus;
    *edge_minus = below_minus;
}

void strip_levenshtein_portable(const struct strip *strip)
{
    uint64_t plus[STRIP_BLOCKS], minus[STRIP_BLOCKS];
    for (int block = 0; block < STRIP_BLOCKS; block++) {
        plus[block] = strip->real[block];
        minus[block] = 0;
    }
    int first = 0; /* blocks without a row pass on what comes in */
    while (first < STRIP_BLOCKS - 1 && strip->real[first] == 0)
        first++;
    for (int64_t column = 0; column < strip->columns; column++) {
        const uint64_t *match = strip->rows + strip->row[column];
        uint64_t edge_plus = strip->plus_in[column] >> 7, edge_minus = strip->minus_in[column] >> 7;
        for (int block = first; block < STRIP_BLOCKS; block++)
            levenshtein_block(match[block], &plus[block], &minus[block], &edge_plus, &edge_minus);
        strip->plus_out[column] = (uint8_t)(edge_plus << 7);
        strip->minus_out[column] = (uint8_t)(edge_minus << 7);
    }
}

/* Hyyro 2004: a set bit is a row at which the common subsequence does not grow; the carry of the addition is growth at
 * the lower edge, where the indel distance falls by 1 instead of growing by 1. */
void strip_indel_portable(const struct strip *strip)
{
    uint64_t still[STRIP_BLOCKS];
    for (int block = 0; block < STRIP_BLOCKS; block++)
        still[block] = UINT64_MAX;
    int first = 0;
    while (first < STRIP_BLOCKS - 1 && strip->real[first] == 0)
        first++;
    for (int64_t column = 0; column < strip->columns; column++) {
        const uint64_t *match = strip->rows + strip->row[column];
        uint64_t carry = strip->minus_in[column] >> 7;
        for (int block = first; block < STRIP_BLOCKS; block++) {
            const uint64_t old = still[block], found = old & match[block], sum = old + found + carry;
            still[block] = sum | (old & ~match[block]);
            carry = (found | (old & ~sum)) >> 63;
        }
        strip->minus_out[column] = (uint8_t)(carry << 7);
        strip->plus_out[column] = (uint8_t)(~carry << 7);
    }
}
