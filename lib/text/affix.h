/* What two texts begin and end with alike. */
#ifndef TEXT_AFFIX_H
#define TEXT_AFFIX_H

#include "base/span.h"

/* Bytes, at most `limit`, that both begin with. */
int64_t common_prefix(const unsigned char *a, const unsigned char *b, int64_t limit);

/* Bytes, at most `limit`, that both end with, given where they end. */
int64_t common_suffix(const unsigned char *a_end, const unsigned char *b_end, int64_t limit);

/* Takes off both texts, which may be any bytes, what they begin and end with alike, up to where a code point begins in
 * both (an invalid part that reads as U+FFFD counts as one). The bytes taken off are in *prefix and *suffix. */
void strip_code_points(struct span *a, struct span *b, struct span *prefix, struct span *suffix);

#endif
