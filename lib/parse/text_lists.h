/* Coordinates written as a text. */
#ifndef PARSE_TEXT_LISTS_H
#define PARSE_TEXT_LISTS_H

#include "parse/container.h"

/* Lists of coordinates, handed to the containers as if they had been lists. False where the text is none. */
bool read_text_lists(struct reader *r, struct span raw);

/* The whole text is one number, perhaps with a percent sign or px behind it. */
bool text_is_number(struct span text, double *value);

#endif
