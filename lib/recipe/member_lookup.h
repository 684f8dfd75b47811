/* Rows of the table of members by path and task. */
#ifndef RECIPE_MEMBER_LOOKUP_H
#define RECIPE_MEMBER_LOOKUP_H

#include "recipe/members.h"

/* The row for `path` in `task`; NULL where there is none. */
const struct member *member_of(struct span path, struct span task);

/* True where a row of the task lies below this path, which then names an object: "answer". */
bool is_object_of(struct span path, struct span task);

/* The path of the task's member that is spelled most like this one, NULL where none is like it. */
const char *similar_member(struct span path, struct span task);

bool member_has_task(const struct member *member, struct span task);

#endif
