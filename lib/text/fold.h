/* Folds of single characters: lower case, width, quotes, what is invisible. */
#ifndef TEXT_FOLD_H
#define TEXT_FOLD_H

#include "base/arena.h"
#include "base/span.h"
#include "vreward.h"

enum {
    FOLDS = VREWARD_NORMALIZE_LOWER | VREWARD_NORMALIZE_WIDTH | VREWARD_NORMALIZE_QUOTES | VREWARD_NORMALIZE_INVISIBLE
};

/* `text` (valid UTF-8) with those of the switches that are FOLDS. data NULL when out of memory. */
struct span fold_characters(struct span text, uint32_t switches, struct arena *arena);

#endif
