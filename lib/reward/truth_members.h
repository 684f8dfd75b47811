/* The members of a truth document as written, before coordinates are converted. */
#ifndef REWARD_TRUTH_MEMBERS_H
#define REWARD_TRUTH_MEMBERS_H

#include "base/arena.h"
#include "parse/json.h"
#include "reward/bad_truth.h"
#include "reward/truth.h"

struct config;

/* Every member that a document can have; NULL: absent. */
struct truth_members {
    const struct json *answer, *box, *boxes, *any_of, *labels, *points, *count, *text, *size, *input_size, *space,
        *order, *ignore, *area, *span, *spans, *number, *choice, *choices, *yes;
};

/* Sorts the document's members, bare forms among them. Errors: TRUTH (unknown member, null root, a bare form that
 * the task cannot use). */
int32_t find_truth_members(const struct config *config, const struct json *root, struct truth_members *members,
                           vreward_error *err);

/* The truth that these members make, boxes and points in the space that they are written in. Errors: TRUTH, MEMORY. */
int32_t read_truth_members(const struct config *config, const struct truth_members *members, struct arena *arena,
                           struct truth *truth, vreward_error *err);

#endif
