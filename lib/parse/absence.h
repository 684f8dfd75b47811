/* Sentences that say that something is not there. */
#ifndef PARSE_ABSENCE_H
#define PARSE_ABSENCE_H

#include "base/span.h"

/* A text without items: "There are no birds in the image.", "I cannot find it.", "没有猫", in some twenty languages. A
 * refusal to look, "I cannot see images", says no such thing, nor does a text beyond 2 KiB. */
bool says_absent(struct span text);

#endif
