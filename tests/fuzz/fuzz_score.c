/* Any bytes as a completion, and any numbers as items: every value is finite and in its range, alone as in a batch, and
 * the order of items changes nothing where the recipe does not go by it. The first byte picks the recipe and the truth,
 * so that a corpus covers all. */
#include <vreward.h>

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define REQUIRE(condition) \
    do {                   \
        if (!(condition))  \
            abort();       \
    } while (0)

enum { MOST_TERMS = 24, MOST_ITEMS = 64 };

static const char *const recipes[] = {
    "grounding",
    "{\"base\": \"grounding\", \"target\": \"point\", \"point_decay\": 0.5}",
    "detection",
    "{\"base\": \"detection\", \"ap\": [\"ap\", \"ap50\", \"ap75\"], \"fold\": true, \"invalid\": \"sort\"}",
    "{\"base\": \"detection\", \"labels\": \"ignore\", \"invalid\": \"legacy\", \"space\": {\"prediction\": "
    "\"dialect\"}}",
    "{\"base\": \"detection\", \"labels\": \"after\", \"match\": \"confidence\", \"divisor\": \"mean\", "
    "\"weights\": {\"class\": 1, \"right\": 1, \"errors\": -1}, \"clip\": [0, 1], \"round\": 3}",
    "{\"base\": \"detection\", \"match\": \"any\", \"factors\": [\"count_ratio\", \"format\"], \"both_empty\": 0}",
    "{\"base\": \"counting\", \"match\": \"greedy\", \"quality\": \"diagonal\", \"target\": \"box\"}",
    "counting",
    "{\"base\": \"counting\", \"number\": \"only\"}",
    "ocr",
    "{\"base\": \"ocr\", \"distance\": \"indel\", \"unit\": \"grapheme\", \"tokens\": true, \"normalize\": {\"nfkc\": "
    "true}}",
    "perception-r1-grounding",
    "perception-r1-counting",
    "perception-r1-ocr",
    "perception-r1-detection",
    "pr1-grounding",
    "number",
    "answer",
    "repetition",
    "format",
};

static const char *const truths[] = {
    "{\"boxes\": [[1, 2, 30, 40]], \"labels\": [\"cat\"], \"text\": \"a cat (1,2),(30,40)\", \"size\": [100, 80]}",
    "{\"boxes\": [], \"text\": \"\", \"size\": [100, 80]}",
    "{\"boxes\": [[0, 0, 100, 80], [1, 2, 30, 40], [5, 5, 9, 9], [0, 0, 100, 80]], \"labels\": [\"cat\", \"dog\", "
    "\"cat\","
    " \"crowd\"], \"ignore\": [false, false, false, true], \"text\": \"caf\\u00e9\\nau lait\", \"size\": [100, 80]}",
    "{\"points\": [[1, 2], [50, 50], [50, 51]], \"labels\": [\"cat\", \"dog\", \"cat\"], \"text\": \"12\", \"size\": "
    "[100,"
    " 80]}",
    "{\"count\": 3, \"text\": \"three\"}",
    "12.5",
    "{\"choice\": \"B\", \"choices\": [\"a cat\", \"a dog\", \"none\"]}",
};

enum { RECIPES = sizeof recipes / sizeof recipes[0], TRUTHS = sizeof truths / sizeof truths[0] };

static vreward_scorer *scorer_of(size_t recipe)
{
    static vreward_scorer *scorers[RECIPES];
    if (scorers[recipe] == NULL)
        REQUIRE(vreward_scorer_create(recipes[recipe], (int64_t)strlen(recipes[recipe]), &scorers[recipe], NULL) ==
                VREWARD_OK);
    return scorers[recipe];
}

static void check_range(const vreward_scorer *scorer, double score, const double *term, int64_t stride)
{
    double low, high;
    REQUIRE(isfinite(score));
    REQUIRE(vreward_scorer_range(scorer, &low, &high, NULL) == VREWARD_OK && score >= low && score <= high);
    for (int64_t t = 0; t < vreward_scorer_term_count(scorer); t++) {
        REQUIRE(vreward_scorer_term_range(scorer, t, &low, &high, NULL) == VREWARD_OK);
        REQUIRE(isfinite(term[t * stride]) && term[t * stride] >= low && term[t * stride] <= high);
    }
}

static char *figures_of(vreward_evaluation *evaluation, int64_t *length)
{
    const vreward_evaluation_options options = {.struct_size = sizeof options, .bootstrap = 2};
    REQUIRE(vreward_evaluation_json(evaluation, &options, NULL, 0, length, NULL) == VREWARD_E_CAPACITY);
    char *text = malloc((size_t)*length);
    REQUIRE(text != NULL);
    REQUIRE(vreward_evaluation_json(evaluation, &options, text, *length, length, NULL) == VREWARD_OK);
    return text;
}

/* The figures are the same where the samples are added one by one, the last first, to two evaluations that are merged. */
static void evaluate_text(const vreward_scorer *scorer, const vreward_batch *batch, int32_t expected)
{
    static const int64_t keys[] = {5, 7, 5};
    vreward_evaluation *whole, *parts[2];
    REQUIRE(vreward_evaluation_create(scorer, &whole, NULL) == VREWARD_OK);
    REQUIRE(vreward_evaluation_create(scorer, &parts[0], NULL) == VREWARD_OK);
    REQUIRE(vreward_evaluation_create(scorer, &parts[1], NULL) == VREWARD_OK);
    REQUIRE(vreward_evaluation_add(whole, batch, keys, NULL) == expected);
    for (int i = 2; i >= 0; i--) {
        vreward_batch one = *batch;
        one.count = 1;
        one.completion_offsets += i;
        REQUIRE(vreward_evaluation_add(parts[i % 2], &one, keys + i, NULL) == expected);
    }
    REQUIRE(vreward_evaluation_merge(parts[1], parts[0], NULL) == VREWARD_OK);
    int64_t length, other_length;
    char *text = figures_of(whole, &length), *other = figures_of(parts[1], &other_length);
    REQUIRE(length == other_length && memcmp(text, other, (size_t)length) == 0);
    free(text);
    free(other);
    vreward_evaluation_destroy(whole);
    vreward_evaluation_destroy(parts[0]);
    vreward_evaluation_destroy(parts[1]);
}

static void score_text(const vreward_scorer *scorer, const char *text, int64_t length, const char *truth)
{
    /* The completion twice, and a part of it between: neighbours must not matter. */
    double score[3], term[3 * MOST_TERMS];
    int32_t reason[3];
    uint64_t reasons[3];
    char *both = malloc((size_t)(2 * length + length / 2) + 1);
    REQUIRE(both != NULL);
    memcpy(both, text, (size_t)length);
    memcpy(both + length, text, (size_t)(length / 2));
    memcpy(both + length + length / 2, text, (size_t)length);
    const int64_t offsets[] = {0, length, length + length / 2, 2 * length + length / 2};
    const int64_t truth_offsets[] = {0, (int64_t)strlen(truth)};
    const vreward_batch batch = {.struct_size = sizeof batch,
                                 .count = 3,
                                 .completion = both,
                                 .completion_offsets = offsets,
                                 .truth = truth,
                                 .truth_offsets = truth_offsets,
                                 .truth_count = 1};
    const vreward_result result = {
        .struct_size = sizeof result, .score = score, .term = term, .reason = reason, .reasons = reasons};
    const int32_t code = vreward_score(scorer, &batch, &result, NULL);
    REQUIRE(code == VREWARD_OK || code == VREWARD_E_TRUTH);
    for (int i = 0; i < 3; i++) {
        REQUIRE(vreward_reason_name(reason[i]) != NULL && (reasons[i] >> reason[i] & 1));
        REQUIRE((code == VREWARD_E_TRUTH) == (isnan(score[i]) != 0));
        if (code == VREWARD_OK)
            check_range(scorer, score[i], term + i, 3);
    }
    if (code == VREWARD_OK) {
        REQUIRE(memcmp(&score[0], &score[2], sizeof score[0]) == 0 && reason[0] == reason[2] &&
                reasons[0] == reasons[2]);
        for (int64_t t = 0; t < vreward_scorer_term_count(scorer); t++)
            REQUIRE(memcmp(&term[3 * t], &term[3 * t + 2], sizeof term[0]) == 0);
    }
    evaluate_text(scorer, &batch, code);
    free(both);
}

/* One call with the items in a given order. */
static int32_t score_order(const vreward_scorer *scorer, const double *box, const int64_t *label_offsets, int64_t count,
                           const char *truth, double *score, double *term)
{
    static const char labels[] = "catdog";
    const int64_t offsets[] = {0, count}, truth_offsets[] = {0, (int64_t)strlen(truth)};
    const vreward_item_batch batch = {.struct_size = sizeof batch,
                                      .count = 1,
                                      .item_offsets = offsets,
                                      .box = box,
                                      .label = labels,
                                      .label_offsets = label_offsets,
                                      .truth = truth,
                                      .truth_offsets = truth_offsets,
                                      .truth_count = 1};
    const vreward_result result = {.struct_size = sizeof result, .score = score, .term = term};
    return vreward_score_items(scorer, &batch, &result, NULL);
}

/* Among items of equal confidence those that were written first choose first. */
static bool goes_by_order(const char *recipe)
{
    return strstr(recipe, "\"match\": \"confidence\"") != NULL;
}

static void score_orders(const vreward_scorer *scorer, bool by_order, const uint8_t *data, size_t size,
                         const char *truth)
{
    double box[4 * MOST_ITEMS], turned[4 * MOST_ITEMS], score[2], term[2][MOST_TERMS];
    int64_t same[MOST_ITEMS + 1] = {0};
    int64_t count = (int64_t)(size / 4 < MOST_ITEMS ? size / 4 : MOST_ITEMS);
    if (count == 0)
        return;
    for (int64_t i = 0; i < 4 * count; i++)
        box[i] = data[i] < 250 ? data[i] / 2.5 : data[i] == 250 ? NAN : data[i] == 251 ? 1e300 : -(double)data[i];
    for (int64_t i = 0; i < count; i++)
        memcpy(turned + 4 * i, box + 4 * (count - 1 - i), 4 * sizeof box[0]);
    const int32_t code = score_order(scorer, box, same, count, truth, &score[0], term[0]);
    REQUIRE(score_order(scorer, turned, same, count, truth, &score[1], term[1]) == code);
    if (code != VREWARD_OK)
        return;
    check_range(scorer, score[0], term[0], 1);
    check_range(scorer, score[1], term[1], 1);
    if (by_order)
        return;
    REQUIRE(memcmp(&score[0], &score[1], sizeof score[0]) == 0);
    REQUIRE(memcmp(term[0], term[1], (size_t)vreward_scorer_term_count(scorer) * sizeof term[0][0]) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    const size_t recipe = data[0] % RECIPES;
    const vreward_scorer *scorer = scorer_of(recipe);
    const char *truth = truths[data[0] / RECIPES % TRUTHS];
    score_text(scorer, (const char *)data + 1, (int64_t)size - 1, truth);
    score_orders(scorer, goes_by_order(recipes[recipe]), data + 1, size - 1, truth);
    return 0;
}
