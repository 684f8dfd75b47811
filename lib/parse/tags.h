/* The tags of a completion that decide where its answer is, in the order in which they stand. */
#ifndef PARSE_TAGS_H
#define PARSE_TAGS_H

#include "parse/marks.h"

enum tag_kind {
    TAG_THINK,
    TAG_THINK_END,
    TAG_FINAL, /* harmony's final channel: what stands before it is thinking */
    TAG_ANSWER,
    TAG_ANSWER_END
};

struct tag {
    int64_t begin, end;
    int32_t kind;   /* enum tag_kind */
    int32_t which;  /* of the answer tags */
    int64_t within; /* TAG_THINK_END: the index of the answer tag whose section it stands in, -1: in none */
    bool loose;     /* TAG_THINK_END: stands in a sentence, so it may be only mentioned */
};

/* Tags inside a quoted value are text: inside an open bracket, from a quote after : , [ or { to the next unescaped one
 * on the line, where the structure goes on behind it. Thinking has no quoted values.
 * Returns how many there are, or -1 when out of memory. */
int64_t tags_find(const struct marks *marks, struct span text, struct arena *arena, struct tag **tags);

#endif
