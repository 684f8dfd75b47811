#include "evaluate/figures.h"

#include "base/sort.h"

#include <math.h>
#include <string.h>

int32_t figures_new(const struct ranking *ranking, struct arena *arena, struct figures *figures, vreward_error *err)
{
    const struct evaluation *evaluation = ranking->evaluation;
    const size_t columns = (size_t)evaluation->metrics.column_count;
    double *column = arena_array(arena, (size_t)ranking->sample_count, columns * sizeof *column);
    *figures = (struct figures){.ranking = ranking, .column = column};
    figures->sum = arena_array(arena, columns, sizeof *figures->sum);
    if (column == NULL || figures->sum == NULL)
        return fail_memory(err);
    for (int64_t place = 0; place < ranking->sample_count; place++)
        memcpy(column + (size_t)place * columns,
               (const double *)evaluation->columns.items + (size_t)ranking->sample[place] * columns,
               columns * sizeof *column);
    return curves_new(ranking, arena, &figures->curves, err);
}

/* In the order of the ranking, so that the last digit is the same however samples were added. */
static void sum_columns(struct figures *figures, const int32_t *weight)
{
    const int64_t columns = figures->ranking->evaluation->metrics.column_count;
    memset(figures->sum, 0, (size_t)columns * sizeof *figures->sum);
    figures->samples = 0;
    for (int64_t place = 0; place < figures->ranking->sample_count; place++) {
        const double times = weight != NULL ? weight[place] : 1;
        if (!(times > 0))
            continue;
        const double *row = figures->column + place * columns;
        figures->samples += times;
        for (int64_t c = 0; c < columns; c++)
            figures->sum[c] += times * row[c];
    }
}

static double ratio(double of, double over)
{
    return over > 0 ? of / over : of > 0;
}

static double f1(double pairs, double written, double right)
{
    return written + right > 0 ? 2 * pairs / (written + right) : 1;
}

bool is_measured(const struct figures *figures, const struct metric *metric)
{
    return metric->only == 0 || figures->sum[metric->only] > 0;
}

static double value_of(const struct figures *figures, const struct metric *metric, const double *coco,
                       const double *voc)
{
    const double *sum = figures->sum;
    double mean = 0;
    if (!is_measured(figures, metric) || !(figures->samples > 0))
        return NAN;
    switch (metric->how) {
    case METRIC_MEAN:
        return sum[metric->of] / figures->samples;
    case METRIC_RATIO:
        return ratio(sum[metric->of], sum[metric->over]);
    case METRIC_ROOT:
        return sqrt(sum[metric->of] / figures->samples);
    case METRIC_SHARE:
        return sum[metric->over] > 0 ? sum[metric->of] / sum[metric->over] : !(sum[metric->beside] > 0);
    case METRIC_F1:
        return f1(sum[metric->of], sum[metric->over], sum[metric->beside]);
    case METRIC_MEAN_F1:
        for (int t = 0; t < COCO_THRESHOLDS; t++)
            mean += f1(sum[metric->of + t], sum[metric->over + t], sum[metric->beside]);
        return mean / COCO_THRESHOLDS;
    case METRIC_VOC:
        return voc[metric->of];
    default:
        return coco[metric->of];
    }
}

void compute_figures(struct figures *figures, const int32_t *weight, double *value)
{
    const struct metrics *metrics = &figures->ranking->evaluation->metrics;
    double coco[COCO_FIGURES] = {0}, voc[VOC_FIGURES] = {0};
    sum_columns(figures, weight);
    if (figures->ranking->label_count > 0 || metrics->measures == &detection_measures)
        all_figures(&figures->curves, weight, coco, voc);
    for (int64_t m = 0; m < metrics->count; m++)
        value[m] = value_of(figures, &metrics->metric[m], coco, voc);
}

/* 0 .. count - 1 from the upper 53 bits of the n-th number of splitmix64. */
static int64_t drawn(uint64_t seed, uint64_t n, int64_t count)
{
    return (int64_t)((double)(mixed(seed, n * 0x9e3779b97f4a7c15U) >> 11) * 0x1p-53 * (double)count);
}

int32_t compute_resamples(struct figures *figures, int64_t count, uint64_t seed, struct arena *arena, double *value,
                          vreward_error *err)
{
    const struct ranking *ranking = figures->ranking;
    const int64_t metrics = ranking->evaluation->metrics.count, clusters = ranking->cluster_count;
    const struct arena_mark mark = arena_mark(arena);
    int32_t *times = arena_array(arena, (size_t)clusters, sizeof *times);
    int32_t *weight = arena_array(arena, (size_t)ranking->sample_count, sizeof *weight);
    if (times == NULL || weight == NULL)
        return fail_memory(err);
    uint64_t n = 0;
    for (int64_t b = 0; b < count; b++) {
        double here[MOST_METRICS];
        memset(times, 0, (size_t)clusters * sizeof *times);
        for (int64_t i = 0; i < clusters; i++)
            times[drawn(seed, n++, clusters)]++;
        for (int64_t place = 0; place < ranking->sample_count; place++)
            weight[place] = times[ranking->cluster[place]];
        compute_figures(figures, weight, here);
        for (int64_t m = 0; m < metrics; m++)
            value[m * count + b] = here[m];
    }
    arena_rewind(arena, mark);
    return VREWARD_OK;
}

/* Between the values beside it, linear, as numpy.percentile. */
static double percentile(const double *value, const int64_t *order, int64_t count, double share)
{
    const double at = share * (double)(count - 1);
    const int64_t below = (int64_t)at;
    const double low = value[order[below]];
    return below + 1 < count ? low + (at - (double)below) * (value[order[below + 1]] - low) : low;
}

int32_t interval_of(const double *value, int64_t count, bool minus_is_nothing, struct arena *scratch, double *low,
                    double *high, vreward_error *err)
{
    const struct arena_mark mark = arena_mark(scratch);
    double *there = arena_array(scratch, (size_t)count, sizeof *there);
    int64_t *order = arena_array(scratch, (size_t)count, sizeof *order);
    if (there == NULL || order == NULL)
        return fail_memory(err);
    int64_t kept = 0;
    for (int64_t i = 0; i < count; i++) {
        if (!isnan(value[i]) && !(minus_is_nothing && value[i] == -1.0))
            there[kept++] = value[i];
    }
    if (!order_by(there, kept, false, scratch, order))
        return fail_memory(err);
    *low = kept > 0 ? percentile(there, order, kept, 0.025) : (double)NAN;
    *high = kept > 0 ? percentile(there, order, kept, 0.975) : (double)NAN;
    arena_rewind(scratch, mark);
    return VREWARD_OK;
}
