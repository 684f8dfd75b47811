/* Numbers as people write them: signs and currencies in front, separators, fractions, powers of ten, units behind. */
#ifndef PARSE_QUANTITY_H
#define PARSE_QUANTITY_H

#include "base/span.h"

#include <stdbool.h>

/* One number. `45%` is 45 and stands for 0.45, `1.2 million` is 1.2 and stands for 1200000: what the sign or word
 * behind it makes of it is `scaled`. Other units are passed over. */
struct quantity {
    double value;  /* as written; infinite beyond the largest double */
    double scaled; /* the same as value where nothing scales it */
    bool has_scale;
    int64_t begin, end; /* bytes of the text, sign, currency and scale among them */
};

/* The numbers of a text. */
struct quantities {
    struct quantity first, last;
    bool found;
    bool differ; /* two of them say different things */
};

/* Finds every number in digits; where the text has no digits, the one in words. Digits that are part of a word (`x2`,
 * `CO2`), an ordinal, or of dates and versions (`1.2.3`, `3/4/2020`) are none, nor are those that are denied (`not 42`).
 */
void quantities_find(struct span text, struct quantities *found);

/* The whole text, but for white space, is one number with its sign, currency and scale. */
bool quantity_only(struct span text, struct quantity *quantity);

#endif
