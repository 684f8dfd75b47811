#include "match/edges.h"

#include "geometry/distance_quality.h"
#include "geometry/iou_of_near.h"
#include "match/grid.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

/* Up to so many combinations each is looked at by itself; above, only those near each other in a grid. n boxes with n
 * near them (tests/bench/matching.py), microseconds on either side: 0.4 and 0.5 for n = 10, 0.6 and 0.6 for 14, 1.0 and
 * 0.8 for 20. */
enum { FEW_COMBINATIONS = 200 };

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
    bool ordinary; /* plain, and so that no area leaves the range of a double */
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

enum { FIRST_ROWS = 4 }; /* room for the pairs of so many rows, before any have been found */

/* Room for those of row i, before which the others have been looked at: if more is needed, for as many as all rows will
 * have if they go on like that. False when out of memory. */
static bool reserve_edges(struct finder *finder, int64_t i)
{
    const int64_t more = finder->b.count;
    if (finder->count + more <= finder->capacity)
        return true;
    int64_t capacity = finder->count + finder->count / 2 + FIRST_ROWS * more;
    const double expected = (double)finder->count * 1.25 * (double)finder->a.count / (double)(i + 1);
    if (expected > (double)capacity && expected < (double)finder->most)
        capacity = (int64_t)expected + more;
    finder->edges =
        arena_grow(finder->arena, finder->edges, (size_t)finder->capacity, (size_t)capacity, sizeof *finder->edges);
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

static inline bool touch(const double a[4], const double b[4])
{
    return (a[0] <= b[2]) & (b[0] <= a[2]) & (a[1] <= b[3]) & (b[1] <= a[3]);
}

static int32_t find_each(struct finder *finder, vreward_error *err)
{
    for (int64_t i = 0; i < finder->a.count; i++) {
        const double *a = finder->a.rectangle + 4 * i;
        if (!reserve_edges(finder, i))
            return fail_memory(err);
        for (int64_t j = 0; j < finder->b.count; j++) {
            if (touch(a, finder->b.rectangle + 4 * j))
                consider(finder, i, j);
        }
    }
    return VREWARD_OK;
}

/* As few as a word mostly has are listed without asking whether there are as many: a branch that is guessed wrongly
 * takes as long as all of them. overlapping_pairs() of 1,000 boxes with 1,000 near them: 175 us instead of 227. */
enum { FEW_OF_A_WORD = 4 };

/* The numbers in the grid's set, ascending, written to `list`, which has room for one more; how many. */
static int64_t list_near(const struct grid *grid, int32_t *list)
{
    const uint64_t last = UINT64_C(1) << (WORD - 1); /* so that there is always one to be found */
    int64_t count = 0;
    for (int64_t word = 0; word < grid->words; word++) {
        const int32_t first = (int32_t)(WORD * word);
        uint64_t bits = grid->near[word];
        for (int k = 0; k < FEW_OF_A_WORD; k++) {
            list[count] = first + __builtin_ctzll(bits | last);
            count += bits != 0;
            bits &= bits - 1;
        }
        for (; bits != 0; bits &= bits - 1)
            list[count++] = first + __builtin_ctzll(bits);
    }
    return count;
}

/* The pairs whose rectangles touch: as many as there can be. */
static int64_t count_touching(const struct finder *finder, struct grid *grid, int32_t *list)
{
    int64_t count = 0;
    for (int64_t i = 0; i < finder->a.count; i++) {
        const double *a = finder->a.rectangle + 4 * i;
        grid_near(grid, a);
        const int64_t near = list_near(grid, list);
        for (int64_t k = 0; k < near; k++)
            count += touch(a, finder->b.rectangle + 4 * list[k]);
    }
    return count;
}

/* Adds what is a pair of row i and the columns listed; there is room. */
static void consider_listed(struct finder *finder, int64_t i, const int32_t *list, int64_t count)
{
    for (int64_t k = 0; k < count; k++) {
        if (touch(finder->a.rectangle + 4 * i, finder->b.rectangle + 4 * list[k]))
            consider(finder, i, list[k]);
    }
}

/* The same for ordinary boxes, whose IoU is above 0 only where they touch. */
static void consider_ordinary(struct finder *finder, int64_t i, int32_t *list, int64_t count, double *value)
{
    iou_of_near(finder->a.item + 4 * i, finder->b.item, list, count, value);
    const double min = finder->min > 0.0 ? finder->min : DBL_TRUE_MIN;
    const int32_t *label = finder->labelled ? finder->b.label : NULL;
    struct edge *next = finder->edges + finder->count; /* here, so that it stays in a register */
    for (int64_t k = 0; k < count; k++) {
        const bool same = label != NULL && label[list[k]] == finder->a.label[i];
        *next = (struct edge){value[k], (int32_t)i, list[k], same, 0};
        next += value[k] >= min;
    }
    finder->count = next - finder->edges;
}

static int32_t find_near(struct finder *finder, bool counted, vreward_error *err)
{
    struct grid grid;
    const struct side *a = &finder->a, *b = &finder->b;
    int32_t *list = arena_array(finder->arena, (size_t)b->count + LANES_OF_NEAR, sizeof *list);
    double *value = arena_array(finder->arena, (size_t)b->count + LANES_OF_NEAR, sizeof *value);
    if (list == NULL || value == NULL ||
        !grid_new(&grid, b->rectangle, b->count, a->rectangle, a->count, finder->arena))
        return fail_memory(err);
    if (counted) {
        const int64_t touching = count_touching(finder, &grid, list);
        if (touching > finder->most)
            return fail(err, VREWARD_E_LIMIT, -1, -1,
                        "%" PRId64 " pairs of items touch; no more than %" PRId64 " are held", touching, finder->most);
        finder->capacity = touching + b->count;
        finder->edges = arena_array(finder->arena, (size_t)finder->capacity, sizeof *finder->edges);
        if (finder->edges == NULL)
            return fail_memory(err);
    }
    for (int64_t i = 0; i < a->count; i++) {
        grid_near(&grid, a->rectangle + 4 * i);
        if (!reserve_edges(finder, i))
            return fail_memory(err);
        const int64_t near = list_near(&grid, list);
        if (finder->ordinary)
            consider_ordinary(finder, i, list, near, value);
        else
            consider_listed(finder, i, list, near);
    }
    return VREWARD_OK;
}

static int32_t find(struct finder *finder, struct edge **edges, int64_t *count, vreward_error *err)
{
    finder->labelled = finder->a.label != NULL && finder->b.label != NULL;
    finder->plain = finder->reach == NULL && is_plain_iou(finder->rule);
    const bool few = finder->b.count == 0 || finder->a.count <= FEW_COMBINATIONS / finder->b.count;
    const bool counted = !few && finder->a.count > COUNTED_COMBINATIONS / finder->b.count;
    const int32_t code = few ? find_each(finder, err) : find_near(finder, counted, err);
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

/* The same for plain IoU, where boxes mostly need no preparation. */
static bool prepare_plain(struct finder *finder, const double *box, int64_t count, struct side *side)
{
    *side = (struct side){box, NULL, box, count};
    if (boxes_are_ordinary(box, count))
        return true;
    double *prepared = arena_array(finder->arena, (size_t)count, 4 * sizeof *prepared);
    if (prepared == NULL)
        return false;
    for (int64_t i = 0; i < count; i++) {
        double *one = prepared + 4 * i;
        if (boxes_are_ordinary(box + 4 * i, 1))
            memcpy(one, box + 4 * i, 4 * sizeof *one);
        else if (!box_prepare(finder->rule, box + 4 * i, one))
            memcpy(one, nowhere, sizeof nowhere);
        else
            finder->ordinary &= boxes_are_ordinary(one, 1);
    }
    *side = (struct side){prepared, NULL, prepared, count};
    return true;
}

static bool prepare_side(struct finder *finder, const double *box, int64_t count, struct side *side)
{
    return is_plain_iou(finder->rule) ? prepare_plain(finder, box, count, side)
                                      : prepare_boxes(finder->rule, box, count, finder->arena, side);
}

int32_t overlapping_pairs(struct overlap_rule rule, const double *a, const int32_t *a_label, int64_t a_count,
                          const double *b, const int32_t *b_label, int64_t b_count, double min, int64_t most,
                          struct arena *arena, struct edge **edges, int64_t *count, vreward_error *err)
{
    struct finder finder = {.rule = rule, .min = min, .most = most, .arena = arena};
    finder.ordinary = is_plain_iou(rule);
    if (!prepare_side(&finder, a, a_count, &finder.a) || !prepare_side(&finder, b, b_count, &finder.b))
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
