/* User patterns: PCRE2 behind four functions, compiled once per scorer, run under match, depth and heap limits. The only
 * header whose source includes pcre2.h. */
#ifndef PARSE_PATTERN_H
#define PARSE_PATTERN_H

#include "base/arena.h"
#include "base/span.h"
#include "base/status.h"

struct pattern;

enum pattern_mode { PATTERN_FULL, PATTERN_PREFIX, PATTERN_SEARCH };
enum pattern_result { PATTERN_NO_MATCH = 0, PATTERN_MATCH = 1, PATTERN_LIMIT = 2 };

/* UTF mode, JIT where the machine has it. The error names the byte of the expression, not of the recipe.
 * Errors: RECIPE, MEMORY. */
int32_t pattern_compile(struct span expression, enum pattern_mode mode, struct pattern **pattern, vreward_error *err);
void pattern_destroy(struct pattern *pattern); /* NULL is fine */

/* Does `text` (valid UTF-8) match? *result is an enum pattern_result. Errors: MEMORY. */
int32_t pattern_matches(const struct pattern *pattern, struct span text, int32_t *result, vreward_error *err);

#endif
