/* A recipe and those it derives from, each as its JSON; a member holds from the first of them that speaks of it. That
 * is what JSON Merge Patch (RFC 7396) makes of them, without building the merged document. */
#ifndef RECIPE_LAYERS_H
#define RECIPE_LAYERS_H

#include "base/arena.h"
#include "base/span.h"
#include "base/status.h"
#include "parse/json.h"

#include <stdbool.h>

enum { MAX_LAYERS = 8 };

struct layers {
    struct span text[MAX_LAYERS];
    const struct json
        *root[MAX_LAYERS]; /* objects; 0 is the recipe itself, then its base, the base of that, ..., the model */
    int64_t count;
    bool named;        /* the caller gave a name: no byte of the caller's text is in text[0] */
    struct span name;  /* of the nearest built-in recipe; data NULL: none */
    struct span model; /* whose preset is the last layer; data NULL: none */
    struct span task;
};

/* Reads the text of a recipe and its bases, and finds the task. Errors: RECIPE, MEMORY. */
int32_t layers_read(struct span text, struct arena *arena, struct layers *layers, vreward_error *err);

/* The value that holds for `path`, names joined by dots; NULL: the default. *layer (may be NULL) is where it stands. */
const struct json *layers_find(const struct layers *layers, const char *path, int64_t *layer);

/* A nearer layer's null takes the value of a farther one back. */
bool layers_take_back(const struct layers *layers, const char *path);

/* The byte of the caller's text where a value, or its key, begins; -1 where it stands in a built-in recipe. */
int64_t value_offset(const struct layers *layers, int64_t layer, const struct json *value);
int64_t key_offset(const struct layers *layers, int64_t layer, const struct json *value);

#endif
