/* What a reward is: a name, its terms, whether it needs a truth, and one function from a reading and a truth to a
 * trace. */
#ifndef REWARD_REWARD_H
#define REWARD_REWARD_H

#include "base/arena.h"
#include "base/status.h"
#include "parse/reading.h"
#include "reward/config.h"
#include "reward/trace.h"
#include "reward/truth.h"

/* One term of a score. The name is what trainers log. */
struct term {
    const char *name;
    double low, high;        /* infinite: no bound */
    double unparsable;       /* its value for a completion that could not be read */
    const char *description; /* one sentence, for docs/recipes.md */
    uint8_t keeps_rule_3;    /* extra items never pay */
    uint8_t keeps_rule_4;    /* a better pair never costs */
    uint8_t of_quality;      /* a mean of qualities, which `pair` may take above 1 */
    uint8_t reserved[1];
    uint32_t request; /* enum request: what asks for it; 0: always there */
};

/* A row of a table of terms: name, range, value for a completion that could not be read, and what else there is. */
#define TERM(word, lowest, highest, if_unparsable, ...)                                        \
    {                                                                                          \
        .name = word, .low = lowest, .high = highest, .unparsable = if_unparsable, __VA_ARGS__ \
    }

/* Slots of the first three terms of every reward, and of the first of its own. */
enum { TERM_FORMAT, TERM_PARSED, TERM_ACCURACY, TERM_FIRST_OWN };

struct reward {
    const char *task;         /* "grounding": the member `task` of a recipe */
    const struct term *terms; /* its own terms, after the three common ones */
    int64_t term_count;
    const char *truth_example; /* the shortest document, for messages; NULL where no truth is needed */
    uint8_t needs_truth;
    uint8_t pairs_items;      /* vreward_score_items may be used */
    uint8_t truth_as_written; /* published code: no limits on the numbers of a truth */
    uint8_t compares_labels;  /* unless the recipe says "labels": "ignore" */
    uint8_t takes_spans;      /* its truth may be moments of a video */
    uint8_t takes_statement;  /* its truth is stated: a number, a choice, ...; bare forms are its own, too */
    double full_reach;        /* points: the share of D up to which the distance quality is 1 */
    /* Checks the truth once per document and prepares what its rollouts share. NULL: nothing to do. Errors: TRUTH
     * with the member's name, MEMORY. */
    int32_t (*prepare_truth)(const struct config *config, struct truth *truth, struct arena *arena, vreward_error *err);
    /* What that truth asks of a completion. truth is NULL where none is needed, and in vreward_parse. */
    enum asked (*asks)(const struct config *config, const struct truth *truth);
    /* Optional, where a text is asked: reads more out of reading->text, or says in reading->reason that there is nothing
     * to read in it. truth as above. Errors: MEMORY. */
    int32_t (*read)(const struct config *config, const struct truth *truth, struct arena *arena,
                    struct reading *reading, vreward_error *err);
    /* Fills trace->term[TERM_ACCURACY ...], the fates and the reasons. The reading is readable (reason ok). Errors:
     * LIMIT (the completion is then unparsable, reason too_large), MEMORY. */
    int32_t (*score)(const struct config *config, const struct truth *truth, struct trace *trace, struct arena *arena,
                     vreward_error *err);
    /* Bounds of accuracy where they depend on the recipe (low is its value for an unparsable completion); NULL: 0 to 1.
     */
    void (*accuracy_range)(const struct config *config, double *low, double *high);
    /* Optional: terms whose value for an unparsable completion depends on the truth; the others are set before. */
    void (*unparsable)(const struct config *config, const struct truth *truth, struct trace *trace);
};

/* Every reward there is, NULL at the end; and one by its task, NULL where there is none. */
extern const struct reward *const rewards[];
const struct reward *reward_by_task(struct span task);

extern const struct reward grounding_reward, detection_reward, counting_reward, ocr_reward;
extern const struct reward number_reward, answer_reward;
extern const struct reward format_reward, length_reward, repetition_reward; /* format.c, length.c, repetition.c */
extern const struct reward pr1_grounding_reward;

/* One completion as the reward of the recipe reads it. Errors: MEMORY. */
int32_t read_for_reward(const struct config *config, const struct truth *truth, struct span completion,
                        struct arena *arena, struct reading *reading, vreward_error *err);

/* One completion against one truth (NULL where none is needed), in two steps: reading and format checks, then the terms
 * and the score. Errors: MEMORY. */
int32_t trace_begin(const struct config *config, const struct truth *truth, struct span completion, struct arena *arena,
                    struct trace *trace, vreward_error *err);
int32_t trace_end(const struct config *config, const struct truth *truth, struct arena *arena, struct trace *trace,
                  vreward_error *err);

/* What was readable turns out not to be: a reward calls it that reads for itself, and returns. Terms become those of an
 * unparsable completion afterwards. */
void trace_unparsable(const struct config *config, int32_t reason, struct trace *trace);

/* Items that were never text. */
struct item_arrays {
    int64_t count;
    const double *box;            /* [count][4] x1, y1, x2, y2, or NULL */
    const double *point;          /* [count][2], or NULL */
    const double *confidence;     /* [count], NaN: none; NULL: none at all */
    const char *label;            /* ragged text; label_offsets NULL: no labels */
    const int64_t *label_offsets; /* [count + 1] */
};

/* trace_begin for items that were not read from a text: format and parsed are at their best. Errors: MEMORY. */
int32_t trace_begin_items(const struct config *config, const struct item_arrays *arrays, struct arena *arena,
                          struct trace *trace, vreward_error *err);

/* The trace of a sample whose truth is bad: NaN everywhere. */
void trace_bad_truth(const struct config *config, struct span completion, struct trace *trace);

#endif
