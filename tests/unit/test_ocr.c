/* rewards.md section 3, `ocr`, and the OCR reward of section 4. */
#include "scoring.h"

#include "../reference/edit_distance.h"

#include <stdio.h>

static void one_minus_distance_over_the_longer(void **state)
{
    (void)state;
    use_recipe("ocr");
    assert_double(score_of("kitten", "\"sitting\""), 1.0 - 3.0 / 7.0);
    assert_double(term("cer"), 3.0 / 7.0);
    assert_double(term("wer"), 1.0);
    assert_double(term("exact"), 0.0);
    assert_double(term("parsed"), 1.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_TEXT_DIFFERS);
    assert_double(score_of("the cat sat", "{\"text\": \"the cat sat\"}"), 1.0);
    assert_double(term("exact"), 1.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_OK);
    assert_double(score_of("the bat sat here", "\"the cat sat\""), 1.0 - 6.0 / 16.0);
    assert_double(term("cer"), 6.0 / 11.0);
    assert_double(term("wer"), 2.0 / 3.0);
    /* By code point, not by byte. */
    assert_double(score_of("caf\xC3\xA9", "\"cafe\""), 0.75);
    /* Trimmed at both ends unless the recipe says otherwise; white space within counts. */
    assert_double(score_of(" \n a b \xC2\xA0", "\"a b\""), 1.0);
    assert_double(score_of("a  b", "\"a b\""), 0.75);
}

static void empty_texts(void **state)
{
    (void)state;
    use_recipe("ocr");
    assert_double(score_of("", "\"\""), 1.0);
    assert_double(term("cer"), 0.0);
    assert_double(term("wer"), 0.0);
    assert_double(term("exact"), 1.0);
    assert_double(score_of("abc", "\"\""), 0.0);
    assert_double(term("cer"), 1.0);
    assert_double(term("wer"), 1.0);
    assert_double(score_of("", "\"abc\""), 0.0);
    assert_double(term("cer"), 1.0);
}

static void unparsable_is_worst(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"ocr\", \"max_bytes\": 3, \"tokens\": true}");
    assert_double(score_of("abcd", "\"abcd\""), 0.0);
    assert_double(term("parsed"), 0.0);
    assert_double(term("cer"), 1.0); /* without bound: what an empty prediction has */
    assert_double(term("exact"), 0.0);
    assert_double(term("token_f1"), 0.0);
    assert_double(score_of("abcd", "\"\""), 0.0);
    assert_double(term("cer"), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_TOO_LARGE);
}

static void indel_charges_for_filler(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"ocr\", \"distance\": \"indel\"}");
    /* longest common subsequence of kitten and sitting is ittn: 6 + 7 - 8 = 5 */
    assert_double(score_of("kitten", "\"sitting\""), 1.0 - 5.0 / 13.0);
    assert_double(score_of("xyz", "\"abc\""), 0.0);
}

static void tokens_on_request(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"ocr\", \"tokens\": true}");
    score_of("a a b c", "\"a b d\"");
    assert_double(term("token_precision"), 0.5);
    assert_double(term("token_recall"), 2.0 / 3.0);
    assert_double(term("token_f1"), 4.0 / 7.0);
    score_of("", "\"\"");
    assert_double(term("token_f1"), 1.0);
    score_of("", "\"a\"");
    assert_double(term("token_precision"), 0.0);
}

static void texts_are_normalised(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"ocr\", \"normalize\": {\"lower\": true, \"nfc\": true, \"collapse_space\": true}}");
    assert_double(score_of("E\xCC\x81 \n  A", "\"\\u00e9 a\""), 1.0);
    use_recipe("{\"base\": \"ocr\", \"normalize\": {\"trim\": false}}");
    assert_double(score_of(" a", "\"a\""), 0.5);
}

static void the_whole_truth_is_the_text(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"ocr\", \"truth_format\": \"text\"}");
    assert_double(score_of("12", "12"), 1.0);
    assert_double(score_of("{}", "{}"), 1.0);
}

static void perception_r1(void **state)
{
    (void)state;
    use_recipe("perception-r1-ocr");
    assert_double(score_of("kitten", "\"sitting\""), 1.0 + (1.0 - 3.0 / 7.0));
    assert_double(term("format"), 1.0);
    assert_double(now.scorer->recipe.low, -1.0);
    assert_double(now.scorer->recipe.high, 2.0);
}

/* Rollouts of one truth, compared together, are as each alone. */
static void together_as_alone(void **state)
{
    (void)state;
    static const char *const completions[] = {"the quick brown fox", "", "the quick", "xxxxxxxx",
                                              "the quick brown fix"};
    enum { COUNT = 5 };
    struct trace traces[COUNT], *together[COUNT];
    struct arena arena = {0};
    struct truth truth;
    double alone[COUNT];
    use_recipe("ocr");
    for (int i = 0; i < COUNT; i++)
        alone[i] = score_of(completions[i], "\"the quick brown fox\"");
    const struct config *config = &now.scorer->recipe.config;
    assert_int_equal(truth_read(config, SPAN("\"the quick brown fox\""), &arena, &truth, NULL), VREWARD_OK);
    for (int i = 0; i < COUNT; i++) {
        assert_int_equal(trace_begin(config, &truth, span_of(completions[i]), &arena, &traces[i], NULL), VREWARD_OK);
        together[i] = &traces[i];
    }
    assert_int_equal(config->reward->compare(config, &truth, together, COUNT, &arena, NULL), VREWARD_OK);
    for (int i = 0; i < COUNT; i++) {
        assert_int_equal(trace_end(config, &truth, &arena, &traces[i], NULL), VREWARD_OK);
        assert_double(traces[i].score, alone[i]);
    }
    arena_free(&arena);
}

/* Words put in, left out, exchanged and swapped, against the table of the definition. */
static void word_errors_against_the_reference(void **state)
{
    (void)state;
    enum { WORDS = 40, ROUNDS = 2000 };
    uint32_t seed = 1;
    use_recipe("ocr");
    for (int round = 0; round < ROUNDS; round++) {
        uint32_t truth_ids[WORDS], ids[3 * WORDS];
        int64_t truth_count = 0, count = 0;
        char truth[1024] = "\"", completion[2048] = "";
        for (int i = 0; i < WORDS; i++) {
            seed = seed * 1664525 + 1013904223;
            const uint32_t word = (seed >> 16) % (round % 2 ? 3 : 50), what = (seed >> 24) % 10;
            truth_ids[truth_count++] = word;
            sprintf(truth + strlen(truth), "w%u ", word);
            if (what == 0)
                continue; /* left out */
            ids[count++] = what == 1 ? 77 : word;
            if (what == 2)
                ids[count++] = (seed >> 8) % 60;
            if (what == 3 && count > 1) {
                const uint32_t moved = ids[count - 1];
                ids[count - 1] = ids[count - 2];
                ids[count - 2] = moved;
            }
        }
        strcat(truth, "\"");
        for (int64_t i = 0; i < count; i++)
            sprintf(completion + strlen(completion), i % 5 ? "w%u " : "w%u\t\n", ids[i]);
        score_of(completion, truth);
        const double expected = (double)reference_levenshtein(ids, count, truth_ids, truth_count) / (double)truth_count;
        if (term("wer") != expected)
            broken("round %d: %g is not %g\n%s\n%s", round, term("wer"), expected, completion, truth);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_minus_distance_over_the_longer),
        cmocka_unit_test(empty_texts),
        cmocka_unit_test(unparsable_is_worst),
        cmocka_unit_test(indel_charges_for_filler),
        cmocka_unit_test(tokens_on_request),
        cmocka_unit_test(texts_are_normalised),
        cmocka_unit_test(the_whole_truth_is_the_text),
        cmocka_unit_test(perception_r1),
        cmocka_unit_test(together_as_alone),
        cmocka_unit_test(word_errors_against_the_reference),
    };
    return cmocka_run_group_tests(tests, NULL, end_scoring);
}
