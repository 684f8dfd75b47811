/* Moments of a video, read as boxes of height 1. */
#ifndef PARSE_DIALECT_SPAN_H
#define PARSE_DIALECT_SPAN_H

#include "parse/scan.h"

/* Every span between scan->at and scan->end. */
void scan_spans(struct scan *scan);

#endif
