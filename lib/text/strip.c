#include "text/strip.h"

#include "base/isa.h"

strip_kernel *strip_kernel_of(int isa, bool indel)
{
#if defined(__x86_64__)
    if (isa == ISA_AVX512)
        return indel ? strip_indel_avx512 : strip_levenshtein_avx512;
    if (isa == ISA_AVX2)
        return indel ? strip_indel_avx2 : strip_levenshtein_avx2;
#elif defined(__aarch64__)
    if (isa == ISA_NEON)
        return indel ? strip_indel_neon : strip_levenshtein_neon;
#endif
    (void)isa;
    return indel ? strip_indel_portable : strip_levenshtein_portable;
}

/* Eight at a time, in vectors that every compiler and processor has. */
typedef uint8_t eight_bytes __attribute__((vector_size(8)));
typedef uint16_t eight_places __attribute__((vector_size(16)));

void strip_place_bytes(const struct sequence *bytes, uint16_t *places)
{
    const uint8_t *units = bytes->data;
    int64_t i = 0;
    for (; bytes->count - i >= 8; i += 8) {
        eight_bytes eight;
        memcpy(&eight, units + i, sizeof eight);
        const eight_places at = (__builtin_convertvector(eight, eight_places) + STRIP_FIRST) * STRIP_BLOCKS;
        memcpy(places + i, &at, sizeof at);
    }
    for (; i < bytes->count; i++)
        places[i] = strip_place(STRIP_FIRST + (uint32_t)units[i]);
}

/* The first `count` rows of a block; none where it is negative. */
static uint64_t unreal_rows(int64_t count)
{
    return count <= 0 ? 0 : count >= 64 ? UINT64_MAX : ~(UINT64_MAX << count);
}

void strip_set_rows(struct strip *strip, uint64_t *table, uint32_t slots, const uint16_t *row_places, int64_t count)
{
    const int64_t skipped = STRIP_ROWS - count;
    memset(table, 0, (size_t)slots * STRIP_BLOCKS * sizeof *table);
    for (int64_t block = 0; block < STRIP_BLOCKS; block++) {
        const int64_t unreal = skipped - block * 64;
        for (int64_t i = unreal > 0 ? unreal : 0; i < 64; i++)
            table[row_places[block * 64 + i - skipped] + block] |= UINT64_C(1) << i;
        table[STRIP_BEFORE * STRIP_BLOCKS + block] = unreal_rows(unreal);
        strip->real[block] = ~unreal_rows(unreal);
    }
    strip->rows = table;
}

void strip_set_margins(uint16_t *column_places, int64_t columns)
{
    for (int64_t i = 0; i < STRIP_MARGIN; i++) {
        column_places[-1 - i] = STRIP_BEFORE * STRIP_BLOCKS;
        column_places[columns + i] = STRIP_EMPTY * STRIP_BLOCKS;
    }
}

/* How many of eight bytes have bit 7, added to a sum of eight. */
static uint64_t add_edges(uint64_t sum, const uint8_t *edge)
{
    uint64_t word;
    memcpy(&word, edge, sizeof word);
    return sum + (word >> 7 & UINT64_C(0x0101010101010101));
}

/* The eight bytes of a sum together. */
static int64_t total(uint64_t sum)
{
    const uint64_t pairs = (sum & UINT64_C(0x00FF00FF00FF00FF)) + (sum >> 8 & UINT64_C(0x00FF00FF00FF00FF));
    return (int64_t)((pairs * UINT64_C(0x0001000100010001)) >> 48);
}

int64_t strip_edge_sum(const uint8_t *plus, const uint8_t *minus, int64_t begin, int64_t end)
{
    int64_t sum = 0;
    while (end - begin >= 8) {
        uint64_t plus_sum = 0, minus_sum = 0;
        /* Few enough for a byte each. */
        for (int i = 0; i < 255 && end - begin >= 8; i++, begin += 8) {
            plus_sum = add_edges(plus_sum, plus + begin);
            minus_sum = add_edges(minus_sum, minus + begin);
        }
        sum += total(plus_sum) - total(minus_sum);
    }
    for (; begin < end; begin++)
        sum += (plus[begin] >> 7) - (minus[begin] >> 7);
    return sum;
}
