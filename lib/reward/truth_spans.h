/* Moments of a video in a truth. */
#ifndef REWARD_TRUTH_SPANS_H
#define REWARD_TRUTH_SPANS_H

#include "reward/truth_members.h"

/* The member `span` or `spans`, [start, end] in seconds each, as boxes of height 1. Errors: TRUTH, MEMORY. */
int32_t truth_read_spans(const struct config *config, const struct truth_members *member, struct arena *arena,
                         struct truth *truth, vreward_error *err);

/* Start and end as the corners of such a box. Returns what is wrong with them, or NULL. */
const char *span_to_box(const struct config *config, const double span[2], double box[4]);

#endif
