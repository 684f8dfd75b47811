/* Any bytes as what tests/drawn makes of them: a recipe from the table of members, completions, truths and items, options,
 * boxes and values; every entry point on it, and all that tests/drawn/agree.h says. Completions are mutations of what
 * models wrote, too, where the fuzzer finds ../shared; the corpus is replayed without. */
#include "drawn/agree.h"
#include "drawn/calls.h"
#include "drawn/real.h"
#include "drawn/recipe.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const *real;
static int64_t real_count;

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The fuzzer calls it, replay.c does not. */
int LLVMFuzzerInitialize(int *count, char ***arguments)
{
    glob_t found;
    (void)count;
    (void)arguments;
    if (glob("../shared/data/vlm_*/*.jsonl", 0, NULL, &found) == 0) {
        real_count = read_real_texts(found.gl_pathv, (int)found.gl_pathc, &real);
        globfree(&found);
    }
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct room inputs, outputs;
    static char recipe[RECIPE_MOST];
    struct material material;
    struct choices choices = {.data = data, .size = size, .state = size};
    if (inputs.base == NULL) {
        room_make(&inputs, MATERIAL_BUFFERS, MATERIAL_BYTES);
        room_make(&outputs, OUTPUT_BUFFERS, OUTPUT_BYTES);
    }
    vreward_scorer *scorer = draw_scorer(&choices, recipe);
    draw_material(&choices, recipe, scorer, real, real_count, &inputs, &material);
    const char *wrong = disagreement(&material, &outputs);
    if (wrong != NULL) {
        fprintf(stderr, "%s\n   %s\n", wrong, recipe);
        abort();
    }
    vreward_scorer_destroy(scorer);
    return 0;
}
