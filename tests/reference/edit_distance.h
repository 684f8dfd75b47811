/* Edit distances the obvious way: Wagner and Fischer 1974, one row of the table after the other. */
#ifndef REFERENCE_EDIT_DISTANCE_H
#define REFERENCE_EDIT_DISTANCE_H

#include <stdint.h>

int64_t reference_levenshtein(const uint32_t *a, int64_t a_count, const uint32_t *b, int64_t b_count);

/* Length of the longest common subsequence. */
int64_t reference_lcs(const uint32_t *a, int64_t a_count, const uint32_t *b, int64_t b_count);

#endif
