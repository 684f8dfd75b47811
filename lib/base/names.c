#include "base/names.h"

#include <stdio.h>

enum { LONGEST_NAME = 32 };

const char *name_at(const char *const *names, int32_t count, int32_t number)
{
    return number >= 0 && number < count ? names[number] : NULL;
}

int32_t name_find(name_list names, struct span name)
{
    for (int32_t i = 0; names(i) != NULL; i++) {
        if (name.length > 0 && span_equal(name, span_of(names(i))))
            return i;
    }
    return -1;
}

bool name_append(const char *name, char *text, int64_t *length, int64_t capacity)
{
    const bool fits = *length + 2 + (int64_t)strlen(name) + 5 < capacity; /* room for ", ..." */
    *length +=
        snprintf(text + *length, (size_t)(capacity - *length), "%s%s", *length == 0 ? "" : ", ", fits ? name : "...");
    return fits;
}

const char *names_join(name_list names, char *text, int64_t capacity)
{
    int64_t length = 0;
    text[0] = '\0';
    for (int32_t i = 0; names(i) != NULL; i++) {
        if (names(i)[0] != '\0' && !name_append(names(i), text, &length, capacity))
            break;
    }
    return text;
}

void name_edits(struct span a, struct span b, int32_t *row)
{
    for (int64_t i = 0; i < a.length; i++) {
        int32_t diagonal = row[0]++;
        for (int64_t j = 1; j <= b.length; j++) {
            const int32_t substituted = diagonal + ((a.data[i] | 0x20) != (b.data[j - 1] | 0x20));
            const int32_t shorter = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            diagonal = row[j];
            row[j] = substituted < shorter ? substituted : shorter;
        }
    }
}

static int32_t edits_between(struct span a, struct span b)
{
    int32_t row[LONGEST_NAME + 1];
    for (int32_t j = 0; j <= b.length; j++)
        row[j] = j;
    name_edits(a, b, row);
    return row[b.length];
}

static bool goes_on(struct span written, struct span name)
{
    return written.length > 0 && name.length > written.length && name.data[written.length] == '_' &&
           memcmp(name.data, written.data, (size_t)written.length) == 0;
}

void name_nearest(struct span written, const char *name, const char **best, int32_t *fewest)
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
