#include "text/diagonal.h"

#include "base/isa.h"
#include "text/diagonal_step.h"

/* Ukkonen 1985 (Algorithms for approximate string matching), Landau and Vishkin 1989 (Fast parallel and serial
 * approximate string matching) and, for searching from both ends at once, Myers 1986 (An O(ND) difference algorithm and
 * its variations). For e = 0, 1, 2 ... and each diagonal: how far down it one comes with e edits. Along a diagonal
 * distances never fall, so this says everything; and where the search from the beginning, with p edits, meets that from
 * the end, with q, the distance is p + q. */

static inline __attribute__((always_inline)) bool advance(const struct diagonal_problem *problem,
                                                          struct diagonal_search *search,
                                                          const struct diagonal_search *other, bool backward,
                                                          bool indel, int width)
{
    const struct diagonal_view view = view_of(problem, backward, width);
    const int32_t a_count = (int32_t)problem->a_count, b_count = (int32_t)problem->b_count;
    const int32_t edits = ++search->edits;
    const int32_t first = diagonal_first(problem, edits), last = diagonal_last(problem, edits);
    int32_t *reach = search->reach;
    const int32_t *met_at = other->reach + problem->target; /* [-diagonal] */
    int32_t before = reach[first - 1], here = reach[first];
    int32_t nearest = INT32_MIN;
    for (int32_t diagonal = first; diagonal <= last; diagonal += indel ? 2 : 1) {
        const int32_t after = reach[diagonal + 1];
        int32_t row = after + 1;
        if (!indel)
            row = row > here + 1 ? row : here + 1;
        row = row > before ? row : before;
        before = indel ? after : here;
        here = after;
        const int32_t bottom = a_count < b_count - diagonal ? a_count : b_count - diagonal;
        row = row < bottom ? row : bottom;
        row = follow(view, row, diagonal, bottom, backward, width);
        reach[diagonal] = row;
        row += met_at[-diagonal];
        nearest = nearest > row ? nearest : row;
    }
    return nearest >= a_count;
}

bool diagonal_advance_portable(const struct diagonal_problem *problem, struct diagonal_search *search,
                               const struct diagonal_search *other)
{
    if (problem->indel)
        return problem->width == 1 ? DIAGONAL_ADVANCE(true, 1) : DIAGONAL_ADVANCE(true, 4);
    return problem->width == 1 ? DIAGONAL_ADVANCE(false, 1) : DIAGONAL_ADVANCE(false, 4);
}

/* How many units of both texts together the search has passed at best. */
static int64_t passed(const struct diagonal_search *search)
{
    int64_t most = 0;
    for (int64_t diagonal = -search->edits; diagonal <= search->edits; diagonal++) {
        const int64_t units = 2 * (int64_t)search->reach[diagonal] + diagonal;
        most = units > most ? units : most;
    }
    return most;
}

/* The diagonals that are looked at with so many edits of both searches: all that one comes to, and those on which the
 * other one would meet it. */
static int64_t widest(const struct diagonal_problem *problem, int64_t edits)
{
    const int64_t apart = problem->target < 0 ? -problem->target : problem->target;
    return apart + (edits + 1) / 2 + DIAGONAL_SPARE;
}

static void clear_to(struct diagonal_search *search, int64_t diagonal)
{
    const size_t bytes = (size_t)(diagonal - search->clear) * sizeof *search->reach;
    memset(search->reach - diagonal, DIAGONAL_NOWHERE, bytes);
    memset(search->reach + search->clear + 1, DIAGONAL_NOWHERE, bytes);
    search->clear = diagonal;
}

static void set_out(const struct diagonal_problem *problem, struct diagonal_search *search)
{
    const int32_t shorter = (int32_t)(problem->a_count < problem->b_count ? problem->a_count : problem->b_count);
    const struct diagonal_view view = view_of(problem, search->backward, problem->width);
    search->reach[0] = follow(view, 0, 0, shorter, search->backward, problem->width);
}

/* The edits so far, over all that there is to pass. They are a sample, from which the distance is known to about its
 * square root; a third more than that, since a guess that is too low costs more than one that is too high. */
static int64_t expect(const struct diagonal_problem *problem, const struct diagonal_search *forward,
                      const struct diagonal_search *backward)
{
    const int64_t edits = forward->edits + backward->edits, units = passed(forward) + passed(backward) + 1;
    int64_t root = 1;
    while (root * root < edits)
        root++;
    return (edits + root + root / 3) * (problem->a_count + problem->b_count) / units;
}

/* Whether the other method is the better one now. The search takes time in proportion to the square of the distance, of
 * which that of `edits` is spent. */
static bool gives_up(int64_t expected, int64_t edits, int64_t worth)
{
    return (double)expected * (double)expected > (double)worth * (double)worth + (double)edits * (double)edits;
}

/* Memory is cleared for so many edits at a time: most searches end long before their limit. */
enum { CLEARED = 64 };

static int64_t search_both_ways(const struct diagonal_problem *problem, struct diagonal_search *forward,
                                struct diagonal_search *backward, diagonal_advance *advance_one, int64_t worth,
                                int64_t *expected)
{
    set_out(problem, forward);
    set_out(problem, backward);
    if (problem->target == 0 && forward->reach[0] + backward->reach[0] >= problem->a_count)
        return 0;
    int64_t next_look = worth < 24 ? 4 : worth / 6;
    for (int64_t edits = 1; edits <= problem->limit; edits++) {
        if (widest(problem, edits) > forward->clear) {
            const int64_t ahead = edits + CLEARED < problem->limit ? edits + CLEARED : problem->limit;
            clear_to(forward, widest(problem, ahead));
            clear_to(backward, widest(problem, ahead));
        }
        const bool met =
            edits % 2 != 0 ? advance_one(problem, forward, backward) : advance_one(problem, backward, forward);
        if (met)
            return edits;
        if (edits == next_look) {
            *expected = expect(problem, forward, backward);
            if (gives_up(*expected, edits, worth))
                return DIAGONAL_GAVE_UP;
            next_look += next_look / 4 + 3;
        }
    }
    *expected = expect(problem, forward, backward);
    return problem->limit + 1;
}

int64_t diagonal_distance(const struct sequence *a, const struct sequence *b, bool indel, int64_t limit, int64_t worth,
                          int isa, int64_t *expected, struct arena *arena)
{
    const struct diagonal_problem problem = {a->data, b->data,       a->count, b->count, b->count - a->count,
                                             limit,   (int)a->width, indel};
    const int64_t apart = problem.target < 0 ? -problem.target : problem.target;
    *expected = apart;
    if (apart > limit)
        return limit + 1;
    const int64_t side = widest(&problem, limit), diagonals = 2 * side + 1;
    const struct arena_mark mark = arena_mark(arena);
    int32_t *reach = arena_array(arena, (size_t)diagonals * 2, sizeof *reach);
    if (reach == NULL)
        return DIAGONAL_MEMORY;
    struct diagonal_search forward = {reach + side, 0, false, 0}, backward = {reach + diagonals + side, 0, true, 0};
    diagonal_advance *advance_one = diagonal_advance_portable;
#if defined(__x86_64__)
    if (isa >= ISA_AVX2)
        advance_one = diagonal_advance_avx2;
#endif
    (void)isa;
    const int64_t distance = search_both_ways(&problem, &forward, &backward, advance_one, worth, expected);
    arena_rewind(arena, mark);
    return distance;
}
