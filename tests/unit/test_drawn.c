/* Drawn recipes and the built-in ones on drawn material: every entry point, with all that goes in and comes out between pages that nothing may
 * touch, before them and behind them by turns, and what goes in sealed; and what must hold whatever is drawn. */
#include "../exact.h"

#include "drawn/agree.h"
#include "drawn/calls.h"
#include "drawn/recipe.h"

#include <stdlib.h>

enum { MATERIALS = 4 };

static uint64_t recipes = 150; /* or as many as the first argument says */

static void print_texts(const char *name, const char *text, const int64_t *offsets, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        print_error("   %s %d: %.*s\n", name, (int)i, (int)(offsets[i + 1] - offsets[i]), text + offsets[i]);
}

/* What must hold on a few materials for this recipe. */
static void check(struct choices *choices, const char *recipe, const vreward_scorer *scorer, struct room *outputs)
{
    struct material material;
    for (int i = 0; i < MATERIALS; i++) {
        struct room inputs;
        room_make(&inputs, MATERIAL_BUFFERS, MATERIAL_BYTES);
        inputs.at_end = outputs->at_end = i % 2 == 0;
        draw_material(choices, recipe, scorer, NULL, 0, &inputs, &material);
        room_seal(&inputs);
        const char *wrong = disagreement(&material, outputs);
        if (wrong != NULL) {
            const vreward_batch *batch = material.batch;
            print_error("material %d: %s\n   %s\n", i, wrong, recipe);
            print_texts("completion", batch->completion, batch->completion_offsets, batch->count);
            print_texts("truth", batch->truth, batch->truth_offsets, batch->truth_count);
        }
        assert_null(wrong);
        room_free(&inputs);
    }
}

static void drawn_recipes(void **state)
{
    (void)state;
    static char recipe[RECIPE_MOST];
    struct room outputs;
    room_make(&outputs, OUTPUT_BUFFERS, OUTPUT_BYTES);
    for (uint64_t seed = 0; seed < recipes; seed++) {
        struct choices choices = {.state = seed};
        vreward_scorer *scorer = draw_scorer(&choices, recipe);
        check(&choices, recipe, scorer, &outputs);
        vreward_scorer_destroy(scorer);
    }
    room_free(&outputs);
}

static void built_in_recipes(void **state)
{
    (void)state;
    struct choices choices = {.state = 1};
    struct room outputs;
    room_make(&outputs, OUTPUT_BUFFERS, OUTPUT_BYTES);
    for (int64_t i = 0; i < vreward_recipe_count(); i++) {
        const char *name = vreward_recipe_name(i);
        vreward_scorer *scorer = NULL;
        if (strcmp(name, "length") == 0) /* which has no `soft` of its own */
            continue;
        assert_int_equal(vreward_scorer_create(name, (int64_t)strlen(name), &scorer, NULL), VREWARD_OK);
        check(&choices, name, scorer, &outputs);
        vreward_scorer_destroy(scorer);
    }
    room_free(&outputs);
}

int main(int count, char **arguments)
{
    if (count > 1)
        recipes = strtoull(arguments[1], NULL, 10);
    const struct CMUnitTest tests[] = {cmocka_unit_test(drawn_recipes), cmocka_unit_test(built_in_recipes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
