/* Comparison of labels: the truth's become numbers once, those written are looked up among them. */
#ifndef REWARD_LABELS_H
#define REWARD_LABELS_H

#include "base/arena.h"
#include "reward/config.h"
#include "reward/truth.h"

/* The label as the recipe compares it. Errors: MEMORY. */
int32_t fold_label(const struct config *config, struct span label, struct arena *arena, struct span *folded,
                   vreward_error *err);

/* Fills truth->label_id, known_labels and distinct_count. Errors: TRUTH (labels are missing), MEMORY. */
int32_t prepare_labels(const struct config *config, struct truth *truth, struct arena *arena, vreward_error *err);

/* The rank of the label among those of the truth, or truth->distinct_count where none is equal (data NULL: no label).
 * Errors: MEMORY. */
int32_t find_label(const struct config *config, const struct truth *truth, struct span label, struct arena *arena,
                   int32_t *id, vreward_error *err);

#endif
