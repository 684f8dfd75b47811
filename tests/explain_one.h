/* One completion and its truth, explained. */
#ifndef TESTS_EXPLAIN_ONE_H
#define TESTS_EXPLAIN_ONE_H

#include <vreward.h>

#include <stddef.h>

/* truth NULL: none. */
static inline int32_t explain_one(const vreward_scorer *scorer, const char *completion, int64_t length,
                                  const char *truth, int64_t truth_length, char *buffer, int64_t capacity,
                                  int64_t *needed, vreward_error *err)
{
    const int64_t offsets[2] = {0, length}, truth_offsets[2] = {0, truth_length};
    const vreward_batch batch = {.struct_size = sizeof(vreward_batch),
                                 .count = 1,
                                 .completion = completion,
                                 .completion_offsets = offsets,
                                 .truth = truth,
                                 .truth_offsets = truth_offsets,
                                 .truth_count = truth != NULL};
    return vreward_explain(scorer, &batch, 0, buffer, capacity, needed, err);
}

#endif
