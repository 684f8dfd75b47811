/* What must hold of every call on any material, whatever it says. */
#ifndef TESTS_DRAWN_AGREE_H
#define TESTS_DRAWN_AGREE_H

#include "drawn/material.h"

/* NULL, or what does not hold:
 *   - each entry point works or refuses, and a second call gives the same;
 *   - scores and terms are finite and in their ranges, NaN where the truth is bad and nowhere else;
 *   - one thread and four, truths as documents and as arrays, and any order of the batch give the same;
 *   - the explanation says the score, the terms and the reason, of texts and of items;
 *   - items that a text holds score as the text does;
 *   - an evaluation has the same figures whatever parts it is merged from.
 * room: as for run_call. */
const char *disagreement(const struct material *material, struct room *room);

#endif
