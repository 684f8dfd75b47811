#include "api/scorer.h"

#include "api/check.h"
#include "base/alloc.h"
#include "base/text_out.h"
#include "recipe/compile.h"

#include <inttypes.h>

int32_t vreward_scorer_create(const char *recipe, int64_t length, vreward_scorer **scorer, vreward_error *err)
{
    int32_t code = CHECK_GIVEN(err, {"scorer", scorer, "a place for the new one"});
    if (code != VREWARD_OK)
        return code;
    *scorer = NULL;
    code = CHECK_GIVEN(err, {"recipe", recipe, "a JSON object, or the name of a built-in recipe"});
    if (code == VREWARD_OK)
        code = check_text("recipe", recipe, length, err);
    if (code != VREWARD_OK)
        return code;
    vreward_scorer *created = base_alloc(sizeof *created);
    if (created == NULL)
        return fail_memory(err);
    memset(created, 0, sizeof *created);
    code = recipe_compile((struct span){recipe, length}, &created->arena, &created->recipe, err);
    if (code != VREWARD_OK) {
        vreward_scorer_destroy(created);
        return code;
    }
    *scorer = created;
    return succeed(err);
}

void vreward_scorer_destroy(vreward_scorer *scorer)
{
    if (scorer == NULL)
        return;
    recipe_release(&scorer->recipe);
    arena_free(&scorer->arena);
    base_free(scorer);
}

int64_t vreward_scorer_term_count(const vreward_scorer *scorer)
{
    return scorer == NULL ? 0 : scorer->recipe.term_count;
}

const char *vreward_scorer_term_name(const vreward_scorer *scorer, int64_t term)
{
    return term >= 0 && term < vreward_scorer_term_count(scorer) ? scorer->recipe.term[term].name : NULL;
}

static int32_t check_range_arguments(const vreward_scorer *scorer, const double *low, const double *high,
                                     vreward_error *err)
{
    return CHECK_GIVEN(err, {"scorer", scorer, SCORER_WANTED}, {"low", low, "a place for the lower bound"},
                       {"high", high, "a place for the upper bound"});
}

int32_t vreward_scorer_term_range(const vreward_scorer *scorer, int64_t term, double *low, double *high,
                                  vreward_error *err)
{
    const int32_t code = check_range_arguments(scorer, low, high, err);
    if (code != VREWARD_OK)
        return code;
    if (term < 0 || term >= scorer->recipe.term_count)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "term is %" PRId64 ": the recipe has %" PRId64 ", from 0", term,
                    scorer->recipe.term_count);
    *low = scorer->recipe.term[term].low;
    *high = scorer->recipe.term[term].high;
    return succeed(err);
}

int32_t vreward_scorer_range(const vreward_scorer *scorer, double *low, double *high, vreward_error *err)
{
    const int32_t code = check_range_arguments(scorer, low, high, err);
    if (code != VREWARD_OK)
        return code;
    *low = scorer->recipe.low;
    *high = scorer->recipe.high;
    return succeed(err);
}

int32_t vreward_scorer_recipe_json(const vreward_scorer *scorer, char *buffer, int64_t capacity, int64_t *needed,
                                   vreward_error *err)
{
    const int32_t code = CHECK_GIVEN(err, {"scorer", scorer, SCORER_WANTED});
    if (code != VREWARD_OK)
        return code;
    const struct span resolved = scorer->recipe.resolved;
    return text_out(resolved.data, resolved.length, buffer, capacity, needed, err);
}
