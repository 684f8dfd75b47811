/* Any bytes as a truth or a completion: the explanation is a JSON object that says the score, the terms and the reason
 * of vreward_score to the last bit, and a bad truth names what is wrong. */
#include "../explain_one.h"
#include <vreward.h>

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REQUIRE(condition) \
    do {                   \
        if (!(condition))  \
            abort();       \
    } while (0)

enum { MOST_TERMS = 24 };

static const char *const recipes[] = {"grounding",
                                      "detection",
                                      "counting",
                                      "ocr",
                                      "perception-r1-detection",
                                      "pr1-grounding",
                                      "{\"base\": \"detection\", \"labels\": \"ignore\"}",
                                      "{\"base\": \"ocr\", \"truth_format\": \"text\"}"};
static const char completion[] = "<answer>[{\"bbox_2d\": [1, 2, 30, 40], \"label\": \"cat\"}, {\"point_2d\": [3, 4]}]"
                                 "</answer>";
static const char truth[] = "{\"boxes\": [[1, 2, 30, 40]], \"labels\": [\"cat\"], \"text\": \"caf\\u00e9\"}";

struct sample {
    const char *completion, *truth;
    int64_t completion_length, truth_length;
};

static double number_after(const char *text, const char *name)
{
    char key[64];
    snprintf(key, sizeof key, "\"%s\":", name);
    const char *at = strstr(text, key);
    REQUIRE(at != NULL);
    at += strlen(key);
    return strncmp(at, "null", 4) == 0 ? NAN : strtod(at, NULL);
}

static void require_same(double a, double b)
{
    REQUIRE(memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b)));
}

static void compare(const vreward_scorer *scorer, const struct sample *sample, char *text,
                    const vreward_error *explained)
{
    double score, term[MOST_TERMS];
    int32_t reason;
    vreward_error err;
    const int64_t offsets[] = {0, sample->completion_length}, truth_offsets[] = {0, sample->truth_length};
    const vreward_batch batch = {.struct_size = sizeof batch,
                                 .count = 1,
                                 .completion = sample->completion,
                                 .completion_offsets = offsets,
                                 .truth = sample->truth,
                                 .truth_offsets = truth_offsets,
                                 .truth_count = 1};
    const vreward_result result = {.struct_size = sizeof result, .score = &score, .term = term, .reason = &reason};
    REQUIRE(vreward_score(scorer, &batch, &result, &err) == explained->code);
    REQUIRE(memcmp(&err, explained, sizeof err) == 0);
    require_same(number_after(text, "score"), score);
    const char *terms = strstr(text, "\"terms\":");
    REQUIRE(terms != NULL);
    for (int64_t t = 0; t < vreward_scorer_term_count(scorer); t++)
        require_same(number_after(terms, vreward_scorer_term_name(scorer, t)), term[t]);
    char said[64];
    snprintf(said, sizeof said, "\"reason\":\"%s\"", vreward_reason_name(reason));
    REQUIRE(strstr(text, said) != NULL);
}

static void explain(const vreward_scorer *scorer, const struct sample *sample)
{
    vreward_error err;
    int64_t needed = 0, again = 0;
    const int32_t short_code = explain_one(scorer, sample->completion, sample->completion_length, sample->truth,
                                           sample->truth_length, NULL, 0, &needed, &err);
    REQUIRE(short_code == VREWARD_E_CAPACITY && needed > 2);
    char *text = malloc((size_t)needed + 1);
    REQUIRE(text != NULL);
    const int32_t code = explain_one(scorer, sample->completion, sample->completion_length, sample->truth,
                                     sample->truth_length, text, needed, &again, &err);
    REQUIRE((code == VREWARD_OK || code == VREWARD_E_TRUTH) && err.code == code && again == needed);
    REQUIRE(code == VREWARD_OK || (err.message[0] != '\0' && err.index == 0 && err.offset <= sample->truth_length));
    REQUIRE(text[0] == '{' && text[needed - 1] == '}' && memchr(text, '\0', (size_t)needed) == NULL);
    text[needed] = '\0';
    compare(scorer, sample, text, &err);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static vreward_scorer *scorers[sizeof recipes / sizeof recipes[0]];
    if (size < 1)
        return 0;
    const size_t recipe = data[0] % (sizeof recipes / sizeof recipes[0]);
    if (scorers[recipe] == NULL)
        REQUIRE(vreward_scorer_create(recipes[recipe], (int64_t)strlen(recipes[recipe]), &scorers[recipe], NULL) ==
                VREWARD_OK);
    const char *fuzzed = (const char *)data + 1;
    const int64_t length = (int64_t)size - 1;
    const bool of_truth = data[0] & 0x80;
    const struct sample sample = of_truth ? (struct sample){completion, fuzzed, sizeof completion - 1, length}
                                          : (struct sample){fuzzed, truth, length, sizeof truth - 1};
    explain(scorers[recipe], &sample);
    return 0;
}
