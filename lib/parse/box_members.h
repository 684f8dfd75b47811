/* Boxes and points whose numbers are members of an object, each by its name. */
#ifndef PARSE_BOX_MEMBERS_H
#define PARSE_BOX_MEMBERS_H

#include "parse/container.h"

void member_number(struct container *object, double value);
void member_corner(struct container *object, int32_t role, const double point[2]);

/* {"x": 1, "y": 2}, and nothing else: the point; else NULL. */
const double *members_point(const struct container *object);

/* Width and height stand beside the centre that is given as a list: the box around it. */
bool member_box_around(struct container *object, const double center[2], double box[4]);

/* The item of an object whose members are its numbers; false where they are none. */
bool members_finish(struct reader *r, struct container *object, int64_t end);

#endif
