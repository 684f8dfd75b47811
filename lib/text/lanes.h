/* Edit distances of several pairs of short texts at a time, each in a lane of its own of the vectors. */
#ifndef TEXT_LANES_H
#define TEXT_LANES_H

#include "base/arena.h"
#include "text/units.h"

enum { LANES = 8, LANE_WORDS = 4, LANE_ROWS = LANE_WORDS * 64 };

/* Lanes of as many words: what they read has to stay in the nearest cache. */
#define LANES_OF(words) ((words) == 4 ? 4 : LANES)

/* What a kernel reads and writes. Lanes of fewer columns than others begin later. */
struct lanes {
    int isa;   /* base/isa.h */
    int words; /* the rows of every lane: 64 times 1, 2 or 4 */
    bool indel;
    int64_t capacity; /* columns of `match` */
    int64_t longest;  /* columns of the longest lane: the last ones of `match` */
    uint64_t
        *match; /* [capacity][words][LANES_OF(words)]: the rows whose unit is the column's; 0 before a lane begins */
    int64_t written[LANES];           /* columns of `match` that are written, perhaps some before the lane begins */
    uint64_t wait[LANES];             /* columns before the lane begins */
    uint64_t real[LANE_WORDS][LANES]; /* the rows that a lane has */
    int64_t distance[LANES];          /* what the columns alone cost; when a kernel has run, the distance */
    int count;                        /* lanes taken */
    int64_t columns[LANES];
    struct row_table *table;
};

/* Lanes, all free, for up to 64 * `words` rows and 64 more columns. NULL when out of memory. */
struct lanes *lanes_create(int words, bool indel, int isa, struct arena *arena);

/* Whether a lane of `words` has room for two sequences, `rows` being the units of the shorter. */
bool lanes_fit(int words, int64_t rows, int64_t columns);

/* Whether lanes of `words` take units of two bytes, too, not only of one and four. */
bool lanes_take_halves(int words, int isa);

/* Puts two sequences of the same width, neither of them empty, of units below 2^32 - 1, which fit, in the next lane, of
 * which there must be one. Returns its number. They are not needed any longer. */
int lanes_take(struct lanes *lanes, const struct sequence *rows, const struct sequence *columns);

/* Of up to as many units each, of one or two bytes, two sequences can be taken as they are, also empty ones: what they begin
 * and end with alike is then found in passing. */
enum { LANES_WHOLE = 32 };

/* Whether these can, in lanes of one word, and lanes_take for them. `rows` is the shorter. */
bool lanes_fit_whole(const struct sequence *a, const struct sequence *b, int isa);
int lanes_take_whole(struct lanes *lanes, const struct sequence *rows, const struct sequence *columns);

/* The Levenshtein (or indel) distance of each lane that was taken, to `distance`; all are free again. */
void lanes_run(struct lanes *lanes);

/* What is left of two sequences without what they begin and end with alike, and how many columns were written. */
struct lanes_rest {
    int64_t rows, columns, written;
};

typedef void lanes_kernel(struct lanes *lanes);

lanes_kernel lanes_portable;
#if defined(__x86_64__)
lanes_kernel lanes_avx2, lanes_avx512;

/* Writes the columns of two sequences to `match`, for lanes of one or two words. Rows are compared, no table is made. */
void lanes_match_avx512(uint64_t *match, const struct sequence *rows, const struct sequence *columns, int words);

/* Writes the columns that are left, the last of them right before `match`. */
struct lanes_rest lanes_match_whole_avx512(uint64_t *match, const struct sequence *rows,
                                           const struct sequence *columns);
#endif

#endif
