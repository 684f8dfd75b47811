#include "match/crowd.h"

#include "match/assignment.h"
#include "match/weight.h"

#include <inttypes.h>

/* The shorter side is that of the rows. */
struct crowd {
    struct overlap_rule rule;
    const double *row_box, *col_box; /* prepared, as the rule wants them */
    const uint8_t *row_counts, *col_counts;
    int64_t rows, cols;
    bool turned; /* rows are b */
    double min;
    struct weighing weighing;
};

/* 0 where the two are no pair. */
static double value_in_crowd(const struct crowd *crowd, int64_t row, int64_t col)
{
    if (!crowd->row_counts[row] || !crowd->col_counts[col])
        return 0.0;
    const double *row_box = crowd->row_box + 4 * row, *col_box = crowd->col_box + 4 * col;
    const double *a = crowd->turned ? col_box : row_box, *b = crowd->turned ? row_box : col_box;
    const double value = is_plain_iou(crowd->rule) ? plain_iou(crowd->rule, a, b) : overlap_prepared(crowd->rule, a, b);
    return value > 0.0 && value >= crowd->min ? value : 0.0;
}

enum { MOST_WEIGHTS = 1 << 27 };

/* The weights of all, row by row; NULL where memory is short. */
static int64_t *weights_of(const struct crowd *crowd, struct arena *scratch)
{
    int64_t *weight = arena_array(scratch, (size_t)crowd->rows * (size_t)crowd->cols, sizeof *weight);
    for (int64_t i = 0; weight != NULL && i < crowd->rows; i++) {
        for (int64_t j = 0; j < crowd->cols; j++) {
            const struct edge edge = {value_in_crowd(crowd, i, j), (int32_t)i, (int32_t)j, 0, 0};
            weight[i * crowd->cols + j] = weight_of(&crowd->weighing, &edge);
        }
    }
    return weight;
}

/* Boxes as the rule wants them, and whether each overlaps anything. False when out of memory. */
static bool prepare(struct overlap_rule rule, const double *box, int64_t count, struct arena *scratch,
                    const double **prepared, const uint8_t **counts)
{
    double *boxes = arena_array(scratch, (size_t)count, 4 * sizeof *boxes);
    uint8_t *flags = arena_array(scratch, (size_t)count, sizeof *flags);
    if (boxes == NULL || flags == NULL)
        return false;
    for (int64_t i = 0; i < count; i++)
        flags[i] = box_prepare(rule, box + 4 * i, boxes + 4 * i);
    *prepared = boxes;
    *counts = flags;
    return true;
}

/* Boxes taken as written may overlap by more than 1. */
static void weigh_crowd(struct crowd *crowd)
{
    struct span_of_values span = {0.0, 1.0, 0};
    for (int64_t i = 0; crowd->rule.invalid == VREWARD_INVALID_LEGACY && i < crowd->rows; i++) {
        for (int64_t j = 0; j < crowd->cols; j++) {
            const double value = value_in_crowd(crowd, i, j);
            span.highest = value > span.highest ? value : span.highest;
        }
    }
    crowd->weighing = weighing_of(&span, crowd->rows, GOAL_SUM);
}

static void write_pairs(const struct crowd *crowd, const int64_t *row_to_col, int64_t *a_to_b, double *value)
{
    for (int64_t i = 0; i < crowd->rows; i++) {
        const int64_t col = row_to_col[i];
        const double found = col < 0 ? 0.0 : value_in_crowd(crowd, i, col);
        if (!(found > 0.0))
            continue;
        const int64_t a = crowd->turned ? col : i;
        a_to_b[a] = crowd->turned ? i : col;
        if (value != NULL)
            value[a] = found;
    }
}

int32_t match_crowd(struct overlap_rule rule, const double *a, int64_t a_count, const double *b, int64_t b_count,
                    double min, struct arena *scratch, int64_t *a_to_b, double *value, vreward_error *err)
{
    const struct arena_mark mark = arena_mark(scratch);
    const bool turned = a_count > b_count;
    struct crowd crowd = {.rule = rule, .turned = turned, .min = min};
    crowd.rows = turned ? b_count : a_count;
    crowd.cols = turned ? a_count : b_count;
    for (int64_t i = 0; i < a_count; i++) {
        a_to_b[i] = -1;
        if (value != NULL)
            value[i] = 0.0;
    }
    if (crowd.rows == 0)
        return VREWARD_OK;
    if (crowd.rows > MOST_WEIGHTS / crowd.cols)
        return fail(err, VREWARD_E_LIMIT, -1, -1,
                    "%" PRId64 " and %" PRId64 " boxes, most of which touch, are too many to match", a_count, b_count);
    int64_t *row_to_col = arena_array(scratch, (size_t)crowd.rows, sizeof *row_to_col);
    bool enough = row_to_col != NULL &&
                  prepare(rule, turned ? b : a, crowd.rows, scratch, &crowd.row_box, &crowd.row_counts) &&
                  prepare(rule, turned ? a : b, crowd.cols, scratch, &crowd.col_box, &crowd.col_counts);
    if (enough) {
        weigh_crowd(&crowd);
        const int64_t *weight = weights_of(&crowd, scratch);
        enough =
            weight != NULL && assign_weights(weight, crowd.rows, crowd.cols, scratch, row_to_col) != ASSIGNED_NO_MEMORY;
    }
    if (enough)
        write_pairs(&crowd, row_to_col, a_to_b, value);
    arena_rewind(scratch, mark);
    return enough ? VREWARD_OK : fail_memory(err);
}
