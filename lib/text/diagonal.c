#include "text/diagonal.h"

/* Ukkonen 1985 (Algorithms for approximate string matching), Landau and Vishkin 1989 (Fast parallel and serial
 * approximate string matching) and, for searching from both ends at once, Myers 1986 (An O(ND) difference algorithm and
 * its variations). For e = 0, 1, 2 ... and each diagonal: how far down it one comes with e edits. Along a diagonal
 * distances never fall, so this says everything; and where the search from the beginning, with p edits, meets that from
 * the end, with q, the distance is p + q. */

/* How far each diagonal j - i was followed: units of a. */
struct search {
    int32_t *reach; /* by diagonal, from -limit - 1 to limit + 1 */
    int64_t edits;
};

struct problem {
    const unsigned char *a, *b;
    int64_t a_count, b_count;
    int64_t target; /* the diagonal of the end: b_count - a_count */
    int64_t limit;
};

enum { NOWHERE = INT32_MIN / 2 };

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

/* Units, at most `limit`, in which the texts agree from a and b on, or, backward, up to a and b. */
static inline __attribute__((always_inline)) int64_t equal_run(const unsigned char *a, const unsigned char *b,
                                                               int64_t limit, bool backward, int width)
{
    int64_t run = 0;
    if (backward) {
        a -= 8;
        b -= 8;
    }
    do {
        const int64_t at = backward ? -run * width : run * width;
        const uint64_t difference = load_word(a + at) ^ load_word(b + at);
        if (difference != 0) {
            run += equal_bytes(difference, backward) / width;
            break;
        }
        run += 8 / width;
    } while (run < limit);
    return run < limit ? run : limit;
}

/* One more edit from one end; whether that meets the search from the other. */
static inline __attribute__((always_inline)) bool advance(const struct problem *problem, struct search *search,
                                                          const struct search *other, bool backward, bool indel,
                                                          int width)
{
    const int64_t edits = ++search->edits;
    const int64_t first = edits < problem->a_count ? -edits : -problem->a_count;
    const int64_t last = edits < problem->b_count ? edits : problem->b_count;
    const int64_t step = indel ? 2 : 1;
    int32_t *reach = search->reach;
    /* Insertions and deletions change the diagonal each time: only every other one can have exactly `edits`. */
    const int64_t begin = indel && ((first ^ edits) & 1) ? first + 1 : first;
    int32_t before = reach[begin - 1];
    bool met = false;
    for (int64_t diagonal = begin; diagonal <= last; diagonal += step) {
        int64_t row = reach[diagonal + 1] + 1;
        if (indel) {
            before = reach[diagonal - 1];
        } else if (row <= reach[diagonal]) {
            row = reach[diagonal] + 1;
        }
        if (row < before)
            row = before;
        before = reach[diagonal];
        const int64_t bottom =
            problem->a_count < problem->b_count - diagonal ? problem->a_count : problem->b_count - diagonal;
        row = row < bottom ? row : bottom;
        const unsigned char *a = backward ? problem->a + (problem->a_count - row) * width : problem->a + row * width;
        const unsigned char *b =
            backward ? problem->b + (problem->b_count - row - diagonal) * width : problem->b + (row + diagonal) * width;
        row += equal_run(a, b, bottom - row, backward, width);
        reach[diagonal] = (int32_t)row;
        met |= row + other->reach[problem->target - diagonal] >= problem->a_count;
    }
    return met;
}

/* How many units of both texts together the search has passed at best. */
static int64_t passed(const struct search *search)
{
    int64_t most = 0;
    for (int64_t diagonal = -search->edits; diagonal <= search->edits; diagonal++) {
        const int64_t units = 2 * (int64_t)search->reach[diagonal] + diagonal;
        most = units > most ? units : most;
    }
    return most;
}

static inline __attribute__((always_inline)) int64_t meet(const struct problem *problem, struct search searches[2],
                                                          bool indel, int width)
{
    struct search *forward = &searches[0], *backward = &searches[1];
    const int64_t shorter = problem->a_count < problem->b_count ? problem->a_count : problem->b_count;
    forward->reach[0] = (int32_t)equal_run(problem->a, problem->b, shorter, false, width);
    backward->reach[0] = (int32_t)equal_run(problem->a + problem->a_count * width,
                                            problem->b + problem->b_count * width, shorter, true, width);
    if (problem->target == 0 && forward->reach[0] + backward->reach[0] >= problem->a_count)
        return 0;
    int64_t next_look = 16;
    while (forward->edits + backward->edits < problem->limit) {
        const bool met = forward->edits == backward->edits ? advance(problem, forward, backward, false, indel, width)
                                                           : advance(problem, backward, forward, true, indel, width);
        const int64_t edits = forward->edits + backward->edits;
        if (met)
            return edits;
        if (edits == next_look) {
            /* Errors so far, over all that there is to pass. */
            const int64_t units = passed(forward) + passed(backward) + 1;
            const int64_t expected = edits * (problem->a_count + problem->b_count) / units;
            if (expected > problem->limit + problem->limit / 4)
                return expected;
            next_look *= 2;
        }
    }
    return problem->limit + 1;
}

int64_t diagonal_distance(const struct sequence *a, const struct sequence *b, bool indel, int64_t limit,
                          struct arena *arena)
{
    struct problem problem = {a->data, b->data, a->count, b->count, b->count - a->count, limit};
    const int64_t apart = problem.target < 0 ? -problem.target : problem.target;
    if (apart > limit)
        return limit + 1;
    /* Every diagonal that one search comes to, and those on which the other one would meet it. */
    const int64_t widest = 2 * limit + 2;
    const struct arena_mark mark = arena_mark(arena);
    int32_t *reach = arena_array(arena, (size_t)(2 * widest + 1) * 2, sizeof *reach);
    if (reach == NULL)
        return DIAGONAL_MEMORY;
    for (int64_t i = 0; i < (2 * widest + 1) * 2; i++)
        reach[i] = NOWHERE;
    struct search searches[2] = {{reach + widest, 0}, {reach + 3 * widest + 1, 0}};
    int64_t distance;
    if (a->width == 1)
        distance = indel ? meet(&problem, searches, true, 1) : meet(&problem, searches, false, 1);
    else
        distance = indel ? meet(&problem, searches, true, 4) : meet(&problem, searches, false, 4);
    arena_rewind(arena, mark);
    return distance;
}
