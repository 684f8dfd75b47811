/* The members of a truth document as written, before coordinates are converted. */
#ifndef REWARD_TRUTH_MEMBERS_H
#define REWARD_TRUTH_MEMBERS_H

#include "base/arena.h"
#include "parse/json.h"
#include "reward/truth.h"

struct config;

/* Every member that a document can have; NULL: absent. `bare` is the root where it is no object. */
struct truth_members {
    const struct json *box, *boxes, *any_of, *labels, *points, *count, *text, *size, *input_size, *space, *order,
        *ignore, *number, *choice, *choices, *yes;
};

/* Sorts the document's members, bare forms among them. Errors: BAD_TRUTH (unknown member, null root, ...). */
int32_t find_truth_members(const struct json *root, struct truth_members *members, vreward_error *err);

/* BAD_TRUTH at a byte of the document (-1: nowhere), in the words "truth member 'boxes' ...". */
int32_t bad_truth(vreward_error *err, int64_t offset, const char *member, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
