/* Who pairs with whom, and what the trace says of it. */
#ifndef REWARD_MATCHING_H
#define REWARD_MATCHING_H

#include "reward/pairs.h"

/* For each candidate and each target the index of its pair, or -1. One to one, but for PAIR_ANY. */
struct matching {
    int64_t *of_candidate;
    int64_t *of_target;
    int64_t count;   /* of targets with a pair */
    int64_t written; /* of candidates with a pair: as many, but for PAIR_ANY */
};

/* An empty one. Errors: MEMORY. */
int32_t matching_new(struct matching *matching, int64_t rows, int64_t cols, struct arena *arena, vreward_error *err);

/* The matching of the largest sum of qualities, right labels first among equal sums; or as config->match has it.
 * only_equal_labels: of the pairs of equal labels. Errors: MEMORY. */
int32_t match_pairs(const struct config *config, const struct pairs *pairs, const struct candidates *candidates,
                    const struct targets *targets, const struct reading *reading, bool only_equal_labels,
                    struct arena *arena, struct matching *matching, vreward_error *err);

/* How many pairs with an overlap of f1_iou or more there can be at most. */
struct good_pairs {
    int64_t counted; /* of equal labels; where labels are counted afterwards, whatever they are */
    int64_t written; /* candidates in them: as many, but for PAIR_ANY */
    int64_t any;     /* whatever the labels, */
    int64_t
        right; /* and how many of those have equal ones: where the overlaps sum up most, and labels are right most */
};

/* `matching` is that of match_pairs. Where it pairs otherwise, or labels are counted afterwards, its own pairs are
 * counted. Errors: MEMORY. */
int32_t count_good_pairs(const struct config *config, const struct pairs *pairs, const struct candidates *candidates,
                         const struct targets *targets, const struct matching *matching, struct arena *arena,
                         struct good_pairs *good, vreward_error *err);

/* Writes the matching into the trace, and why the others are not in it; sets the reasons that follow. */
void trace_matching(const struct pairs *pairs, const struct matching *matching, const struct candidates *candidates,
                    const struct targets *targets, struct trace *trace);

/* Nothing has cost anything so far: sets the reason where one of these terms, if it weighs, is not at its best, for
 * that is then a threshold's doing. */
void trace_thresholds(const struct config *config, const int32_t *term, int64_t count, struct trace *trace);

#endif
