#include "text/diagonal_step.h"

#include "base/isa.h"

#if defined(__x86_64__)

#include <immintrin.h>

/* Eight diagonals at a time. The four bytes of either text that each of them has come to are gathered and compared; the
 * few diagonals on which all four agree are followed one by one. */
enum { LANES = 8, STEP = 4 }; /* bytes gathered */
_Static_assert((int)DIAGONAL_SPARE >= 2 * (int)LANES, "lanes beyond the last diagonal stay inside");

AVX2 static inline __m256i load_lanes(const int32_t *lanes)
{
    return _mm256_loadu_si256((const __m256i *)lanes);
}

/* Four bytes at first + row (backward: at first - row, which is where the last row of all would be), in units of width.
 */
AVX2 static inline __m256i gather(const unsigned char *first, __m256i row, bool backward, int width)
{
    if (backward)
        row = _mm256_sub_epi32(_mm256_setzero_si256(), row);
    return width == 1 ? _mm256_i32gather_epi32((const int *)(const void *)first, row, 1)
                      : _mm256_i32gather_epi32((const int *)(const void *)first, row, 4);
}

/* How many of the four bytes of a lane are equal, counted from the low (backward: high) end. */
AVX2 static inline __m256i equal_bytes_of_lanes(__m256i a, __m256i b, bool backward)
{
    __m256i equal = _mm256_cmpeq_epi8(a, b);
    if (backward) {
        equal =
            _mm256_and_si256(equal, _mm256_or_si256(_mm256_srli_epi32(equal, 8), _mm256_set1_epi32((int)0xFF000000)));
        equal =
            _mm256_and_si256(equal, _mm256_or_si256(_mm256_srli_epi32(equal, 16), _mm256_set1_epi32((int)0xFFFF0000)));
    } else {
        equal = _mm256_and_si256(equal, _mm256_or_si256(_mm256_slli_epi32(equal, 8), _mm256_set1_epi32(0xFF)));
        equal = _mm256_and_si256(equal, _mm256_or_si256(_mm256_slli_epi32(equal, 16), _mm256_set1_epi32(0xFFFF)));
    }
    const __m256i pairs = _mm256_maddubs_epi16(_mm256_set1_epi8(1), _mm256_abs_epi8(equal));
    return _mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
}

/* Follows the lanes of `pending` one by one, from `row` and at most to `bottom`. */
AVX2 static __attribute__((noinline)) __m256i follow_lanes(struct diagonal_view view, __m256i row, __m256i bottom,
                                                           int32_t diagonal, int pending, bool backward, int width)
{
    int32_t rows[LANES], bottoms[LANES];
    _mm256_storeu_si256((__m256i *)rows, row);
    _mm256_storeu_si256((__m256i *)bottoms, bottom);
    for (; pending != 0; pending &= pending - 1) {
        const int lane = __builtin_ctz((unsigned)pending);
        rows[lane] = follow(view, rows[lane], diagonal + lane, bottoms[lane], backward, width);
    }
    return load_lanes(rows);
}

/* What does not change while a search makes one step. */
struct step {
    struct diagonal_view view;
    const unsigned char *a, *b; /* the four bytes of the first row, or backward of the last */
    int32_t *reach;
    const int32_t *met_at; /* [-diagonal]: how far the other search came, for the last of eight diagonals */
    __m256i a_count, b_count;
};

/* Eight diagonals from the given one, of which those in `taken` count; *before is what the search had reached on the
 * ones before each. How far both searches came there together comes back. */
AVX2 static inline __attribute__((always_inline)) __m256i advance_lanes(const struct step *step, int32_t diagonal,
                                                                        __m256i *before, const __m256i *taken,
                                                                        bool backward, bool indel, int width)
{
    const __m256i here = load_lanes(step->reach + diagonal), after = load_lanes(step->reach + diagonal + 1);
    const __m256i diagonals = _mm256_add_epi32(_mm256_set1_epi32(diagonal), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    __m256i row = _mm256_add_epi32(indel ? after : _mm256_max_epi32(here, after), _mm256_set1_epi32(1));
    const __m256i bottom = _mm256_min_epi32(step->a_count, _mm256_sub_epi32(step->b_count, diagonals));
    row = _mm256_min_epi32(_mm256_max_epi32(*before, row), bottom);
    __m256i there = row, column = _mm256_add_epi32(row, diagonals);
    if (taken != NULL) { /* elsewhere rows may be nowhere */
        there = _mm256_and_si256(there, *taken);
        column = _mm256_and_si256(column, *taken);
    }
    const __m256i units_a = gather(step->a, there, backward, width), units_b = gather(step->b, column, backward, width);
    __m256i pending = _mm256_cmpeq_epi32(units_a, units_b);
    if (taken != NULL)
        pending = _mm256_and_si256(pending, *taken);
    __m256i moved = row;
    if (width == 1)
        moved = _mm256_min_epi32(_mm256_add_epi32(row, equal_bytes_of_lanes(units_a, units_b, backward)), bottom);
    const int lanes = _mm256_movemask_ps(_mm256_castsi256_ps(pending));
    if (lanes != 0)
        moved = follow_lanes(step->view, moved, bottom, diagonal, lanes, backward, width);
    *before = load_lanes(step->reach + diagonal + LANES - 1);
    if (taken != NULL)
        moved = _mm256_blendv_epi8(here, moved, *taken);
    _mm256_storeu_si256((__m256i *)(step->reach + diagonal), moved);
    const __m256i others =
        _mm256_permutevar8x32_epi32(load_lanes(step->met_at - diagonal), _mm256_setr_epi32(7, 6, 5, 4, 3, 2, 1, 0));
    const __m256i together = _mm256_add_epi32(moved, others);
    return taken != NULL ? _mm256_and_si256(together, *taken) : together;
}

AVX2 static inline __attribute__((always_inline)) bool advance(const struct diagonal_problem *problem,
                                                               struct diagonal_search *search,
                                                               const struct diagonal_search *other, bool backward,
                                                               bool indel, int width)
{
    const struct diagonal_view view = view_of(problem, backward, width);
    const int32_t edits = ++search->edits;
    const int32_t first = diagonal_first(problem, edits), last = diagonal_last(problem, edits);
    const struct step step = {.view = view,
                              /* a word backward ends where the four bytes do */
                              .a = backward ? view.a + STEP : view.a,
                              .b = backward ? view.b + STEP : view.b,
                              .reach = search->reach,
                              .met_at = other->reach + problem->target - (LANES - 1),
                              .a_count = _mm256_set1_epi32((int32_t)problem->a_count),
                              .b_count = _mm256_set1_epi32((int32_t)problem->b_count)};
    __m256i before = load_lanes(step.reach + first - 1), nearest = _mm256_set1_epi32(INT32_MIN);
    /* Of indel every other diagonal, `first` being one. */
    const __m256i some = indel ? _mm256_setr_epi32(-1, 0, -1, 0, -1, 0, -1, 0) : _mm256_set1_epi32(-1);
    int32_t diagonal = first;
    for (; diagonal + LANES - 1 <= last; diagonal += LANES)
        nearest = _mm256_max_epi32(
            nearest, advance_lanes(&step, diagonal, &before, indel ? &some : NULL, backward, indel, width));
    if (diagonal <= last) {
        const __m256i inside =
            _mm256_cmpgt_epi32(_mm256_set1_epi32(last - diagonal + 1), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
        const __m256i taken = _mm256_and_si256(some, inside);
        nearest = _mm256_max_epi32(nearest, advance_lanes(&step, diagonal, &before, &taken, backward, indel, width));
    }
    const __m256i met = _mm256_cmpgt_epi32(nearest, _mm256_set1_epi32((int32_t)problem->a_count - 1));
    return _mm256_movemask_epi8(met) != 0;
}

AVX2 bool diagonal_advance_avx2(const struct diagonal_problem *problem, struct diagonal_search *search,
                                const struct diagonal_search *other)
{
    if (problem->indel)
        return problem->width == 1 ? DIAGONAL_ADVANCE(true, 1) : DIAGONAL_ADVANCE(true, 4);
    return problem->width == 1 ? DIAGONAL_ADVANCE(false, 1) : DIAGONAL_ADVANCE(false, 4);
}
#endif
