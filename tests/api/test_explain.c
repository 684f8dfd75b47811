/* vreward_explain: JSON that never disagrees with the score. */
#include "../explain_one.h"
#include "ragged.h"

static vreward_error err;

/* The explanation, NUL-terminated, to be freed. */
static char *explained(const vreward_scorer *scorer, const char *completion, const char *truth, int32_t code)
{
    const int64_t length = (int64_t)strlen(completion), truth_length = truth != NULL ? (int64_t)strlen(truth) : 0;
    int64_t needed = -1;
    assert_int_equal(explain_one(scorer, completion, length, truth, truth_length, NULL, 0, &needed, &err),
                     VREWARD_E_CAPACITY);
    assert_true(needed > 0);
    char *text = malloc((size_t)needed + 1);
    assert_non_null(text);
    text[needed] = '\0';
    assert_int_equal(explain_one(scorer, completion, length, truth, truth_length, text, needed, &needed, &err), code);
    assert_int_equal(err.code, code);
    assert_int_equal(strlen(text), needed);
    return text;
}

/* The number after the first `"name":` that follows `from`; NaN for null. */
static double number_of(const char *from, const char *name)
{
    char key[64];
    snprintf(key, sizeof key, "\"%s\":", name);
    const char *at = strstr(from, key);
    if (at == NULL)
        print_error("no %s in %s\n", key, from);
    assert_non_null(at);
    at += strlen(key);
    return strncmp(at, "null", 4) == 0 ? NAN : strtod(at, NULL);
}

static void assert_holds(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        print_error("%s\n   is not in %s\n", part, text);
    assert_non_null(strstr(text, part));
}

static const char *const truth =
    "{\"boxes\": [[0, 0, 10, 10], [20, 0, 30, 10], [40, 0, 50, 10]], \"labels\": [\"cat\", \"dog\", \"crowd\"],"
    " \"ignore\": [false, false, true], \"text\": \"the quick brown fox\"}";

static const char *const completions[] = {
    "[{\"bbox_2d\": [1, 0, 10, 10], \"label\": \"cat\"}, {\"bbox_2d\": [20, 0, 30, 10], \"label\": \"cow\"}]",
    "<answer>[{'bbox_2d': [40, 0, 50, 10], 'label': 'x'}, {'bbox_2d': [1, 1, 1, NaN], 'label': 'cat'},]</answer>",
    "",
    "[]",
    "\xFF\xFE [0.1, 0.3, 7.7, 9.9] \"quoted\\\" text\"",
    "the quick\nbrown \x01 f\xC3\xB6x",
};

/* Every term and the score, to the last bit. */
static void explanation_equals_score(void **state)
{
    (void)state;
    static const char *const recipes[] = {
        "detection",  "counting", "ocr",    "perception-r1-detection",
        "repetition", "answer",   "format", "{\"base\": \"detection\", \"ap\": [\"ap\"], \"fold\": true}"};
    static struct ragged texts, truths;
    static struct outputs outputs;
    enum { COUNT = sizeof completions / sizeof completions[0] };
    ragged_of(&texts, completions, COUNT);
    ragged_of(&truths, &truth, 1);
    for (size_t r = 0; r < sizeof recipes / sizeof recipes[0]; r++) {
        vreward_scorer *scorer = scorer_of(recipes[r]);
        const vreward_batch batch = batch_of(&texts, &truths);
        const vreward_result result = result_into(&outputs);
        assert_int_equal(vreward_score(scorer, &batch, &result, &err), VREWARD_OK);
        for (int64_t i = 0; i < COUNT; i++) {
            char *text = explained(scorer, completions[i], truth, VREWARD_OK);
            assert_double(number_of(text, "score"), outputs.score[i]);
            const char *terms = strstr(text, "\"terms\":");
            for (int64_t t = 0; t < vreward_scorer_term_count(scorer); t++)
                assert_double(number_of(terms, vreward_scorer_term_name(scorer, t)), outputs.term[t * COUNT + i]);
            char reason[64];
            snprintf(reason, sizeof reason, "\"reason\":\"%s\"", vreward_reason_name(outputs.reason[i]));
            assert_holds(text, reason);
            assert_null(strstr(text, ":nan"));
            assert_null(strstr(text, ",nan"));
            assert_null(strstr(text, ":inf"));
            free(text);
        }
        vreward_scorer_destroy(scorer);
    }
}

static void fates_are_told(void **state)
{
    (void)state;
    vreward_scorer *scorer = scorer_of("detection");
    char *text = explained(scorer, completions[0], truth, VREWARD_OK);
    assert_holds(text, "\"recipe\":\"detection\",\"task\":\"detection\"");
    assert_holds(text, "{\"span\":[1,44],\"box\":[1,0,10,10],\"label\":\"cat\",\"confidence\":null,"
                       "\"compared\":[1,0,10,10],\"fate\":\"matched\",\"truth\":0,\"quality\":0.9,\"overlap\":0.9,"
                       "\"label_right\":true}");
    assert_holds(text, "\"fate\":\"wrong_label\",\"truth\":null,\"quality\":0,\"overlap\":1");
    assert_holds(text, "{\"box\":[20,0,30,10],\"label\":\"dog\",\"fate\":\"missed\",\"item\":null");
    assert_holds(text, "\"label\":\"crowd\",\"fate\":\"ignored\"");
    assert_holds(text, "\"space\":\"pixel\"");
    assert_holds(text, "\"repairs\":[]");
    free(text);
    text = explained(scorer, completions[1], truth, VREWARD_OK);
    assert_holds(text, "\"fate\":\"ignored\"");
    assert_holds(text, "\"compared\":null,\"fate\":\"refused\"");
    assert_holds(text, "\"answer\":[8,");
    assert_holds(text, "\"python_literal\"");
    assert_holds(text, "\"bad_value\"");
    free(text);
    vreward_scorer_destroy(scorer);
}

/* The beginning, and how long it is: 200 bytes, or less where that would cut a code point. */
static void long_labels_are_cut(void **state)
{
    (void)state;
    vreward_scorer *scorer = scorer_of("detection");
    char label[205] = {0}, written[300], document[300], shown[300];
    for (int letters = 198; letters <= 201; letters++) {
        memset(label, 'x', (size_t)letters);
        memcpy(label + letters, "\xE2\x82\xAC", 4);
        snprintf(written, sizeof written, "{\"bbox_2d\": [[0, 0, 9, 9]], \"label\": \"%s\"}", label);
        snprintf(document, sizeof document, "{\"box\": [0, 0, 9, 9], \"labels\": [\"%s\"]}", label);
        const int kept = letters < 200 ? letters : 200;
        snprintf(shown, sizeof shown, "\"label\":\"%.*s\",\"label_length\":%d,", kept, label, letters + 3);
        char *text = explained(scorer, written, document, VREWARD_OK);
        assert_holds(text, shown);
        assert_holds(strstr(text, "\"truth\":["), shown);
        free(text);
    }
    vreward_scorer_destroy(scorer);
}

static void texts_are_told(void **state)
{
    (void)state;
    vreward_scorer *scorer = scorer_of("ocr");
    char *text = explained(scorer, "the quick\nbrown f\xC3\xB6x", truth, VREWARD_OK);
    assert_holds(text, "\"distance\":2,\"unit\":\"codepoint\",\"length\":19,\"truth_length\":19");
    assert_holds(text, "\"text\":\"the quick\\u000abrown f\xC3\xB6x\"");
    assert_holds(text, "\"truth_text\":\"the quick brown fox\"");
    free(text);
    text = explained(scorer, "a\xFF", "\"\\u0000\\u20ac\"", VREWARD_OK);
    assert_holds(text, "\"text\":\"a\xEF\xBF\xBD\"");
    assert_holds(text, "\"truth_text\":\"\\u0000\xE2\x82\xAC\"");
    free(text);
    vreward_scorer_destroy(scorer);
    scorer = scorer_of("{\"base\": \"ocr\", \"unit\": \"cjk-or-word\"}");
    text = explained(scorer, "the quick fox", truth, VREWARD_OK);
    assert_holds(text, "\"distance\":1,\"unit\":\"cjk-or-word\",\"length\":3,\"truth_length\":4");
    free(text);
    vreward_scorer_destroy(scorer);
}

static void the_text_that_was_nearest_is_told(void **state)
{
    (void)state;
    vreward_scorer *scorer = scorer_of("ocr");
    char *text = explained(scorer, "4 cats", "{\"text\": [\"four dogs\", \"5 cats\"]}", VREWARD_OK);
    assert_holds(text, "\"text\":\"4 cats\",\"truth_text\":\"5 cats\",\"truth_index\":1");
    free(text);
    text = explained(scorer, "4 cats", "\"5 cats\"", VREWARD_OK);
    assert_holds(text, "\"truth_text\":\"5 cats\"}");
    free(text);
    vreward_scorer_destroy(scorer);
}

static void counts_and_checks_are_told(void **state)
{
    (void)state;
    vreward_scorer *scorer = scorer_of("counting");
    char *text = explained(scorer, "There are 4 birds.", "{\"count\": 5}", VREWARD_OK);
    assert_holds(text, "\"number\":4,\"count\":5");
    free(text);
    vreward_scorer_destroy(scorer);
    scorer = scorer_of("{\"base\": \"format\", \"format\": [{\"pattern\": \"a+\"}, {\"pattern\": \"b+\"}]}");
    text = explained(scorer, "aaa", NULL, VREWARD_OK);
    assert_holds(text, "\"checks\":[{\"passed\":true,\"hint\":null},{\"passed\":false,\"hint\":null}]");
    assert_double(number_of(text, "score"), 0.5);
    free(text);
    vreward_scorer_destroy(scorer);
}

/* A failed check tells what small change would let it pass. */
static void checks_that_nearly_pass_say_so(void **state)
{
    (void)state;
    static const struct {
        const char *check, *completion, *hint;
    } cases[] = {
        {"{\"pattern\": \"<a>.*</a>\"}", "<a>1\n2</a>", "passes with (?s) before"},
        {"{\"pattern\": \"<a>.*</a>\", \"mode\": \"search\"}", "so <a>1\n2</a>", "passes with (?s) before"},
        {"{\"pattern\": \"<a>.*</a>\"}", "<A>1</A>", "passes with (?i) before"},
        {"{\"pattern\": \"<a>.*</a>\"}", "<A>1\n</A>", "passes with (?si) before"},
        {"{\"pattern\": \"<a>.*</a>\"}", "<a>1</a>\n",
         "passes with \\\"mode\\\": \\\"search\\\": there is text, or white space"},
        {"{\"pattern\": \"<a>.*</a>\"}", "<a>1\n</a>\n", "passes with (?s) before the expression and \\\"mode"},
        {"{\"pattern\": \"(*UTF)a.b\"}", "a\nb", NULL}, /* takes nothing before it */
        {"{\"tags\": [\"a\"], \"opened\": \"completion\"}", "1</a>", "\\\"either\\\": the first tag is not opened"},
        {"{\"tags\": [\"a\"], \"opened\": \"prompt\"}", "<a>1</a>", "the completion opens the first tag"},
        {"{\"tags\": [\"a\"]}", "1", NULL},
        {"{\"json\": \"array\"}", "{}", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char recipe[256];
        snprintf(recipe, sizeof recipe, "{\"base\": \"format\", \"format\": [%s]}", cases[i].check);
        vreward_scorer *scorer = scorer_of(recipe);
        char *text = explained(scorer, cases[i].completion, NULL, VREWARD_OK);
        assert_holds(text, "\"reason\":\"format_failed\"");
        assert_holds(text, "\"checks\":[{\"passed\":false,\"hint\":");
        assert_holds(text, cases[i].hint != NULL ? cases[i].hint : "\"hint\":null");
        free(text);
        vreward_scorer_destroy(scorer);
    }
}

static void a_bad_truth_is_explained(void **state)
{
    (void)state;
    vreward_scorer *scorer = scorer_of("detection");
    char *text = explained(scorer, completions[0], "{\"boxes\": [[0, 0, 10, 10]]}", VREWARD_E_TRUTH);
    assert_holds(text, "\"score\":null,\"reason\":\"bad_truth\",\"reasons\":[\"bad_truth\"]");
    assert_holds(text, "\"accuracy\":null");
    assert_holds(text, "\"bad_truth\":\"truth member 'labels' is missing");
    assert_int_equal(err.index, 0);
    assert_non_null(strstr(err.message, "labels"));
    free(text);
    vreward_scorer_destroy(scorer);
}

/* A sample of a batch is explained alone: nothing that only the others need is looked at. */
static void one_of_many(void **state)
{
    (void)state;
    vreward_scorer *scorer = scorer_of("ocr");
    static const char *const written[] = {"one", "two", "tree"}, *const truths[] = {"\"one\"", "\"three\""};
    static struct ragged texts, documents;
    ragged_of(&texts, written, 3);
    ragged_of(&documents, truths, 2);
    vreward_batch batch = batch_of(&texts, &documents);
    const int64_t index[] = {-7, 99, 1};
    batch.truth_index = index;
    texts.offsets[0] = documents.offsets[0] = -1;
    char buffer[4096];
    int64_t needed;
    assert_int_equal(vreward_explain(scorer, &batch, 2, buffer, sizeof buffer, &needed, &err), VREWARD_OK);
    buffer[needed] = '\0';
    assert_holds(buffer, "\"text\":\"tree\",\"truth_text\":\"three\"");
    assert_int_equal(vreward_explain(scorer, &batch, 1, buffer, sizeof buffer, &needed, &err), VREWARD_E_ARGUMENT);
    assert_holds(err.message, "truth_index[1] is 99: it is from 0 to 1");
    assert_int_equal(err.index, 1);
    assert_int_equal(vreward_explain(scorer, &batch, 0, buffer, sizeof buffer, &needed, &err), VREWARD_E_ARGUMENT);
    assert_holds(err.message, "completion_offsets[0] is -1, below 0");
    vreward_scorer_destroy(scorer);
}

static void items_are_explained(void **state)
{
    (void)state;
    vreward_scorer *scorer = scorer_of("detection");
    static struct ragged documents;
    ragged_of(&documents, &truth, 1);
    const double boxes[] = {0, 0, 5, 5, 1, 0, 10, 10, 20, 0, 30, 10};
    const int64_t offsets[] = {0, 1, 3}, label_offsets[] = {0, 1, 4, 7};
    const vreward_item_batch batch = {.struct_size = sizeof batch,
                                      .count = 2,
                                      .item_offsets = offsets,
                                      .box = boxes,
                                      .label = "xcatcow",
                                      .label_offsets = label_offsets,
                                      .truth = documents.text,
                                      .truth_offsets = documents.offsets,
                                      .truth_count = 1};
    double scores[2];
    const vreward_result result = {.struct_size = sizeof result, .score = scores};
    assert_int_equal(vreward_score_items(scorer, &batch, &result, &err), VREWARD_OK);
    char buffer[4096];
    int64_t needed;
    assert_int_equal(vreward_explain_items(scorer, &batch, 1, buffer, sizeof buffer, &needed, &err), VREWARD_OK);
    buffer[needed] = '\0';
    assert_double(number_of(buffer, "score"), scores[1]);
    assert_holds(buffer, "\"box\":[1,0,10,10],\"label\":\"cat\"");
    assert_holds(buffer, "\"fate\":\"wrong_label\"");
    assert_int_equal(vreward_explain_items(scorer, &batch, 2, buffer, sizeof buffer, &needed, &err),
                     VREWARD_E_ARGUMENT);
    assert_holds(err.message, "index is 2: the batch has 2 samples, from 0");
    vreward_scorer_destroy(scorer);
}

static void bad_arguments(void **state)
{
    (void)state;
    vreward_scorer *scorer = scorer_of("detection"), *without = scorer_of("repetition");
    char buffer[4096];
    int64_t needed = 0;
    const struct {
        const vreward_scorer *scorer;
        const char *completion;
        int64_t length;
        const char *truth;
        int64_t truth_length;
        char *buffer;
        int64_t capacity, *needed;
        int32_t code;
        const char *message;
    } cases[] = {
        {NULL, "", 0, "[]", 2, buffer, 4096, &needed, VREWARD_E_ARGUMENT, "scorer is NULL: give"},
        {scorer, NULL, 1, "[]", 2, buffer, 4096, &needed, VREWARD_E_ARGUMENT, "completion is NULL: give"},
        {scorer, "", -1, "[]", 2, buffer, 4096, &needed, VREWARD_E_ARGUMENT, "completion_offsets[1] is -1, less"},
        {scorer, "", 0, NULL, 0, buffer, 4096, &needed, VREWARD_E_ARGUMENT, "truth_count is 0: detection compares"},
        {scorer, "", 0, "[]", 2, buffer, 4096, NULL, VREWARD_E_ARGUMENT, "needed is NULL: give"},
        {scorer, "", 0, "[]", 2, NULL, 4096, &needed, VREWARD_E_ARGUMENT, "buffer is NULL and capacity 4096: give"},
        {scorer, "", 0, "[]", 2, buffer, -1, &needed, VREWARD_E_ARGUMENT, "capacity is -1, below 0: give"},
        {scorer, "", 0, "[]", 2, buffer, 10, &needed, VREWARD_E_CAPACITY, "capacity is 10: the text has"},
        {scorer, NULL, 0, "[]", 2, buffer, 4096, &needed, VREWARD_OK, ""},
        {without, "a b", 3, NULL, 0, buffer, 4096, &needed, VREWARD_OK, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(explain_one(cases[i].scorer, cases[i].completion, cases[i].length, cases[i].truth,
                                     cases[i].truth_length, cases[i].buffer, cases[i].capacity, cases[i].needed, &err),
                         cases[i].code);
        assert_int_equal(err.code, cases[i].code);
        assert_holds(err.message, cases[i].message);
    }
    assert_true(needed > 10);
    assert_int_equal(vreward_explain(scorer, NULL, 0, buffer, 4096, &needed, &err), VREWARD_E_ARGUMENT);
    assert_holds(err.message, "batch is NULL: give");
    const vreward_batch none = {.struct_size = sizeof none};
    assert_int_equal(vreward_explain(scorer, &none, -1, buffer, 4096, &needed, &err), VREWARD_E_ARGUMENT);
    assert_holds(err.message, "index is -1, below 0");
    assert_int_equal(vreward_explain(scorer, &none, 0, buffer, 4096, &needed, &err), VREWARD_E_ARGUMENT);
    assert_holds(err.message, "index is 0: the batch has 0 samples");
    vreward_scorer_destroy(scorer);
    vreward_scorer_destroy(without);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(explanation_equals_score),
        cmocka_unit_test(fates_are_told),
        cmocka_unit_test(long_labels_are_cut),
        cmocka_unit_test(texts_are_told),
        cmocka_unit_test(the_text_that_was_nearest_is_told),
        cmocka_unit_test(counts_and_checks_are_told),
        cmocka_unit_test(checks_that_nearly_pass_say_so),
        cmocka_unit_test(a_bad_truth_is_explained),
        cmocka_unit_test(one_of_many),
        cmocka_unit_test(items_are_explained),
        cmocka_unit_test(bad_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
