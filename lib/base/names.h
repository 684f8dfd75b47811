/* Lists of names: which number one has, which one was meant, and all of them in a message. */
#ifndef BASE_NAMES_H
#define BASE_NAMES_H

#include "base/span.h"

/* The name of a number, NULL beyond the end: a list as a function. */
typedef const char *(*name_list)(int32_t number);

/* names[number], NULL where there is none of that number. */
const char *name_at(const char *const *names, int32_t count, int32_t number);

/* The number of a name, -1 where there is none. Empty names are no names. */
int32_t name_find(name_list names, struct span name);

/* Adds a name and ", " before it; false, with "..." instead, where there is no room. *length is that of the text. */
bool name_append(const char *name, char *text, int64_t *length, int64_t capacity);

/* The names, joined by ", ", NUL-terminated, cut with "..." where there is no room. Empty names are passed over.
 * Returns text. */
const char *names_join(name_list names, char *text, int64_t capacity);

/* One row after the other of the table of edits (insertions, deletions, substitutions; the case of letters aside)
 * between `a` and the beginnings of `b`: row[b.length + 1] holds what it takes before `a` begins, and becomes what it
 * takes to its end. */
void name_edits(struct span a, struct span b, int32_t *row);

enum { NAME_EDITS = 2 }; /* what two names may differ by to be taken for each other */

/* Keeps `name` in *best and its distance in *fewest where it is nearer to `written` than what was found before;
 * *fewest begins at NAME_EDITS + 1. A name that goes on behind `written` with _ is one edit away: `truth` for
 * `truth_format`. */
void name_nearest(struct span written, const char *name, const char **best, int32_t *fewest);

#endif
