/* What an item under a key is: its dialect, and the order of its numbers. */
#ifndef PARSE_ITEM_FORM_H
#define PARSE_ITEM_FORM_H

#include "parse/scan.h"

/* The recipe's order before that of the key (enum role), and that before the dialect's. */
int32_t item_order(const struct scan *scan, int32_t role);

uint8_t item_dialect(const struct scan *scan, int32_t role, bool moondream);

#endif
