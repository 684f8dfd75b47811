#include "base/similar.h"

enum { LONGEST_NAME = 32 };

/* Insertions, deletions and substitutions between two short names, the case of letters aside. */
static int32_t edits_between(struct span a, struct span b)
{
    int32_t row[LONGEST_NAME + 1];
    for (int32_t j = 0; j <= b.length; j++)
        row[j] = j;
    for (int32_t i = 1; i <= a.length; i++) {
        int32_t diagonal = row[0];
        row[0] = i;
        for (int32_t j = 1; j <= b.length; j++) {
            const int32_t substituted = diagonal + ((a.data[i - 1] | 0x20) != (b.data[j - 1] | 0x20));
            const int32_t shorter = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            diagonal = row[j];
            row[j] = substituted < shorter ? substituted : shorter;
        }
    }
    return row[b.length];
}

static bool goes_on(struct span written, struct span name)
{
    return written.length > 0 && name.length > written.length && name.data[written.length] == '_' &&
           memcmp(name.data, written.data, (size_t)written.length) == 0;
}

void nearest_name(struct span written, const char *name, const char **best, int32_t *fewest)
{
    const struct span other = span_of(name);
    if (written.length > LONGEST_NAME || other.length > LONGEST_NAME)
        return;
    const int32_t edits = goes_on(written, other) ? 1 : edits_between(written, other);
    /* Letters that changed places leave the length as it is. */
    const bool nearer = edits < *fewest || (*best != NULL && edits == *fewest && other.length == written.length &&
                                            (int64_t)strlen(*best) != written.length);
    if (nearer && edits < other.length / 2 + 1) {
        *fewest = edits;
        *best = name;
    }
}
