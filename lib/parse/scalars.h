/* Texts and words inside containers: labels, coordinates written as texts, null. */
#ifndef PARSE_SCALARS_H
#define PARSE_SCALARS_H

#include "parse/container.h"

/* `raw` are the bytes between the quotes, `text` what they say. */
void container_text(struct reader *r, struct span raw, struct span text);

/* null, true, false */
void container_nothing(struct reader *r, bool is_true);

#endif
