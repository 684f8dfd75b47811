/* User patterns: PCRE2 behind four functions, compiled once per scorer, their work counted. What a match gives, and
 * where it is given up, depends on the expression and the text alone, not on PCRE2's JIT. */
#ifndef PARSE_PATTERN_H
#define PARSE_PATTERN_H

#include "base/arena.h"
#include "base/span.h"
#include "base/status.h"

#include <stdbool.h>

struct pattern;

enum pattern_mode { PATTERN_FULL, PATTERN_PREFIX, PATTERN_SEARCH };
enum pattern_result { PATTERN_NO_MATCH = 0, PATTERN_MATCH = 1, PATTERN_LIMIT = 2 };

/* UTF mode, JIT where the machine has it, which only is faster. The error names the byte of the expression, not of the
 * recipe. Errors: RECIPE, MEMORY. */
int32_t pattern_compile(struct span expression, enum pattern_mode mode, struct pattern **pattern, vreward_error *err);
void pattern_destroy(struct pattern *pattern); /* NULL is fine */

/* Does `text` (valid UTF-8) match? *result is an enum pattern_result. Errors: MEMORY. */
int32_t pattern_matches(const struct pattern *pattern, struct span text, int32_t *result, vreward_error *err);

/* The named groups of dialect `pattern`, and that of `answer.pattern`. */
enum pattern_group {
    GROUP_X1,
    GROUP_Y1,
    GROUP_X2,
    GROUP_Y2,
    GROUP_X,
    GROUP_Y,
    GROUP_LABEL,
    GROUP_CONFIDENCE,
    GROUP_COUNT,
    GROUP_START,
    GROUP_END,
    GROUP_ANSWER,
    PATTERN_GROUPS
};

bool pattern_has_group(const struct pattern *pattern, enum pattern_group group);

struct pattern_found {
    struct span group[PATTERN_GROUPS]; /* data NULL: took no part */
    int64_t begin, end;                /* bytes of the text */
};

/* Called for each match in order; anything but VREWARD_OK ends the search and is handed on. */
typedef int32_t (*pattern_visitor)(void *context, const struct pattern_found *found);

/* Every match, one after the other, in a pattern compiled for search. *result is LIMIT where one was given up, else
 * MATCH where there was one. The text is valid UTF-8. Errors: MEMORY, the visitor's. */
int32_t pattern_find_all(const struct pattern *pattern, struct span text, pattern_visitor visit, void *context,
                         int32_t *result, vreward_error *err);

/* The version of PCRE2 that runs, NUL-terminated and cut to the 32 bytes. */
void pattern_library_version(char version[32]);

#endif
