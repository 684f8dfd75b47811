/* Evaluation of a recipe's format checks on a completion. */
#ifndef REWARD_FORMAT_H
#define REWARD_FORMAT_H

#include "base/arena.h"
#include "base/status.h"
#include "reward/config.h"

struct format_result {
    double share;    /* weighted share of the checks that pass, in [0, 1]; 1 without checks */
    uint64_t passed; /* bit i: check i passes (the first 64) */
    int32_t limit;   /* 1: a pattern reached its match limit (it counts as not passed) */
    int32_t reserved;
};

/* Patterns and tags look at the whole completion, JSON shapes at its answer. Errors: MEMORY. */
int32_t evaluate_format(const struct config *config, struct span completion, struct arena *arena,
                        struct format_result *result, vreward_error *err);

/* One check: `text` is the completion as valid UTF-8. *limit becomes 1 where a pattern reached its match limit. Errors:
 * MEMORY. */
int32_t check_passes(const struct config *config, const struct format_check *check, struct span completion,
                     struct span text, struct arena *arena, bool *passes, int32_t *limit, vreward_error *err);

/* For explanations: the small change that would let a check pass which failed, as a sentence; NULL: none is known.
 * Errors: MEMORY. */
int32_t format_hint(const struct config *config, const struct format_check *check, struct span completion,
                    struct arena *arena, const char **hint, vreward_error *err);

#endif
