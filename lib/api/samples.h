/* The two kinds of batch (texts, items) as one, checked, with truths as documents, as arrays or
 * prepared. Texts and documents may lie apart. */
#ifndef API_SAMPLES_H
#define API_SAMPLES_H

#include "api/scorer.h"
#include "base/arena.h"
#include "base/status.h"
#include "reward/reward.h"

struct samples {
    const vreward_scorer *scorer;
    int64_t count;
    const struct span *completions; /* [count] that lie apart; NULL: there are texts in one block, or items */
    const struct span *documents;   /* [truth_count] that lie apart; NULL: there are other truths */
    vreward_batch texts;            /* completion_offsets NULL: there are items */
    vreward_item_batch items;       /* where there are no texts */
    const char *truth;              /* documents; truth_offsets NULL: there are arrays */
    const int64_t *truth_offsets;
    vreward_truth_arrays arrays;    /* where there are no documents */
    const vreward_truths *prepared; /* instead of both; NULL: there are none */
    int64_t truth_count;            /* 0: the recipe needs none */
    const int64_t *truth_index;     /* NULL: one each, or the only one for all */
    int32_t threads;
    int32_t reserved;
};

/* Samples first .. last of a batch. A `last` of -1 stands for all, else what only the others need is not looked at. Errors:
 * ARGUMENT, which names the member and the index; UNSUPPORTED. */
int32_t samples_of_texts(const vreward_scorer *scorer, const vreward_batch *batch, int64_t first, int64_t last,
                         struct samples *samples, vreward_error *err);
int32_t samples_of_items(const vreward_scorer *scorer, const vreward_item_batch *batch, int64_t first, int64_t last,
                         struct samples *samples, vreward_error *err);

/* Texts that lie apart: as those of a vreward_batch, and one truth for each, or one for all, or none. */
struct apart {
    const struct span *completions; /* [count] */
    const struct span *truths;      /* [truth_count] */
    const vreward_truths *prepared; /* instead of truths, or NULL */
    const int64_t *truth_index;
    int64_t count, truth_count;
};

int32_t samples_of_apart(const vreward_scorer *scorer, const struct apart *apart, struct samples *samples,
                         vreward_error *err);

/* The completion; data NULL where there are items. */
struct span text_of_sample(const struct samples *samples, int64_t sample);

/* One sample against its truth, NULL where none is needed. Errors: MEMORY. */
int32_t trace_sample(const struct samples *samples, const struct truth *truth, int64_t sample, struct arena *arena,
                     struct trace *trace, vreward_error *err);

#endif
