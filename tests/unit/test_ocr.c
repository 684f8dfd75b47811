/* rewards.md section 3, `ocr`, and the OCR reward of section 4. */
#include "scoring.h"

#include "../reference/edit_distance.h"

#include <stdio.h>
#include <stdlib.h>

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

enum { BOOK = 1 << 20 };

/* `count` letters in no order, in quotation marks; every `wrong`-th is another one. */
static char *book(int64_t count, int64_t wrong)
{
    char *text = malloc((size_t)count + 3);
    assert_non_null(text);
    uint32_t state = 1;
    for (int64_t i = 1; i <= count; i++) {
        state = state * 1103515245 + 12345;
        text[i] = (char)('a' + (state >> 16) % 25 + (i % wrong == 0));
    }
    text[0] = text[count + 1] = '"';
    text[count + 2] = '\0';
    return text;
}

/* Of two texts of a MiB 2^18 edits are found; 64 times as long a completion has more than that of 2^17 letters. */
static void long_texts_far_apart_are_too_large(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"ocr\", \"max_bytes\": 16777216, \"normalize\": {\"trim\": false}, \"tokens\": true}");
    char *const right = book(BOOK, BOOK + 1), *const near = book(BOOK, 2000), *const much = book(64 << 17, BOOK);
    char *const part = book(1 << 17, 1);
    assert_double(score_of(near, right), 1 - (BOOK / 2000 + 2.0) / (BOOK + 2));
    assert_int_equal(now.trace.reason, VREWARD_REASON_TEXT_DIFFERS);
    assert_double(score_of(much, part), 0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_TOO_LARGE);
    assert_int_equal(now.trace.reasons, UINT64_C(1) << VREWARD_REASON_TOO_LARGE);
    assert_double(term("parsed"), 0);
    assert_double(term("cer"), 1);
    assert_double(term("token_f1"), 0);
    assert_true(now.trace.distance < 0 && now.trace.normalized.data == NULL); /* nothing to explain */
    const size_t room = strlen(part) + strlen(much) + sizeof "{\"text\": [, ]}";
    char *const both = malloc(room);
    assert_non_null(both);
    snprintf(both, room, "{\"text\": [%s, %s]}", part, much);
    much[strlen(much) - 1] = '\0';
    assert_double(score_of(much + 1, both), 1); /* of the other one */
    free(right);
    free(near);
    free(much);
    free(part);
    free(both);
}

static void indel_is_over_both_lengths(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"ocr\", \"distance\": \"indel\"}");
    /* longest common subsequence of kitten and sitting is ittn: 6 + 7 - 8 = 5 */
    assert_double(score_of("kitten", "\"sitting\""), 1.0 - 5.0 / 13.0);
    assert_double(score_of("xyz", "\"abc\""), 0.0);
}

static void the_norm_may_be_the_truth(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"ocr\", \"norm\": \"truth\"}");
    assert_double(score_of("kitten", "\"sitting\""), 1.0 - 3.0 / 7.0);
    assert_double(score_of("sitting", "\"kitten\""), 1.0 - 3.0 / 6.0);
    assert_double(score_of("abcdefgh", "\"xyz\""), 0.0); /* not below 0 */
    assert_double(score_of("", "\"\""), 1.0);
    assert_double(score_of("a", "\"\""), 0.0);
    use_recipe("{\"base\": \"ocr\", \"norm\": \"truth\", \"distance\": \"indel\"}");
    assert_double(score_of("kitten", "\"sitting\""), 1.0 - 5.0 / 7.0);
}

static void a_similarity_below_the_threshold_is_nothing(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"ocr\", \"above\": 0.5}");
    assert_double(score_of("ab", "\"a\""), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_BELOW_THRESHOLD);
    assert_true(now.trace.reasons & REASON_BIT(VREWARD_REASON_TEXT_DIFFERS));
    assert_double(term("cer"), 1.0); /* the other terms stay */
    assert_double(score_of("abc", "\"abd\""), 1.0 - 1.0 / 3.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_TEXT_DIFFERS);
    assert_double(score_of("", "\"abc\""), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_BELOW_THRESHOLD);
    assert_double(score_of("abc", "\"abc\""), 1.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_OK);
    use_recipe("{\"base\": \"ocr\", \"at_least\": 0.5}");
    assert_double(score_of("ab", "\"a\""), 0.5);
    assert_double(score_of("abc", "\"a\""), 0.0);
    assert_int_equal(now.trace.reason, VREWARD_REASON_BELOW_THRESHOLD);
}

static void the_best_of_several_texts_counts(void **state)
{
    (void)state;
    use_recipe("{\"base\": \"ocr\", \"tokens\": true, \"normalize\": {\"lower\": true}}");
    assert_double(score_of("Five cats", "{\"text\": [\"5 cats\", \"five cats\", \"Five Cats\"]}"), 1.0);
    assert_int_equal(now.trace.truth_index, 1); /* the first of equals */
    assert_double(term("exact"), 1.0);
    assert_double(score_of("6 cats", "{\"text\": [\"four dogs\", \"5 cats\"]}"), 5.0 / 6.0);
    assert_int_equal(now.trace.truth_index, 1);
    assert_double(term("cer"), 1.0 / 6.0);
    assert_double(term("wer"), 0.5);
    assert_double(term("token_recall"), 0.5);
    assert_true(span_equal(now.trace.truth_text, SPAN("5 cats")));
    assert_double(score_of("", "{\"text\": [\"none\", \"\"]}"), 1.0);
    use_recipe("{\"base\": \"ocr\", \"max_bytes\": 1}");
    score_of("abc", "{\"text\": [\"none\", \"\"]}"); /* not read: as an empty prediction */
    assert_double(term("cer"), 0.0);
    assert_double(term("wer"), 0.0);
    use_recipe("perception-r1-ocr");
    assert_double(score_of("b", "{\"text\": [\"a\", \"b\"]}"), 2.0);
}

static void words_are_counted_in_the_unit_of_the_recipe(void **state)
{
    (void)state;
    /* three characters and a word, which is another */
    static const char text[] = "\xE5\x8C\x97\xE4\xBA\xAC\xE5\xB8\x82 1",
                      truth[] = "\"\xE5\x8C\x97\xE4\xBA\xAC\xE5\xB8\x82 2\"";
    use_recipe("{\"base\": \"ocr\", \"tokens\": true}");
    score_of(text, truth);
    assert_double(term("wer"), 0.5);
    assert_double(term("token_f1"), 0.5);
    for (int i = 0; i < 2; i++) {
        use_recipe(i == 0 ? "{\"base\": \"ocr\", \"tokens\": true, \"unit\": \"cjk-or-word\"}"
                          : "{\"base\": \"ocr\", \"tokens\": true, \"unit\": \"token\"}");
        assert_double(score_of(text, truth), 0.75);
        assert_double(term("wer"), 0.25);
        assert_double(term("token_f1"), 0.75);
    }
    use_recipe("{\"base\": \"ocr\", \"tokens\": true, \"unit\": \"grapheme\"}"); /* no words: words */
    score_of(text, truth);
    assert_double(term("token_f1"), 0.5);
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
        cmocka_unit_test(long_texts_far_apart_are_too_large),
        cmocka_unit_test(indel_is_over_both_lengths),
        cmocka_unit_test(tokens_on_request),
        cmocka_unit_test(the_norm_may_be_the_truth),
        cmocka_unit_test(a_similarity_below_the_threshold_is_nothing),
        cmocka_unit_test(the_best_of_several_texts_counts),
        cmocka_unit_test(words_are_counted_in_the_unit_of_the_recipe),
        cmocka_unit_test(texts_are_normalised),
        cmocka_unit_test(the_whole_truth_is_the_text),
        cmocka_unit_test(perception_r1),
        cmocka_unit_test(word_errors_against_the_reference),
    };
    return cmocka_run_group_tests(tests, NULL, end_scoring);
}
