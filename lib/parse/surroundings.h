/* What surrounds what a model says: the role that a template begins a turn with, and the tokens that end it. */
#ifndef PARSE_SURROUNDINGS_H
#define PARSE_SURROUNDINGS_H

#include "base/span.h"

/* Where the completion begins behind a role marker: `<|im_start|>assistant`, or a bare `assistant` on a line of its own
 * that a tag follows, which is left where special tokens are skipped. */
int64_t behind_role(struct span completion);

/* Where it ends before <|im_end|>, </s> and their like. A </s> that a <s> of the text opened is text. */
int64_t before_ending_tokens(struct span completion);

/* The completion without both. */
struct span without_surroundings(struct span completion);

#endif
