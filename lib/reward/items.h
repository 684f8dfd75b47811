/* Items made comparable: the counted true ones once per truth, the written ones in canonical order. */
#ifndef REWARD_ITEMS_H
#define REWARD_ITEMS_H

#include "base/arena.h"
#include "match/match.h"
#include "reward/config.h"
#include "reward/trace.h"
#include "reward/truth.h"

/* What a truth's items are compared by, and where they are. truth->own of the rewards that pair items. */
struct targets {
    int64_t points; /* 1: by distance, place is x, y; 0: by overlap, place is x1, y1, x2, y2 */
    int64_t ignored_count;
    int64_t count; /* M: the counted ones, in the order of the document */
    const double *place;
    const int32_t *label;  /* NULL: labels play no part */
    const int64_t *index;  /* in the document */
    const double *reach;   /* points: the distance at which the quality is 0 */
    const double *ignored; /* places of the ignored ones */
    const double *ignored_reach;
    double full;         /* points: the share of `reach` up to which the quality is 1 */
    int64_t boxes_first; /* points: an item that holds a box stands for its centre, also where it holds a point */
    const double *all_boxes, *all_points; /* of the document, ignored ones among them; NULL: it has none */
};

/* Places of the truth's boxes (by overlap), or of its points or the centres of its boxes (by distance, under
 * config->quality), and the labels where they play a part. Errors: TRUTH (the member named), MEMORY. */
int32_t prepare_targets(const struct config *config, bool by_distance, bool with_labels, struct truth *truth,
                        struct arena *arena, vreward_error *err);

/* What was written, as far as it can pair, in canonical order: by coordinates, then label, then confidence, so that the
 * order in which the model wrote cannot matter. */
struct candidates {
    int64_t written;         /* N: all but those written for ignored items; refused ones count */
    int64_t count;           /* that can pair */
    double *place;           /* as the targets' */
    int32_t *label;          /* NULL: labels play no part */
    int64_t *index;          /* in the reading */
    struct part_place *part; /* [reading->count], with `pair` (pair_parts.h); else NULL */
};

/* Fills trace->truth as if nothing had been written. Errors: MEMORY. */
int32_t trace_truth(const struct truth *truth, struct trace *trace, struct arena *arena, vreward_error *err);

/* Fills trace->predicted and trace->truth, refuses what is not of the asked kind, and sets the reasons that follow from
 * the written numbers. Errors: MEMORY. */
int32_t gather_candidates(const struct config *config, const struct truth *truth, struct trace *trace,
                          struct arena *arena, struct candidates *candidates, vreward_error *err);

/* From an overlap (points: a distance quality, which is not shaped) to the quality of the pair; 0: no pair. */
double quality_of(const struct config *config, bool points, double overlap);

/* All that overlap, whatever the labels, tie 1 where those are equal (or play no part); sorted by row (candidate) and
 * col (target). Where the quality is above 0 it is a pair. */
struct pairs {
    struct edge *edge; /* value: the overlap (points: the distance quality) as it is */
    double *quality;   /* [count] of the pair, after min_iou and shaping; 0: no pair */
    int64_t count;
    int64_t by_parts;   /* 1: quality is a sum of parts, and may fall where the overlap rises */
    int64_t by_overlap; /* 1: equal sums of quality are decided by the overlap, as shaping makes many equal */
};

/* Finds the pairs and takes away the candidates that were written for ignored items. Errors: LIMIT (too many touch),
 * MEMORY. */
int32_t find_pairs(const struct config *config, const struct targets *targets, struct trace *trace, struct arena *arena,
                   struct candidates *candidates, struct pairs *pairs, vreward_error *err);

/* Takes candidates that were written for ignored true items, and their edges, out of what is counted. Errors: LIMIT,
 * MEMORY. */
int32_t drop_ignored(const struct config *config, const struct targets *targets, struct trace *trace,
                     struct arena *arena, struct candidates *candidates, struct edge *edge, int64_t *edge_count,
                     vreward_error *err);

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

/* The same where config->match is not PAIR_OPTIMAL, into an empty matching; `equal` as only_equal_labels. */
int32_t match_otherwise(const struct config *config, const struct pairs *pairs, const struct candidates *candidates,
                        const struct targets *targets, const struct reading *reading, bool equal, struct arena *arena,
                        struct matching *matching, vreward_error *err);

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

/* Sum of the matched qualities, in the order of the truth. */
double sum_of_matching(const struct pairs *pairs, const struct matching *matching, const struct targets *targets);

/* The same over what the recipe divides by; with PAIR_ANY the items' mean and the true ones' are put together
 * likewise. */
double quality_of_matching(const struct config *config, const struct pairs *pairs, const struct matching *matching,
                           const struct candidates *candidates, const struct targets *targets);

/* Writes the matching into the trace, and why the others are not in it; sets the reasons that follow. */
void trace_matching(const struct pairs *pairs, const struct matching *matching, const struct candidates *candidates,
                    const struct targets *targets, struct trace *trace);

/* 2ab / (a+b); 0 where both are. */
double harmonic_mean(double a, double b);

/* Nothing has cost anything so far: sets the reason where one of these terms, if it weighs, is not at its best, for
 * that is then a threshold's doing. */
void trace_thresholds(const struct config *config, const int32_t *term, int64_t count, struct trace *trace);

/* S over what the recipe divides by: max(N, (N+M)/2), max(N, M), N, M or (N+M)/2. Both 0: 1; either 0: 0. */
double divided(int32_t divisor, double sum, int64_t written, int64_t counted);

#endif
