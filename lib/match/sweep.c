#include "match/sweep.h"

#include "base/isa.h"
#include "base/sort.h"

#include <math.h>
#include <string.h>

static int64_t words_of(int64_t count)
{
    return (count + WORD - 1) / WORD;
}

static bool make_room(struct sweep *sweep, int64_t count, bool sorted, struct arena *arena)
{
    const size_t room = (size_t)words_of(count) * WORD;
    double *numbers = arena_array(arena, room, 5 * sizeof *numbers);
    sweep->index = sorted ? arena_array(arena, room, sizeof *sweep->index) : NULL;
    sweep->touched = arena_array(arena, room / WORD, sizeof *sweep->touched);
    if (numbers == NULL || (sorted && sweep->index == NULL) || sweep->touched == NULL)
        return false;
    sweep->count = count;
    sweep->rectangles = (struct rectangles){numbers, numbers + room, numbers + 2 * room, numbers + 3 * room};
    sweep->reach = numbers + 4 * room;
    for (int64_t k = count; k < (int64_t)room; k++) {
        sweep->rectangles.x1[k] = sweep->rectangles.y1[k] = INFINITY;
        sweep->rectangles.x2[k] = sweep->rectangles.y2[k] = -INFINITY;
    }
    return true;
}

bool sweep_new(struct sweep *sweep, const double *rectangle, int64_t count, bool sorted, struct arena *arena)
{
    if (!make_room(sweep, count, sorted, arena))
        return false;
    struct rectangles *all = &sweep->rectangles;
    for (int64_t i = 0; sorted && i < count; i++)
        all->x1[i] = rectangle[4 * i];
    if (sorted && !order_by(all->x1, count, false, arena, sweep->index))
        return false;
    double reach = -INFINITY;
    for (int64_t k = 0; k < count; k++) {
        const double *one = rectangle + 4 * (sorted ? sweep->index[k] : k);
        all->x1[k] = one[0];
        all->y1[k] = one[1];
        all->x2[k] = one[2];
        all->y2[k] = one[3];
        reach = one[2] > reach ? one[2] : reach;
        sweep->reach[k] = reach;
    }
    sweep->touching_word = touching_word;
#if defined(__x86_64__)
    if (isa_in_use() >= ISA_AVX2)
        sweep->touching_word = touching_word_avx2;
#endif
    return true;
}

uint64_t touching_word(const struct rectangles *rectangles, int64_t word, const double rectangle[4])
{
    const double *x1 = rectangles->x1 + word * WORD, *y1 = rectangles->y1 + word * WORD;
    const double *x2 = rectangles->x2 + word * WORD, *y2 = rectangles->y2 + word * WORD;
    uint64_t touched = 0;
    for (int k = 0; k < WORD; k++) {
        const bool touches =
            (x1[k] <= rectangle[2]) & (x2[k] >= rectangle[0]) & (y1[k] <= rectangle[3]) & (y2[k] >= rectangle[1]);
        touched |= (uint64_t)touches << k;
    }
    return touched;
}

/* The first place in an ascending list that is not below (or, where `above`, that is above) the limit. */
static int64_t first_from(const double *list, int64_t count, double limit, bool above)
{
    int64_t low = 0;
    while (count > 0) {
        const int64_t half = count / 2;
        if (above ? list[low + half] <= limit : list[low + half] < limit) {
            low += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return low;
}

void sweep_touching(struct sweep *sweep, const double rectangle[4])
{
    const int64_t words = words_of(sweep->count);
    if (sweep->index == NULL) {
        for (int64_t word = 0; word < words; word++)
            sweep->touched[word] = sweep->touching_word(&sweep->rectangles, word, rectangle);
        return;
    }
    memset(sweep->touched, 0, (size_t)words * sizeof *sweep->touched);
    /* Sorted by where they begin, those that begin too late are at the end; those before the first that reaches far
     * enough end too early. */
    const int64_t end = first_from(sweep->rectangles.x1, sweep->count, rectangle[2], true);
    const int64_t begin = first_from(sweep->reach, end, rectangle[0], false);
    for (int64_t word = begin / WORD; word < words_of(end); word++) {
        for (uint64_t bits = sweep->touching_word(&sweep->rectangles, word, rectangle); bits != 0; bits &= bits - 1) {
            const int64_t number = sweep->index[word * WORD + __builtin_ctzll(bits)];
            sweep->touched[number / WORD] |= UINT64_C(1) << (number % WORD);
        }
    }
}
