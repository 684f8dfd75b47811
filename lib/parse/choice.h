/* Letters of a multiple choice, and yes or no, as people write them. */
#ifndef PARSE_CHOICE_H
#define PARSE_CHOICE_H

#include "base/span.h"

enum { MOST_CHOICES = 26 };

/* The letters that a text chooses, A being bit 0, among the first `most`: `B`, `(B)`, `B.`, `B) a dog`, `option B`, `A
 * and C`, `AC`. A letter with a bracket or a mark of a list counts before one that merely stands alone, and the article
 * in "A cat" is none. 0: it chooses nothing. */
uint32_t choice_letters(struct span text, int32_t most);

enum said { SAID_NOTHING, SAID_YES, SAID_NO, SAID_BOTH };

/* Yes, no, true, false, correct and their like, in English and Chinese. What the text begins with counts before what
 * stands further on. */
enum said choice_said(struct span text);

#endif
