/* Every entry point that allocates, with the n-th allocation failing, for n = 1, 2, ... until the call succeeds: an
 * error each time, nothing leaked, nothing broken. The packages' allocations fail, too: malloc is interposed. */
#include "exact.h"

#include <vreward.h>

#include <stdbool.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif

#if !defined(SANITIZED) && defined(__GLIBC__)
#define INTERPOSED 1
#endif

static int64_t live;          /* allocations that were not given back */
static int64_t until_failure; /* 1: the next allocation fails; 0 or less: none does */
static bool counting;

#ifdef INTERPOSED
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void __libc_free(void *memory);
void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *memory, size_t size);
void free(void *memory);

static bool fails(void)
{
    return counting && until_failure > 0 && --until_failure == 0;
}

static void *counted(void *memory)
{
    live += counting && memory != NULL;
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
    return memory == NULL ? counted(__libc_realloc(NULL, size)) : __libc_realloc(memory, size);
}

void free(void *memory)
{
    live -= counting && memory != NULL;
    __libc_free(memory);
}
#endif

/* ---- calls ----------------------------------------------------------------------------------------------------------
 */

typedef int32_t (*call)(const char *argument, vreward_error *err);

static int32_t create(const char *recipe, vreward_error *err)
{
    vreward_scorer *scorer = NULL;
    const int32_t status = vreward_scorer_create(recipe, (int64_t)strlen(recipe), &scorer, err);
    if (status != VREWARD_OK && scorer != NULL)
        return VREWARD_OK + 1; /* no scorer may come back */
    vreward_scorer_destroy(scorer);
    return status;
}

static const vreward_scorer *scorer; /* of the calls below, created before the counting begins */
static const char *truth;

static int32_t score(const char *completion, vreward_error *err)
{
    const int64_t length = (int64_t)strlen(completion), truth_length = truth == NULL ? 0 : (int64_t)strlen(truth);
    const int64_t offsets[3] = {0, length / 2, length}, truth_offsets[2] = {0, truth_length};
    const vreward_batch batch = {.struct_size = sizeof batch,
                                 .count = 2,
                                 .completion = completion,
                                 .completion_offsets = offsets,
                                 .truth = truth,
                                 .truth_offsets = truth == NULL ? NULL : truth_offsets,
                                 .truth_count = truth != NULL};
    double values[2];
    const vreward_result result = {.struct_size = sizeof result, .score = values};
    return vreward_score(scorer, &batch, &result, err);
}

static int32_t explain(const char *completion, vreward_error *err)
{
    static char buffer[1 << 16];
    int64_t needed;
    return vreward_explain(scorer, completion, (int64_t)strlen(completion), truth,
                           truth == NULL ? 0 : (int64_t)strlen(truth), buffer, sizeof buffer, &needed, err);
}

static int32_t parse(const char *completion, vreward_error *err)
{
    vreward_item items[16];
    char labels[256];
    vreward_parsed parsed = {.struct_size = sizeof parsed, .label_text = labels, .label_capacity = sizeof labels};
    return vreward_parse(scorer, completion, (int64_t)strlen(completion), items, sizeof *items, 16, &parsed, err);
}

static int32_t edit_distance(const char *text, vreward_error *err)
{
    const int64_t length = (int64_t)strlen(text), offsets[2] = {0, length}, other[2] = {0, length / 2};
    const vreward_edit_distance_options options = {
        .struct_size = sizeof options, .unit = VREWARD_GRAPHEME, .normalize = VREWARD_NFC | VREWARD_LOWER};
    int64_t distance;
    return vreward_edit_distance(&options, 1, text, offsets, text, other, 1, &distance, err);
}

static int32_t match(const char *unused, vreward_error *err)
{
    (void)unused;
    double boxes[40][4];
    int64_t partner[40];
    double overlap[40];
    for (int i = 0; i < 40; i++) {
        const double at = i * 3.0;
        memcpy(boxes[i], (const double[4]){at, 0, at + 10, 10}, sizeof boxes[i]);
    }
    const int32_t status = vreward_match_boxes(NULL, *boxes, 40, *boxes, 40, partner, overlap, err);
    return status != VREWARD_OK ? status : vreward_match(NULL, *boxes, 10, 16, partner, err);
}

/* ---- the sweep ------------------------------------------------------------------------------------------------------
 */

static void sweep(call function, const char *argument)
{
    vreward_error err;
    int32_t status = VREWARD_E_MEMORY;
    for (int64_t n = 1;; n++) {
        assert_true(n < 5000);
        live = 0;
        until_failure = n;
        counting = true;
        status = function(argument, &err);
        counting = false;
        if (live != 0 || (status != VREWARD_OK && status != VREWARD_E_MEMORY))
            print_error("%.60s: allocation %lld: status %d (%s), %lld leaked\n", argument, (long long)n, status,
                        err.message, (long long)live);
        assert_int_equal(live, 0);
        assert_true(status == VREWARD_OK || status == VREWARD_E_MEMORY);
        if (status == VREWARD_E_MEMORY) {
            assert_int_equal(err.code, VREWARD_E_MEMORY);
            assert_string_equal(err.message, "out of memory");
        }
        if (until_failure > 0)
            break;              /* fewer than n allocations: none failed */
        if (function != create) /* a pattern that cannot be compiled to machine code is interpreted */
            assert_int_equal(status, VREWARD_E_MEMORY);
    }
    assert_int_equal(status, VREWARD_OK);
}

static void sweep_with(const char *recipe, const char *document, call function, const char *argument)
{
    vreward_scorer *created = NULL;
    assert_int_equal(vreward_scorer_create(recipe, (int64_t)strlen(recipe), &created, NULL), VREWARD_OK);
    scorer = created;
    truth = document;
    sweep(function, argument);
    vreward_scorer_destroy(created);
}

static void creating(void **state)
{
    (void)state;
    sweep(create, "detection");
    sweep(
        create,
        "{\"base\": \"perception-r1-detection\", \"weights\": {\"format\": null}, \"empty\": [\"nil\", \"\\u0000\"]}");
    sweep(create, "{\"base\": \"format\", \"format\": [{\"pattern\": \"(?s)<a>.*</a>\"}, {\"tags\": [\"a\", \"b\"]}, "
                  "{\"pattern\": \"[a-z]+\", \"mode\": \"search\"}]}");
    sweep(create, "{\"base\": \"counting\", \"dialect\": \"pattern\", \"pattern\": \"(?<x>\\\\d+),(?<y>\\\\d+)\"}");
}

static const char ITEMS[] =
    "<think>two</think>[{'bbox_2d': [1, 2, 3.5, 4], 'label': \"a\\u00e9\"}, {\"bbox_2d\": [9, 9, 20, 20]}"
    " <ref>b</ref><box>(1,2),(3,4)</box>";
static const char BOXES[] =
    "{\"boxes\": [[1, 2, 3, 4], [9, 9, 19, 19]], \"labels\": [\"a\\u00e9\", \"b\"], \"size\": [30, 30]}";

static void scoring(void **state)
{
    (void)state;
    sweep_with("{\"base\": \"detection\", \"fold\": true, \"ap\": [\"ap\"]}", BOXES, score, ITEMS);
    sweep_with("grounding", "{\"any_of\": [[1, 2, 3, 4], [5, 5, 6, 6]]}", score, ITEMS);
    sweep_with("counting", BOXES, score, ITEMS);
    sweep_with("counting", "{\"count\": 3}", score, "There are three of them: 3");
    sweep_with("{\"base\": \"ocr\", \"tokens\": true, \"normalize\": {\"nfkc\": true, \"collapse_space\": true}}",
               "{\"text\": \"some \\u00e9 text\"}", score, "<answer>some e\xcc\x81 \xff text</answer>");
    sweep_with("perception-r1-detection", BOXES, score, ITEMS);
    sweep_with("perception-r1-counting", BOXES, score, ITEMS);
    sweep_with("pr1-grounding", "{\"box\": [1, 2, 3, 4]}", score, "<|endoftext|><box>(1,2),(3,4)</box>");
    sweep_with(
        "{\"base\": \"format\", \"format\": [{\"pattern\": \"a(b|c)*\"}, {\"tags\": \"a\"}, {\"json\": \"array\"}]}",
        NULL, score, "<a>\xff</a><answer>[1, {\"a\": 2}]</answer>");
    sweep_with("{\"base\": \"repetition\", \"n\": 2}", NULL, score, "a b a b c \xff");
    sweep_with("{\"base\": \"repetition\", \"of\": \"items\"}", NULL, score, ITEMS);
    sweep_with("{\"base\": \"length\", \"soft\": 1, \"hard\": 9, \"unit\": \"word\"}", NULL, score, "a b a b c \xff");
}

static void explaining_and_parsing(void **state)
{
    (void)state;
    sweep_with("detection", BOXES, explain, ITEMS);
    sweep_with("ocr", "{\"text\": \"abc\"}", explain, "abd");
    sweep_with("detection", NULL, parse, ITEMS);
    sweep_with("{\"base\": \"grounding\", \"dialect\": \"pattern\", \"pattern\": \"(?<x1>\\\\d) (?<y1>\\\\d) "
               "(?<x2>\\\\d) (?<y2>\\\\d)\"}",
               NULL, parse, "1 2 3 4, 5 6 7 8");
}

static void primitives(void **state)
{
    (void)state;
    sweep(edit_distance,
          "A\xcc\x8a text of some length, longer than sixty-four units so that every path is taken, and then some");
    sweep(match, "");
}

int main(void)
{
#ifndef INTERPOSED
    print_message("skipped: a sanitizer has its own malloc\n");
    return 0;
#endif
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(creating),
        cmocka_unit_test(scoring),
        cmocka_unit_test(explaining_and_parsing),
        cmocka_unit_test(primitives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
