/* Tags that a text only speaks of: "Put the answer in <answer> </answer> tags." */
#ifndef PARSE_MENTIONS_H
#define PARSE_MENTIONS_H

#include "parse/tags.h"

/* Takes the tags out of the list that are mentioned, and says of closing marks of thinking whether they may be. A tag
 * is mentioned
 *   - in quotation marks or backticks of its own;
 *   - as a pair with nothing (or dots) in it, where a sentence goes on behind it;
 *   - as an opening mark of thinking in the middle of a sentence, and what closes it within the sentence;
 *   - as an answer tag right behind a mentioned section.
 * Returns how many are left. */
int64_t mentions_drop(struct span text, struct tag *tags, int64_t count);

#endif
