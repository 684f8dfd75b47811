/* One completion against one truth, with everything that the score was read off. */
#ifndef TESTS_UNIT_SCORING_H
#define TESTS_UNIT_SCORING_H

#include "../exact.h"

#include "api/scorer.h"
#include "reward/reward.h"

#include <math.h>

/* cmocka's fail_msg needs the name `fail`, which is taken here. */
#define broken(...) (print_error(__VA_ARGS__), print_error("\n"), _fail(__FILE__, __LINE__))

struct scoring {
    vreward_scorer *scorer;
    struct arena arena;
    struct truth truth;
    struct trace trace;
    vreward_error err;
};

static struct scoring now;

static inline void use_recipe(const char *recipe)
{
    vreward_scorer_destroy(now.scorer);
    if (vreward_scorer_create(recipe, (int64_t)strlen(recipe), &now.scorer, &now.err) != VREWARD_OK)
        broken("%s: %s", recipe, now.err.message);
}

/* The score under the recipe in use; the trace is in now.trace. */
static inline double score_of(const char *completion, const char *truth)
{
    const struct config *config = &now.scorer->recipe.config;
    arena_free(&now.arena);
    if (truth_read(config, span_of(truth), &now.arena, &now.truth, &now.err) != VREWARD_OK)
        broken("%s: %s", truth, now.err.message);
    assert_int_equal(trace_begin(config, &now.truth, span_of(completion), &now.arena, &now.trace, &now.err),
                     VREWARD_OK);
    assert_int_equal(trace_end(config, &now.truth, &now.arena, &now.trace, &now.err), VREWARD_OK);
    return now.trace.score;
}

/* A term of the last score. */
static inline double term(const char *name)
{
    for (int64_t i = 0; i < now.scorer->recipe.term_count; i++) {
        if (strcmp(now.scorer->recipe.term[i].name, name) == 0)
            return now.trace.term[now.scorer->recipe.slot[i]];
    }
    broken("no term %s", name);
    return NAN;
}

static inline bool has_reason(int32_t reason)
{
    return now.trace.reasons >> reason & 1;
}

/* Every term of the last score lies in its range, and so does the score. */
static inline void assert_all_in_range(void)
{
    const struct recipe *recipe = &now.scorer->recipe;
    for (int64_t i = 0; i < recipe->term_count; i++) {
        const double value = now.trace.term[recipe->slot[i]];
        if (!(value >= recipe->term[i].low && value <= recipe->term[i].high))
            broken("%s is %g, not in %g .. %g", recipe->term[i].name, value, recipe->term[i].low, recipe->term[i].high);
    }
    if (!(now.trace.score >= recipe->low && now.trace.score <= recipe->high))
        broken("the score %g is not in %g .. %g", now.trace.score, recipe->low, recipe->high);
}

static inline int end_scoring(void **state)
{
    (void)state;
    vreward_scorer_destroy(now.scorer);
    arena_free(&now.arena);
    return 0;
}

#endif
