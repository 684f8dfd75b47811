/* Completions: items written as models write them, between the marks that they put around answers, and spoiled. */
#ifndef TESTS_DRAWN_COMPLETION_H
#define TESTS_DRAWN_COMPLETION_H

#include "drawn/choices.h"
#include "drawn/text.h"

extern const char *const drawn_labels[6]; /* what items are called, here and in truths */

/* `box` holds count boxes, `label` the number of each one's label. */
void write_completion(struct choices *choices, const double *box, const int64_t *label, int64_t count,
                      struct text *text);

/* Bytes from `begin` on are flipped, left out, doubled, replaced by a hostile fragment, cut off. */
void spoil(struct choices *choices, int64_t begin, struct text *text);

#endif
