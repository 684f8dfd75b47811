/* The tolerant reader of JSON and Python literals: one pass, no tree, a fixed stack. It tells `containers` what opens,
 * closes and stands where, and notes each departure from JSON as a repair. */
#ifndef PARSE_READER_H
#define PARSE_READER_H

#include "parse/scan.h"

/* Reads the value that begins at scan->at with [ or {; moves scan->at behind it. */
void reader_value(struct scan *scan);

#endif
