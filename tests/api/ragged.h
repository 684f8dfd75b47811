/* Batches written as lists of strings. */
#ifndef TESTS_API_RAGGED_H
#define TESTS_API_RAGGED_H

#include "../exact.h"

#include <vreward.h>

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { RAGGED_MOST = 64, TERMS_MOST = 24 };

struct ragged {
    char text[65536];
    int64_t offsets[RAGGED_MOST + 1];
    int64_t count;
};

static inline void ragged_of(struct ragged *ragged, const char *const *texts, int64_t count)
{
    int64_t length = 0;
    ragged->count = count;
    for (int64_t i = 0; i < count; i++) {
        const size_t more = strlen(texts[i]);
        assert_true((size_t)length + more < sizeof ragged->text);
        ragged->offsets[i] = length;
        memcpy(ragged->text + length, texts[i], more);
        length += (int64_t)more;
    }
    ragged->offsets[count] = length;
}

static inline vreward_scorer *scorer_of(const char *recipe)
{
    vreward_scorer *scorer = NULL;
    vreward_error err;
    if (vreward_scorer_create(recipe, (int64_t)strlen(recipe), &scorer, &err) != VREWARD_OK)
        print_error("%s: %s\n", recipe, err.message);
    assert_non_null(scorer);
    return scorer;
}

/* Every output of one call. */
struct outputs {
    double score[RAGGED_MOST], term[TERMS_MOST * RAGGED_MOST];
    int32_t reason[RAGGED_MOST];
    uint64_t reasons[RAGGED_MOST];
};

static inline vreward_result result_into(struct outputs *outputs)
{
    memset(outputs, 0x5A, sizeof *outputs);
    return (vreward_result){.struct_size = sizeof(vreward_result),
                            .score = outputs->score,
                            .term = outputs->term,
                            .reason = outputs->reason,
                            .reasons = outputs->reasons};
}

static inline vreward_batch batch_of(const struct ragged *completions, const struct ragged *truths)
{
    return (vreward_batch){.struct_size = sizeof(vreward_batch),
                           .count = completions->count,
                           .completion = completions->text,
                           .completion_offsets = completions->offsets,
                           .truth = truths->text,
                           .truth_offsets = truths->offsets,
                           .truth_count = truths->count};
}

#endif
