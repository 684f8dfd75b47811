#include "match/edges.h"

#include "geometry/distance_quality.h"
#include "match/sweep.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

/* Up to so many combinations each is looked at by itself; up to so many, all of a row at once; above, the columns
 * are sorted first, so that only those that can be near are looked at. vreward_match_boxes of n boxes with n near
 * them (tests/bench/matching.py), microseconds on either side of the first border: 1.11 and 1.22 for n = 10, 1.35
 * and 1.40 for 14, 1.77 and 1.64 for 20; of the second: 30.3 and 35.8 for n = 200, 208 and 230 for 400, 1,486 and
 * 1,491 for 1,000. */
enum { FEW_COMBINATIONS = 100, MANY_COMBINATIONS = 1 << 18 };

/* Above so many combinations the pairs are counted before room is made for them. */
enum { COUNTED_COMBINATIONS = 1 << 21 };
_Static_assert((int)COUNTED_COMBINATIONS <= (int)MOST_PAIRS_OF_A_SAMPLE, "uncounted pairs are within every limit");

/* One side: items as they are compared, and the rectangle outside of which nothing pairs with them. */
struct side {
    const double *item;      /* boxes prepared as the rule wants them, or points */
    const int32_t *label;    /* NULL: none is equal to another */
    const double *rectangle; /* [count][4] */
    int64_t count;
};

struct finder {
    struct side a, b;
    struct overlap_rule rule;
    const double *reach; /* of points; NULL: boxes */
    double full;
    double min;
    int64_t most;
    bool plain, labelled;
    struct arena *arena;
    struct edge *edges;
    int64_t count, capacity;
};

static inline double value_of(const struct finder *finder, int64_t i, int64_t j)
{
    if (finder->plain)
        return plain_iou(finder->rule, finder->a.item + 4 * i, finder->b.item + 4 * j);
    if (finder->reach != NULL)
        return distance_quality(finder->a.item + 2 * i, finder->b.item + 2 * j, finder->reach[j], finder->full);
    return overlap_prepared(finder->rule, finder->a.item + 4 * i, finder->b.item + 4 * j);
}

/* Nothing touches the first, not even itself: all other rectangles are finite. */
static const double nowhere[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
static const double everywhere[4] = {-DBL_MAX, -DBL_MAX, DBL_MAX, DBL_MAX};

/* Room for `more` edges. False when out of memory. */
static bool reserve_edges(struct finder *finder, int64_t more)
{
    if (finder->count + more <= finder->capacity)
        return true;
    const int64_t capacity =
        2 * finder->capacity > finder->count + more ? 2 * finder->capacity : finder->count + more + 64;
    finder->edges =
        arena_grow(finder->arena, finder->edges, (size_t)finder->count, (size_t)capacity, sizeof *finder->edges);
    finder->capacity = capacity;
    return finder->edges != NULL;
}

/* Adds the pair if it is one; there is room. */
static inline void consider(struct finder *finder, int64_t i, int64_t j)
{
    const bool same = finder->labelled && finder->a.label[i] == finder->b.label[j];
    const double value = value_of(finder, i, j);
    finder->edges[finder->count] = (struct edge){value, (int32_t)i, (int32_t)j, same, 0};
    finder->count += (value > 0.0) & (value >= finder->min);
}

static int32_t find_each(struct finder *finder, vreward_error *err)
{
    for (int64_t i = 0; i < finder->a.count; i++) {
        const double *a = finder->a.rectangle + 4 * i;
        if (!reserve_edges(finder, finder->b.count))
            return fail_memory(err);
        for (int64_t j = 0; j < finder->b.count; j++) {
            const double *b = finder->b.rectangle + 4 * j;
            if ((a[0] <= b[2]) & (b[0] <= a[2]) & (a[1] <= b[3]) & (b[1] <= a[3]))
                consider(finder, i, j);
        }
    }
    return VREWARD_OK;
}

/* The pairs whose rectangles touch: as many as there can be. */
static int64_t count_touching(const struct finder *finder, struct sweep *sweep)
{
    int64_t count = 0;
    for (int64_t i = 0; i < finder->a.count; i++) {
        sweep_touching(sweep, finder->a.rectangle + 4 * i);
        for (int64_t word = 0; word * WORD < finder->b.count; word++)
            count += __builtin_popcountll(sweep->touched[word]);
    }
    return count;
}

static int32_t find_by_sweep(struct finder *finder, bool sorted, bool counted, vreward_error *err)
{
    struct sweep sweep;
    if (!sweep_new(&sweep, finder->b.rectangle, finder->b.count, sorted, finder->arena))
        return fail_memory(err);
    if (counted) {
        const int64_t touching = count_touching(finder, &sweep);
        if (touching > finder->most)
            return fail(err, VREWARD_E_LIMIT, -1, -1,
                        "%" PRId64 " pairs of items touch; no more than %" PRId64 " are held", touching, finder->most);
        if (!reserve_edges(finder, touching + WORD))
            return fail_memory(err);
    }
    for (int64_t i = 0; i < finder->a.count; i++) {
        sweep_touching(&sweep, finder->a.rectangle + 4 * i);
        for (int64_t word = 0; word * WORD < finder->b.count; word++) {
            if (sweep.touched[word] != 0 && !reserve_edges(finder, WORD))
                return fail_memory(err);
            for (uint64_t bits = sweep.touched[word]; bits != 0; bits &= bits - 1)
                consider(finder, i, WORD * word + __builtin_ctzll(bits));
        }
    }
    return VREWARD_OK;
}

static int32_t find(struct finder *finder, struct edge **edges, int64_t *count, vreward_error *err)
{
    finder->labelled = finder->a.label != NULL && finder->b.label != NULL;
    finder->plain = finder->reach == NULL && is_plain_iou(finder->rule);
    const bool few = finder->b.count == 0 || finder->a.count <= FEW_COMBINATIONS / finder->b.count;
    const bool many = !few && finder->a.count > MANY_COMBINATIONS / finder->b.count;
    const bool counted = !few && finder->a.count > COUNTED_COMBINATIONS / finder->b.count;
    const int32_t code = few ? find_each(finder, err) : find_by_sweep(finder, many, counted, err);
    *edges = finder->edges;
    *count = finder->count;
    return code;
}

/* Boxes ready to compare, and their rectangles, which are the same but for two rules. False when out of memory. */
static bool prepare_boxes(struct overlap_rule rule, const double *box, int64_t count, struct arena *arena,
                          struct side *side)
{
    const bool inclusive = rule.convention == VREWARD_AREA_INCLUSIVE, legacy = rule.invalid == VREWARD_INVALID_LEGACY;
    double *prepared = arena_array(arena, (size_t)count, 4 * sizeof *prepared);
    double *rectangle = inclusive || legacy ? arena_array(arena, (size_t)count, 4 * sizeof *rectangle) : prepared;
    if (prepared == NULL || rectangle == NULL)
        return false;
    for (int64_t i = 0; i < count; i++) {
        double *one = prepared + 4 * i, *around = rectangle + 4 * i;
        const bool counts = box_prepare(rule, box + 4 * i, one);
        if (!counts)
            memcpy(around, nowhere, sizeof nowhere);
        else if (legacy && !box_has_extent(rule, one)) /* as written it may overlap what it does not touch */
            memcpy(around, everywhere, sizeof everywhere);
        else if (around != one)
            memcpy(around, one, 4 * sizeof *one);
        if (counts && inclusive) {
            around[2] += 1.0;
            around[3] += 1.0;
        }
    }
    *side = (struct side){prepared, NULL, rectangle, count};
    return true;
}

int32_t overlapping_pairs(struct overlap_rule rule, const double *a, const int32_t *a_label, int64_t a_count,
                          const double *b, const int32_t *b_label, int64_t b_count, double min, int64_t most,
                          struct arena *arena, struct edge **edges, int64_t *count, vreward_error *err)
{
    struct finder finder = {.rule = rule, .min = min, .most = most, .arena = arena};
    if (!prepare_boxes(rule, a, a_count, arena, &finder.a) || !prepare_boxes(rule, b, b_count, arena, &finder.b))
        return fail_memory(err);
    finder.a.label = a_label;
    finder.b.label = b_label;
    return find(&finder, edges, count, err);
}

static double at_least(double number)
{
    return number < -DBL_MAX ? -DBL_MAX : number;
}

static double at_most(double number)
{
    return number > DBL_MAX ? DBL_MAX : number;
}

static bool surround_points(const double *point, const double *reach, int64_t count, struct arena *arena,
                            struct side *side)
{
    double *rectangle = arena_array(arena, (size_t)count, 4 * sizeof *rectangle);
    if (rectangle == NULL)
        return false;
    for (int64_t i = 0; i < count; i++) {
        const double x = point[2 * i], y = point[2 * i + 1], far = reach == NULL ? 0.0 : reach[i] * (1.0 + 1e-9);
        const double around[4] = {at_least(x - far), at_least(y - far), at_most(x + far), at_most(y + far)};
        /* A little wider than the reach: a distance may be rounded down to less. */
        memcpy(rectangle + 4 * i, isfinite(x) && isfinite(y) && far >= 0.0 ? around : nowhere, sizeof around);
    }
    *side = (struct side){point, NULL, rectangle, count};
    return true;
}

int32_t point_pairs(const double *a, const int32_t *a_label, int64_t a_count, const double *b, const int32_t *b_label,
                    const double *reach, double full, int64_t b_count, double min, int64_t most, struct arena *arena,
                    struct edge **edges, int64_t *count, vreward_error *err)
{
    static const double none[1] = {0.0};
    struct finder finder = {
        .reach = b_count == 0 ? none : reach, .full = full, .min = min, .most = most, .arena = arena};
    if (!surround_points(a, NULL, a_count, arena, &finder.a) || !surround_points(b, reach, b_count, arena, &finder.b))
        return fail_memory(err);
    finder.a.label = a_label;
    finder.b.label = b_label;
    return find(&finder, edges, count, err);
}
