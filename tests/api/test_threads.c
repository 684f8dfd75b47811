/* One scorer, and truths that it prepared, on eight threads at once, each call with threads of its own: what TSan
 * watches, and the same result for all. */
#define _POSIX_C_SOURCE 200112L /* setenv */
#include "../explain_one.h"
#include "ragged.h"

#include <pthread.h>
#include <stdatomic.h>

enum { THREADS = 8, ROUNDS = 20 };

static struct ragged texts, truths;
static struct outputs expected;
static vreward_scorer *scorer;
static vreward_truths *prepared; /* the same truths */
static int64_t term_count;

struct caller {
    pthread_t thread;
    int32_t threads;
    int64_t different; /* values that were not as expected */
};

static bool same(const double *a, const double *b, int64_t count)
{
    return memcmp(a, b, (size_t)count * sizeof *a) == 0;
}

static void *call(void *given)
{
    struct caller *caller = given;
    struct outputs *outputs = malloc(sizeof *outputs);
    char buffer[8192];
    int64_t needed;
    for (int round = 0; outputs != NULL && round < ROUNDS; round++) {
        const vreward_result result = result_into(outputs);
        vreward_batch batch = batch_of(&texts, &truths);
        batch.threads = caller->threads;
        if (round % 2 == 1) {
            batch.truth = NULL;
            batch.truth_offsets = NULL;
            batch.prepared = prepared;
        }
        const bool good = vreward_score(scorer, &batch, &result, NULL) == VREWARD_OK &&
                          same(outputs->score, expected.score, texts.count) &&
                          same(outputs->term, expected.term, term_count * texts.count) &&
                          explain_one(scorer, texts.text, texts.offsets[1], truths.text, truths.offsets[1], buffer,
                                      sizeof buffer, &needed, NULL) == VREWARD_OK;
        caller->different += !good;
    }
    free(outputs);
    return NULL;
}

static void run(const char *recipe)
{
    vreward_error err;
    scorer = scorer_of(recipe);
    term_count = vreward_scorer_term_count(scorer);
    const vreward_result result = result_into(&expected);
    const vreward_batch batch = batch_of(&texts, &truths);
    assert_int_equal(vreward_score(scorer, &batch, &result, &err), VREWARD_OK);
    assert_int_equal(vreward_truths_create(scorer, truths.text, truths.offsets, truths.count, NULL, &prepared, &err),
                     VREWARD_OK);
    struct caller callers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        callers[i] = (struct caller){.threads = i % 4};
        assert_int_equal(pthread_create(&callers[i].thread, NULL, call, &callers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(callers[i].thread, NULL);
        assert_int_equal(callers[i].different, 0);
    }
    vreward_truths_destroy(prepared);
    vreward_scorer_destroy(scorer);
}

static void one_scorer_on_eight_threads(void **state)
{
    (void)state;
    static const char *const completions[] = {
        "[{\"bbox_2d\": [0, 0, 10, 10], \"label\": \"cat\"}, {\"bbox_2d\": [3, 0, 13, 10], \"label\": \"dog\"}]",
        "<answer>[[0, 0, 10, 10]]", "the quick brown fox", "no boxes"};
    static const char *const document[] = {
        "{\"boxes\": [[0, 0, 10, 10]], \"labels\": [\"cat\"], \"text\": \"the quick brown fox\"}"};
    static const char *const recipes[] = {
        "detection", "ocr", "counting",
        "{\"base\": \"detection\", \"format\": [{\"pattern\": \".*(cat|dog)+.*\"}], \"weights\": {\"format\": 1}}"};
    const char *many[RAGGED_MOST];
    for (int i = 0; i < RAGGED_MOST; i++)
        many[i] = completions[i % 4];
    ragged_of(&texts, many, RAGGED_MOST);
    ragged_of(&truths, document, 1);
    for (size_t i = 0; i < sizeof recipes / sizeof recipes[0]; i++)
        run(recipes[i]);
}

static atomic_bool done;

/* Ever more variables, so that the environment moves in memory. */
static void *set_variables(void *unused)
{
    (void)unused;
    for (int i = 0; !atomic_load(&done); i = (i + 1) % 4096) {
        char name[32];
        snprintf(name, sizeof name, "VREWARD_TEST_%d", i);
        setenv(name, "a value of some length, so that it is allocated", 1);
        if (i % 3 == 0)
            unsetenv(name);
    }
    return NULL;
}

/* A trainer sets variables while its rewards are computed. */
static void the_environment_may_change(void **state)
{
    (void)state;
    static double value[40 * 40];
    int64_t row_to_col[40];
    for (int k = 0; k < 40 * 40; k++)
        value[k] = k % 7;
    pthread_t thread;
    atomic_init(&done, false);
    assert_int_equal(pthread_create(&thread, NULL, set_variables, NULL), 0);
    for (int round = 0; round < 20000; round++)
        assert_int_equal(vreward_match(NULL, value, 40, 40, row_to_col, NULL), VREWARD_OK);
    atomic_store(&done, true);
    pthread_join(thread, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_scorer_on_eight_threads),
                                       cmocka_unit_test(the_environment_may_change)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
