/* Where the answer is: tags, wrappers, thinking. */
#ifndef PARSE_ANSWER_PART_H
#define PARSE_ANSWER_PART_H

#include "parse/reading.h"

#include <stdbool.h>

struct cut {
    int64_t begin, end;
};

struct answer {
    int64_t begin, end; /* bytes of the completion */
    struct cut *cuts;   /* what of them does not count: thinking, tags that nothing opened; in order, apart */
    int64_t cut_count;
    int32_t reason;  /* OK, NO_ANSWER or AMBIGUOUS */
    bool breaks_off; /* its tag was never closed */
};

/* Errors: MEMORY. */
int32_t answer_find(const struct read_options *options, struct span completion, struct arena *arena,
                    struct answer *answer, vreward_error *err);

/* The bytes 0 .. answer->end with every cut blank, so that offsets stay; the whole completion, not copied, where
 * nothing is cut. data NULL when out of memory. */
struct span answer_masked(const struct answer *answer, struct span completion, struct arena *arena);

/* The answer alone, without the cuts. data NULL when out of memory. */
struct span answer_text(const struct answer *answer, struct span completion, struct arena *arena);

#endif
