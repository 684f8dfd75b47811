/* Which figures there are for a task, and which numbers of a sample they are made of. */
#ifndef EVALUATE_METRIC_H
#define EVALUATE_METRIC_H

#include "base/arena.h"
#include "recipe/recipe.h"
#include "reward/reward.h"

struct evaluation;
struct kept_sample;

/* Columns of every task; a task's own begin behind them. */
enum { COLUMN_SCORE, COLUMN_PARSED, COLUMN_FIRST_OWN, MOST_COLUMNS = 32, MOST_METRICS = 32 };

/* How a figure is made of the sums of columns over the samples. */
enum metric_how {
    METRIC_MEAN,    /* of / samples */
    METRIC_RATIO,   /* of / over; 0 / 0 is 0, and anything else over 0 is 1 */
    METRIC_ROOT,    /* the root of of / samples */
    METRIC_SHARE,   /* of / over; over 0 it is 1 where `beside` is 0, too, else 0 */
    METRIC_F1,      /* 2 of / (over + beside); 1 where nothing is over */
    METRIC_MEAN_F1, /* its mean over the ten columns from each of `of` and `over` on */
    METRIC_COCO,    /* number `of` of COCO's twelve */
    METRIC_VOC,     /* number `of` of VOC's two */
};

struct metric {
    const char *name;
    const char *convention; /* a few words: whose figure it is, and how it is computed */
    uint8_t how;            /* enum metric_how */
    uint8_t of, over, beside;
    uint8_t only;        /* column that says how many samples it is about, 0: all; left out where there are none */
    uint8_t leaderboard; /* 1: what published tables print */
    uint8_t reserved[2];
};

/* What a sample was added as. */
struct measured {
    const struct truth *truth; /* NULL: the recipe needs none */
    const struct trace *trace;
    struct arena *scratch;
};

struct measures {
    const char *task;
    const struct metric *metric;
    int64_t metric_count;
    int64_t column_count; /* own ones */
    /* Fills the own columns, all 0 before, from COLUMN_FIRST_OWN on. Errors: MEMORY. */
    int32_t (*measure)(struct evaluation *evaluation, const struct measured *sample, struct kept_sample *kept,
                       double *column, vreward_error *err);
};

/* Those of one recipe. */
struct metrics {
    struct metric metric[MOST_METRICS];
    int64_t count, column_count;
    const struct measures *measures;
};

void metrics_of(const struct recipe *recipe, struct metrics *metrics);

extern const struct measures grounding_measures, detection_measures, counting_measures, ocr_measures, term_measures;

/* The value that a term has in the trace. The task has it. */
double term_named(const struct config *config, const struct trace *trace, const char *name);

#endif
