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
