/* The truth of one prompt, read from its JSON document once and shared by all its rollouts. */
#ifndef REWARD_TRUTH_H
#define REWARD_TRUTH_H

#include "base/arena.h"
#include "base/span.h"
#include "base/status.h"
#include "geometry/spaces.h"

#include <stdbool.h>

struct config;
struct json;
struct known_labels;
struct truth_arrays;

/* What a truth states in members that only `number` and `answer` read, as they stand in the document; NULL: absent. */
struct stated_truth {
    const struct json *bare; /* the whole document where it is no object */
    const struct json *number, *choice, *choices, *yes, *text;
};

struct truth {
    /* items, in the order of the document; boxes and points in the space of the comparison */
    const double *box;        /* [count][4] x1, y1, x2, y2; NULL: none */
    const double *point;      /* [count][2]; NULL: none */
    const struct span *label; /* [count]; NULL: none */
    const uint8_t *ignored;   /* [count]; NULL: none is */
    const double *area; /* [count] of what the boxes hold, in the space of the comparison; NULL: those of the boxes */
    int64_t count;      /* of boxes or points */
    int64_t counted;    /* those that are not ignored: M */

    struct stated_truth stated;
    double number;    /* the member `count`, or the number of a stated truth */
    struct span text; /* data NULL: none */
    const struct span
        *texts; /* [text_count] where the document lists several that are right, `text` the first; else NULL */
    int64_t text_count;
    struct sizes sizes;
    int32_t space;        /* enum space that the document is written in: PIXEL where it says nothing */
    int32_t compared;     /* enum space of the comparison */
    double width, height; /* of the image in the space of the comparison; 0: unknown */
    uint8_t has_items;    /* box, boxes, any_of or points was there, empty lists too */
    uint8_t has_points;   /* it was points */
    uint8_t has_number;
    uint8_t has_spans;  /* it was span or spans: boxes of height 1, in no space */
    uint8_t any_of;     /* the boxes are alternatives */
    uint8_t suspect;    /* its own numbers do not look like its space */
    uint8_t order_said; /* the document says the order of its boxes */
    uint8_t reserved[1];

    /* what the reward makes of it (struct reward, prepare_truth) */
    struct span normalized;
    const int32_t *label_id;           /* [count], the rank of each label among the different ones, by their bytes */
    struct known_labels *known_labels; /* reward/labels.c; only read while rollouts are scored */
    int64_t distinct_count;            /* of labels */
    const double *reach;               /* [count] the distance at which the quality becomes 0 */
    void *own;                         /* anything else of the reward's */
};

/* Reads and checks one document as the recipe wants it, brings boxes and points to the space of the comparison, and has
 * the reward prepare it. Errors: TRUTH (offset: the byte; the message names the member), MEMORY. */
int32_t truth_read(const struct config *config, struct span document, struct arena *arena, struct truth *truth,
                   vreward_error *err);

/* The same for one that is kept: what only reading needs, the values of the document, is in `scratch`, which may go. */
int32_t truth_keep(const struct config *config, struct span document, struct arena *arena, struct arena *scratch,
                   struct truth *truth, vreward_error *err);

/* The same for a truth whose members stand in arrays. */
int32_t truth_read_arrays(const struct config *config, const struct truth_arrays *arrays, struct arena *arena,
                          struct truth *truth, vreward_error *err);

#endif
