/* bulk SECONDS [SEED]   Small inputs by the billion: distances of texts in lists, one text against many and pairs alone,
 * against the table of edits; matchings of small matrices against all there are; pairs of boxes against the matrix of
 * their overlaps. An interrupt ends it early. */
#include "drawn/choices.h"
#include "reference/assignment.h"

#include <vreward.h>

#include <math.h>
#include <signal.h>
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

enum { PAIRS = 512, UNITS = 160, BYTES = 4 * UNITS, SIDE = 4, BOXES = 7 };

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

/* Mostly as short as the shortest kernels take, now and then beyond the borders of the next: 16, 32, 64 and 128 units. */
static void draw_text(struct choices *choices, struct side *side, int pair, int64_t alphabet)
{
    static const int64_t below[] = {9, 9, 9, 9, 9, 9, 9, 9, 18, 18, 18, 18, 18, 36, 36, 70};
    const uint64_t drawn = next_random(choices);
    const int64_t most = (drawn & 0xFF0) == 0 ? UNITS - 20 : below[drawn & 15];
    side->length[pair] = (int64_t)((drawn >> 12) % (uint64_t)most);
    for (int64_t i = 0; i < side->length[pair]; i++)
        side->units[pair][i] = draw_unit(choices, alphabet);
}

/* Text `pair` of `to`: text `right` of `from` with a few errors, or many. */
static void draw_errors(struct choices *choices, const struct side *from, int right, struct side *to, int pair,
                        int64_t alphabet)
{
    const uint64_t rate = 1 + next_random(choices) % 40;
    const uint32_t *const units = from->units[right];
    int64_t m = 0;
    for (int64_t i = 0; i < from->length[right] && m + 2 < UNITS; i++) {
        const uint64_t drawn = next_random(choices);
        const bool edit = drawn % 40 < rate;
        if (edit && (drawn >> 8) % 3 == 0)
            continue;
        to->units[pair][m++] = edit ? draw_unit(choices, alphabet) : units[i];
        if (edit && (drawn >> 8) % 3 == 1)
            to->units[pair][m++] = draw_unit(choices, alphabet);
    }
    to->length[pair] = m;
}

static void write_side(struct side *side, int count)
{
    int64_t at = 0;
    for (int pair = 0; pair < count; pair++) {
        side->offsets[pair] = at;
        for (int64_t i = 0; i < side->length[pair]; i++)
            at += put_code_point(side->bytes + at, side->units[pair][i]);
    }
    side->offsets[count] = at;
}

struct distances {
    int64_t levenshtein, lcs;
};

/* Wagner and Fischer 1974, one row after the other. */
static struct distances by_table(const uint32_t *a, int64_t n, const uint32_t *b, int64_t m)
{
    struct distances row[UNITS + 1];
    for (int64_t j = 0; j <= m; j++)
        row[j] = (struct distances){j, 0};
    for (int64_t i = 1; i <= n; i++) {
        struct distances diagonal = row[0], left = {i, 0};
        row[0] = left;
        for (int64_t j = 1; j <= m; j++) {
            const struct distances above = row[j];
            const int64_t equal = a[i - 1] == b[j - 1];
            const int64_t aside = (left.levenshtein < above.levenshtein ? left.levenshtein : above.levenshtein) + 1;
            const int64_t best = diagonal.levenshtein + 1 - equal, most = left.lcs > above.lcs ? left.lcs : above.lcs;
            left.levenshtein = best < aside ? best : aside;
            left.lcs = diagonal.lcs + equal > most ? diagonal.lcs + equal : most;
            diagonal = above;
            row[j] = left;
        }
    }
    return row[m];
}

enum { LISTS, ONE_AND_MANY, ALONE, WAYS };

/* One option for all pairs of the batch. */
static void compare(const vreward_edit_distance_options *options, const struct side *a, const struct side *b, int way,
                    int64_t *distance)
{
    const int64_t at_once = way == ALONE ? 1 : PAIRS;
    for (int64_t first = 0; first < PAIRS; first += at_once)
        REQUIRE(vreward_edit_distance(options, a->bytes, a->offsets + first, at_once, b->bytes,
                                      b->offsets + (way == ALONE ? first : 0), way == ONE_AND_MANY ? 1 : at_once,
                                      distance + first, NULL) == VREWARD_OK);
}

static long distances(struct choices *choices)
{
    enum { BOUNDED = 3, KINDS = 5 };
    static struct side a, b;
    static int64_t found[KINDS][PAIRS];
    const int way = (int)choose(choices, WAYS), count = way == ONE_AND_MANY ? 1 : PAIRS;
    const int64_t bound = choose(choices, 12);
    int64_t alphabet = choose(choices, 6);
    for (int pair = 0; pair < PAIRS; pair++) {
        if (pair < count) {
            alphabet = choose(choices, 6);
            draw_text(choices, &b, pair, alphabet);
        }
        draw_errors(choices, &b, pair < count ? pair : 0, &a, pair, alphabet);
    }
    write_side(&a, PAIRS);
    write_side(&b, count);
    for (int32_t kind = 0; kind < KINDS; kind++) {
        const vreward_edit_distance_options options = {
            .struct_size = sizeof options, .distance = kind % 3, .bounded = kind >= BOUNDED, .bound = bound};
        compare(&options, &a, &b, way, found[kind]);
    }
    for (int pair = 0; pair < PAIRS; pair++) {
        const int right = pair < count ? pair : 0;
        const int64_t n = a.length[pair], m = b.length[right];
        const struct distances expected = by_table(a.units[pair], n, b.units[right], m);
        const int64_t indel = n + m - 2 * expected.lcs;
        REQUIRE(found[VREWARD_DISTANCE_LEVENSHTEIN][pair] == expected.levenshtein);
        REQUIRE(found[VREWARD_DISTANCE_INDEL][pair] == indel);
        REQUIRE(found[VREWARD_DISTANCE_LCS][pair] == expected.lcs);
        REQUIRE(found[BOUNDED + VREWARD_DISTANCE_LEVENSHTEIN][pair] ==
                (expected.levenshtein <= bound ? expected.levenshtein : bound + 1));
        REQUIRE(found[BOUNDED + VREWARD_DISTANCE_INDEL][pair] == (indel <= bound ? indel : bound + 1));
    }
    return KINDS * PAIRS;
}

/* As many pairs as can be, and then, of what is above a least value, the largest sum. */
static long matchings(struct choices *choices)
{
    static const int32_t one_each[SIDE * SIDE] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    double value[SIDE * SIDE], enough[SIDE * SIDE];
    int64_t row_to_col[SIDE];
    const int64_t rows = choose(choices, SIDE + 1), cols = choose(choices, SIDE + 1);
    const vreward_match_options above = {
        .struct_size = sizeof above, .use_min = 1, .min = (double)choose(choices, 64) / 16 - 3};
    for (int64_t k = 0; k < rows * cols; k++) {
        const uint64_t drawn = next_random(choices);
        value[k] = drawn % 5 == 0 ? -INFINITY : (double)(int64_t)(drawn >> 8 & 127) / 16 - 3;
        enough[k] = value[k] >= above.min ? value[k] : -INFINITY;
    }
    REQUIRE(vreward_match(NULL, value, rows, cols, row_to_col, NULL) == VREWARD_OK);
    struct worth best = best_assignment(value, NULL, rows, cols, true);
    struct worth ours = worth_of(value, NULL, rows, cols, row_to_col);
    REQUIRE(ours.pairs == best.pairs && ours.sum == best.sum);
    REQUIRE(vreward_match(&above, value, rows, cols, row_to_col, NULL) == VREWARD_OK);
    best = best_assignment(enough, one_each, rows, cols, false);
    ours = worth_of(enough, one_each, rows, cols, row_to_col);
    REQUIRE(ours.sum == best.sum && ours.pairs == best.pairs);
    return 2;
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

static volatile sig_atomic_t interrupted;

static void interrupt(int number)
{
    (void)number;
    interrupted = 1;
}

int main(int count, char **arguments)
{
    static long (*const kinds[])(struct choices *) = {distances, matchings, boxes};
    static const char *const names[] = {"distances", "matchings", "pairings of boxes"};
    long done[3] = {0};
    const double most = count > 1 ? strtod(arguments[1], NULL) : 60;
    const time_t begin = time(NULL);
    const uint64_t first = count > 2 ? strtoull(arguments[2], NULL, 10) : (uint64_t)begin;
    signal(SIGINT, interrupt);
    signal(SIGTERM, interrupt);
    for (seed = first; !interrupted && difftime(time(NULL), begin) < most; seed++) {
        struct choices choices = {.state = seed};
        for (int kind = 0; kind < 3; kind++) {
            for (int i = 0; i < (kind == 0 ? 1 : 200); i++)
                done[kind] += kinds[kind](&choices);
        }
    }
    for (int kind = 0; kind < 3; kind++)
        printf("bulk: %ld %s: ok\n", done[kind], names[kind]);
    printf("bulk: seeds %llu to %llu\n", (unsigned long long)first, (unsigned long long)seed - 1);
    return 0;
}
