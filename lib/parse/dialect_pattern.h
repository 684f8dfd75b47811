/* Items by the recipe's own regular expression. */
#ifndef PARSE_DIALECT_PATTERN_H
#define PARSE_DIALECT_PATTERN_H

#include "parse/count.h"
#include "parse/pattern.h"
#include "parse/scan.h"

/* Reads scan->at .. scan->end; *result is an enum pattern_result. Errors: MEMORY. */
int32_t read_pattern(struct scan *scan, const struct pattern *pattern, struct count *count, int32_t *result,
                     vreward_error *err);

#endif
