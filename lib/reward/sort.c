#include "reward/sort.h"

#include <string.h>

enum { SHORT_RUN = 16 };

static void insertion_sort(int64_t *index, int64_t count, index_order order, const void *context)
{
    for (int64_t i = 1; i < count; i++) {
        const int64_t moved = index[i];
        int64_t place = i;
        for (; place > 0 && order(context, index[place - 1], moved) > 0; place--)
            index[place] = index[place - 1];
        index[place] = moved;
    }
}

static void merge(const int64_t *from, int64_t *to, int64_t left, int64_t middle, int64_t right, index_order order,
                  const void *context)
{
    int64_t a = left, b = middle;
    for (int64_t place = left; place < right; place++) {
        if (b == right || (a < middle && order(context, from[a], from[b]) <= 0))
            to[place] = from[a++];
        else
            to[place] = from[b++];
    }
}

int32_t sort_indices(int64_t *index, int64_t count, index_order order, const void *context, struct arena *scratch,
                     vreward_error *err)
{
    for (int64_t start = 0; start < count; start += SHORT_RUN)
        insertion_sort(index + start, count - start < SHORT_RUN ? count - start : SHORT_RUN, order, context);
    if (count <= SHORT_RUN)
        return VREWARD_OK;
    const struct arena_mark mark = arena_mark(scratch);
    int64_t *from = index, *to = arena_array(scratch, (size_t)count, sizeof *to);
    if (to == NULL)
        return fail_memory(err);
    for (int64_t width = SHORT_RUN; width < count; width *= 2) {
        for (int64_t left = 0; left < count; left += 2 * width) {
            const int64_t middle = count - left < width ? count : left + width;
            const int64_t right = count - left < 2 * width ? count : left + 2 * width;
            merge(from, to, left, middle, right, order, context);
        }
        int64_t *sorted = to;
        to = from;
        from = sorted;
    }
    if (from != index)
        memcpy(index, from, (size_t)count * sizeof *index);
    arena_rewind(scratch, mark);
    return VREWARD_OK;
}
