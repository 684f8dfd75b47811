/* Any bytes as a truth: errors name a byte of the document, and nothing but a bad truth comes of
 * it. The first byte picks the recipe. */
#include <vreward.h>

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define REQUIRE(condition) \
    do {                   \
        if (!(condition))  \
            abort();       \
    } while (0)

static const char *const recipes[] = {"grounding",
                                      "detection",
                                      "counting",
                                      "ocr",
                                      "perception-r1-detection",
                                      "pr1-grounding",
                                      "{\"base\": \"grounding\", \"target\": \"point\"}",
                                      "{\"base\": \"ocr\", \"truth_format\": \"text\"}"};

enum { RECIPES = sizeof recipes / sizeof recipes[0] };

static vreward_scorer *scorer_of(size_t recipe)
{
    static vreward_scorer *scorers[RECIPES];
    if (scorers[recipe] == NULL)
        REQUIRE(vreward_scorer_create(recipes[recipe], (int64_t)strlen(recipes[recipe]), &scorers[recipe], NULL) ==
                VREWARD_OK);
    return scorers[recipe];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char completion[] = "[{\"bbox_2d\": [1, 2, 30, 40], \"label\": \"cat\"}] 3";
    if (size < 1 || size > 1 << 14)
        return 0;
    vreward_scorer *scorer = scorer_of(data[0] % RECIPES);
    const int64_t completion_offsets[] = {0, sizeof completion - 1};
    const int64_t truth_offsets[] = {0, (int64_t)size - 1};
    double score = 7;
    int32_t reason = -1;
    vreward_error err;
    const vreward_batch batch = {.struct_size = sizeof batch,
                                 .count = 1,
                                 .completion = completion,
                                 .completion_offsets = completion_offsets,
                                 .truth = (const char *)data + 1,
                                 .truth_offsets = truth_offsets,
                                 .truth_count = 1};
    const vreward_result result = {.struct_size = sizeof result, .score = &score, .reason = &reason};
    const int32_t code = vreward_score(scorer, &batch, &result, &err);
    REQUIRE(code == VREWARD_OK || code == VREWARD_E_TRUTH);
    REQUIRE(err.code == code && memchr(err.message, '\0', sizeof err.message) != NULL);
    if (code == VREWARD_OK) {
        REQUIRE(isfinite(score) && reason != VREWARD_REASON_BAD_TRUTH);
    } else {
        REQUIRE(isnan(score) && reason == VREWARD_REASON_BAD_TRUTH && err.index == 0);
        REQUIRE(err.offset >= -1 && err.offset < (int64_t)size && err.message[0] != '\0');
    }
    return 0;
}
