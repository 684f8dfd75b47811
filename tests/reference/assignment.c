#include "reference/assignment.h"

#include <math.h>
#include <stddef.h>

enum { MOST_COLUMNS = 16 };

struct trial {
    const double *value;
    const int32_t *tie;
    int64_t rows, cols;
    bool pairs_first;
    bool taken[MOST_COLUMNS];
    struct worth best;
};

static bool is_better(const struct trial *trial, struct worth now)
{
    const struct worth best = trial->best;
    if (trial->pairs_first && now.pairs != best.pairs)
        return now.pairs > best.pairs;
    return now.sum != best.sum ? now.sum > best.sum : now.tie > best.tie;
}

static void try_row(struct trial *trial, int64_t row, struct worth so_far)
{
    if (row == trial->rows) {
        if (is_better(trial, so_far))
            trial->best = so_far;
        return;
    }
    try_row(trial, row + 1, so_far);
    for (int64_t j = 0; j < trial->cols; j++) {
        const int64_t at = row * trial->cols + j;
        if (trial->taken[j] || trial->value[at] == -INFINITY)
            continue;
        trial->taken[j] = true;
        try_row(trial, row + 1,
                (struct worth){so_far.pairs + 1, so_far.sum + trial->value[at],
                               so_far.tie + (trial->tie == NULL ? 0 : trial->tie[at])});
        trial->taken[j] = false;
    }
}

struct worth best_assignment(const double *value, const int32_t *tie, int64_t rows, int64_t cols, bool pairs_first)
{
    struct trial trial = {.value = value, .tie = tie, .rows = rows, .cols = cols, .pairs_first = pairs_first};
    trial.best = (struct worth){-1, -INFINITY, 0};
    try_row(&trial, 0, (struct worth){0, 0.0, 0});
    return trial.best;
}

struct worth worth_of(const double *value, const int32_t *tie, int64_t rows, int64_t cols, const int64_t *row_to_col)
{
    struct worth worth = {0, 0.0, 0};
    for (int64_t i = 0; i < rows; i++) {
        if (row_to_col[i] == -1)
            continue;
        if (row_to_col[i] < 0 || row_to_col[i] >= cols || value[i * cols + row_to_col[i]] == -INFINITY)
            return (struct worth){-1, 0.0, 0};
        for (int64_t k = 0; k < i; k++) {
            if (row_to_col[k] == row_to_col[i])
                return (struct worth){-1, 0.0, 0};
        }
        worth.pairs++;
        worth.sum += value[i * cols + row_to_col[i]];
        worth.tie += tie == NULL ? 0 : tie[i * cols + row_to_col[i]];
    }
    return worth;
}
