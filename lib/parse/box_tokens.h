/* The special tokens of box dialects that stand inside JSON, too. */
#ifndef PARSE_BOX_TOKENS_H
#define PARSE_BOX_TOKENS_H

#include "base/span.h"

/* Around coordinates. */
struct box_token {
    const char *open, *close;
    int32_t role; /* enum role: what stands between them under a key that says nothing */
};

/* The token that the text begins with, NULL where there is none; *closes: it is the closing one. */
const struct box_token *box_token_at(struct span text, bool *closes);

/* Its length, 0 where there is none. */
int64_t box_token_length(const char *at, const char *end);

/* Around a label. */
struct reference_token {
    const char *open, *close;
    int32_t closing; /* enum closing */
};

/* The token that the text begins with, NULL where there is none. */
const struct reference_token *reference_token_at(struct span text);

/* Without the tokens of a reference around it. */
struct span without_reference(struct span text);

#endif
