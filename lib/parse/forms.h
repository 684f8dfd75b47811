/* The table of forms: every dialect that has items, and which of them an answer is written in. */
#ifndef PARSE_FORMS_H
#define PARSE_FORMS_H

#include "parse/form_pass.h"

const struct form *form_of(int32_t dialect); /* NULL where there is none */

/* Reads every item between scan->at and scan->end as `dialect`, or as whatever dialect it is (auto). *chosen is what it
 * was read as. */
void scan_items(struct scan *scan, int32_t dialect, int32_t *chosen);

#endif
