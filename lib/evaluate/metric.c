#include "evaluate/metric.h"

#include "evaluate/evaluation.h"

#include <string.h>

/* `score` and `parsed` come first for every task. */
static const struct metric common[] = {
    {.name = "score", .convention = "mean reward of the recipe", .how = METRIC_MEAN, .of = COLUMN_SCORE},
    {.name = "parsed",
     .convention = "share of answers that could be read; what could not counts as wrong in every other figure",
     .how = METRIC_MEAN,
     .of = COLUMN_PARSED},
};

static const struct measures *const all[] = {&grounding_measures, &detection_measures, &counting_measures,
                                             &ocr_measures};

static const struct measures *measures_of(const char *task)
{
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (strcmp(all[i]->task, task) == 0)
            return all[i];
    }
    return &term_measures;
}

/* Where a task has no figures of its own: the mean of each term behind format and parsed. */
static void add_terms(const struct recipe *recipe, struct metrics *metrics)
{
    for (int64_t t = TERM_ACCURACY; t < recipe->term_count && metrics->count < MOST_METRICS; t++) {
        metrics->metric[metrics->count++] = (struct metric){.name = recipe->term[t].name,
                                                            .convention = "mean of the term",
                                                            .how = METRIC_MEAN,
                                                            .of = (uint8_t)metrics->column_count};
        metrics->column_count++;
    }
}

void metrics_of(const struct recipe *recipe, struct metrics *metrics)
{
    memset(metrics, 0, sizeof *metrics);
    metrics->measures = measures_of(recipe->config.reward->task);
    memcpy(metrics->metric, common, sizeof common);
    metrics->count = sizeof common / sizeof common[0];
    metrics->column_count = COLUMN_FIRST_OWN;
    if (metrics->measures == &term_measures) {
        add_terms(recipe, metrics);
        return;
    }
    memcpy(metrics->metric + metrics->count, metrics->measures->metric,
           (size_t)metrics->measures->metric_count * sizeof *metrics->metric);
    metrics->count += metrics->measures->metric_count;
    metrics->column_count += metrics->measures->column_count;
}
