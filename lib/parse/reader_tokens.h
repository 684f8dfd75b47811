/* Special tokens of box dialects where the reader meets them. */
#ifndef PARSE_READER_TOKENS_H
#define PARSE_READER_TOKENS_H

#include "parse/container.h"

/* The one at scan->at; false where none means anything there. */
bool read_box_token(struct reader *r);

/* A string ends a list whose closing token is missing. */
void leave_box_token(struct reader *r);

#endif
