/* The tags of a completion that decide where its answer is, in the order in which they stand. */
#ifndef PARSE_TAGS_H
#define PARSE_TAGS_H

#include "parse/read.h"

enum { MOST_ANSWER_TAGS = 8 };

enum tag_kind { TAG_THINK, TAG_THINK_END, TAG_ANSWER, TAG_ANSWER_END };

struct tag {
    int64_t begin, end;
    int32_t kind;  /* enum tag_kind */
    int32_t which; /* of the answer tags */
};

/* Tags inside a quoted value are text: from a double quote after : , [ or { to the next unescaped one on the line.
 * Returns how many there are, or -1 when out of memory. */
int64_t tags_find(const struct read_options *options, struct span text, struct arena *arena, struct tag **tags);

#endif
