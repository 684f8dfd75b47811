/* What the steps of compiling a recipe share: where values stand, and what is said of wrong ones. */
#ifndef RECIPE_COMPILER_H
#define RECIPE_COMPILER_H

#include "recipe/layers.h"
#include "recipe/members.h"
#include "recipe/recipe.h"

/* A value with the place it was found in, for messages. */
struct place {
    const struct json *value;
    struct span text;
    int64_t offset; /* of the value in the caller's text; -1: it stands elsewhere */
};

struct compiler {
    struct arena *arena;
    struct layers layers;
    struct recipe *recipe;
    vreward_error *err;
};

/* True where the member is one of this recipe's (those of single format checks are not). */
bool member_holds(const struct compiler *compiler, const struct member *member);

/* The value that holds for a member, its default where the recipe says nothing; value NULL: neither. Errors: MEMORY. */
int32_t find_value(struct compiler *compiler, const struct member *member, struct place *place);

/* Another value of the same text: an element, or a member's member. */
struct place place_within(struct place whole, const struct json *value);

/* Bytes of the caller's text, -1 where they stand elsewhere: the key of such a value, and the value of a member. */
int64_t key_offset_within(const struct compiler *compiler, struct place whole, const struct json *value);
int64_t member_offset(const struct compiler *compiler, const char *path);

/* Refused because of its type: "`shown` wants `wanted`, not a string". */
int32_t wrong_type(struct compiler *compiler, struct place place, const char *shown, const char *wanted);

#endif
