/* Items that were written for true ones that are not asked for. Two rules, so that neither a guess inside a crowd nor the
 * ignored item itself costs anything, while boxes sprayed around a counted item are all charged. */
#ifndef REWARD_IGNORED_H
#define REWARD_IGNORED_H

#include "match/edges.h"
#include "reward/candidates.h"
#include "reward/targets.h"

/* Takes candidates that were written for ignored true items, and their edges, out of what is counted. Errors: LIMIT,
 * MEMORY. */
int32_t drop_ignored(const struct config *config, const struct targets *targets, struct trace *trace,
                     struct arena *arena, struct candidates *candidates, struct edge *edge, int64_t *edge_count,
                     vreward_error *err);

#endif
