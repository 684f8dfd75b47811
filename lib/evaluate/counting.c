/* How many. */
#include "evaluate/evaluation.h"

#include <math.h>

enum { EXACT = COLUMN_FIRST_OWN, OFF, OFF_SQUARED, OFF_BY_ONE, COLUMNS_END };

#define UNREAD "; an answer that cannot be read counts as 0"

static const struct metric counting_metrics[] = {
    {"exact", "share of right counts", METRIC_MEAN, EXACT, 0, 0, 0, 1, {0}},
    {"MAE", "mean |written - true|" UNREAD, METRIC_MEAN, OFF, 0, 0, 0, 1, {0}},
    {"RMSE", "root of the mean of (written - true)^2" UNREAD, METRIC_ROOT, OFF_SQUARED, 0, 0, 0, 1, {0}},
    {"off_by_one", "share with |written - true| <= 1", METRIC_MEAN, OFF_BY_ONE, 0, 0, 0, 1, {0}},
};

static int32_t counting_measure(struct evaluation *evaluation, const struct measured *sample, struct kept_sample *kept,
                                double *column, vreward_error *err)
{
    (void)evaluation;
    (void)kept;
    (void)err;
    const struct truth *truth = sample->truth;
    const double right = truth->has_items ? (double)truth->counted : truth->number;
    const double written = sample->trace->written_count;
    const bool read = written >= 0;
    const double off = fabs((read ? written : 0) - right);
    column[EXACT] = read && off == 0;
    column[OFF] = off;
    column[OFF_SQUARED] = off * off;
    column[OFF_BY_ONE] = read && off <= 1;
    return VREWARD_OK;
}

const struct measures counting_measures = {
    .task = "counting",
    .metric = counting_metrics,
    .metric_count = sizeof counting_metrics / sizeof counting_metrics[0],
    .column_count = COLUMNS_END - COLUMN_FIRST_OWN,
    .measure = counting_measure,
};
