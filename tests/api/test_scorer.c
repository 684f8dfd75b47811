/* Scorers and recipes through the public header only: what comes back, and every way to be refused. */
#include "exact.h"

#include <vreward.h>

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static vreward_scorer *create(const char *recipe)
{
    vreward_scorer *scorer = NULL;
    vreward_error err;
    memset(&err, 0xAB, sizeof err);
    const int32_t status = vreward_scorer_create(recipe, (int64_t)strlen(recipe), &scorer, &err);
    if (status != VREWARD_OK)
        print_error("%s: %s\n", recipe, err.message);
    assert_int_equal(status, VREWARD_OK);
    assert_non_null(scorer);
    assert_int_equal(err.code, 0);
    assert_int_equal(err.message[0], 0);
    return scorer;
}

/* The whole resolved recipe, NUL-terminated, to be freed. */
static char *resolved(const vreward_scorer *scorer)
{
    int64_t needed = 0;
    vreward_error err;
    assert_int_equal(vreward_scorer_recipe_json(scorer, NULL, 0, &needed, &err), VREWARD_E_CAPACITY);
    char *text = malloc((size_t)needed + 1);
    assert_non_null(text);
    assert_int_equal(vreward_scorer_recipe_json(scorer, text, needed, &needed, &err), VREWARD_OK);
    text[needed] = '\0';
    return text;
}

/* ---- what comes back ------------------------------------------------------------------------------------------------
 */

static void recipes_are_listed_sorted_and_readable(void **state)
{
    (void)state;
    static const char *const names[] = {"answer", "counting", "detection", "format",    "grounding",
                                        "length", "number",   "ocr",       "repetition"};
    const int64_t native = (int64_t)(sizeof names / sizeof names[0]), count = vreward_recipe_count();
    vreward_error err;
    assert_true(count > native);
    assert_null(vreward_recipe_name(-1));
    assert_null(vreward_recipe_name(count));
    for (int64_t i = 0; i < count; i++) {
        char text[4096];
        int64_t needed = 0;
        const char *name = vreward_recipe_name(i);
        if (i < native)
            assert_string_equal(name, names[i]);
        else /* the published ones, in their order */
            assert_true(i == native || strcmp(vreward_recipe_name(i - 1), name) < 0);
        const int64_t length = (int64_t)strlen(name);
        assert_int_equal(vreward_recipe_json(name, length, text, 10, &needed, &err), VREWARD_E_CAPACITY);
        assert_true(needed > 10);
        assert_int_equal(vreward_recipe_json(name, length, text, sizeof text, &needed, &err), VREWARD_OK);
        assert_int_equal(text[0], '{');
        assert_int_equal(text[needed - 1], '\n');
        text[needed] = '\0';
        assert_non_null(strstr(text, "\"description\": \""));
        assert_int_equal(strstr(text, "\"source\": \"") != NULL, i >= native);
        if (strcmp(name, "length") != 0)
            vreward_scorer_destroy(create(text)); /* a name and its JSON make the same */
    }
}

static void models_are_listed_sorted_and_readable(void **state)
{
    (void)state;
    vreward_error err;
    int64_t count = 0;
    assert_null(vreward_model_name(-1));
    for (const char *name; (name = vreward_model_name(count)) != NULL; count++) {
        char text[4096], recipe[256];
        int64_t needed = 0;
        const int64_t length = (int64_t)strlen(name);
        assert_true(count == 0 || strcmp(vreward_model_name(count - 1), name) < 0);
        assert_int_equal(vreward_model_json(name, length, text, 10, &needed, &err), VREWARD_E_CAPACITY);
        assert_int_equal(vreward_model_json(name, length, text, sizeof text, &needed, &err), VREWARD_OK);
        text[needed] = '\0';
        assert_non_null(strstr(text, "\"description\": \""));
        assert_non_null(strstr(text, "\"source\": [\"https://"));
        snprintf(recipe, sizeof recipe, "{\"base\": \"detection\", \"model\": \"%s\"}", name);
        vreward_scorer *scorer = create(recipe);
        char *first = resolved(scorer); /* names the model and what it stands for */
        assert_non_null(strstr(first, name));
        vreward_scorer *again = create(first);
        char *second = resolved(again);
        assert_string_equal(first, second);
        free(first);
        free(second);
        vreward_scorer_destroy(scorer);
        vreward_scorer_destroy(again);
    }
    assert_true(count > 20);
    assert_int_equal(vreward_model_json("nope", 4, NULL, 0, &count, &err), VREWARD_E_ARGUMENT);
    assert_string_equal(err.message, "no model is called `nope`: vreward_model_name lists them");
}

/* The preset lies under the recipe's own members and those of its base; null takes back what it says. */
static void a_model_lies_under_the_recipe(void **state)
{
    (void)state;
    static const struct {
        const char *recipe, *holds;
    } cases[] = {
        {"{\"base\": \"grounding\", \"model\": \"qwen2.5-vl\"}", "\"max_pixels\":12845056"},
        {"{\"base\": \"grounding\", \"model\": \"qwen2.5-vl\", \"space\": {\"resize\": {\"max_pixels\": 1003520}}}",
         "\"factor\":28,\"min_pixels\":3136,\"max_pixels\":1003520"},
        {"{\"base\": \"grounding\", \"model\": \"qwen2.5-vl\", \"space\": {\"resize\": null}}", "\"factor\":null"},
        {"{\"base\": \"grounding\", \"model\": \"gemini\", \"space\": {\"order\": \"xyxy\"}}",
         "\"prediction\":\"norm1000\",\"order\":\"xyxy\""},
        {"{\"base\": \"grounding\", \"model\": null}", "\"prediction\":\"auto\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        vreward_scorer *scorer = create(cases[i].recipe);
        char *first = resolved(scorer);
        assert_non_null(strstr(first, cases[i].holds));
        vreward_scorer *again = create(first);
        char *second = resolved(again);
        assert_string_equal(first, second);
        free(first);
        free(second);
        vreward_scorer_destroy(scorer);
        vreward_scorer_destroy(again);
    }
}

static void terms_begin_with_format_parsed_accuracy(void **state)
{
    (void)state;
    for (int64_t i = 0; i < vreward_recipe_count(); i++) {
        if (strcmp(vreward_recipe_name(i), "length") == 0)
            continue;
        vreward_scorer *scorer = create(vreward_recipe_name(i));
        const int64_t count = vreward_scorer_term_count(scorer);
        double low, high;
        assert_true(count >= 3);
        assert_string_equal(vreward_scorer_term_name(scorer, 0), "format");
        assert_string_equal(vreward_scorer_term_name(scorer, 1), "parsed");
        assert_string_equal(vreward_scorer_term_name(scorer, 2), "accuracy");
        assert_null(vreward_scorer_term_name(scorer, -1));
        assert_null(vreward_scorer_term_name(scorer, count));
        for (int64_t term = 0; term < count; term++) {
            assert_int_equal(vreward_scorer_term_range(scorer, term, &low, &high, NULL), VREWARD_OK);
            assert_true(low < high);
        }
        assert_int_equal(vreward_scorer_range(scorer, &low, &high, NULL), VREWARD_OK);
        assert_true(low < high && isfinite(low) && isfinite(high));
        vreward_scorer_destroy(scorer);
    }
}

static void the_resolved_recipe_makes_the_same_scorer(void **state)
{
    (void)state;
    static const char recipe[] = "{\"base\": \"detection\", \"labels\": \"ignore\", \"ap\": [\"ap50\"], \"weights\": "
                                 "{\"ap50\": 0.1, \"accuracy\": 0.9}}";
    vreward_scorer *scorer = create(recipe);
    char *text = resolved(scorer);
    vreward_scorer *again = create(text);
    char *text_again = resolved(again);
    assert_string_equal(text, text_again);
    assert_int_equal(vreward_scorer_term_count(scorer), vreward_scorer_term_count(again));
    assert_non_null(strstr(text, "\"f1_iou\":0.5"));
    assert_non_null(strstr(text, "\"ap50\":0.1"));
    free(text);
    free(text_again);
    vreward_scorer_destroy(scorer);
    vreward_scorer_destroy(again);
}

static void a_scorer_keeps_nothing_of_the_callers_text(void **state)
{
    (void)state;
    char recipe[] = "{\"base\": \"ocr\", \"empty\": [\"nil\"], \"format\": [{\"pattern\": \"a+\"}]}";
    vreward_scorer *scorer = create(recipe);
    char *before = resolved(scorer);
    memset(recipe, 'x', sizeof recipe - 1);
    char *after = resolved(scorer);
    assert_string_equal(before, after);
    free(before);
    free(after);
    vreward_scorer_destroy(scorer);
}

/* ---- wrong calls ----------------------------------------------------------------------------------------------------
 */

static void wrong_arguments_are_named(void **state)
{
    (void)state;
    vreward_error err;
    vreward_scorer *scorer = NULL;
    double low = 0, high = 0;
    int64_t needed = 0;
    char buffer[8];
    assert_int_equal(vreward_scorer_create(NULL, 3, &scorer, &err), VREWARD_E_ARGUMENT);
    assert_string_equal(err.message, "recipe is NULL: give a JSON object, or the name of a built-in recipe");
    assert_int_equal(vreward_scorer_create("ocr", 3, NULL, &err), VREWARD_E_ARGUMENT);
    assert_non_null(strstr(err.message, "scorer is NULL"));
    assert_int_equal(vreward_scorer_create("ocr", -1, &scorer, &err), VREWARD_E_ARGUMENT);
    assert_non_null(strstr(err.message, "is -1, below 0"));
    assert_int_equal(vreward_scorer_create("nope", 4, &scorer, NULL), VREWARD_E_RECIPE); /* err may be NULL */
    assert_null(scorer);
    vreward_scorer_destroy(NULL);
    assert_int_equal(vreward_scorer_term_count(NULL), 0);
    assert_null(vreward_scorer_term_name(NULL, 0));
    assert_int_equal(vreward_scorer_range(NULL, &low, &high, &err), VREWARD_E_ARGUMENT);
    assert_string_equal(err.message, "scorer is NULL: give one that vreward_scorer_create made");
    assert_int_equal(vreward_scorer_term_range(NULL, 0, &low, &high, &err), VREWARD_E_ARGUMENT);
    assert_string_equal(err.message, "scorer is NULL: give one that vreward_scorer_create made");
    assert_int_equal(vreward_scorer_recipe_json(NULL, buffer, 8, &needed, &err), VREWARD_E_ARGUMENT);
    assert_int_equal(vreward_recipe_json(NULL, 3, buffer, 8, &needed, &err), VREWARD_E_ARGUMENT);
    assert_int_equal(vreward_recipe_json("ocr", -3, buffer, 8, &needed, &err), VREWARD_E_ARGUMENT);
    assert_int_equal(vreward_recipe_json("nope", 4, buffer, 8, &needed, &err), VREWARD_E_ARGUMENT);
    assert_string_equal(err.message, "no built-in recipe is called `nope`: vreward_recipe_name lists them");
    assert_int_equal(vreward_recipe_json("ocr", 3, buffer, 8, NULL, &err), VREWARD_E_ARGUMENT);

    scorer = create("ocr");
    assert_int_equal(vreward_scorer_range(scorer, NULL, &high, &err), VREWARD_E_ARGUMENT);
    assert_string_equal(err.message, "low is NULL: give a place for the lower bound");
    assert_int_equal(vreward_scorer_term_range(scorer, 99, &low, &high, &err), VREWARD_E_ARGUMENT);
    assert_non_null(strstr(err.message, "term is 99: the recipe has"));
    assert_int_equal(vreward_scorer_term_range(scorer, 0, &low, NULL, &err), VREWARD_E_ARGUMENT);
    assert_int_equal(vreward_scorer_recipe_json(scorer, NULL, 5, &needed, &err), VREWARD_E_ARGUMENT);
    assert_int_equal(vreward_scorer_recipe_json(scorer, buffer, -5, &needed, &err), VREWARD_E_ARGUMENT);
    assert_int_equal(vreward_scorer_recipe_json(scorer, buffer, 8, NULL, &err), VREWARD_E_ARGUMENT);
    vreward_scorer_destroy(scorer);
}

/* ---- bad recipes ----------------------------------------------------------------------------------------------------
 */

/* `at` is the text in the recipe that err.offset points to; NULL: nowhere. */
struct bad_recipe {
    const char *recipe, *at, *message;
};

#define BUILTINS                                                                                      \
    "answer, counting, detection, format, grounding, length, number, ocr, repetition, and published " \
    "ones"
#define D "{\"base\": \"detection\", "

static const struct bad_recipe bad_recipes[] = {
    /* no recipe at all */
    {"", "", "the recipe is empty: give a JSON object or the name of a recipe"},
    {" \n", " ", "the recipe is empty: give a JSON object or the name of a recipe"},
    {"detecton", "d", "no built-in recipe is called `detecton`; there are " BUILTINS},
    {"  detecton", "d", "no built-in recipe is called `detecton`; there are " BUILTINS},
    {"\"detecton\"", "\"", "no built-in recipe is called `detecton`; there are " BUILTINS},
    {"{\"base\": \"detecton\"}", "\"detecton", "no built-in recipe is called `detecton`; there are " BUILTINS},
    {"[\"detection\"]", "[", "a recipe is a JSON object or the name of a recipe, not a list"},
    {"12", "12", "a recipe is a JSON object or the name of a recipe, not a number"},
    {"{}", "{",
     "the recipe names neither a `base` nor a `task`; tasks are grounding, detection, counting, ocr, number, answer, "
     "format, length, "
     "repetition, pr1-grounding"},
    {"{\"task\": \"detect\"}", "\"detect",
     "no task is called `detect`; there are grounding, detection, counting, ocr, number, answer, format, length, "
     "repetition, "
     "pr1-grounding"},
    {"{\"base\": \"ocr\", \"task\": \"length\"}", "\"length", "`task` cannot be changed: the base has task ocr"},
    {"{\"base\": 1}", "1", "`base` wants a string, not a number"},
    {"{\"task\": [\"ocr\"]}", "[", "`task` wants a string, not a list"},

    /* unknown members */
    {D "\"lables\": \"ignore\"}", "\"lables", "unknown member `lables`; is `labels` meant?"},
    {D "\"answer\": {\"tags\": \"x\"}}", "\"tags", "unknown member `answer.tags`; is `answer.tag` meant?"},
    {D "\"space\": {\"resize\": {\"factors\": 28}}}", "\"factors",
     "unknown member `space.resize.factors`; is `space.resize.factor` meant?"},
    {D "\"_note\": 1}", "\"_note", "unknown member `_note`"},
    {D "\"n\": 3}", "\"n\"", "`n` is a member of repetition, not of detection"},
    {D "\"normalize\": {\"trim\": true}}", "\"normalize", "`normalize` is a member of ocr, not of detection"},
    {"{\"base\": \"ocr\", \"labels\": \"ignore\"}", "\"labels", "`labels` is a member of detection, not of ocr"},

    /* wrong types */
    {D "\"min_iou\": \"0.5\"}", "\"0.5", "`min_iou` wants a number, not a string"},
    {D "\"max_items\": true}", "true", "`max_items` wants a whole number, not true"},
    {D "\"labels\": false}", "false", "`labels` wants a string, not false"},
    {D "\"fold\": 1}", "1", "`fold` wants true or false, not a number"},
    {D "\"answer\": \"answer\"}", "\"answer\"}", "`answer` wants an object, not a string"},
    {D "\"answer\": {\"tag\": 1}}", "1", "`answer.tag` wants a string or a list of strings, not a number"},
    {D "\"answer\": {\"tag\": [\"a\", 1]}}", "1", "`answer.tag` wants a list of strings, not a number"},
    {D "\"ap\": \"ap50\"}", "\"ap50", "`ap` wants a list of strings, not a string"},
    {D "\"weights\": [1]}", "[", "`weights` wants an object, not a list"},
    {D "\"format\": {\"tags\": [\"a\"]}}", "{\"tags", "`format` wants a list of checks, not an object"},
    {D "\"description\": 1}", "1", "`description` wants a string, not a number"},
    {D "\"overlap\": {\"ramp\": 0.5}}", "0.5", "`overlap.ramp` wants a list of two numbers, not a number"},
    {"{\"base\": \"ocr\", \"normalize\": {\"nfc\": \"yes\"}}", "\"yes",
     "`normalize.nfc` wants true or false, not a string"},

    /* out of range, or no such choice */
    {D "\"min_iou\": 1.5}", "1.5", "`min_iou` is 1.5, it must be a number from 0 to 1"},
    {D "\"min_iou\": -1e-9}", "-1e", "`min_iou` is -1e-9, it must be a number from 0 to 1"},
    {D "\"max_items\": 0}", "0", "`max_items` is 0, it must be a whole number from 1 to 1000000"},
    {D "\"max_items\": 2.5}", "2.5", "`max_items` is 2.5, it must be a whole number from 1 to 1000000"},
    {D "\"max_bytes\": 1e999}", "1e999", "`max_bytes` is 1e999, it must be a whole number from 1 to 1099511627776"},
    {D "\"labels\": \"ignroe\"}", "\"ignroe", "`labels` is \"ignroe\", it must be one of match, ignore, after"},
    {D "\"labels\": \"\"}", "\"\"", "`labels` is \"\", it must be one of match, ignore, after"},
    {D "\"ap\": [\"ap50\", \"ap90\"]}", "\"ap90", "`ap` is \"ap90\", it must be one of ap, ap50, ap75"},
    {D "\"quality\": \"far\"}", "\"far",
     "`quality` is \"far\", it must be one of near, diagonal, box, or a number of "
     "pixels"},
    {"{\"base\": \"counting\", \"target\": \"point\"}", "\"point",
     "`target` is \"point\", it must be one of truth, box"},
    {D "\"match\": \"hungarian\"}", "\"hungarian",
     "`match` is \"hungarian\", it must be one of optimal, greedy, per-truth, sequential, confidence, any"},
    {D "\"overlap\": {\"ramp\": [0.9, 0.1]}}", "[0.9",
     "`overlap.ramp` is [0.9, 0.1], it must be two numbers, the smaller one first"},

    {"{\"base\": \"number\", \"tolerance\": []}", "[]",
     "`tolerance` is [], it must be a number or a list of at least one"},
    {"{\"base\": \"number\", \"tolerance\": [0.1, 2]}", "2]", "`tolerance` is 2, it must be a number from 0 to 1"},
    {"{\"base\": \"number\", \"tolerance\": [0.1, \"2\"]}", "\"2\"", "`tolerance` wants a number, not a string"},
    {D "\"clip\": [1, 0]}", "[1", "`clip` is [1, 0], it must be two numbers, the smaller one first"},
    {D "\"clip\": 1}", "1", "`clip` wants a list of two numbers, not a number"},
    {D "\"round\": 16}", "16", "`round` is 16, it must be a whole number from 0 to 15"},
    {D "\"factors\": \"format\"}", "\"format", "`factors` wants a list of terms, not a string"},
    {D "\"factors\": [\"f2\"]}", "\"f2",
     "`factors` names `f2`, which is no term of this recipe; there are format, parsed, accuracy, mean_iou, precision, "
     "recall, f1, label_accuracy, missed, extra, n_items, right, class, errors, complete, count_ratio"},
    {D "\"factors\": [\"n_items\"]}", "\"n_items",
     "`factors` names `n_items`, a term without bounds: the score would have none"},
    {D "\"factors\": [\"f1\", \"f1\"]}", "\"f1\"]", "`factors` names `f1` twice"},

    /* members that do not go together */
    {D "\"overlap\": {\"power\": 2, \"above\": 0.5}}", "0.5", "`overlap` takes one shape, not two (`overlap.above`)"},
    {D "\"dialect\": \"pattern\"}", "\"pattern", "`dialect` is \"pattern\", which wants the member `pattern`"},
    {D "\"pattern\": \"(?<x>.)\"}", "\"(?<", "`pattern` is given, but the `dialect` is not \"pattern\""},
    {D "\"dialect\": \"pattern\", \"pattern\": \"(?<x1>.)(?<y1>.)(?<x2>.)(?<x>.)(?<count>.)\"}", "\"(?<",
     "`pattern` names neither the groups x1, y1, x2 and y2, nor x and y, nor start and end"},
    {"{\"base\": \"counting\", \"dialect\": \"pattern\", \"pattern\": \"(?<label>.)\"}", "\"(?<",
     "`pattern` names neither the groups x1, y1, x2 and y2, nor x and y, nor start and end, nor count"},
    {D "\"order\": \"written\"}", "\"written",
     "`order` changes nothing here: say `ap`, too, or a `match` that is greedy or per-truth"},
    {D "\"items\": \"first\"}", "\"first", "`items` is \"first\", it must be one of all, distinct"},
    {D "\"dialect\": \"number\"}", "\"number",
     "`dialect` is \"number\", which holds no items: only counting reads numbers"},
    {"{\"base\": \"counting\", \"dialect\": \"span\"}", "\"span",
     "`dialect` is \"span\", which holds moments: only grounding and detection read them"},
    {"{\"base\": \"counting\", \"dialect\": \"text\"}", "\"text",
     "`dialect` is \"text\", which holds no items; ocr reads texts, and takes no dialect"},
    {D "\"model\": \"Qwen/Qwen2.5-VL-3B-Instruct\"}", "\"Qwen",
     "no model is called `Qwen/Qwen2.5-VL-3B-Instruct`; nearest: qwen2.5-vl"},
    {D "\"model\": \"qwen\"}", "\"qwen", "no model is called `qwen`; nearest: qwen2-vl, qwen2.5-vl, qwen3-vl"},
    {D "\"model\": \"geminy\"}", "\"geminy", "no model is called `geminy`; nearest: gemini"},
    {D "\"model\": 7}", "7", "`model` wants a string, not a number"},
    {"{\"base\": \"ocr\", \"model\": \"gemini\"}", "\"model",
     "`model` is a member of grounding, detection, counting, not of ocr"},
    {D "\"space\": {\"resize\": {\"factor\": 28}}}", "28",
     "`space.resize.factor` wants `max_pixels` beside it: read it from the processor's preprocessor_config.json, or "
     "name a "
     "`model` instead"},
    {D "\"space\": {\"resize\": {\"max_pixels\": 9}}}", "9", "`space.resize.max_pixels` is below `min_pixels`"},
    {D "\"answer\": {\"tag\": \"<answer>\"}}", "\"<",
     "`answer.tag` has a tag that is no name: give it without < and >"},
    {D "\"answer\": {\"tag\": [\"1\", \"2\", \"3\", \"4\", \"5\", \"6\", \"7\", \"8\", \"9\"]}}", "[\"1",
     "`answer.tag` has more than 8 names"},
    {D "\"answer\": {\"tag\": \"\"}}", "\"\"", "`answer.tag` has a tag that is no name: give it without < and >"},
    {"length", NULL, "`soft` is required by length"},
    {"{\"base\": \"length\", \"soft\": 9, \"hard\": 3}", "3", "`hard` is below `soft`"},
    {"{\"base\": \"format\", \"format\": []}", "[", "`format` must have a check: the task is made of them"},

    {"{\"base\": \"ocr\", \"above\": 0.5, \"at_least\": 0.6}", "0.6", "`at_least` excludes `above`: say one of them"},
    {"{\"base\": \"ocr\", \"above\": 1}", "1}", "`above` is 1, it must be a number from 1e-06 to 0.999999"},

    /* tables */
    {"{\"base\": \"ocr\", \"normalize\": {\"map\": {\"a\": \"b\", \"\": \"c\"}}}", "\"\": \"c",
     "`normalize.map`: the key `` is empty"},
    {"{\"base\": \"ocr\", \"normalize\": {\"map\": {\"a\": 1}}}", "1",
     "`normalize.map` wants strings as values, not a number"},
    {"{\"base\": \"ocr\", \"normalize\": {\"map\": [\"a\"]}}", "[\"a",
     "`normalize.map` wants an object from texts to texts, not a list"},
    {"{\"base\": \"ocr\", \"normalize\": {\"lower\": true, \"map\": {\"a\": \"b\", \"A\": \"c\"}}}", "\"A",
     "`normalize.map`: the key `A` is, once normalised, another key, too"},
    {"{\"base\": \"ocr\", \"normalize\": {\"map\": {\"a\\u0000\": \"b\"}}}", "\"a\\u",
     "`normalize.map`: the key `a\\x00` is longer than 63 bytes, or holds a NUL"},

    /* weights */
    {D "\"weights\": {\"n_items\": -0.1}}", "\"n_items",
     "`weights` names `n_items`, a term without bounds: the score would have none"},
    {"{\"base\": \"ocr\", \"weights\": {\"cer\": -1}}", "\"cer",
     "`weights` names `cer`, a term without bounds: the score would have none"},
    {"{\"base\": \"ocr\", \"weights\": {\"iou\": 1}}", "\"iou",
     "`weights` names `iou`, which is no term of this recipe; there are format, parsed, accuracy, cer, wer, exact"},
    {"{\"base\": \"ocr\", \"weights\": {\"token_f1\": 1}}", "\"token_f1",
     "`weights` names `token_f1`, which is no term of this recipe; there are format, parsed, accuracy, cer, wer, "
     "exact"},
    {D "\"weights\": {\"accuracy\": \"1\"}}", "\"1", "`weights.accuracy` wants a number, not a string"},
    {D "\"weights\": {\"accuracy\": 1e7}}", "1e7",
     "`weights.accuracy` is 1e7, it must be a number from -1000000 to 1000000"},
    {D "\"weights\": {\"accuracy\": 0}}", "{\"accuracy", "`weights` leaves every term at 0: each score would be 0"},

    /* format checks */
    {D "\"overlap\": {\"ramp\": [0.5, \"1\"]}}", "\"1", "`overlap.ramp` wants a number, not a string"},
    {D "\"format\": [1]}", "1", "`format[0]` is not an object"},
    {D "\"format\": [{}]}", "{}", "`format[0]` must have one of `pattern`, `tags` and `json`"},
    {D "\"format\": [{\"pattern\": \"a\", \"json\": \"array\"}]}", "{\"pattern",
     "`format[0]` must have one of `pattern`, `tags` and `json`"},
    {D "\"format\": [{\"json\": \"array\"}, {\"tag\": \"a\"}]}", "\"tag\"", "unknown member `tag` in `format[1]`"},
    {D "\"format\": [{\"json\": \"list\"}]}", "\"list",
     "`format[0].json` is \"list\", it must be one of array, object"},
    {D "\"format\": [{\"json\": \"array\", \"mode\": \"full\"}]}", "\"full",
     "`format[0]` has a `mode`, which only patterns have"},
    {D "\"format\": [{\"pattern\": \"a\", \"mode\": \"any\"}]}", "\"any",
     "`format[0].mode` is \"any\", it must be one of full, prefix, search"},
    {D "\"format\": [{\"pattern\": \"a\", \"weight\": 0}]}", "0",
     "`format[0].weight` is 0, it must be a number from 1e-06 to 1000000"},
    {D "\"format\": [{\"tags\": []}]}", "[]", "`format[0]` names no tag"},
    {D "\"format\": [{\"tags\": [\"<think>\"]}]}", "[\"<",
     "`format[0]` has a tag that is no name: give it without < and >"},
    {D "\"format\": [{\"tags\": [\"a\", \"a\"]}]}", "[\"a", "`format[0]` has the same tag twice"},
    {D "\"format\": [{\"pattern\": \"a(b\"}]}", "\"}]",
     "`format[0].pattern`: missing closing parenthesis at byte 3 of it"},
};

/* The whole of it, or where there is no room its beginning and "...". */
static bool is_message(const vreward_error *err, const char *expected)
{
    const size_t length = strlen(err->message), room = sizeof err->message - 1;
    if (strcmp(err->message, expected) == 0)
        return true;
    return strlen(expected) + strlen("...") > room && length + 32 > room &&
           strcmp(err->message + length - 3, "...") == 0 && strncmp(err->message, expected, length - 3) == 0;
}

static void bad_recipes_are_refused_by_name_and_byte(void **state)
{
    (void)state;
    int64_t failed = 0;
    for (size_t i = 0; i < sizeof bad_recipes / sizeof bad_recipes[0]; i++) {
        const struct bad_recipe *bad = &bad_recipes[i];
        vreward_scorer *scorer = NULL;
        vreward_error err;
        const int32_t status = vreward_scorer_create(bad->recipe, (int64_t)strlen(bad->recipe), &scorer, &err);
        const int64_t offset = bad->at == NULL ? -1 : strstr(bad->recipe, bad->at) - bad->recipe;
        if (status != VREWARD_E_RECIPE || err.code != status || err.index != -1 || err.offset != offset ||
            !is_message(&err, bad->message)) {
            print_error("%s\n   %d at %lld (%lld expected): %s\n   expected: %s\n", bad->recipe, status,
                        (long long)err.offset, (long long)offset, err.message, bad->message);
            failed++;
        }
        assert_null(scorer);
    }
    assert_int_equal(failed, 0);
}

static void too_many_checks_are_refused(void **state)
{
    (void)state;
    char recipe[4096] = "{\"task\": \"format\", \"format\": [{\"tags\": \"a\"}";
    for (int i = 0; i < 64; i++)
        strcat(recipe, ", {\"tags\": \"a\"}");
    strcat(recipe, "]}");
    vreward_scorer *scorer = NULL;
    vreward_error err;
    assert_int_equal(vreward_scorer_create(recipe, (int64_t)strlen(recipe), &scorer, &err), VREWARD_E_RECIPE);
    assert_string_equal(err.message, "`format` has 65 checks, at most 64 may be");
    assert_int_equal(err.offset, strchr(recipe, '[') - recipe);
}

static void what_is_not_json_is_refused_at_its_byte(void **state)
{
    (void)state;
    static const struct {
        const char *recipe;
        int64_t offset;
    } cases[] = {{"{\"base\": \"ocr\"", 14},    {"{\"base\": \"ocr\",}", 15}, {"{'base': 'ocr'}", 1},
                 {"{\"base\": \"ocr\"} x", 16}, {"{\"base\": 01}", 9},        {"{\"min_iou\": 1.}", 12},
                 {"{\"base\": NaN}", 9},        {"{\"base\": \"o\tr\"}", 11}, {"\xef\xbb\xbf{}", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        vreward_scorer *scorer = NULL;
        vreward_error err;
        assert_int_equal(vreward_scorer_create(cases[i].recipe, (int64_t)strlen(cases[i].recipe), &scorer, &err),
                         VREWARD_E_RECIPE);
        if (err.offset != cases[i].offset)
            print_error("%s: %s\n", cases[i].recipe, err.message);
        assert_int_equal(err.offset, cases[i].offset);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recipes_are_listed_sorted_and_readable),
        cmocka_unit_test(models_are_listed_sorted_and_readable),
        cmocka_unit_test(a_model_lies_under_the_recipe),
        cmocka_unit_test(terms_begin_with_format_parsed_accuracy),
        cmocka_unit_test(the_resolved_recipe_makes_the_same_scorer),
        cmocka_unit_test(a_scorer_keeps_nothing_of_the_callers_text),
        cmocka_unit_test(wrong_arguments_are_named),
        cmocka_unit_test(bad_recipes_are_refused_by_name_and_byte),
        cmocka_unit_test(too_many_checks_are_refused),
        cmocka_unit_test(what_is_not_json_is_refused_at_its_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
