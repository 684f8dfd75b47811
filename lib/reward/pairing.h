/* Who pairs with whom where it is not the assignment of the largest sum. */
#ifndef REWARD_PAIRING_H
#define REWARD_PAIRING_H

#include "reward/matching.h"

/* As match_pairs where config->match is not PAIR_OPTIMAL, into an empty matching; `equal` as only_equal_labels. Errors:
 * MEMORY. */
int32_t match_otherwise(const struct config *config, const struct pairs *pairs, const struct candidates *candidates,
                        const struct targets *targets, const struct reading *reading, bool equal, struct arena *arena,
                        struct matching *matching, vreward_error *err);

#endif
