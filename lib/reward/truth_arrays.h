/* A truth whose members the caller holds as arrays. */
#ifndef REWARD_TRUTH_ARRAYS_H
#define REWARD_TRUTH_ARRAYS_H

#include "base/arena.h"
#include "reward/config.h"
#include "reward/truth.h"

/* Views of the caller's memory, from the first item of this truth on. */
struct truth_arrays {
    int64_t count;       /* of items */
    const double *box;   /* [count][4]; at most one of box and span is not NULL */
    const double *point; /* [count][2] */
    const double *span;  /* [count][2] start, end */
    const char *label;
    const int64_t *label_offsets;  /* [count + 1]; NULL: none */
    const uint8_t *ignore;         /* [count]; NULL: none is */
    const double *area;            /* [count]; NULL: those of the boxes */
    double number;                 /* NaN: none */
    struct span text;              /* data NULL: none */
    double size[2], input_size[2]; /* width, height; NaN: not known */
    int32_t has_items;
    int32_t space;  /* enum space, PIXEL at least */
    int32_t any_of; /* 1: the boxes are alternatives */
    int32_t reserved;
};

/* The truth that they make, boxes and points in the space that they are written in, under the rules that hold for the
 * members of a document. Errors: TRUTH, MEMORY. */
int32_t take_truth_arrays(const struct config *config, const struct truth_arrays *arrays, struct arena *arena,
                          struct truth *truth, vreward_error *err);

#endif
