/* Every kernel of the edit distance against the obvious reference, on seeded random sequences. */
#include "isa.h"

#include "exact.h"
#include "reference/edit_distance.h"
#include "text/edit_distance.h"
#include "vreward.h"

#include <stdlib.h>

static uint64_t random_state;

static uint64_t next_random(void)
{
    uint64_t z = random_state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static int64_t below(int64_t limit)
{
    return (int64_t)(next_random() % (uint64_t)limit);
}

/* Where the units of a text come from: `size` neighbours from `first`; 0: any of the alphabets before it. */
struct alphabet {
    const char *name;
    uint32_t first;
    int64_t size;
};

static const struct alphabet alphabets[] = {
    {"one letter", 'a', 1}, {"two letters", 'a', 2},   {"dna", 'a', 4},        {"ascii", ' ', 95},
    {"latin", 0xC0, 64},    {"chinese", 0x4E00, 3000}, {"forms", 0xFF00, 256}, {"emoji", 0x1F300, 500},
    {"bytes", 0, 256},      {"ids", 0x120000, 4095},   {"mixed", 0, 0},
};
enum { ALPHABETS = sizeof alphabets / sizeof alphabets[0] };

enum { LONGEST = 6000 };

struct text {
    uint32_t units[LONGEST * 2];
    uint16_t halves[LONGEST * 2];
    uint8_t bytes[LONGEST * 2];
    int64_t count;
};

static uint32_t random_unit(const struct alphabet *alphabet)
{
    if (alphabet->size == 0)
        alphabet = &alphabets[below(alphabet - alphabets)];
    return alphabet->first + (uint32_t)below(alphabet->size);
}

static void fill(struct text *text, int64_t count, const struct alphabet *alphabet)
{
    text->count = count;
    for (int64_t i = 0; i < count; i++)
        text->units[i] = random_unit(alphabet);
}

/* `source` with `per_mille` of its units replaced, left out or preceded by others. */
static void corrupt(const struct text *source, int64_t per_mille, const struct alphabet *alphabet, struct text *text)
{
    text->count = 0;
    for (int64_t i = 0; i < source->count && text->count < LONGEST; i++) {
        const bool hit = below(1000) < per_mille;
        const int64_t how = below(3);
        if (!hit || how == 1)
            text->units[text->count++] = source->units[i];
        if (hit && how != 2)
            text->units[text->count++] = random_unit(alphabet);
    }
}

/* The sequence in the narrowest width that holds it and is at least `width`. */
static struct sequence sequence_of(struct text *text, int64_t width)
{
    for (int64_t i = 0; i < text->count; i++) {
        const uint32_t unit = text->units[i];
        const int64_t least = unit <= 0xFF ? 1 : unit <= 0xFFFF && unit >> 11 != 0x1B ? 2 : 4;
        width = width > least ? width : least;
        text->bytes[i] = (uint8_t)unit;
        text->halves[i] = (uint16_t)unit;
    }
    const void *const data = width == 1 ? (void *)text->bytes : width == 2 ? (void *)text->halves : text->units;
    return (struct sequence){data, text->count, width};
}

static struct arena arena;

static void check_one(const struct sequence *a, const struct sequence *b, int32_t distance, int64_t bound,
                      int64_t expected, const char *what)
{
    const int64_t wanted = bound >= 0 && expected > bound ? bound + 1 : expected;
    const int64_t found = edit_distance(a, b, distance, bound, &arena);
    if (found != wanted)
        print_error("%s: distance %d, bound %lld: %lld is not %lld (lengths %lld and %lld)\n", what, (int)distance,
                    (long long)bound, (long long)found, (long long)wanted, (long long)a->count, (long long)b->count);
    assert_int_equal(found, wanted);
}

/* What is found in so many cells: all distances where the table of what is not common has no more, else those within a
 * band of as many. */
static void check_in_cells(const struct text *left, const struct text *right, const struct sequence *a,
                           const struct sequence *b, int32_t distance, int64_t expected, int64_t cells)
{
    int64_t rows = left->count < right->count ? left->count : right->count, begin = 0, end = 0;
    while (begin < rows && left->units[begin] == right->units[begin])
        begin++;
    while (end < rows - begin && left->units[left->count - 1 - end] == right->units[right->count - 1 - end])
        end++;
    const int64_t columns = left->count + right->count - rows - begin - end;
    rows -= begin + end;
    const bool fits = rows * columns <= cells || expected <= cells / rows;
    assert_int_equal(edit_distance_in_cells(a, b, distance, cells, &arena), fits ? expected : EDIT_DISTANCE_TOO_FAR);
}

/* Batches of pairs of every kind, an odd number in each. */
enum { BATCH = 43 };

static struct pool {
    struct distance_batch batch;
    int64_t expected[BATCH], found[BATCH];
    int count;
} pools[] = {
    {.batch = {.distance = VREWARD_DISTANCE_LEVENSHTEIN, .many = true, .bound = -1}},
    {.batch = {.distance = VREWARD_DISTANCE_INDEL, .many = true, .bound = -1}},
    {.batch = {.distance = VREWARD_DISTANCE_LCS, .many = true, .bound = -1}},
    {.batch = {.distance = VREWARD_DISTANCE_LEVENSHTEIN, .many = true, .bound = 20}},
    {.batch = {.distance = VREWARD_DISTANCE_INDEL, .many = true, .bound = 20}},
};
enum { POOLS = sizeof pools / sizeof pools[0] };

static void end_pool(struct pool *pool)
{
    distance_batch_end(&pool->batch);
    for (int i = 0; i < pool->count; i++) {
        if (pool->found[i] != pool->expected[i])
            print_error("distance %d, bound %lld, pair %d of a batch: %lld is not %lld\n", (int)pool->batch.distance,
                        (long long)pool->batch.bound, i, (long long)pool->found[i], (long long)pool->expected[i]);
        assert_int_equal(pool->found[i], pool->expected[i]);
    }
    *pool = (struct pool){.batch = {.distance = pool->batch.distance, .many = true, .bound = pool->batch.bound}};
}

static void add_to_pools(const struct sequence *a, const struct sequence *b, int64_t levenshtein, int64_t lcs)
{
    for (int i = 0; i < POOLS; i++) {
        struct pool *pool = &pools[i];
        const int64_t common = below(3), bound = pool->batch.bound;
        const int64_t distance =
            pool->batch.distance == VREWARD_DISTANCE_LEVENSHTEIN ? levenshtein : a->count + b->count - 2 * lcs;
        pool->expected[pool->count] = pool->batch.distance == VREWARD_DISTANCE_LCS ? lcs + common
                                      : bound >= 0 && distance > bound             ? bound + 1
                                                                                   : distance;
        assert_int_equal(distance_batch_add(&pool->batch, a, b, common, &pool->found[pool->count++], &arena), true);
        if (pool->count == BATCH)
            end_pool(pool);
    }
}

/* All distances of two texts, both ways around, bounded near the distance, in each width. */
static void check_pair(struct text *left, struct text *right, const char *what)
{
    const int64_t levenshtein = reference_levenshtein(left->units, left->count, right->units, right->count);
    const int64_t lcs = reference_lcs(left->units, left->count, right->units, right->count);
    const int64_t indel = left->count + right->count - 2 * lcs;
    static const int64_t widths[] = {1, 1, 2, 4};
    const struct sequence a = sequence_of(left, widths[below(4)]), b = sequence_of(right, widths[below(4)]);
    check_one(&a, &b, VREWARD_DISTANCE_LEVENSHTEIN, -1, levenshtein, what);
    check_one(&b, &a, VREWARD_DISTANCE_LEVENSHTEIN, -1, levenshtein, what);
    check_one(&a, &b, VREWARD_DISTANCE_INDEL, -1, indel, what);
    check_one(&b, &a, VREWARD_DISTANCE_INDEL, -1, indel, what);
    check_one(&a, &b, VREWARD_DISTANCE_LCS, -1, lcs, what);
    for (int64_t shift = -2; shift <= 2; shift++) {
        if (levenshtein + shift >= 0)
            check_one(&a, &b, VREWARD_DISTANCE_LEVENSHTEIN, levenshtein + shift, levenshtein, what);
        if (indel + shift >= 0)
            check_one(&a, &b, VREWARD_DISTANCE_INDEL, indel + shift, indel, what);
    }
    const int64_t cells = 1 + below(2 * (left->count + 1) * (right->count + 1));
    check_in_cells(left, right, &a, &b, VREWARD_DISTANCE_LEVENSHTEIN, levenshtein, cells);
    check_in_cells(left, right, &a, &b, VREWARD_DISTANCE_INDEL, indel, cells / 2 + 1);
    add_to_pools(&a, &b, levenshtein, lcs);
    check_one(&a, &b, VREWARD_DISTANCE_LEVENSHTEIN, below(levenshtein + 2), levenshtein, what);
    check_one(&a, &b, VREWARD_DISTANCE_INDEL, below(indel + 2), indel, what);
}

static struct text one, other;

static const int64_t borders[] = {0,   1,   2,   3,   7,   8,   31,  32,  33,  62,  63,  64,  65,  66,  126,
                                  127, 128, 129, 191, 192, 193, 255, 256, 257, 319, 320, 321, 511, 512, 513};
enum { BORDERS = sizeof borders / sizeof borders[0] };

static void test_unrelated_at_borders(void **state)
{
    (void)state;
    for (int64_t i = 0; i < BORDERS; i++) {
        for (int64_t j = 0; j < BORDERS; j++) {
            const struct alphabet *alphabet = &alphabets[below(ALPHABETS)];
            fill(&one, borders[i], alphabet);
            fill(&other, borders[j], alphabet);
            check_pair(&one, &other, alphabet->name);
        }
    }
}

static void test_related(void **state)
{
    (void)state;
    static const int64_t rates[] = {0, 3, 10, 30, 100, 300, 700};
    for (int64_t round = 0; round < 300; round++) {
        const struct alphabet *alphabet = &alphabets[round % ALPHABETS];
        fill(&one, borders[below(BORDERS)] + below(200), alphabet);
        corrupt(&one, rates[below(7)], alphabet, &other);
        check_pair(&one, &other, alphabet->name);
    }
}

/* Most of what a batch holds. */
static void test_short(void **state)
{
    (void)state;
    static const int64_t rates[] = {0, 10, 50, 100, 300, 1000};
    for (int64_t round = 0; round < 3000; round++) {
        const struct alphabet *alphabet = &alphabets[below(ALPHABETS)];
        fill(&one, below(round % 3 == 0 ? 70 : 140), alphabet);
        corrupt(&one, rates[below(6)], alphabet, &other);
        check_pair(&one, &other, alphabet->name);
    }
}

/* Bands: long enough that the narrow one fails and the next are tried. */
static void test_long(void **state)
{
    (void)state;
    static const int64_t rates[] = {2, 10, 50, 100, 200, 400, 1000};
    for (int64_t round = 0; round < 21; round++) {
        const struct alphabet *alphabet = &alphabets[(round * 5 + 3) % ALPHABETS];
        fill(&one, 1000 + below(2500), alphabet);
        corrupt(&one, rates[round % 7], alphabet, &other);
        check_pair(&one, &other, alphabet->name);
    }
}

/* A block moved, left out, or put in: the best path leaves the main diagonal for good or for a while. */
static void test_moved_blocks(void **state)
{
    (void)state;
    for (int64_t round = 0; round < 40; round++) {
        const struct alphabet *alphabet = &alphabets[round % ALPHABETS];
        const int64_t count = 300 + below(1200), at = below(count), length = below(count - at);
        fill(&one, count, alphabet);
        other.count = 0;
        for (int64_t i = 0; i < count; i++) {
            if (i < at || i >= at + length)
                other.units[other.count++] = one.units[i];
        }
        if (round % 2 == 0) {
            for (int64_t i = at; i < at + length; i++)
                other.units[other.count++] = one.units[i];
        }
        corrupt(&other, 20, alphabet, &one);
        check_pair(&one, &other, alphabet->name);
    }
}

/* The same without other errors: at its bound the best path goes as far aside as any may. */
static void test_widest_path(void **state)
{
    (void)state;
    for (int64_t round = 0; round < 24; round++) {
        const struct alphabet *alphabet = &alphabets[3 + round % 3];
        const int64_t length = 300 + below(500), count = 1500 + below(3000 - length);
        const int64_t from = below(count - length), to = below(count - length);
        fill(&one, count, alphabet);
        other.count = 0;
        for (int64_t i = 0; i < count; i++) {
            if (i == to) {
                for (int64_t k = 0; k < length; k++)
                    other.units[other.count++] = random_unit(alphabet);
            }
            if (i < from || i >= from + length)
                other.units[other.count++] = one.units[i];
        }
        check_pair(&one, &other, alphabet->name);
    }
}

static void test_one_sided(void **state)
{
    (void)state;
    for (int64_t round = 0; round < 60; round++) {
        const struct alphabet *alphabet = &alphabets[round % ALPHABETS];
        fill(&one, borders[below(BORDERS)], alphabet);
        fill(&other, round % 3 == 0 ? 0 : below(40), alphabet);
        check_pair(&one, &other, alphabet->name);
        fill(&other, 2000, alphabet);
        check_pair(&one, &other, alphabet->name);
    }
}

/* Repetition: every diagonal matches for a long way. */
static void test_periodic(void **state)
{
    (void)state;
    for (int64_t round = 0; round < 40; round++) {
        const int64_t period = 1 + below(70);
        fill(&one, 200 + below(800), &alphabets[3]);
        for (int64_t i = period; i < one.count; i++)
            one.units[i] = one.units[i - period];
        corrupt(&one, below(60), &alphabets[3], &other);
        check_pair(&one, &other, "periodic");
    }
}

static int begin_tests(void **state)
{
    (void)state;
    const char *seed = getenv("VREWARD_TEST_SEED");
    random_state = seed != NULL ? strtoull(seed, NULL, 10) : 20261123;
    print_message("VREWARD_TEST_SEED=%llu\n", (unsigned long long)random_state);
    return 0;
}

static int end_tests(void **state)
{
    (void)state;
    for (int i = 0; i < POOLS; i++)
        end_pool(&pools[i]);
    arena_free(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unrelated_at_borders),
        cmocka_unit_test(test_related),
        cmocka_unit_test(test_short),
        cmocka_unit_test(test_long),
        cmocka_unit_test(test_moved_blocks),
        cmocka_unit_test(test_widest_path),
        cmocka_unit_test(test_one_sided),
        cmocka_unit_test(test_periodic),
    };
    /* On every instruction set, unless the environment asks for one. */
    if (getenv("VREWARD_ISA") != NULL)
        return cmocka_run_group_tests_name(isa_name(), tests, begin_tests, end_tests);
    int failed = 0;
    for (int i = 0; i < EVERY_ISA; i++) {
        if (use_isa_or_skip(every_isa[i]))
            failed += cmocka_run_group_tests_name(every_isa[i], tests, begin_tests, end_tests);
    }
    return failed;
}
