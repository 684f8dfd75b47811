/* The two programs that a user's expression is compiled to (pattern_programs.c), and a call of them with the work that
 * it may do (pattern_run.c). These, pattern_spare.c and pattern.c are all that knows PCRE2. */
#ifndef PARSE_PATTERN_PROGRAMS_H
#define PARSE_PATTERN_PROGRAMS_H

#include "base/span.h"
#include "parse/pattern_spare.h"

/* Both hold callouts, by which the work is counted. */
enum { CALLOUT_STEP = 1, CALLOUT_REPEAT = 2, CALLOUT_LOOP = 3 }; /* of the sparse program, by their numbers */

struct programs {
    pcre2_code *sparse; /* counts where a match may go different ways, and pays for what it may pass over in advance;
                         * NULL: the expression cannot be taken apart */
    pcre2_code *dense;  /* counts at every item, and the bytes passed over from one to the next */
    int64_t most_steps; /* callouts that can be open at once, in memory */
    struct spare spare; /* what both were made with; empty afterwards */
};

/* PCRE2's result: 0 or an error, with the byte of the expression in *offset. What was made stays to be freed. */
int programs_compile(struct span expression, uint32_t options, pcre2_compile_context *context,
                     struct programs *programs, PCRE2_SIZE *offset);
void programs_free(struct programs *programs);

enum { RUN_MEMORY = 1024, RUN_ALIGNMENT = 16 };

/* One call's state: nothing of it is shared, so programs may run in any number of threads. */
struct run {
    const struct programs *programs;
    pcre2_general_context *general;
    pcre2_match_context *context;
    pcre2_match_data *data;
    pcre2_jit_stack *stack; /* made when it is first needed */
    int64_t budget;         /* of one program, for the whole text */
    int64_t work, steps;    /* counted so far */
    PCRE2_SIZE place;       /* dense: where the last callout stood */
    bool is_dense;          /* the sparse one has used its budget up */
    size_t used;            /* of the memory, which is not cleared */
    _Alignas(RUN_ALIGNMENT) char memory[RUN_MEMORY];
};

/* False: out of memory. Either way run_end gives everything back. */
bool run_begin(const struct programs *programs, int64_t length, struct run *run);
void run_end(struct run *run);

/* The match from byte `at` on in a text of valid UTF-8: PCRE2's result, the same with and without JIT. */
int run_match(struct run *run, struct span text, int64_t at);

#endif
