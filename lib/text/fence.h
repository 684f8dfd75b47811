/* Markdown fences around a text. */
#ifndef TEXT_FENCE_H
#define TEXT_FENCE_H

#include "base/span.h"

/* What stands in the only fence of `text` (valid UTF-8), where nothing but white space and at most one paragraph stand
 * before it, and behind it; else the text. */
struct span fenced_text(struct span text);

/* What stands in a fence that is around the whole text, white space aside; else the text. */
struct span text_in_fence(struct span text);

#endif
