/* What is kept of every sample, so that figures over all of them can be computed: some numbers for each sample and, where
 * average precision is asked, what became of each detection. Boxes and texts are not kept. */
#ifndef EVALUATE_EVALUATION_H
#define EVALUATE_EVALUATION_H

#include "base/list.h"
#include "evaluate/label_table.h"
#include "evaluate/metric.h"
#include "match/coco.h"
#include "recipe/recipe.h"
#include "reward/reward.h"

struct kept_sample {
    int64_t key;
    uint64_t
        digest; /* of all that is kept of it: orders samples of one key, so that the order of adding cannot matter */
    int64_t first_group, group_count;
    int32_t reason;
    int32_t reserved;
};

/* The boxes of one label in one sample. */
struct kept_group {
    int64_t first_detection, detection_count; /* best first */
    int32_t truths[COCO_AREAS];
    int32_t label;
    int32_t reserved;
};

struct kept_detection {
    double confidence;
    uint64_t hit, passed; /* struct coco_outcome, and VOC_BIT as VOC says it */
};
#define VOC_BIT (UINT64_C(1) << (COCO_AREAS * COCO_THRESHOLDS))

enum { KEYS_UNDECIDED, KEYS_GIVEN, KEYS_COUNTED };

struct evaluation {
    const struct recipe *recipe;
    struct metrics metrics;
    struct list samples; /* struct kept_sample */
    struct list columns; /* double, metrics.column_count for each sample */
    struct list groups;  /* struct kept_group */
    struct list detections;
    struct label_table labels;
    int64_t bad_truths;
    int32_t keys; /* KEYS_... */
    int32_t reserved;
};

/* Everything there is before a call, to go back to. */
struct evaluation_mark {
    int64_t samples, columns, groups, detections, bad_truths;
    int32_t keys;
    int32_t reserved;
};

void evaluation_begin(const struct recipe *recipe, struct evaluation *evaluation);
void evaluation_free(struct evaluation *evaluation);

struct evaluation_mark evaluation_mark(const struct evaluation *evaluation);
void evaluation_rewind(struct evaluation *evaluation, struct evaluation_mark mark);

/* Keeps one sample; truth is NULL where the recipe needs none. Errors: MEMORY (rewind). */
int32_t evaluation_add(struct evaluation *evaluation, int64_t key, const struct truth *truth, const struct trace *trace,
                       struct arena *scratch, vreward_error *err);

/* Adds all that another one of the same recipe keeps. Errors: MEMORY (nothing is added). */
int32_t evaluation_merge(struct evaluation *into, const struct evaluation *from, vreward_error *err);

#endif
