/* Every allocation from an arena failing once. This program brings an arena of its own, in which each allocation is a
 * block of its exact size: so that a failure can be put on every one, and ASan sees what goes beyond the end of a piece
 * or is used after the arena was wound back. */
#define _POSIX_C_SOURCE 200809L /* posix_memalign */
#include "../exact.h"
#include "../explain_one.h"

#include "base/arena.h"

#include <vreward.h>

#include <stdbool.h>
#include <stdlib.h>

struct arena_block {
    struct arena_block *older;
    void *memory;
};

static long until_failure = -1; /* allocations that succeed before one fails; below 0: none fails */
static bool failed;

void *arena_alloc(struct arena *arena, size_t size)
{
    if (until_failure == 0) {
        failed = true;
        return NULL; /* and so do all that follow */
    }
    until_failure -= until_failure > 0;
    if (size > SIZE_MAX / 4)
        return NULL;
    struct arena_block *block = malloc(sizeof *block);
    void *memory = NULL;
    assert_non_null(block);
    assert_int_equal(posix_memalign(&memory, 32, size == 0 ? 1 : size), 0);
    *block = (struct arena_block){arena->block, memory};
    arena->block = block;
    return memory;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    return size != 0 && count > SIZE_MAX / size ? NULL : arena_alloc(arena, count * size);
}

void *arena_zeros(struct arena *arena, size_t count, size_t size)
{
    void *memory = arena_array(arena, count, size);
    return memory != NULL ? memset(memory, 0, count * size) : NULL;
}

void *arena_grow(struct arena *arena, void *array, size_t old_count, size_t new_count, size_t size)
{
    void *moved = arena_array(arena, new_count, size);
    const size_t kept = old_count < new_count ? old_count : new_count; /* an array may shrink, too */
    if (moved != NULL && kept != 0)
        memcpy(moved, array, kept * size);
    return moved;
}

struct arena_mark arena_mark(const struct arena *arena)
{
    return (struct arena_mark){arena->block, 0};
}

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
    while (arena->block != mark.block) {
        struct arena_block *block = arena->block;
        arena->block = block->older;
        free(block->memory);
        free(block);
    }
}

void arena_free(struct arena *arena)
{
    arena_rewind(arena, (struct arena_mark){NULL, 0});
}

/* ---- calls ------------------------------------------------------------------------------------------------------ */

static const char *recipe, *completion, *truth;
static vreward_scorer *scorer;
static vreward_error err;
static double score, term[24];

static int32_t create(void)
{
    vreward_scorer *created = NULL;
    const int32_t code = vreward_scorer_create(recipe, (int64_t)strlen(recipe), &created, &err);
    vreward_scorer_destroy(created);
    return code;
}

static int32_t score_text(void)
{
    const int64_t length = (int64_t)strlen(completion);
    const int64_t offsets[] = {0, length, length}, truth_offsets[] = {0, (int64_t)strlen(truth)};
    static const int64_t index[] = {0, 0};
    double scores[2], terms[2 * 24];
    const vreward_batch batch = {.struct_size = sizeof batch,
                                 .count = 2,
                                 .completion = completion,
                                 .completion_offsets = offsets,
                                 .truth = truth,
                                 .truth_offsets = truth_offsets,
                                 .truth_count = 1,
                                 .truth_index = index};
    const vreward_result result = {.struct_size = sizeof result, .score = scores, .term = terms};
    const int32_t code = vreward_score(scorer, &batch, &result, &err);
    if (code == VREWARD_OK)
        score = scores[0];
    return code;
}

static int32_t score_items(void)
{
    static const double boxes[] = {1, 2, 30, 40, 1, 2, 31, 40, 0, 0, 50, 50};
    static const int64_t offsets[] = {0, 3}, label_offsets[] = {0, 3, 4, 7};
    const int64_t truth_offsets[] = {0, (int64_t)strlen(truth)};
    const vreward_item_batch batch = {.struct_size = sizeof batch,
                                      .count = 1,
                                      .item_offsets = offsets,
                                      .box = boxes,
                                      .label = "cat\xFF"
                                               "dog",
                                      .label_offsets = label_offsets,
                                      .truth = truth,
                                      .truth_offsets = truth_offsets,
                                      .truth_count = 1};
    const vreward_result result = {.struct_size = sizeof result, .score = &score, .term = term};
    return vreward_score_items(scorer, &batch, &result, &err);
}

static int32_t explain(void)
{
    static char buffer[1 << 16];
    int64_t needed;
    return explain_one(scorer, completion, (int64_t)strlen(completion), truth, (int64_t)strlen(truth), buffer,
                       sizeof buffer, &needed, &err);
}

static int32_t parse(void)
{
    static vreward_item items[64];
    vreward_parsed parsed = {.struct_size = sizeof parsed};
    return vreward_parse(scorer, completion, (int64_t)strlen(completion), items, sizeof items[0], 64, &parsed, &err);
}

static void fail_each(const char *name, int32_t (*call)(void))
{
    enum { MOST = 100000 };
    const int32_t expected = call();
    for (long n = 0; n < MOST; n++) {
        until_failure = n;
        failed = false;
        const int32_t code = call();
        until_failure = -1;
        if (!failed) {
            assert_int_equal(code, expected);
            return;
        }
        if (code != VREWARD_E_MEMORY || err.code != VREWARD_E_MEMORY)
            print_error("%s of %s: %s where allocation %ld fails\n   %s\n   %s\n", name, recipe,
                        vreward_error_name(code), n + 1, completion, truth);
        assert_int_equal(code, VREWARD_E_MEMORY);
        assert_int_equal(err.code, VREWARD_E_MEMORY);
    }
    assert_true(false);
}

#define FORMAT_RECIPE                                                                                                \
    "{\"base\": \"format\", \"format\": [{\"pattern\": \"(a|b)+\", \"mode\": \"search\"}, {\"tags\": [\"think\"]}, " \
    "{\"json\": \"array\"}]}"

static const char *const recipes[] = {
    "grounding",
    "{\"base\": \"grounding\", \"target\": \"point\", \"space\": {\"resize\": {\"factor\": 28, \"max_pixels\": "
    "1003520}}}",
    "{\"base\": \"detection\", \"ap\": [\"ap\"], \"fold\": true}",
    "{\"base\": \"detection\", \"labels\": \"ignore\", \"space\": {\"prediction\": \"norm1000\"}}",
    "{\"base\": \"counting\", \"empty\": [\"none\", \"0\"]}",
    "{\"base\": \"ocr\", \"unit\": \"grapheme\", \"tokens\": true, \"normalize\": {\"nfc\": true, \"lower\": true}}",
    "ocr",
    "perception-r1-grounding",
    "perception-r1-counting",
    "perception-r1-ocr",
    "perception-r1-detection",
    "{\"base\": \"perception-r1-detection\", \"match\": \"sequential\"}",
    "{\"base\": \"detection\", \"match\": \"confidence\", \"weights\": {\"class\": 1}}",
    "{\"base\": \"detection\", \"match\": \"greedy\", \"labels\": \"after\"}",
    "{\"base\": \"counting\", \"match\": \"any\", \"factors\": [\"count_ratio\"], \"round\": 2}",
    "pr1-grounding",
    "number",
    "answer",
    "repetition",
    "{\"base\": \"repetition\", \"of\": \"items\"}",
    "{\"base\": \"length\", \"soft\": 3, \"hard\": 9, \"unit\": \"word\"}",
    FORMAT_RECIPE,
    "{\"base\": \"counting\", \"dialect\": \"pattern\", \"pattern\": \"(?<count>[0-9]+)|(?<x>a)(?<y>b)\"}",
};

#define LONG_COMPLETION                                                                                        \
    "<think>a [1, 2, 3, 4]</think><answer>```json\n[{\"bbox_2d\": [1, 2, 30, 40], \"label\": \"c\\u00e4t\"}, " \
    "{'bbox_2d': "                                                                                             \
    "[1, 2, 31, 40], 'label': ' Cat'}, {\"bbox_2d\": [0, 0, 50, 50], \"label\": \"dog\"},]```</answer>"

static const char *const completions[] = {
    LONG_COMPLETION,
    "<|endoftext|>a cat(1,2),(30,40) caf\xC3\xA9 \xFF 12 e\xCC\x81",
    "{\"point_2d\": [3, 4], \"label\": \"dog\"} [5, 6]",
    "<|begin_of_box|>twelve, [[012,034,056,078]]<loc0001><loc0002><loc0003><loc0004> cat",
    "{\"label\": \"<answer>x</answer>\", \"a\": {\"a\": [[[1,2,3,4]]]}, \"a\": 1}",
    "none",
    "",
};

#define LONG_TRUTH                                                                                                  \
    "{\"boxes\": [[1, 2, 30, 40], [1, 2, 31, 40], [0, 0, 60, 60]], \"labels\": [\"cat\", \"c\\u00e4t\", \"dog\"], " \
    "\"ignore\":"                                                                                                   \
    " [false, false, true], \"text\": \"a cat e\\u0301\", \"size\": [100, 80], \"_x\": {\"a\": 1, \"a\": 2}}"
#define SCALED_TRUTH                                                                                                  \
    "{\"box\": [100, 200, 300, 400], \"labels\": [\"cat\"], \"space\": \"norm1000\", \"size\": [100, 80], \"text\": " \
    "\"\"}"

static const char *const truths[] = {
    LONG_TRUTH,
    SCALED_TRUTH,
    "{\"points\": [[1, 2], [30, 40]], \"labels\": [\"cat\", \"dog\"], \"size\": [100, 80], \"text\": \"12\"}",
    "{\"count\": 2}",
    "{\"choice\": [\"A\", \"c\"], \"choices\": [\"a cat\", \"b\", \"caf\\u00e9\"]}",
    "12.5",
    "\"a cat\"",
    "not JSON",
};

static void every_call(void **state)
{
    (void)state;
    for (size_t r = 0; r < sizeof recipes / sizeof recipes[0]; r++) {
        recipe = recipes[r];
        completion = truth = "";
        fail_each("create", create);
        assert_int_equal(vreward_scorer_create(recipe, (int64_t)strlen(recipe), &scorer, &err), VREWARD_OK);
        for (size_t t = 0; t < sizeof truths / sizeof truths[0]; t++) {
            truth = truths[t];
            for (size_t c = 0; c < sizeof completions / sizeof completions[0]; c++) {
                completion = completions[c];
                fail_each("score", score_text);
                fail_each("explain", explain);
                fail_each("parse", parse);
            }
            fail_each("score_items", score_items);
        }
        vreward_scorer_destroy(scorer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_call)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
