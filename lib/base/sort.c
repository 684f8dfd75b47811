#include "base/sort.h"

#include <string.h>

struct keyed {
    double key;
    int64_t index;
};

enum { RUN = 16 };

static void sort_run(struct keyed *items, int64_t count)
{
    for (int64_t i = 1; i < count; i++) {
        const struct keyed item = items[i];
        int64_t place = i;
        for (; place > 0 && items[place - 1].key > item.key; place--)
            items[place] = items[place - 1];
        items[place] = item;
    }
}

static void merge(const struct keyed *left, int64_t left_count, const struct keyed *right, int64_t right_count,
                  struct keyed *merged)
{
    while (left_count > 0 && right_count > 0) {
        if (right->key < left->key) {
            *merged++ = *right++;
            right_count--;
        } else {
            *merged++ = *left++;
            left_count--;
        }
    }
    memcpy(merged, left, (size_t)left_count * sizeof *left);
    memcpy(merged + left_count, right, (size_t)right_count * sizeof *right);
}

static int64_t at_most(int64_t value, int64_t most)
{
    return value < most ? value : most;
}

bool order_by(const double *key, int64_t count, bool descending, struct arena *scratch, int64_t *index)
{
    const struct arena_mark mark = arena_mark(scratch);
    struct keyed *items = arena_array(scratch, (size_t)count, 2 * sizeof *items);
    if (items == NULL)
        return false;
    struct keyed *other = items + count;
    for (int64_t i = 0; i < count; i++)
        items[i] = (struct keyed){descending ? -key[i] : key[i], i};
    for (int64_t start = 0; start < count; start += RUN)
        sort_run(items + start, at_most(RUN, count - start));
    for (int64_t run = RUN; run < count; run *= 2) {
        for (int64_t start = 0; start < count; start += 2 * run) {
            const int64_t left = at_most(run, count - start);
            merge(items + start, left, items + start + left, at_most(run, count - start - left), other + start);
        }
        struct keyed *sorted = other;
        other = items;
        items = sorted;
    }
    for (int64_t i = 0; i < count; i++)
        index[i] = items[i].index;
    arena_rewind(scratch, mark);
    return true;
}

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

static void merge_indices(const int64_t *from, int64_t *to, int64_t left, int64_t middle, int64_t right,
                          index_order order, const void *context)
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
    for (int64_t start = 0; start < count; start += RUN)
        insertion_sort(index + start, count - start < RUN ? count - start : RUN, order, context);
    if (count <= RUN)
        return VREWARD_OK;
    const struct arena_mark mark = arena_mark(scratch);
    int64_t *from = index, *to = arena_array(scratch, (size_t)count, sizeof *to);
    if (to == NULL)
        return fail_memory(err);
    for (int64_t width = RUN; width < count; width *= 2) {
        for (int64_t left = 0; left < count; left += 2 * width) {
            const int64_t middle = count - left < width ? count : left + width;
            const int64_t right = count - left < 2 * width ? count : left + 2 * width;
            merge_indices(from, to, left, middle, right, order, context);
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
