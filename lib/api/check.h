/* What the public functions ask of pointers, counts, offsets, texts and options. Each message says what helps. */
#ifndef API_CHECK_H
#define API_CHECK_H

#include "base/span.h"
#include "base/status.h"
#include "geometry/overlap.h"

#include <stddef.h>

/* No count, offset or length is larger: what lies beyond cannot be memory, and a sum or product of such numbers with the
 * size of an element never overflows. */
#define LARGEST_COUNT (INT64_C(1) << 48)

/* An argument that must not be NULL, and what to give. */
struct given {
    const char *name;
    const void *value;
    const char *wanted;
};

/* The first that is NULL is refused. Errors: ARGUMENT. */
int32_t check_given(const struct given *given, size_t count, vreward_error *err);

#define CHECK_GIVEN(err, ...)                        \
    check_given((const struct given[]){__VA_ARGS__}, \
                sizeof((const struct given[]){__VA_ARGS__}) / sizeof(struct given), err)

#define SCORER_WANTED "one that vreward_scorer_create made"

/* 0 .. LARGEST_COUNT. Errors: ARGUMENT. */
int32_t check_count(const char *name, int64_t count, vreward_error *err);

/* Text of `length` bytes, NULL only where it is empty. Errors: ARGUMENT. */
int32_t check_text(const char *name, const char *text, int64_t length, vreward_error *err);

/* Offsets [first .. last] of an array `NAME_offsets` are 0 or above, never decrease and end at LARGEST_COUNT or below;
 * `values`, called NAME, may be NULL only where there is nothing in it. Errors: ARGUMENT. */
int32_t check_ragged(const char *name, const void *values, const int64_t *offsets, int64_t first, int64_t last,
                     vreward_error *err);

/* `value` is one of least .. most, the constants that begin with `prefix`. Errors: ARGUMENT. */
int32_t check_choice(const char *name, int32_t value, int32_t least, int32_t most, const char *prefix,
                     vreward_error *err);

/* 0 or 1. Errors: ARGUMENT. */
int32_t check_switch(const char *name, int32_t value, vreward_error *err);

/* A member `reserved`. Errors: UNSUPPORTED. */
int32_t check_reserved(const char *name, int32_t value, vreward_error *err);

/* The three choices of an overlap, members of the struct called `options`. Errors: ARGUMENT. */
int32_t check_overlap_rule(const char *options, struct overlap_rule rule, vreward_error *err);

#endif
