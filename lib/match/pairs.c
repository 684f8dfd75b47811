/* The pairs that can be: boxes that overlap, points within reach. */
#include "geometry/distance_quality.h"
#include "match/match.h"
#include "match/sweep.h"

#include <math.h>
#include <string.h>

/* Up to so many combinations each is looked at by itself; up to so many, all of a row at once; above, the columns are
 * sorted first, so that only those that can be near are looked at. */
enum { FEW_COMBINATIONS = 100, MANY_COMBINATIONS = 1 << 18 };

/* One side: items as they are compared, and the rectangle outside of which nothing pairs with them. */
struct side {
    const double *item;      /* boxes prepared as the rule wants them, or points */
    const int32_t *label;    /* NULL: all pair with all */
    const double *rectangle; /* [count][4] */
    int64_t count;
};

struct finder {
    struct side a, b;
    struct overlap_rule rule;
    const double *reach; /* of points; NULL: boxes */
    double min;
    bool same_label;
    struct arena *arena;
    struct edge *edges;
    int64_t count, capacity;
};

static double value_of(const struct finder *finder, int64_t i, int64_t j)
{
    if (finder->reach != NULL)
        return distance_quality(finder->a.item + 2 * i, finder->b.item + 2 * j, finder->reach[j]);
    return overlap_prepared(finder->rule, finder->a.item + 4 * i, finder->b.item + 4 * j);
}

static const double nowhere[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
static const double everywhere[4] = {-INFINITY, -INFINITY, INFINITY, INFINITY};

static bool is_nowhere(const double rectangle[4])
{
    return rectangle[0] > rectangle[2];
}

/* Adds the pair if it is one. False when out of memory. */
static bool consider(struct finder *finder, int64_t i, int64_t j)
{
    if (is_nowhere(finder->a.rectangle + 4 * i) || is_nowhere(finder->b.rectangle + 4 * j))
        return true;
    const bool labelled = finder->a.label != NULL && finder->b.label != NULL;
    const bool same = labelled && finder->a.label[i] == finder->b.label[j];
    if (labelled && finder->same_label && !same)
        return true;
    const double value = value_of(finder, i, j);
    if (!(value > 0.0) || value < finder->min)
        return true;
    if (finder->count == finder->capacity) {
        const int64_t more = finder->capacity == 0 ? 64 : 2 * finder->capacity;
        finder->edges =
            arena_grow(finder->arena, finder->edges, (size_t)finder->count, (size_t)more, sizeof *finder->edges);
        if (finder->edges == NULL)
            return false;
        finder->capacity = more;
    }
    finder->edges[finder->count++] = (struct edge){value, (int32_t)i, (int32_t)j, same, 0};
    return true;
}

static bool find_each(struct finder *finder)
{
    for (int64_t i = 0; i < finder->a.count; i++) {
        const double *a = finder->a.rectangle + 4 * i;
        for (int64_t j = 0; j < finder->b.count; j++) {
            const double *b = finder->b.rectangle + 4 * j;
            if ((a[0] <= b[2]) & (b[0] <= a[2]) & (a[1] <= b[3]) & (b[1] <= a[3]) && !consider(finder, i, j))
                return false;
        }
    }
    return true;
}

static bool find_by_sweep(struct finder *finder, bool sorted)
{
    struct sweep sweep;
    if (!sweep_new(&sweep, finder->b.rectangle, finder->b.count, sorted, finder->arena))
        return false;
    for (int64_t i = 0; i < finder->a.count; i++) {
        sweep_touching(&sweep, finder->a.rectangle + 4 * i);
        for (int64_t word = 0; word * WORD < finder->b.count; word++) {
            for (uint64_t bits = sweep.touched[word]; bits != 0; bits &= bits - 1) {
                if (!consider(finder, i, WORD * word + __builtin_ctzll(bits)))
                    return false;
            }
        }
    }
    return true;
}

static int32_t find(struct finder *finder, struct edge **edges, int64_t *count, vreward_error *err)
{
    const bool few = finder->b.count == 0 || finder->a.count <= FEW_COMBINATIONS / finder->b.count;
    const bool many = !few && finder->a.count > MANY_COMBINATIONS / finder->b.count;
    if (!(few ? find_each(finder) : find_by_sweep(finder, many)))
        return fail_memory(err);
    *edges = finder->edges;
    *count = finder->count;
    return VREWARD_OK;
}

/* Boxes ready to compare, and their rectangles. False when out of memory. */
static bool prepare_boxes(struct overlap_rule rule, const double *box, int64_t count, struct arena *arena,
                          struct side *side)
{
    double *prepared = arena_array(arena, (size_t)count, 4 * sizeof *prepared);
    double *rectangle = arena_array(arena, (size_t)count, 4 * sizeof *rectangle);
    if (prepared == NULL || rectangle == NULL)
        return false;
    const double more = rule.convention == VREWARD_INCLUSIVE ? 1.0 : 0.0;
    for (int64_t i = 0; i < count; i++) {
        double *one = prepared + 4 * i;
        const bool counts = box_prepare(rule, box + 4 * i, one);
        const double around[4] = {one[0], one[1], one[2] + more, one[3] + more};
        /* As written, corners in the wrong order can make an overlap of boxes that are apart. */
        const bool odd = rule.invalid == VREWARD_INVALID_LEGACY && !box_has_extent(rule, one);
        memcpy(rectangle + 4 * i, !counts ? nowhere : odd ? everywhere : around, sizeof around);
    }
    side->item = prepared;
    side->rectangle = rectangle;
    side->count = count;
    return true;
}

int32_t overlapping_pairs(struct overlap_rule rule, const double *a, const int32_t *a_label, int64_t a_count,
                          const double *b, const int32_t *b_label, int64_t b_count, bool same_label, double min,
                          struct arena *arena, struct edge **edges, int64_t *count, vreward_error *err)
{
    struct finder finder = {.rule = rule, .min = min, .same_label = same_label, .arena = arena};
    finder.a.label = a_label;
    finder.b.label = b_label;
    if (!prepare_boxes(rule, a, a_count, arena, &finder.a) || !prepare_boxes(rule, b, b_count, arena, &finder.b))
        return fail_memory(err);
    return find(&finder, edges, count, err);
}

static bool surround_points(const double *point, const double *reach, int64_t count, struct arena *arena,
                            struct side *side)
{
    double *rectangle = arena_array(arena, (size_t)count, 4 * sizeof *rectangle);
    if (rectangle == NULL)
        return false;
    for (int64_t i = 0; i < count; i++) {
        const double x = point[2 * i], y = point[2 * i + 1], far = reach == NULL ? 0.0 : reach[i] * (1.0 + 1e-9);
        const double around[4] = {x - far, y - far, x + far, y + far};
        /* A little wider than the reach: a distance may be rounded down to less. */
        memcpy(rectangle + 4 * i, isfinite(x) && isfinite(y) && far >= 0.0 ? around : nowhere, sizeof around);
    }
    side->item = point;
    side->rectangle = rectangle;
    side->count = count;
    return true;
}

int32_t point_pairs(const double *a, const int32_t *a_label, int64_t a_count, const double *b, const int32_t *b_label,
                    const double *reach, int64_t b_count, bool same_label, double min, struct arena *arena,
                    struct edge **edges, int64_t *count, vreward_error *err)
{
    static const double none[1] = {0.0};
    struct finder finder = {.reach = b_count == 0 ? none : reach, .min = min, .same_label = same_label, .arena = arena};
    finder.a.label = a_label;
    finder.b.label = b_label;
    if (!surround_points(a, NULL, a_count, arena, &finder.a) || !surround_points(b, reach, b_count, arena, &finder.b))
        return fail_memory(err);
    return find(&finder, edges, count, err);
}
