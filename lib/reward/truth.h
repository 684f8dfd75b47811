/* The truth of one prompt, read from its JSON document once and shared by all its rollouts. */
#ifndef REWARD_TRUTH_H
#define REWARD_TRUTH_H

#include "base/arena.h"
#include "base/span.h"
#include "base/status.h"
#include "geometry/coordinates.h"
#include "text/distance.h"

#include <stdbool.h>

struct config;

struct truth {
    const double *box;       /* [count][4], in the truth's order brought to x1, y1, x2, y2; NULL: none */
    const double *point;     /* [count][2]; NULL: none */
    const struct span *label; /* [count]; NULL: none */
    const uint8_t *ignored;  /* [count]; NULL: none is */
    int64_t count;           /* of boxes or points */
    double number;           /* the member `count` */
    struct span text;        /* data NULL: none */
    struct sizes sizes;
    int32_t space;           /* enum space; SAME: not said */
    uint8_t has_items;       /* box, boxes, any_of or points was there, empty lists too */
    uint8_t has_number;
    uint8_t any_of;          /* the boxes are alternatives */
    uint8_t reserved;
    const struct prepared_text *prepared; /* of the normalised text, where the recipe compares text */
    struct span normalized;
};

/* Reads and checks one document as the recipe wants it. Errors: BAD_TRUTH (offset: the byte; the message names the
 * member), MEMORY. */
int32_t truth_read(const struct config *config, struct span document, struct arena *arena, struct truth *truth,
                   vreward_error *err);

#endif
