/* What a reward is: a name, its terms, whether it needs a truth, and one function from a reading and a truth to a trace. */
#ifndef REWARD_REWARD_H
#define REWARD_REWARD_H

#include "base/arena.h"
#include "base/status.h"
#include "parse/read.h"
#include "reward/config.h"
#include "reward/trace.h"
#include "reward/truth.h"

/* One term of a score. The name is what trainers log. */
struct term {
    const char *name;
    double low, high;         /* infinite: no bound */
    double unparsable;        /* its value for a completion that could not be read */
    const char *description;  /* one sentence, for docs/recipes.md */
    uint8_t keeps_rule_3;     /* extra items never pay */
    uint8_t keeps_rule_4;     /* a better pair never costs */
    uint8_t reserved[2];
    uint32_t request;         /* the bit of config->requested that asks for it; 0: always there */
};

enum { TERM_FORMAT, TERM_PARSED, TERM_ACCURACY, TERM_FIRST_OWN }; /* the first three of every reward */
enum { MAX_TERMS = TRACE_TERMS };

struct reward {
    const char *task; /* "grounding": the member `task` of a recipe */
    const struct term *terms;  /* its own terms, after the three common ones */
    int64_t term_count;
    uint8_t needs_truth;
    uint8_t pairs_items;       /* vreward_score_items may be used */
    uint8_t reserved[6];
    /* Checks the truth once per document: BAD_TRUTH with the member's name. */
    int32_t (*check_truth)(const struct config *config, const struct truth *truth, vreward_error *err);
    /* What that truth asks of a completion. */
    enum asked (*asks)(const struct config *config, const struct truth *truth);
    /* Fills trace->term[TERM_ACCURACY ...], the fates and the reasons. The reading is readable (reason ok). */
    int32_t (*score)(const struct config *config, const struct truth *truth, struct trace *trace, struct arena *arena,
                     vreward_error *err);
    /* Bounds of accuracy where they depend on the recipe (low is its value for an unparsable completion); NULL: 0 to 1. */
    void (*accuracy_range)(const struct config *config, double *low, double *high);
};

/* Every reward there is, NULL at the end; and one by its task, NULL where there is none. */
extern const struct reward *const rewards[];
const struct reward *reward_by_task(struct span task);

#endif
