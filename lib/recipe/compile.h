/* Inside the recipe folder: what the steps of compiling a recipe share. */
#ifndef RECIPE_COMPILE_H
#define RECIPE_COMPILE_H

#include "recipe/layers.h"
#include "recipe/recipe.h"
#include "recipe/schema.h"

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

/* Each checks the value against its member and writes what it becomes to `field` (and `count`). `shown` is what
 * messages call the member. Errors: RECIPE, MEMORY. */
int32_t set_field(struct compiler *compiler, const struct member *member, struct place place, const char *shown,
                  void *field, int64_t *count);

bool is_shaped(const struct shaping *shaping);

/* Refused because of its type: "`shown` wants `wanted`, not a string". */
int32_t wrong_type(struct compiler *compiler, struct place place, const char *shown, const char *wanted);

/* The expression compiled for `mode` (enum pattern_mode). The error names the byte in the recipe. Errors: RECIPE,
 * MEMORY. */
int32_t compile_pattern(struct compiler *compiler, struct place place, const char *shown, int32_t mode,
                        struct pattern **pattern);

/* Texts, lists of numbers among them, and expressions into config.read.empty*. Errors: RECIPE, MEMORY. */
int32_t set_empty(struct compiler *compiler, struct place place, const char *shown);

/* The list of format checks into config.checks. Errors: RECIPE, MEMORY. */
int32_t set_format(struct compiler *compiler, struct place place);

/* The list of a pair's parts into config.pair; and, once every member is set, what it leaves of the short forms, or that
 * one stands beside it. Errors: RECIPE, MEMORY. */
int32_t set_parts(struct compiler *compiler, struct place place);
int32_t check_pair(struct compiler *compiler);

/* True for a short form that the parts of an older layer or this one take the place of. */
bool is_replaced_by_pair(const struct compiler *compiler, const struct member *member);

/* A table of texts and what they become, both normalised by config.normalize; NULL: an empty one. Errors: RECIPE,
 * MEMORY. */
int32_t set_map(struct compiler *compiler, struct place place, const char *shown, const struct text_map **map);

/* config.own_keys into config.read.own_keys: no name in two roles. Errors: RECIPE, MEMORY. */
int32_t set_own_keys(struct compiler *compiler);

/* The terms the recipe reports, then its weights and the range of the score. Errors: RECIPE, MEMORY. */
void select_terms(struct compiler *compiler);
int32_t set_weights(struct compiler *compiler, const struct member *member);

/* The terms that the sum is multiplied by, and the range after all that becomes of it. After set_weights. Errors: RECIPE. */
int32_t set_factors(struct compiler *compiler);

/* Terms without bounds cannot be weighted; accuracy always can. */
bool may_be_weighted(const struct recipe *recipe, int64_t term);

/* recipe->resolved. Errors: MEMORY. */
int32_t resolve(struct compiler *compiler);

#endif
