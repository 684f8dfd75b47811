/* Scoring of texts that do not lie in one block. */
#ifndef API_SCORE_H
#define API_SCORE_H

#include "api/samples.h"

/* vreward_score() of these, by one thread and in the caller's memory. */
int32_t score_apart(const vreward_scorer *scorer, const struct apart *apart, struct arena *arena,
                    const vreward_result *result, vreward_error *err);

#endif
