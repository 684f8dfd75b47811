/* Any two texts, in any width: every algorithm and instruction set gives the same distance, that of the obvious
 * reference where the texts are short enough for it. */
#include "base/isa.h"
#include "reference/edit_distance.h"
#include "text/band.h"
#include "text/diagonal.h"
#include "text/edit_distance.h"
#include "text/one_strip.h"
#include "text/strip.h"
#include "text/word.h"
#include "vreward.h"

#include <stdlib.h>

#define REQUIRE(condition) \
    do {                   \
        if (!(condition))  \
            abort();       \
    } while (0)

enum { HEADER = 6, MOST = 1800, SHORT = 600 };

/* What the first bytes of the input ask for. */
struct wish {
    int width;
    bool indel;
    int64_t repeat; /* each text is written so often, with a byte changed in each copy: rarely, as it takes long */
    int64_t split;  /* of 256: how much of the input is the first text */
    int64_t guess, limit;
};

static struct wish wish_of(const uint8_t *data)
{
    return (struct wish){.width = data[0] & 1 ? 4 : 1,
                         .indel = (data[0] & 2) != 0,
                         .repeat = (data[0] & 0xFC) == 0xFC ? 1 + data[1] : 1,
                         .split = data[2],
                         .guess = 1 + data[3] * (int64_t)(1 + data[4]),
                         .limit = data[5] * (int64_t)(1 + (data[4] & 15))};
}

/* With DIAGONAL_MARGIN bytes around them, which the search along diagonals reads. */
static struct sequence make(const uint8_t *data, int64_t count, const struct wish *wish, int salt, uint32_t *units,
                            uint32_t *room)
{
    int64_t total = 0;
    for (int64_t copy = 0; copy < wish->repeat && total + count <= MOST; copy++) {
        for (int64_t i = 0; i < count; i++)
            units[total + i] = data[i];
        if (count > 0 && copy % 3 == salt)
            units[total + copy % count] ^= (uint32_t)(1 + copy % 7);
        total += count;
    }
    unsigned char *narrow = (unsigned char *)room + DIAGONAL_MARGIN;
    for (int64_t i = 0; i < total; i++) {
        if (wish->width == 4)
            memcpy(narrow + 4 * i, &units[i], 4);
        else
            narrow[i] = (unsigned char)units[i];
    }
    return (struct sequence){narrow, total, wish->width};
}

static int64_t capped(int64_t distance, int64_t limit)
{
    return distance <= limit ? distance : limit + 1;
}

static void check_kernels(const struct sequence *a, const struct sequence *b, const struct wish *wish, int64_t distance,
                          struct arena *arena)
{
    const int isas[] = {ISA_PORTABLE, isa_in_use() == ISA_AVX512 ? ISA_AVX2 : ISA_PORTABLE, isa_in_use()};
    for (int i = 0; i < 3; i++) {
        REQUIRE(band_distance(a, b, wish->indel, wish->guess, INT64_MAX / 4, isas[i], arena) == distance);
        REQUIRE(band_distance(a, b, wish->indel, wish->guess, wish->limit, isas[i], arena) ==
                capped(distance, wish->limit < a->count + b->count ? wish->limit : distance));
        int64_t expected;
        const int64_t found = diagonal_distance(a, b, wish->indel, wish->limit, wish->guess, isas[i], &expected, arena);
        REQUIRE(found == DIAGONAL_GAVE_UP || found == capped(distance, wish->limit));
    }
    const struct sequence *rows = a->count < b->count ? a : b, *columns = a->count < b->count ? b : a;
    if (rows->count <= WORD_ROWS)
        REQUIRE(word_distance(rows, columns, wish->indel) == distance);
    for (int i = 0; i < 3 && rows->count <= STRIP_ROWS; i++)
        REQUIRE(one_strip_distance(rows, columns, wish->indel, isas[i], arena) == distance);
}

/* The pair and its reverse, again and again, beside a pair without errors. */
static void check_batch(const struct sequence *a, const struct sequence *b, int32_t kind, int64_t distance,
                        struct arena *arena)
{
    enum { PAIRS = 11 };
    struct distance_batch batch = {.distance = kind, .many = true, .bound = -1};
    int64_t found[PAIRS];
    for (int i = 0; i < PAIRS; i++)
        REQUIRE(distance_batch_add(&batch, i % 3 == 0 ? b : a, i % 3 == 1 ? b : a, 0, &found[i], arena));
    distance_batch_end(&batch);
    for (int i = 0; i < PAIRS; i++)
        REQUIRE(found[i] == (i % 3 == 2 ? 0 : distance));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint32_t units[2][MOST], room[2][MOST + 2 * DIAGONAL_MARGIN];
    if (size < HEADER)
        return 0;
    const struct wish wish = wish_of(data);
    const int64_t length = (int64_t)size - HEADER, first = length * wish.split / 255;
    const struct sequence a = make(data + HEADER, first, &wish, 0, units[0], room[0]);
    const struct sequence b = make(data + HEADER + first, length - first, &wish, 1, units[1], room[1]);
    struct arena arena = {0};
    const int32_t kind = wish.indel ? VREWARD_DISTANCE_INDEL : VREWARD_DISTANCE_LEVENSHTEIN;
    const int64_t distance = edit_distance(&a, &b, kind, -1, &arena);
    if (a.count <= SHORT && b.count <= SHORT) {
        const int64_t lcs = reference_lcs(units[0], a.count, units[1], b.count);
        REQUIRE(edit_distance(&a, &b, VREWARD_DISTANCE_LCS, -1, &arena) == lcs);
        REQUIRE(distance == (wish.indel ? a.count + b.count - 2 * lcs
                                        : reference_levenshtein(units[0], a.count, units[1], b.count)));
    }
    REQUIRE(edit_distance(&a, &b, kind, wish.limit, &arena) == capped(distance, wish.limit));
    REQUIRE(edit_distance(&b, &a, kind, -1, &arena) == distance);
    check_batch(&a, &b, kind, distance, &arena);
    if (a.count > 0 && b.count > 0)
        check_kernels(&a, &b, &wish, distance, &arena);
    arena_free(&arena);
    return 0;
}
