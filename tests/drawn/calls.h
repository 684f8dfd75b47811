/* Every entry point of vreward.h as a call on drawn material. What a call computes is folded into a digest, so that two
 * calls are compared by a number. */
#ifndef TESTS_DRAWN_CALLS_H
#define TESTS_DRAWN_CALLS_H

#include "drawn/material.h"

struct outcome {
    int32_t code; /* of the entry point, or the first that failed */
    uint64_t digest;
    vreward_error err;
};

struct call {
    const char *name;
    /* Takes its outputs from `room`, which is not the material's. Gives back what it took of the library. */
    void (*run)(const struct material *material, struct room *room, struct outcome *outcome);
};

extern const struct call calls[]; /* ends with name NULL */

/* The room is emptied, the outcome begins afresh. */
void run_call(const struct call *call, const struct material *material, struct room *room, struct outcome *outcome);

/* NaN and infinities are no fault of a call that could not work on what it was given: true of these codes. */
bool is_refusal(int32_t code);

enum { OUTPUT_BUFFERS = 24, OUTPUT_BYTES = 1 << 21 };

#endif
