/* Every entry point with every recipe there is, and with drawn ones, while its n-th allocation fails, for n = 1, 2, ...
 * until the call succeeds, and while its n-th thread cannot be started: an error or the right result, nothing lost,
 * nothing half done, and the scorer gives the same results afterwards. */
#include "../exact.h"

#include "drawn/calls.h"
#include "drawn/failing.h"
#include "drawn/recipe.h"
#include "drawn/text.h"

#include <stdlib.h>

enum { DRAWN_RECIPES = 12, MOST_ALLOCATIONS = 100000 };

static struct room inputs, outputs;
static struct material material;
static char recipe[RECIPE_MOST];
static long all_failures;

static void check(const struct call *call, long n, const struct outcome *expected, const struct outcome *outcome,
                  long lost)
{
    const bool same = outcome->code == expected->code && outcome->digest == expected->digest;
    const bool out_of_memory = outcome->code == VREWARD_E_MEMORY && outcome->err.code == VREWARD_E_MEMORY &&
                               strcmp(outcome->err.message, "out of memory") == 0;
    if ((same || out_of_memory) && lost == 0)
        return;
    print_error("%s where allocation or thread %ld fails: code %d (else %d), \"%s\", %ld blocks lost\n   %s\n",
                call->name, n + 1, outcome->code, expected->code, outcome->err.message, lost, recipe);
    assert_true(false);
}

static void fail_each(const struct call *call, void (*fail_from)(long, enum failing), enum failing failing)
{
    struct outcome expected, outcome;
    long failed = 1, lost;
    run_call(call, &material, &outputs, &expected);
    for (long n = 0; failed > 0; n++) {
        assert_true(n < MOST_ALLOCATIONS);
        fail_from(n, failing);
        run_call(call, &material, &outputs, &outcome);
        failed = stop_failing(&lost);
        all_failures += failed;
        check(call, n, &expected, &outcome, lost);
    }
    /* The last one succeeded, on a scorer that has seen all failures before. */
    assert_int_equal(outcome.code, expected.code);
    assert_true(outcome.digest == expected.digest);
}

static void fail_every_call(struct choices *choices, const vreward_scorer *scorer, enum failing failing)
{
    draw_material(choices, recipe, scorer, NULL, 0, &inputs, &material);
    for (const struct call *call = calls; call->name != NULL; call++)
        fail_each(call, fail_allocations, failing);
}

static const struct call *call_named(const char *name)
{
    const struct call *call = calls;
    while (strcmp(call->name, name) != 0)
        call++;
    return call;
}

/* Models differ in how they are read. */
static void fail_reading(struct choices *choices, const vreward_scorer *scorer)
{
    draw_material(choices, recipe, scorer, NULL, 0, &inputs, &material);
    fail_each(call_named("scorer_create"), fail_allocations, FAIL_ONE);
    fail_each(call_named("score"), fail_allocations, FAIL_ONE);
    fail_each(call_named("parse"), fail_allocations, FAIL_ONE);
}

static void fail_one(struct choices *choices, const vreward_scorer *scorer)
{
    fail_every_call(choices, scorer, FAIL_ONE);
}

static void scorer_of(const char *text, void (*then)(struct choices *choices, const vreward_scorer *scorer))
{
    struct choices choices = {.state = strlen(text)};
    vreward_scorer *scorer = NULL;
    vreward_error err;
    strcpy(recipe, text);
    if (vreward_scorer_create(recipe, (int64_t)strlen(recipe), &scorer, &err) != VREWARD_OK)
        print_error("%s: %s\n", recipe, err.message);
    assert_non_null(scorer);
    then(&choices, scorer);
    vreward_scorer_destroy(scorer);
}

static void of_every_built_in_recipe(void **state)
{
    (void)state;
    for (int64_t i = 0; i < vreward_recipe_count(); i++) {
        if (strcmp(vreward_recipe_name(i), "length") != 0) /* which has no `soft` of its own */
            scorer_of(vreward_recipe_name(i), fail_one);
    }
}

static void of_every_model(void **state)
{
    (void)state;
    char text[128];
    for (int64_t i = 0; vreward_model_name(i) != NULL; i++) {
        snprintf(text, sizeof text, "{\"base\": \"detection\", \"model\": \"%s\"}", vreward_model_name(i));
        scorer_of(text, fail_reading);
    }
}

static void of_drawn_recipes(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < DRAWN_RECIPES; seed++) {
        struct choices choices = {.state = seed};
        vreward_scorer *scorer = draw_scorer(&choices, recipe);
        fail_every_call(&choices, scorer, FAIL_ONE);
        fail_every_call(&choices, scorer, FAIL_ALL_FROM);
        vreward_scorer_destroy(scorer);
    }
}

/* Many items: blocks of memory beyond the first, and the large sides of sorting, sweeping and matching. */
static void fail_large(struct choices *choices, const vreward_scorer *scorer)
{
    enum { ITEMS = 300 };
    static char written[40000], truths[40000];
    struct text completion = {.data = written, .capacity = sizeof written};
    struct text document = {.data = truths, .capacity = sizeof truths};
    (void)choices;
    for (int i = 0; i < ITEMS; i++) {
        put(&completion, "%s{\"bbox_2d\": [%d, %d, %d, %d], \"label\": \"%d\"}", i ? "," : "[", i * 7 % 100,
            i * 11 % 90, i * 7 % 100 + 20, i * 11 % 90 + 15, i % 5);
        put(&document, "%s[%d, %d, %d, %d]", i ? "," : "{\"boxes\": [", i * 7 % 97, i * 11 % 89, i * 7 % 97 + 21,
            i * 11 % 89 + 14);
    }
    put(&completion, "]");
    put(&document, "], \"ignore\": [true");
    for (int i = 1; i < ITEMS; i++)
        put(&document, ",%s", i % 50 == 0 ? "true" : "false");
    put(&document, "], \"size\": [200, 200]}");
    const int64_t offsets[] = {0, completion.length}, truth_offsets[] = {0, document.length};
    vreward_batch batch = {.struct_size = sizeof batch,
                           .count = 1,
                           .completion = written,
                           .completion_offsets = offsets,
                           .truth = truths,
                           .truth_offsets = truth_offsets,
                           .truth_count = 1};
    material = (struct material){.recipe = recipe, .scorer = scorer, .batch = &batch};
    fail_each(call_named("score"), fail_allocations, FAIL_ONE);
    fail_each(call_named("score"), fail_allocations, FAIL_ALL_FROM);
    fail_each(call_named("parse"), fail_allocations, FAIL_ONE);
}

static void of_large_inputs(void **state)
{
    (void)state;
    scorer_of("{\"base\": \"detection\", \"labels\": \"ignore\"}", fail_large);
    scorer_of("counting", fail_large);
}

/* The thread that called does the work of those that could not be started. */
static void fail_every_thread(struct choices *choices, const vreward_scorer *scorer)
{
    do
        draw_material(choices, recipe, scorer, NULL, 0, &inputs, &material);
    while (material.batch->count < 4);
    fail_each(call_named("score, threads"), fail_threads, FAIL_ONE);
    fail_each(call_named("score, threads"), fail_threads, FAIL_ALL_FROM);
}

static void of_threads(void **state)
{
    (void)state;
    const long before = all_failures;
    scorer_of("detection", fail_every_thread);
    scorer_of("ocr", fail_every_thread);
    assert_true(!can_fail || all_failures > before);
}

static uint64_t figures_of(vreward_evaluation *evaluation)
{
    char buffer[1 << 14];
    int64_t needed = 0;
    uint64_t sum = 0;
    assert_int_equal(vreward_evaluation_json(evaluation, NULL, buffer, sizeof buffer, &needed, NULL), VREWARD_OK);
    for (int64_t i = 0; i < needed; i++)
        sum = sum * 31 + (unsigned char)buffer[i];
    return sum;
}

/* Adding and merging add everything or nothing. */
static void fail_evaluation(struct choices *choices, const vreward_scorer *scorer)
{
    do
        draw_material(choices, recipe, scorer, NULL, 0, &inputs, &material);
    while (material.batch->count < 3);
    vreward_evaluation *whole = NULL, *part = NULL;
    assert_int_equal(vreward_evaluation_create(scorer, &whole, NULL), VREWARD_OK);
    assert_int_equal(vreward_evaluation_create(scorer, &part, NULL), VREWARD_OK);
    (void)vreward_evaluation_add(part, material.batch, material.keys, NULL);
    long failed = 1, lost;
    for (int step = 0; step < 2; step++) {
        uint64_t before = figures_of(whole);
        for (long n = 0; n == 0 || failed > 0; n++) {
            fail_allocations(n, FAIL_ALL_FROM);
            const int32_t code = step == 0 ? vreward_evaluation_add(whole, material.batch, material.keys, NULL)
                                           : vreward_evaluation_merge(whole, part, NULL);
            failed = stop_failing(&lost);
            const uint64_t after = figures_of(whole);
            assert_true(code == VREWARD_E_MEMORY ? after == before : code == VREWARD_OK || code == VREWARD_E_TRUTH);
            before = after;
        }
    }
    vreward_evaluation_destroy(whole);
    vreward_evaluation_destroy(part);
}

static void of_evaluations(void **state)
{
    (void)state;
    for (int64_t i = 0; i < vreward_recipe_count(); i++) {
        if (strcmp(vreward_recipe_name(i), "length") != 0)
            scorer_of(vreward_recipe_name(i), fail_evaluation);
    }
}

static int make_rooms(void **state)
{
    (void)state;
    room_make(&inputs, MATERIAL_BUFFERS, MATERIAL_BYTES);
    room_make(&outputs, OUTPUT_BUFFERS, OUTPUT_BYTES);
    return 0;
}

/* None would mean that nothing was tested. */
static int something_failed(void **state)
{
    (void)state;
    printf("%ld failures\n", all_failures);
    return can_fail && all_failures < 10000 ? -1 : 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_every_built_in_recipe),
        cmocka_unit_test(of_every_model),
        cmocka_unit_test(of_drawn_recipes),
        cmocka_unit_test(of_large_inputs),
        cmocka_unit_test(of_threads),
        cmocka_unit_test(of_evaluations),
    };
    return cmocka_run_group_tests(tests, make_rooms, something_failed);
}
