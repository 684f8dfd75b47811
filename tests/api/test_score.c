/* vreward_score through the public header. */
#include "ragged.h"

#define BOX(x) "[{\"bbox_2d\": [" #x ", 0, 10, 10], \"label\": \"cat\"}]"

static const char *const completions[] = {BOX(0), BOX(5), "something to see",      "[]",
                                          "",     BOX(2), "\xFF\xFE[0, 0, 10, 10]"};
enum { COUNT = sizeof completions / sizeof completions[0] };
static const char *const truth[] = {"{\"box\": [0, 0, 10, 10]}"};

static struct ragged texts, truths;
static struct outputs outputs, again;
static vreward_error err;

static void assert_same_outputs(const vreward_scorer *scorer, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        assert_double(outputs.score[i], again.score[i]);
        assert_int_equal(outputs.reason[i], again.reason[i]);
        assert_int_equal(outputs.reasons[i], again.reasons[i]);
    }
    for (int64_t i = 0; i < vreward_scorer_term_count(scorer) * count; i++)
        assert_double(outputs.term[i], again.term[i]);
}

static void a_batch_against_one_truth(void **state)
{
    (void)state;
    vreward_scorer *scorer = scorer_of("grounding");
    ragged_of(&texts, completions, COUNT);
    ragged_of(&truths, truth, 1);
    const vreward_batch batch = batch_of(&texts, &truths);
    const vreward_result result = result_into(&outputs);
    memset(&err, 0xAB, sizeof err);
    assert_int_equal(vreward_score(scorer, &batch, &result, &err), VREWARD_OK);
    assert_int_equal(err.code, 0);
    assert_double(outputs.score[0], 1.0);
    assert_double(outputs.score[1], 0.5);
    assert_double(outputs.score[2], 0.0);
    assert_double(outputs.score[3], 0.0);
    assert_double(outputs.score[5], 0.8);
    assert_double(outputs.score[6], 1.0);
    /* Columns: term t of sample i is at t * count + i. */
    assert_string_equal(vreward_scorer_term_name(scorer, 1), "parsed");
    assert_double(outputs.term[1 * COUNT + 0], 1.0);
    assert_double(outputs.term[1 * COUNT + 2], 0.0);
    assert_double(outputs.term[2 * COUNT + 5], 0.8);
    assert_int_equal(outputs.reason[0], VREWARD_REASON_OK);
    assert_int_equal(outputs.reason[3], VREWARD_REASON_MISSED_ITEMS);
    assert_int_equal(outputs.reasons[0], 1);
    assert_true(outputs.reasons[2] >> outputs.reason[2] & 1);
    vreward_scorer_destroy(scorer);
}

/* Rule 7: the same alone, in any batch, on any number of threads. */
static void alone_or_together(void **state)
{
    (void)state;
    static const char *const recipes[] = {"grounding",     "detection",  "counting", "ocr", "perception-r1-detection",
                                          "pr1-grounding", "repetition", "answer"};
    static const char *const documents[] = {
        "{\"boxes\": [[0, 0, 10, 10]], \"labels\": [\"cat\"], \"text\": \"something to see here\"}"};
    for (size_t r = 0; r < sizeof recipes / sizeof recipes[0]; r++) {
        vreward_scorer *scorer = scorer_of(recipes[r]);
        const char *many[RAGGED_MOST];
        for (int i = 0; i < RAGGED_MOST; i++)
            many[i] = completions[i % COUNT];
        ragged_of(&texts, many, RAGGED_MOST);
        ragged_of(&truths, documents, 1);
        vreward_batch batch = batch_of(&texts, &truths);
        const vreward_result result = result_into(&outputs);
        assert_int_equal(vreward_score(scorer, &batch, &result, &err), VREWARD_OK);
        const vreward_result second = result_into(&again);
        for (batch.threads = 1; batch.threads <= 5; batch.threads += 2) {
            assert_int_equal(vreward_score(scorer, &batch, &second, &err), VREWARD_OK);
            assert_same_outputs(scorer, RAGGED_MOST);
        }
        const int64_t terms = vreward_scorer_term_count(scorer);
        for (int64_t i = 0; i < COUNT; i++) {
            struct outputs one;
            const vreward_result alone = result_into(&one);
            struct ragged single;
            ragged_of(&single, &completions[i], 1);
            const vreward_batch batch_of_one = batch_of(&single, &truths);
            assert_int_equal(vreward_score(scorer, &batch_of_one, &alone, &err), VREWARD_OK);
            assert_double(one.score[0], outputs.score[i]);
            for (int64_t t = 0; t < terms; t++)
                assert_double(one.term[t], outputs.term[t * RAGGED_MOST + i]);
        }
        vreward_scorer_destroy(scorer);
    }
}

/* Rollouts name their truths in any order; the result is that of one truth each. */
static void shared_truths(void **state)
{
    (void)state;
    static const char *const three[] = {"[0, 0, 10, 10]", "[5, 0, 10, 10]", "[]"};
    int64_t index[RAGGED_MOST];
    const char *many[RAGGED_MOST], *each[RAGGED_MOST];
    for (int64_t i = 0; i < RAGGED_MOST; i++) {
        index[i] = i * 7 % 5 % 3;
        many[i] = completions[i * 5 % COUNT];
        each[i] = three[index[i]];
    }
    static struct ragged one_each;
    vreward_scorer *scorer = scorer_of("grounding");
    ragged_of(&texts, many, RAGGED_MOST);
    ragged_of(&truths, three, 3);
    ragged_of(&one_each, each, RAGGED_MOST);
    vreward_batch batch = batch_of(&texts, &one_each);
    const vreward_result result = result_into(&outputs);
    assert_int_equal(vreward_score(scorer, &batch, &result, &err), VREWARD_OK);
    const vreward_result second = result_into(&again);
    batch = batch_of(&texts, &truths);
    batch.truth_index = index;
    for (batch.threads = 0; batch.threads <= 4; batch.threads += 2) {
        assert_int_equal(vreward_score(scorer, &batch, &second, &err), VREWARD_OK);
        assert_same_outputs(scorer, RAGGED_MOST);
    }
    vreward_scorer_destroy(scorer);
}

/* Every good sample is scored; the bad ones get NaN and a reason, and the error names the first of them. */
static void bad_truth_among_good_ones(void **state)
{
    (void)state;
    static const char *const documents[] = {"[0, 0, 10, 10]", "{\"box\": [0, 0, 10, 10], \"lables\": []}",
                                            "[0, 0, 10, 10]", "cat"};
    static const int64_t index[] = {0, 3, 2, 1, 1, 2};
    const char *many[] = {BOX(0), BOX(0), BOX(5), BOX(0), BOX(0), "x"};
    vreward_scorer *scorer = scorer_of("grounding");
    ragged_of(&texts, many, 6);
    ragged_of(&truths, documents, 4);
    vreward_batch batch = batch_of(&texts, &truths);
    batch.truth_index = index;
    for (batch.threads = 0; batch.threads <= 3; batch.threads += 3) {
        const vreward_result result = result_into(&outputs);
        assert_int_equal(vreward_score(scorer, &batch, &result, &err), VREWARD_E_TRUTH);
        assert_int_equal(err.code, VREWARD_E_TRUTH);
        assert_int_equal(err.index, 1);
        assert_int_equal(err.offset, 0);
        assert_non_null(strstr(err.message, "not JSON"));
        assert_double(outputs.score[0], 1.0);
        assert_double(outputs.score[2], 0.5);
        assert_double(outputs.score[5], 0.0);
        for (int i = 0; i < 6; i++) {
            const bool bad = i == 1 || i == 3 || i == 4;
            assert_int_equal(isnan(outputs.score[i]) != 0, bad);
            assert_int_equal(outputs.reason[i] == VREWARD_REASON_BAD_TRUTH, bad);
            if (!bad)
                continue;
            assert_int_equal(outputs.reasons[i], UINT64_C(1) << VREWARD_REASON_BAD_TRUTH);
            for (int64_t t = 0; t < vreward_scorer_term_count(scorer); t++)
                assert_true(isnan(outputs.term[t * 6 + i]));
        }
    }
    /* The member's name and its byte. */
    batch.count = 1;
    batch.completion_offsets = texts.offsets + 3;
    batch.truth_index = index + 3;
    const vreward_result result = result_into(&outputs);
    assert_int_equal(vreward_score(scorer, &batch, &result, &err), VREWARD_E_TRUTH);
    assert_int_equal(err.index, 0);
    assert_non_null(strstr(err.message, "'lables'"));
    assert_true(err.offset >= 24);
    vreward_scorer_destroy(scorer);
}

/* A truth of many samples, on several threads, is bad for all of them. */
static void bad_truth_of_a_large_group(void **state)
{
    (void)state;
    static const char *const documents[] = {"12"};
    const char *many[RAGGED_MOST];
    for (int i = 0; i < RAGGED_MOST; i++)
        many[i] = BOX(0);
    vreward_scorer *scorer = scorer_of("grounding");
    ragged_of(&texts, many, RAGGED_MOST);
    ragged_of(&truths, documents, 1);
    vreward_batch batch = batch_of(&texts, &truths);
    batch.threads = 3;
    const vreward_result result = result_into(&outputs);
    assert_int_equal(vreward_score(scorer, &batch, &result, &err), VREWARD_E_TRUTH);
    assert_int_equal(err.index, 0);
    for (int i = 0; i < RAGGED_MOST; i++)
        assert_true(isnan(outputs.score[i]));
    vreward_scorer_destroy(scorer);
}

/* Whichever thread meets a bad truth first, the error names the first sample. */
static void the_first_of_many_bad_truths(void **state)
{
    (void)state;
    enum { LENGTH = 40000 };
    static char long_truths[RAGGED_MOST * LENGTH];
    int64_t offsets[RAGGED_MOST + 1];
    const char *many[RAGGED_MOST];
    memset(long_truths, ' ', sizeof long_truths);
    for (int i = 0; i < RAGGED_MOST; i++) {
        many[i] = BOX(0);
        offsets[i] = (int64_t)i * LENGTH;
        memcpy(long_truths + (i + 1) * LENGTH - 20, i < 2 ? "[0, 0, 10, 10]" : "{\"box\": 3}", i < 2 ? 14 : 10);
    }
    offsets[RAGGED_MOST] = sizeof long_truths;
    vreward_scorer *scorer = scorer_of("grounding");
    ragged_of(&texts, many, RAGGED_MOST);
    vreward_batch batch = batch_of(&texts, &truths);
    batch.truth = long_truths;
    batch.truth_offsets = offsets;
    batch.truth_count = RAGGED_MOST;
    batch.threads = 4;
    for (int round = 0; round < 20; round++) {
        const vreward_result result = result_into(&outputs);
        assert_int_equal(vreward_score(scorer, &batch, &result, &err), VREWARD_E_TRUTH);
        assert_int_equal(err.index, 2);
    }
    vreward_scorer_destroy(scorer);
}

static void outputs_not_wanted(void **state)
{
    (void)state;
    vreward_scorer *scorer = scorer_of("grounding");
    ragged_of(&texts, completions, COUNT);
    ragged_of(&truths, truth, 1);
    const vreward_batch batch = batch_of(&texts, &truths);
    result_into(&outputs);
    vreward_result result = {.struct_size = sizeof result};
    assert_int_equal(vreward_score(scorer, &batch, &result, NULL), VREWARD_OK);
    result.reason = outputs.reason;
    assert_int_equal(vreward_score(scorer, &batch, &result, NULL), VREWARD_OK);
    assert_int_equal(outputs.reason[3], VREWARD_REASON_MISSED_ITEMS);
    result = (vreward_result){.struct_size = sizeof result, .score = outputs.score};
    assert_int_equal(vreward_score(scorer, &batch, &result, NULL), VREWARD_OK);
    assert_double(outputs.score[5], 0.8);
    vreward_scorer_destroy(scorer);
}

static void no_samples_and_no_truths(void **state)
{
    (void)state;
    vreward_scorer *scorer = scorer_of("grounding");
    vreward_batch batch = {.struct_size = sizeof batch};
    vreward_result result = {.struct_size = sizeof result};
    assert_int_equal(vreward_score(scorer, &batch, &result, &err), VREWARD_OK);
    vreward_scorer_destroy(scorer);
    scorer = scorer_of("format"); /* needs no truth */
    static const char *const one[] = {"<think>x</think><answer>y</answer>"};
    ragged_of(&texts, one, 1);
    batch.count = 1;
    batch.completion = texts.text;
    batch.completion_offsets = texts.offsets;
    result = result_into(&outputs);
    assert_int_equal(vreward_score(scorer, &batch, &result, &err), VREWARD_OK);
    assert_double(outputs.score[0], 1.0);
    vreward_scorer_destroy(scorer);
}

static void refused(const vreward_scorer *scorer, const vreward_batch *batch, const vreward_result *result,
                    int32_t code, int64_t item, const char *part)
{
    const double untouched = outputs.score[0];
    memset(&err, 0xAB, sizeof err);
    assert_int_equal(vreward_score(scorer, batch, result, &err), code);
    assert_int_equal(err.code, code);
    assert_int_equal(err.index, item);
    if (strstr(err.message, part) == NULL)
        print_error("\"%s\" lacks \"%s\"\n", err.message, part);
    assert_non_null(strstr(err.message, part));
    assert_int_equal(vreward_score(scorer, batch, result, NULL), code);
    assert_double(outputs.score[0], untouched);
}

/* Chunks of a larger table: terms of the same sample stand term_stride apart. */
static void a_table_in_chunks(void **state)
{
    (void)state;
    enum { WIDTH = 10, AT = 4 };
    vreward_scorer *scorer = scorer_of("grounding");
    ragged_of(&texts, completions, 3);
    ragged_of(&truths, truth, 1);
    const vreward_batch batch = batch_of(&texts, &truths);
    vreward_result result = result_into(&outputs);
    assert_int_equal(vreward_score(scorer, &batch, &result, &err), VREWARD_OK);
    static double table[TERMS_MOST][WIDTH];
    for (int t = 0; t < TERMS_MOST; t++)
        for (int i = 0; i < WIDTH; i++)
            table[t][i] = -7;
    const int64_t terms = vreward_scorer_term_count(scorer);
    const vreward_result chunk = {.struct_size = sizeof chunk, .term = &table[0][AT], .term_stride = WIDTH};
    assert_int_equal(vreward_score(scorer, &batch, &chunk, &err), VREWARD_OK);
    for (int t = 0; t < TERMS_MOST; t++)
        for (int i = 0; i < WIDTH; i++)
            assert_double(table[t][i], t < terms && i >= AT && i < AT + 3 ? outputs.term[3 * t + i - AT] : -7);
    const int64_t wrong[] = {2, -1, INT64_MAX};
    for (int i = 0; i < 3; i++) {
        result.term_stride = wrong[i];
        assert_int_equal(vreward_score(scorer, &batch, &result, &err), VREWARD_E_ARGUMENT);
        assert_non_null(strstr(err.message, "term_stride is "));
        assert_non_null(strstr(err.message, ": it is 0, or from count (3) to 2^48"));
    }
    vreward_scorer_destroy(scorer);
}

#define REFUSED(code, item, part, ...)                            \
    do {                                                          \
        vreward_batch batch = batch_of(&texts, &truths);          \
        __VA_ARGS__;                                              \
        refused(scorer, &batch, &result, (code), (item), (part)); \
    } while (0)

static void bad_arguments(void **state)
{
    (void)state;
    vreward_scorer *scorer = scorer_of("grounding");
    ragged_of(&texts, completions, 3);
    ragged_of(&truths, truth, 1);
    const vreward_result result = result_into(&outputs);
    const vreward_batch good = batch_of(&texts, &truths);
    refused(NULL, &good, &result, VREWARD_E_ARGUMENT, -1, "scorer is NULL");
    refused(scorer, NULL, &result, VREWARD_E_ARGUMENT, -1, "batch is NULL");
    refused(scorer, &good, NULL, VREWARD_E_ARGUMENT, -1, "result is NULL");
    const int64_t decreasing[] = {0, 5, 3, 9}, negative[] = {-1, 5, 6, 9}, far[] = {0, 0, 1}, below[] = {0, -1, 0};
    REFUSED(VREWARD_E_ARGUMENT, -1, "count is -1, below 0", batch.count = -1);
    REFUSED(VREWARD_E_ARGUMENT, -1, "count is 4611686018427387904, above 2^48", batch.count = INT64_C(1) << 62);
    REFUSED(VREWARD_E_ARGUMENT, -1, "threads is -1, below 0", batch.threads = -1);
    REFUSED(VREWARD_E_ARGUMENT, -1, "completion is NULL", batch.completion = NULL);
    REFUSED(VREWARD_E_ARGUMENT, -1, "completion_offsets is NULL", batch.completion_offsets = NULL);
    REFUSED(VREWARD_E_ARGUMENT, 1, "completion_offsets[2] is 3, less than", batch.completion_offsets = decreasing);
    REFUSED(VREWARD_E_ARGUMENT, 0, "completion_offsets[0] is -1, below 0", batch.completion_offsets = negative);
    REFUSED(VREWARD_E_ARGUMENT, -1, "truth is NULL", batch.truth = NULL);
    REFUSED(VREWARD_E_ARGUMENT, -1, "truth_offsets is NULL", batch.truth_offsets = NULL);
    REFUSED(VREWARD_E_ARGUMENT, -1, "truth_count is 0", batch.truth_count = 0);
    REFUSED(VREWARD_E_ARGUMENT, -1, "truth_count is -2, below 0", batch.truth_count = -2);
    REFUSED(VREWARD_E_ARGUMENT, -1, "truth_count is 2 for 3 samples", batch.truth_count = 2;
            batch.truth_offsets = (const int64_t[]){0, 1, 2});
    REFUSED(VREWARD_E_ARGUMENT, -1, "truth_count is 9223372036854775807, above 2^48", batch.truth_count = INT64_MAX);
    REFUSED(VREWARD_E_ARGUMENT, 2, "truth_index[2] is 1: it is from 0 to 0", batch.truth_index = far);
    REFUSED(VREWARD_E_ARGUMENT, 1, "truth_index[1] is -1: it is from 0 to 0", batch.truth_index = below);
    REFUSED(VREWARD_E_UNSUPPORTED, -1, "reserved", batch.reserved = 1);
    REFUSED(VREWARD_E_ARGUMENT, -1, "vreward_batch.struct_size", batch.struct_size = 0);
    REFUSED(VREWARD_E_ARGUMENT, -1, "vreward_batch.struct_size is 20", batch.struct_size = 20);
    struct {
        vreward_batch batch;
        uint64_t newer;
    } longer = {batch_of(&texts, &truths), 0};
    longer.batch.struct_size = sizeof longer;
    assert_int_equal(vreward_score(scorer, &longer.batch, &result, &err), VREWARD_OK);
    longer.newer = 1;
    assert_int_equal(vreward_score(scorer, &longer.batch, &result, &err), VREWARD_E_UNSUPPORTED);
    vreward_scorer_destroy(scorer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_against_one_truth),
        cmocka_unit_test(alone_or_together),
        cmocka_unit_test(shared_truths),
        cmocka_unit_test(bad_truth_among_good_ones),
        cmocka_unit_test(bad_truth_of_a_large_group),
        cmocka_unit_test(the_first_of_many_bad_truths),
        cmocka_unit_test(outputs_not_wanted),
        cmocka_unit_test(no_samples_and_no_truths),
        cmocka_unit_test(a_table_in_chunks),
        cmocka_unit_test(bad_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
