/* The two kinds of batch (texts, items) as one, and how it is cut into pieces of work. */
#ifndef API_BATCH_H
#define API_BATCH_H

#include "api/scorer.h"
#include "base/arena.h"
#include "base/status.h"

struct samples {
    const vreward_scorer *scorer;
    int64_t count;
    const vreward_batch *texts; /* one of the two is NULL */
    const vreward_item_batch *items;
    const char *truth;
    const int64_t *truth_offsets;
    int64_t truth_count;        /* 0: the recipe needs none */
    const int64_t *truth_index; /* NULL: one each, or the only one for all */
    int32_t threads;
    int32_t reserved;
};

/* Fills *samples from a checked batch. Errors: ARGUMENT, which names the member and the index. */
int32_t samples_of_texts(const vreward_scorer *scorer, const vreward_batch *batch, struct samples *samples,
                         vreward_error *err);
int32_t samples_of_items(const vreward_scorer *scorer, const vreward_item_batch *batch, struct samples *samples,
                         vreward_error *err);

/* Samples of one truth, at places first .. last of the order. */
struct unit {
    int64_t truth; /* -1: none */
    int64_t first, last;
    struct shared_truth *shared; /* not NULL: read already, for several units */
};

/* A truth that several units share, and what came of reading it. */
struct shared_truth {
    struct truth truth;
    int32_t code;
    int32_t reserved;
    vreward_error err;
};

struct plan {
    const int64_t *order; /* [count] samples, those of one truth together; NULL: as they stand */
    const struct unit *unit;
    int64_t unit_count;
};

enum { CHUNK = 32 }; /* rollouts of one truth that a worker takes at a time */

/* Groups the samples by truth. Where several threads work, a truth of many samples is read here and its samples are cut
 * into several units, so that a truth is read once in any case. Errors: MEMORY. */
int32_t make_plan(const struct samples *samples, struct arena *arena, struct plan *plan, vreward_error *err);

/* Text i of ragged text. */
static inline struct span text_at(const char *text, const int64_t *offsets, int64_t i)
{
    return (struct span){text != NULL ? text + offsets[i] : "", offsets[i + 1] - offsets[i]};
}

#endif
