#include "reference/edit_distance.h"

#include <stdlib.h>

int64_t reference_levenshtein(const uint32_t *a, int64_t a_count, const uint32_t *b, int64_t b_count)
{
    int64_t *row = calloc((size_t)b_count + 1, sizeof *row);
    for (int64_t j = 0; j <= b_count; j++)
        row[j] = j;
    for (int64_t i = 1; i <= a_count; i++) {
        int64_t diagonal = row[0];
        row[0] = i;
        for (int64_t j = 1; j <= b_count; j++) {
            int64_t best = diagonal + (a[i - 1] != b[j - 1]);
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            diagonal = row[j];
            row[j] = best;
        }
    }
    const int64_t distance = row[b_count];
    free(row);
    return distance;
}

int64_t reference_lcs(const uint32_t *a, int64_t a_count, const uint32_t *b, int64_t b_count)
{
    int64_t *row = calloc((size_t)b_count + 1, sizeof *row);
    for (int64_t i = 1; i <= a_count; i++) {
        int64_t diagonal = 0;
        for (int64_t j = 1; j <= b_count; j++) {
            const int64_t above = row[j];
            if (a[i - 1] == b[j - 1])
                row[j] = diagonal + 1;
            else if (row[j - 1] > above)
                row[j] = row[j - 1];
            diagonal = above;
        }
    }
    const int64_t length = row[b_count];
    free(row);
    return length;
}
