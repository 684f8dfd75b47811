/* Where an answer in words says what it is: `Answer: B`, `The answer is 12.`, {"answer": "Paris"}. */
#ifndef PARSE_STATEMENT_H
#define PARSE_STATEMENT_H

#include "base/arena.h"
#include "base/span.h"

/* What the last \boxed{} holds; else what stands behind the last "answer:", "answer is" or 答案, up to the end of its
 * line or "because", or within its quotes (decoded); the whole text where it has neither. Without white space around
 * it. data NULL when out of memory. */
struct span statement_find(struct span text, struct arena *arena);

#endif
