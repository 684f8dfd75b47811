/* Which parts of a completion are thinking, from its tags. */
#ifndef PARSE_THINKING_H
#define PARSE_THINKING_H

#include "parse/tags.h"

struct thinking {
    struct span text;
    struct tag *tags;
    int64_t count;
    int64_t last_answer; /* index of the last tag that opens an answer, -1: none */
    int64_t no_closing;  /* from this tag on nothing closes thinking */
};

/* Notes in the tags what the choice of a closing mark needs. */
struct thinking thinking_of(struct span text, struct tag *tags, int64_t count);

/* The index of the mark that ends the thinking which the mark at `opening` begins; -1 where none does. An `opening` of
 * -1 is that of the prompt.
 *
 * The last closing mark ends it that an answer stands behind: a tag of an answer where there is one, else text. Marks
 * before the next section count, and none that stands inside an answer, from its tag to the one that closes it; nor in
 * the middle of a sentence, unless thinking would not end at all. */
int64_t thinking_end(struct thinking *thinking, int64_t opening);

#endif
