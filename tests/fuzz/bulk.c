/* bulk SECONDS [SEED]   Small inputs by the million: distances of texts in lists, each against the table of edits;
 * matchings of small matrices against all there are; pairs of boxes against the matrix of their overlaps. */
#include "drawn/choices.h"
#include "reference/assignment.h"
#include "reference/edit_distance.h"

#include <vreward.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define REQUIRE(condition)                                                                                   \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            fprintf(stderr, "batch of seed %llu: %s does not hold\n", (unsigned long long)seed, #condition); \
            abort();                                                                                         \
        }                                                                                                    \
    } while (0)

enum { PAIRS = 512, UNITS = 96, BYTES = 4 * UNITS, SIDE = 5, BOXES = 7 };

static uint64_t seed; /* of the batch */

struct side {
    uint32_t units[PAIRS][UNITS];
    int64_t length[PAIRS], offsets[PAIRS + 1];
    char bytes[PAIRS * BYTES];
};

static int64_t put_code_point(char *at, uint32_t c)
{
    if (c < 0x80) {
        at[0] = (char)c;
        return 1;
    }
    const int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    at[0] = (char)((0xFF00 >> (more + 1) & 0xFF) | c >> 6 * more);
    for (int k = 1; k <= more; k++)
        at[k] = (char)(0x80 | (c >> 6 * (more - k) & 0x3F));
    return more + 1;
}

/* Mostly a few of the alphabet's letters, so that texts have much in common. */
static uint32_t draw_unit(struct choices *choices, int64_t alphabet)
{
    static const uint32_t first[] = {'a', 'a', 0xE0, 0x4E00, 0x1F600, 0x20};
    const uint64_t drawn = next_random(choices);
    const uint32_t few = (uint32_t)(drawn % 4), many = (uint32_t)(drawn >> 8 & 63);
    return first[alphabet] + ((drawn >> 32) % 4 == 0 ? many % (alphabet < 2 ? 26 : 64) : few);
}

static void draw_pair(struct choices *choices, struct side *a, struct side *b, int pair)
{
    const int64_t alphabet = (int64_t)(next_random(choices) % 6), rate = 1 + (int64_t)(next_random(choices) % 40);
    const int64_t most = next_random(choices) % 16 == 0 ? UNITS : 24;
    int64_t n = (int64_t)(next_random(choices) % (uint64_t)most), m = 0;
    for (int64_t i = 0; i < n; i++)
        a->units[pair][i] = draw_unit(choices, alphabet);
    for (int64_t i = 0; i < n && m + 2 < UNITS; i++) {
        const uint64_t drawn = next_random(choices);
        const bool edit = (int64_t)(drawn % 40) < rate;
        if (edit && (drawn >> 8) % 3 == 0)
            continue;
        b->units[pair][m++] = edit ? draw_unit(choices, alphabet) : a->units[pair][i];
        if (edit && (drawn >> 8) % 3 == 1)
            b->units[pair][m++] = draw_unit(choices, alphabet);
    }
    a->length[pair] = n;
    b->length[pair] = m;
}

static void write_side(struct side *side)
{
    int64_t at = 0;
    for (int pair = 0; pair < PAIRS; pair++) {
        side->offsets[pair] = at;
        for (int64_t i = 0; i < side->length[pair]; i++)
            at += put_code_point(side->bytes + at, side->units[pair][i]);
    }
    side->offsets[PAIRS] = at;
}

static long distances(struct choices *choices)
{
    static struct side a, b;
    int64_t levenshtein[PAIRS], indel[PAIRS], lcs[PAIRS], bounded[PAIRS];
    int64_t *const into[] = {levenshtein, indel, lcs, bounded};
    const int64_t bound = choose(choices, 12);
    for (int pair = 0; pair < PAIRS; pair++)
        draw_pair(choices, &a, &b, pair);
    write_side(&a);
    write_side(&b);
    for (int32_t kind = 0; kind < 4; kind++) {
        const vreward_edit_distance_options options = {
            .struct_size = sizeof options, .distance = kind % 3, .bounded = kind == 3, .bound = bound};
        REQUIRE(vreward_edit_distance(&options, a.bytes, a.offsets, PAIRS, b.bytes, b.offsets, PAIRS, into[kind],
                                      NULL) == VREWARD_OK);
    }
    for (int pair = 0; pair < PAIRS; pair++) {
        const int64_t n = a.length[pair], m = b.length[pair];
        const int64_t expected = reference_levenshtein(a.units[pair], n, b.units[pair], m);
        REQUIRE(levenshtein[pair] == expected);
        REQUIRE(bounded[pair] == (expected <= bound ? expected : bound + 1));
        REQUIRE(lcs[pair] == reference_lcs(a.units[pair], n, b.units[pair], m));
        REQUIRE(indel[pair] == n + m - 2 * lcs[pair]);
    }
    return 4 * PAIRS;
}

static long matchings(struct choices *choices)
{
    double value[SIDE * SIDE];
    int64_t row_to_col[SIDE];
    const int64_t rows = choose(choices, SIDE + 1), cols = choose(choices, SIDE + 1);
    for (int64_t k = 0; k < rows * cols; k++) {
        const uint64_t drawn = next_random(choices);
        value[k] = drawn % 5 == 0 ? -INFINITY : (double)(int64_t)(drawn >> 8 & 127) / 16 - 3;
    }
    REQUIRE(vreward_match(NULL, value, rows, cols, row_to_col, NULL) == VREWARD_OK);
    const struct worth best = best_assignment(value, NULL, rows, cols, true);
    const struct worth ours = worth_of(value, NULL, rows, cols, row_to_col);
    REQUIRE(ours.pairs == best.pairs && ours.sum == best.sum);
    return 1;
}

static long boxes(struct choices *choices)
{
    double a[4 * BOXES], b[4 * BOXES], value[BOXES * BOXES], overlap[BOXES], total = 0;
    int64_t partner[BOXES], row_to_col[BOXES];
    const int64_t rows = choose(choices, BOXES + 1), cols = choose(choices, BOXES + 1);
    for (int k = 0; k < 4 * BOXES; k++) {
        const uint64_t drawn = next_random(choices);
        a[k] = (double)(drawn & 31) + (k % 4 > 1 ? 16 : 0);
        b[k] = (double)(drawn >> 8 & 31) + (k % 4 > 1 ? 16 : 0);
    }
    REQUIRE(vreward_overlap(NULL, a, rows, b, cols, value, NULL) == VREWARD_OK);
    REQUIRE(vreward_match_boxes(NULL, a, rows, b, cols, partner, overlap, NULL) == VREWARD_OK);
    for (int64_t i = 0; i < rows; i++) {
        REQUIRE(partner[i] < 0 ? overlap[i] == 0 : overlap[i] > 0 && overlap[i] == value[i * cols + partner[i]]);
        total += overlap[i];
    }
    REQUIRE(vreward_match(NULL, value, rows, cols, row_to_col, NULL) == VREWARD_OK);
    REQUIRE(fabs(total - worth_of(value, NULL, rows, cols, row_to_col).sum) <= 1e-12);
    return 1;
}

int main(int count, char **arguments)
{
    static long (*const kinds[])(struct choices *) = {distances, matchings, boxes};
    static const char *const names[] = {"distances", "matchings", "pairings of boxes"};
    long done[3] = {0};
    const double most = count > 1 ? strtod(arguments[1], NULL) : 60;
    const time_t begin = time(NULL);
    for (seed = count > 2 ? strtoull(arguments[2], NULL, 10) : (uint64_t)begin; difftime(time(NULL), begin) < most;
         seed++) {
        struct choices choices = {.state = seed};
        for (int kind = 0; kind < 3; kind++) {
            for (int i = 0; i < (kind == 0 ? 1 : 200); i++)
                done[kind] += kinds[kind](&choices);
        }
    }
    for (int kind = 0; kind < 3; kind++)
        printf("bulk: %ld %s: ok\n", done[kind], names[kind]);
    return 0;
}
