/* A truth written as a model writes its answer. */
#ifndef REWARD_TRUTH_ANSWER_H
#define REWARD_TRUTH_ANSWER_H

#include "base/arena.h"
#include "reward/config.h"
#include "reward/truth.h"

/* Reads `written` with the recipe's own reader, thinking and answer tags among it, and fills the truth with what the task
 * asks for: items with their labels, the number, or the text. `order` is that of the document, or ORDER_DIALECT. The
 * numbers stand in the space that the form names, else in pixels: `truth->space`. Errors: TRUTH (why it cannot be
 * read), MEMORY. */
int32_t truth_read_answer(const struct config *config, struct span written, int32_t order, struct arena *arena,
                          struct truth *truth, vreward_error *err);

#endif
