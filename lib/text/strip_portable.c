#include "text/strip.h"

#include "text/word_step.h"

/* Blocks without a row, which come first, pass on what comes in. */
static int first_real_block(const struct strip *strip)
{
    int first = 0;
    while (first < STRIP_BLOCKS - 1 && strip->real[first] == 0)
        first++;
    return first;
}

void strip_levenshtein_portable(const struct strip *strip)
{
    uint64_t plus[STRIP_BLOCKS], minus[STRIP_BLOCKS];
    for (int block = 0; block < STRIP_BLOCKS; block++) {
        plus[block] = strip->real[block];
        minus[block] = 0;
    }
    const int first = first_real_block(strip);
    for (int64_t column = 0; column < strip->columns; column++) {
        const uint64_t *match = strip->rows + strip->row[column];
        uint64_t edge_plus = strip->plus_in[column] >> 7, edge_minus = strip->minus_in[column] >> 7;
        for (int block = first; block < STRIP_BLOCKS; block++)
            levenshtein_step(match[block], &plus[block], &minus[block], &edge_plus, &edge_minus);
        strip->plus_out[column] = (uint8_t)(edge_plus << 7);
        strip->minus_out[column] = (uint8_t)(edge_minus << 7);
    }
}

/* Where the common subsequence grows at the edge, the indel distance falls by 1 instead of growing by 1. */
void strip_indel_portable(const struct strip *strip)
{
    uint64_t still[STRIP_BLOCKS];
    for (int block = 0; block < STRIP_BLOCKS; block++)
        still[block] = UINT64_MAX;
    const int first = first_real_block(strip);
    for (int64_t column = 0; column < strip->columns; column++) {
        const uint64_t *match = strip->rows + strip->row[column];
        uint64_t grown = strip->minus_in[column] >> 7;
        for (int block = first; block < STRIP_BLOCKS; block++)
            indel_step(match[block], &still[block], &grown);
        strip->minus_out[column] = (uint8_t)(grown << 7);
        strip->plus_out[column] = (uint8_t)(~grown << 7);
    }
}
