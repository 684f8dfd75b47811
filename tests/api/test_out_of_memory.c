/* Every entry point with its n-th allocation failing, for n = 1, 2, ... until the call succeeds: an error, nothing
 * leaked, no crash. malloc, calloc and realloc of this program stand before those of libc, so the packages beneath the
 * library get the failures, too. */
#define _GNU_SOURCE
#include "../explain_one.h"
#include "ragged.h"

#include <errno.h>
#include <stdatomic.h>

/* ASan and TSan have their own allocator; with them this test has nothing to interpose on. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define INTERPOSED 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define INTERPOSED 0
#endif
#endif
#ifndef INTERPOSED
#define INTERPOSED 1
#endif

static atomic_long until_failure = -1; /* allocations that succeed before one fails; below 0: none fails */
static atomic_long failures;
static atomic_long live; /* blocks allocated and not freed while counting */
static atomic_int counting;

#if INTERPOSED
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void __libc_free(void *memory);

static bool fails(void)
{
    if (!atomic_load(&counting) || atomic_load(&until_failure) < 0)
        return false;
    if (atomic_fetch_sub(&until_failure, 1) != 0)
        return false;
    atomic_fetch_add(&failures, 1);
    errno = ENOMEM; /* as malloc must; libc itself asserts it */
    return true;
}

static void *counted(void *memory)
{
    if (memory != NULL && atomic_load(&counting))
        atomic_fetch_add(&live, 1);
    return memory;
}

void *malloc(size_t size)
{
    return fails() ? NULL : counted(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
    return fails() ? NULL : counted(__libc_calloc(count, size));
}

void *realloc(void *memory, size_t size)
{
    if (fails())
        return NULL;
    void *moved = __libc_realloc(memory, size);
    return memory == NULL ? counted(moved) : moved;
}

void free(void *memory)
{
    if (memory != NULL && atomic_load(&counting))
        atomic_fetch_sub(&live, 1);
    __libc_free(memory);
}
#endif

static vreward_error err;
static int32_t threads;
static long all_failures; /* seen by this program: none would mean that nothing was tested */

/* Runs `call` with ever later failures. It gives back what it took, and returns the code of the entry point. */
static void until_it_succeeds(const char *name, int32_t (*call)(void), int32_t success)
{
    enum { MOST = 100000 };
    atomic_store(&counting, 1);
    for (long n = 0; n < MOST; n++) {
        atomic_store(&live, 0);
        atomic_store(&failures, 0);
        atomic_store(&until_failure, n);
        memset(&err, 0, sizeof err);
        const int32_t code = call();
        atomic_store(&until_failure, -1);
        if (threads > 1)
            atomic_store(&live, 0); /* libc keeps the stacks of threads and what hangs from them */
        if (atomic_load(&live) != 0)
            print_error("%s leaks %ld blocks where allocation %ld fails\n", name, (long)atomic_load(&live), n + 1);
        assert_int_equal(atomic_load(&live), 0);
        if (atomic_load(&failures) == 0) {
            atomic_store(&counting, 0);
            assert_int_equal(code, success);
            return;
        }
        all_failures++;
        /* A failure may be absorbed (a thread that could not be started): then the result is that of a good call. */
        if (code != VREWARD_E_MEMORY && code != success) {
            print_error("%s: %s where allocation %ld fails: %s\n", name, vreward_error_name(code), n + 1, err.message);
            assert_int_equal(code, VREWARD_E_MEMORY);
        }
        if (code == VREWARD_E_MEMORY) {
            assert_int_equal(err.code, VREWARD_E_MEMORY);
            assert_string_equal(err.message, "out of memory");
        }
    }
    print_error("%s does not succeed\n", name);
    assert_true(false);
}

/* ---- the calls -------------------------------------------------------------------------------------------------- */

static const char *recipe_text;
static vreward_scorer *scorer;

static int32_t create(void)
{
    vreward_scorer *created = NULL;
    const int32_t code = vreward_scorer_create(recipe_text, (int64_t)strlen(recipe_text), &created, &err);
    assert_true((code == VREWARD_OK) == (created != NULL));
    vreward_scorer_destroy(created);
    return code;
}

static void scorers(void **state)
{
    (void)state;
    static const char *const recipes[] = {
        "detection",
        "\"perception-r1-detection\"",
        "{\"base\": \"format\", \"format\": [{\"pattern\": \"<a>(b|c)+</a>\"}, {\"tags\": [\"think\", \"answer\"]}, "
        "{\"json\": \"array\"}], \"description\": \"\\u0000 \\ud83d\\ude00\"}",
        "{\"base\": \"counting\", \"dialect\": \"pattern\", \"pattern\": \"(?<count>[0-9]+)\", \"empty\": [\"x\", "
        "\"y\"]}",
    };
    for (size_t i = 0; i < sizeof recipes / sizeof recipes[0]; i++) {
        recipe_text = recipes[i];
        until_it_succeeds(recipes[i], create, VREWARD_OK);
    }
}

static struct ragged texts, truths;
static double expected_score[RAGGED_MOST];

static int32_t score(void)
{
    static struct outputs outputs;
    const vreward_result result = result_into(&outputs);
    vreward_batch batch = batch_of(&texts, &truths);
    batch.threads = threads;
    const int32_t code = vreward_score(scorer, &batch, &result, &err);
    for (int64_t i = 0; code == VREWARD_OK && i < texts.count; i++)
        assert_double(outputs.score[i], expected_score[i]);
    return code;
}

static int32_t explain(void)
{
    static char buffer[1 << 16];
    int64_t needed;
    return explain_one(scorer, texts.text, texts.offsets[1], truths.text, truths.offsets[1], buffer, sizeof buffer,
                       &needed, &err);
}

static int32_t parse(void)
{
    static vreward_item items[64];
    vreward_parsed parsed = {.struct_size = sizeof parsed};
    return vreward_parse(scorer, texts.text, texts.offsets[1], items, sizeof items[0], 64, &parsed, &err);
}

static void keep_scores(void)
{
    struct outputs outputs;
    const vreward_result result = result_into(&outputs);
    const vreward_batch batch = batch_of(&texts, &truths);
    assert_int_equal(vreward_score(scorer, &batch, &result, &err), VREWARD_OK);
    memcpy(expected_score, outputs.score, sizeof expected_score);
}

static void scoring(void **state)
{
    (void)state;
    static const char *const recipes[] = {
        "grounding",
        "detection",
        "{\"base\": \"detection\", \"ap\": [\"ap\"], \"fold\": true}",
        "counting",
        "ocr",
        "{\"base\": \"ocr\", \"tokens\": true, \"normalize\": {\"nfc\": true, \"lower\": true}}",
        "perception-r1-detection",
        "pr1-grounding",
        "answer",
        "repetition",
        "{\"base\": \"length\", \"soft\": 3, \"hard\": 9}",
        "format"};
    static const char *const completions[] = {"<think>a</think><answer>```json\n[{\"bbox_2d\": [0, 0, 10, 10], "
                                              "\"label\": \"c\\u00e4t\"}, {'bbox_2d': [5, 5, 9, "
                                              "9], 'label': ' Dog'},]```</answer>",
                                              "<|endoftext|>a cat(1,2),(3,4) caf\xC3\xA9 \xFF", "12"};
    static const char *const documents[] = {
        "{\"boxes\": [[0, 0, 10, 10]], \"labels\": [\"c\\u00e4t\"], \"text\": \"e\\u0301 a cat(1,2),(3,4)\", \"size\": "
        "[20, 20]}"};
    ragged_of(&texts, completions, 3);
    ragged_of(&truths, documents, 1);
    for (size_t i = 0; i < sizeof recipes / sizeof recipes[0]; i++) {
        scorer = scorer_of(recipes[i]);
        threads = 1;
        keep_scores();
        until_it_succeeds(recipes[i], score, VREWARD_OK);
        until_it_succeeds(recipes[i], explain, VREWARD_OK);
        until_it_succeeds(recipes[i], parse, VREWARD_OK);
        vreward_scorer_destroy(scorer);
    }
}

/* Many items, long texts: blocks beyond the first, and the large sides of sorting, sweeping and matching. */
static void large_inputs(void **state)
{
    (void)state;
    enum { ITEMS = 300 };
    static char completion[40000], document[40000];
    char *to = completion, *at = document;
    to += sprintf(to, "[");
    at += sprintf(at, "{\"boxes\": [");
    for (int i = 0; i < ITEMS; i++) {
        to += sprintf(to, "%s{\"bbox_2d\": [%d, %d, %d, %d], \"label\": \"%d\"}", i ? "," : "", i * 7 % 100,
                      i * 11 % 90, i * 7 % 100 + 20, i * 11 % 90 + 15, i % 5);
        at +=
            sprintf(at, "%s[%d, %d, %d, %d]", i ? "," : "", i * 7 % 97, i * 11 % 89, i * 7 % 97 + 21, i * 11 % 89 + 14);
    }
    sprintf(to, "]");
    at += sprintf(at, "], \"ignore\": [");
    for (int i = 0; i < ITEMS; i++)
        at += sprintf(at, "%s%s", i ? "," : "", i % 50 == 0 ? "true" : "false");
    at += sprintf(at, "], \"size\": [200, 200], \"text\": \"%.3000s\"}", "");
    const char *const one[] = {completion}, *const other[] = {document};
    ragged_of(&texts, one, 1);
    ragged_of(&truths, other, 1);
    static const char *const recipes[] = {"{\"base\": \"detection\", \"labels\": \"ignore\"}", "counting"};
    for (size_t i = 0; i < 2; i++) {
        scorer = scorer_of(recipes[i]);
        threads = 1;
        keep_scores();
        until_it_succeeds(recipes[i], score, VREWARD_OK);
        vreward_scorer_destroy(scorer);
    }
}

static void threads_and_groups(void **state)
{
    (void)state;
    static const char *const document[] = {"\"the quick brown fox\""};
    const char *many[RAGGED_MOST];
    for (int i = 0; i < RAGGED_MOST; i++)
        many[i] = i % 3 ? "the quick fox" : "fox";
    ragged_of(&texts, many, RAGGED_MOST);
    ragged_of(&truths, document, 1);
    scorer = scorer_of("ocr");
    threads = 1;
    keep_scores();
    threads = 3;
    until_it_succeeds("three threads", score, VREWARD_OK);
    threads = 1;
    vreward_scorer_destroy(scorer);
}

static int32_t score_items(void)
{
    static const double boxes[] = {0, 0, 10, 10, 5, 5, 20, 20};
    static const int64_t offsets[] = {0, 2};
    static struct outputs outputs;
    const vreward_result result = result_into(&outputs);
    const vreward_item_batch batch = {.struct_size = sizeof batch,
                                      .count = 1,
                                      .item_offsets = offsets,
                                      .box = boxes,
                                      .label = texts.text,
                                      .label_offsets = texts.offsets,
                                      .truth = truths.text,
                                      .truth_offsets = truths.offsets,
                                      .truth_count = 1};
    return vreward_score_items(scorer, &batch, &result, &err);
}

static void items_as_arrays(void **state)
{
    (void)state;
    static const char *const labels[] = {"cat\xFF", "dog"};
    static const char *const document[] = {"{\"boxes\": [[0, 0, 10, 10]], \"labels\": [\"cat\"]}"};
    ragged_of(&texts, labels, 2);
    ragged_of(&truths, document, 1);
    scorer = scorer_of("detection");
    until_it_succeeds("score_items", score_items, VREWARD_OK);
    vreward_scorer_destroy(scorer);
}

/* Adds, merges what was added, and asks for intervals: where a call fails, the evaluation is as it was, so that it can
 * go on. */
static int32_t evaluate(void)
{
    static char buffer[1 << 16];
    static const int64_t keys[] = {1, 0, 1}, others[] = {2, 3, 4};
    static const vreward_evaluation_options options = {.struct_size = sizeof options, .bootstrap = 2};
    const vreward_batch batch = batch_of(&texts, &truths);
    vreward_evaluation *whole = NULL, *part = NULL;
    int64_t needed;
    int32_t code = vreward_evaluation_create(scorer, &whole, &err);
    if (code == VREWARD_OK)
        code = vreward_evaluation_create(scorer, &part, &err);
    if (code == VREWARD_OK)
        code = vreward_evaluation_add(whole, &batch, keys, &err);
    if (code == VREWARD_OK)
        code = vreward_evaluation_add(part, &batch, others, &err);
    if (code == VREWARD_OK)
        code = vreward_evaluation_merge(whole, part, &err);
    if (code == VREWARD_OK)
        code = vreward_evaluation_json(whole, &options, buffer, sizeof buffer, &needed, &err);
    if (code == VREWARD_E_MEMORY && part != NULL &&
        vreward_evaluation_json(part, NULL, buffer, sizeof buffer, &needed, NULL) == VREWARD_OK) {
        buffer[needed] = '\0';
        assert_true(strstr(buffer, "\"samples\":0,") != NULL || strstr(buffer, "\"samples\":3,") != NULL);
    }
    vreward_evaluation_destroy(whole);
    vreward_evaluation_destroy(part);
    return code;
}

static void evaluations(void **state)
{
    (void)state;
    static const char *const recipes[] = {"grounding", "{\"base\": \"detection\", \"fold\": true}", "counting", "ocr",
                                          "answer"};
    static const char *const completions[] = {
        "[{\"bbox_2d\": [0, 0, 10, 10], \"label\": \"C\u00e4t\"}, {\"bbox_2d\": [0, 0, 9, 9], \"label\": \"dog\"}]",
        "nothing", "12"};
    static const char *const documents[] = {
        "{\"boxes\": [[0, 0, 10, 10]], \"labels\": [\"c\u00e4t\"], \"text\": \"a cat\", \"size\": [20, 20]}"};
    ragged_of(&texts, completions, 3);
    ragged_of(&truths, documents, 1);
    for (size_t i = 0; i < sizeof recipes / sizeof recipes[0]; i++) {
        scorer = scorer_of(recipes[i]);
        until_it_succeeds(recipes[i], evaluate, VREWARD_OK);
        vreward_scorer_destroy(scorer);
    }
}

static int32_t edit_distance(void)
{
    int64_t distance[2];
    const vreward_edit_distance_options options = {.struct_size = sizeof options,
                                                   .unit = VREWARD_UNIT_GRAPHEME,
                                                   .normalize = VREWARD_NORMALIZE_NFC | VREWARD_NORMALIZE_LOWER};
    return vreward_edit_distance(&options, texts.text, texts.offsets, 2, truths.text, truths.offsets, 1, distance,
                                 &err);
}

static double matrix[20 * 20];
static double some_boxes[20 * 4];

static int32_t match(void)
{
    int64_t row_to_col[20];
    return vreward_match(NULL, matrix, 20, 20, row_to_col, &err);
}

static int32_t match_boxes(void)
{
    int64_t partner[20];
    return vreward_match_boxes(NULL, some_boxes, 20, some_boxes, 20, partner, NULL, &err);
}

static void primitives(void **state)
{
    (void)state;
    static const char *const left[] = {"e\xCC\x81 cat \xF0\x9F\x91\xA9", "dog"}, *const right[] = {"\xC3\xA9 CAT"};
    ragged_of(&texts, left, 2);
    ragged_of(&truths, right, 1);
    until_it_succeeds("edit distance", edit_distance, VREWARD_OK);
    for (int i = 0; i < 400; i++)
        matrix[i] = i * 37 % 101;
    for (int i = 0; i < 80; i++)
        some_boxes[i] = i * 5 % 40 + (i % 4 > 1) * 60;
    until_it_succeeds("match", match, VREWARD_OK);
    until_it_succeeds("match boxes", match_boxes, VREWARD_OK);
}

static int something_failed(void **state)
{
    (void)state;
    return INTERPOSED && all_failures < 100 ? -1 : 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scorers),         cmocka_unit_test(scoring),
        cmocka_unit_test(large_inputs),    cmocka_unit_test(threads_and_groups),
        cmocka_unit_test(items_as_arrays), cmocka_unit_test(primitives),
        cmocka_unit_test(evaluations),
    };
    return cmocka_run_group_tests(tests, NULL, something_failed);
}
