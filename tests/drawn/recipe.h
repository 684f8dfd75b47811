/* Recipes drawn from the table of members (lib/recipe/members.c), so that a new member is drawn without a word here. */
#ifndef TESTS_DRAWN_RECIPE_H
#define TESTS_DRAWN_RECIPE_H

#include "drawn/choices.h"

#include <vreward.h>

enum { RECIPE_MOST = 8192 };

/* Writes a recipe of RECIPE_MOST bytes at most, which may be refused; returns its length. */
int64_t draw_recipe(struct choices *choices, char *recipe);

/* Draws until a recipe is taken, and returns its scorer; a built-in one after many tries. recipe, of RECIPE_MOST bytes,
 * is its text, ended by NUL. */
vreward_scorer *draw_scorer(struct choices *choices, char *recipe);

#endif
