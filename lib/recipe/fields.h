/* One member of a plain type: from its JSON to its field in struct config. */
#ifndef RECIPE_FIELDS_H
#define RECIPE_FIELDS_H

#include "recipe/compiler.h"

/* Checks the value against its member and writes what it becomes to `field` (and `count`). `shown` is what messages
 * call the member. Members of a type with a file of its own (compile.c) are left alone. Errors: RECIPE, MEMORY. */
int32_t set_field(struct compiler *compiler, const struct member *member, struct place place, const char *shown,
                  void *field, int64_t *count);

/* The expression compiled for `mode` (enum pattern_mode). The error names the byte in the recipe. Errors: RECIPE,
 * MEMORY. */
int32_t compile_pattern(struct compiler *compiler, struct place place, const char *shown, int32_t mode,
                        struct pattern **pattern);

#endif
