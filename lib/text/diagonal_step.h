/* One step of the search along diagonals: what diagonal.c and its instruction sets share. */
#ifndef TEXT_DIAGONAL_STEP_H
#define TEXT_DIAGONAL_STEP_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct diagonal_problem {
    const unsigned char *a, *b; /* with margins of DIAGONAL_MARGIN bytes */
    int64_t a_count, b_count;
    int64_t target; /* the diagonal of the end: b_count - a_count */
    int64_t limit;
    int width;
    bool indel;
};

/* How far each diagonal j - i was followed: units of a. */
struct diagonal_search {
    int32_t *reach; /* by diagonal */
    int32_t edits;
    bool backward; /* from the end: all counts from there */
    int64_t clear; /* up to which diagonal on either side `reach` says so where nothing was reached */
};

enum {
    DIAGONAL_NOWHERE = 0xC0, /* each byte of it: about INT32_MIN / 2, so that the sum of two can be had */
    DIAGONAL_SPARE = 16,     /* elements that may be read beyond what a search reaches */
};

/* One more edit from one end; whether that meets the search from the other. */
typedef bool diagonal_advance(const struct diagonal_problem *problem, struct diagonal_search *search,
                              const struct diagonal_search *other);

/* A call of a function `advance` that is inlined for each kind of problem and either end. */
#define DIAGONAL_ADVANCE(indel, width)                                          \
    (search->backward ? advance(problem, search, other, true, (indel), (width)) \
                      : advance(problem, search, other, false, (indel), (width)))

diagonal_advance diagonal_advance_portable;
#if defined(__x86_64__)
diagonal_advance diagonal_advance_avx2;
#endif

/* The first and last diagonal that can have `edits`. Insertions and deletions change the diagonal each time: only every
 * other one can have exactly that many. */
static inline int32_t diagonal_first(const struct diagonal_problem *problem, int32_t edits)
{
    const int32_t first = edits < problem->a_count ? -edits : -(int32_t)problem->a_count;
    return problem->indel && ((first ^ edits) & 1) ? first + 1 : first;
}

static inline int32_t diagonal_last(const struct diagonal_problem *problem, int32_t edits)
{
    return edits < problem->b_count ? edits : (int32_t)problem->b_count;
}

static inline uint64_t load_word(const unsigned char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

/* Bytes that are equal at the low (forward) or high end of two words that differ in `difference`. */
static inline int equal_bytes(uint64_t difference, bool backward)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    backward = !backward;
#endif
    return (backward ? __builtin_clzll(difference) : __builtin_ctzll(difference)) / 8;
}

/* The two texts as one of the searches sees them: their first words, that end them where it comes from the end. */
struct diagonal_view {
    const unsigned char *a, *b;
};

static inline struct diagonal_view view_of(const struct diagonal_problem *problem, bool backward, int width)
{
    if (!backward)
        return (struct diagonal_view){problem->a, problem->b};
    return (struct diagonal_view){problem->a + problem->a_count * width - 8, problem->b + problem->b_count * width - 8};
}

/* Units, about `limit` at most, in which the texts agree from the words at a and b on. Reads a word beyond the limit.
 */
static inline int32_t equal_run(const unsigned char *a, const unsigned char *b, int32_t limit, bool backward, int width)
{
    const int32_t units = 8 / width;
    int32_t run = 0;
    do {
        const int64_t at = (int64_t)run * (backward ? -width : width);
        const uint64_t difference = load_word(a + at) ^ load_word(b + at);
        if (difference != 0)
            return run + equal_bytes(difference, backward) / width;
        run += units;
    } while (run < limit);
    return run;
}

/* `row` moved along the diagonal while the texts agree, at most to `bottom`. */
static inline __attribute__((always_inline)) int32_t follow(struct diagonal_view view, int32_t row, int32_t diagonal,
                                                            int32_t bottom, bool backward, int width)
{
    const int64_t step = backward ? -width : width;
    row += equal_run(view.a + row * step, view.b + (row + (int64_t)diagonal) * step, bottom - row, backward, width);
    return row < bottom ? row : bottom;
}

#endif
