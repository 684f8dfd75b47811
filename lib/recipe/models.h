/* The names of the presets of models, for whoever asked for another one. */
#ifndef RECIPE_MODELS_H
#define RECIPE_MODELS_H

#include "base/span.h"

/* The names of the presets that are most like this one, which may be a whole name of the hub, joined by ", "; false,
 * and all of them, where none is like it. NUL-terminated, cut with "..." where there is no room. */
bool similar_models(struct span name, char *text, int64_t capacity);

#endif
