/* Recipes: every row of the table of members, merging, offsets, built-in recipes, the resolved text. */
#include "exact.h"

#include "base/json_write.h"
#include "recipe/builtin.h"
#include "recipe/compile.h"
#include "recipe/layers.h"
#include "recipe/member_lookup.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- helpers ---------------------------------------------------------------------------------------------------- */

struct compiled {
    struct arena arena;
    struct recipe recipe;
    vreward_error err;
    int32_t status;
};

static struct compiled compile(const char *text)
{
    struct compiled compiled;
    memset(&compiled, 0, sizeof compiled);
    compiled.status = recipe_compile(span_of(text), &compiled.arena, &compiled.recipe, &compiled.err);
    return compiled;
}

static void release(struct compiled *compiled)
{
    recipe_release(&compiled->recipe);
    arena_free(&compiled->arena);
}

static struct compiled compile_ok(const char *text)
{
    struct compiled compiled = compile(text);
    if (compiled.status != VREWARD_OK)
        print_error("%s: %s\n", text, compiled.err.message);
    assert_int_equal(compiled.status, VREWARD_OK);
    return compiled;
}

/* The recipe is refused with this message, at the byte where `where` begins in it. */
static void assert_refused(const char *text, const char *where, const char *message)
{
    struct compiled compiled = compile(text);
    assert_int_equal(compiled.status, VREWARD_E_RECIPE);
    assert_string_equal(compiled.err.message, message);
    assert_int_equal(compiled.err.offset, where == NULL ? -1 : strstr(text, where) - text);
    release(&compiled);
}

/* {"task": TASK, what the task requires, and the member at `path` = value}. */
static const char *recipe_with(const char *task, const char *path, const char *value)
{
    static char text[4096];
    char opened[256] = "", closed[16] = "";
    const char *name = path;
    for (const char *dot = strchr(name, '.'); dot != NULL; name = dot + 1, dot = strchr(name, '.')) {
        snprintf(opened + strlen(opened), sizeof opened - strlen(opened), "\"%.*s\": {", (int)(dot - name), name);
        strcat(closed, "}");
    }
    const bool length = strcmp(task, "length") == 0;
    snprintf(text, sizeof text, "{\"task\": \"%s\"%s%s%s, %s\"%s\": %s%s}", task,
             length && strcmp(path, "soft") != 0 ? ", \"soft\": 0" : "",
             length && strcmp(path, "hard") != 0 ? ", \"hard\": 9007199254740991" : "",
             strcmp(task, "format") == 0 && strcmp(path, "format") != 0 ? ", \"format\": [{\"tags\": [\"a\"]}]" : "",
             opened, name, value, closed);
    if (strcmp(path, "dialect") == 0 && strcmp(value, "\"pattern\"") == 0)
        snprintf(text, sizeof text, "{\"task\": \"%s\", \"dialect\": \"pattern\", \"pattern\": \"(?<x>a)(?<y>b)\"}",
                 task);
    return text;
}

typedef void (*visitor)(const struct member *member, const char *task);

static void for_each_member(visitor visit)
{
    for (const struct member *member = members; member->path != NULL; member++) {
        for (int32_t i = 0; rewards[i] != NULL; i++) {
            if (strchr(member->path, '[') == NULL && member_has_task(member, span_of(rewards[i]->task)))
                visit(member, rewards[i]->task);
        }
    }
}

/* ---- the table -------------------------------------------------------------------------------------------------- */

/* A row without a place in struct config would write over its first member, the reward. */
static bool has_a_place(const struct member *member)
{
    switch (member->type) {
    case MEMBER_WORD:
    case MEMBER_FORMAT:
    case MEMBER_PAIR:
    case MEMBER_QUALITY:
    case MEMBER_WEIGHTS:
    case MEMBER_FACTORS:
        return true; /* what they become is written elsewhere */
    case MEMBER_TEXTS:
        return strstr(member->path, "[]") != NULL || (member->offset != 0 && member->count_offset != 0);
    default:
        return strstr(member->path, "[]") != NULL || member->offset != 0;
    }
}

_Static_assert(offsetof(struct config, reward) == 0, "0 is the place of no member");

static void the_table_is_sound(void **state)
{
    (void)state;
    for (const struct member *member = members; member->path != NULL; member++) {
        assert_non_null(member->doc);
        int64_t tasks = 0;
        for (int32_t i = 0; rewards[i] != NULL; i++) {
            const struct span task = span_of(rewards[i]->task);
            if (!member_has_task(member, task))
                continue;
            tasks++;
            assert_ptr_equal(member_of(span_of(member->path), task), member); /* one row for each path and task */
        }
        int64_t named = member->tasks == NULL ? tasks : 1;
        for (const char *at = member->tasks; at != NULL && (at = strchr(at, ' ')) != NULL; at++)
            named++;
        assert_int_equal(named, tasks); /* each name is a task's */
        assert_true(strlen(member->path) < 64);
        assert_true(has_a_place(member));
    }
}

static void check_default(const struct member *member, const char *task)
{
    if (member->preset == NULL || member->type == MEMBER_WORD)
        return;
    char plain[64];
    snprintf(plain, sizeof plain, "%s", recipe_with(task, "description", "\"\""));
    if (strcmp(task, "format") == 0 && strcmp(member->path, "format") == 0)
        return; /* its default is refused: the task needs a check */
    char given[4096];
    snprintf(given, sizeof given, "%s", recipe_with(task, member->path, member->preset));
    struct compiled left = compile_ok(recipe_with(task, "description", "\"\"")), right = compile_ok(given);
    assert_int_equal(left.recipe.resolved.length, right.recipe.resolved.length);
    assert_memory_equal(left.recipe.resolved.data, right.recipe.resolved.data, (size_t)left.recipe.resolved.length);
    release(&left);
    release(&right);
}

static void saying_a_default_changes_nothing(void **state)
{
    (void)state;
    for_each_member(check_default);
}

/* Dialects without items, moments where none are asked, and the order of what is not asked for are refused:
 * tests/api/test_scorer.c. */
static bool is_refused_alone(const char *path, const char *name, const char *task)
{
    const bool spans = strcmp(task, "grounding") == 0 || strcmp(task, "detection") == 0;
    if (strcmp(path, "order") == 0)
        return strcmp(name, "written") == 0;
    return strcmp(path, "dialect") == 0 &&
           (strcmp(name, "text") == 0 || (strcmp(name, "number") == 0 && strcmp(task, "counting") != 0) ||
            (strcmp(name, "span") == 0 && !spans));
}

static void check_choices(const struct member *member, const char *task)
{
    if (member->type != MEMBER_CHOICE)
        return;
    for (int32_t i = 0; member->name(i) != NULL; i++) {
        char value[64];
        if (member->name(i)[0] == '\0' || is_refused_alone(member->path, member->name(i), task))
            continue;
        snprintf(value, sizeof value, "\"%s\"", member->name(i));
        struct compiled compiled = compile_ok(recipe_with(task, member->path, value));
        int32_t landed;
        memcpy(&landed, (const char *)&compiled.recipe.config + member->offset, sizeof landed);
        assert_int_equal(landed, i);
        release(&compiled);
    }
    struct compiled refused = compile(recipe_with(task, member->path, "\"no such choice\""));
    assert_int_equal(refused.status, VREWARD_E_RECIPE);
    assert_non_null(strstr(refused.err.message, "it must be one of "));
    assert_non_null(strstr(refused.err.message, member->path));
    release(&refused);
}

static void every_choice_lands(void **state)
{
    (void)state;
    for_each_member(check_choices);
}

static double landed_number(const struct compiled *compiled, const struct member *member)
{
    const char *field = (const char *)&compiled->recipe.config + member->offset;
    int64_t whole;
    double number;
    memcpy(&whole, field, sizeof whole);
    memcpy(&number, field, sizeof number);
    return member->type == MEMBER_INTEGER ? (double)whole : number;
}

static void check_bounds(const struct member *member, const char *task)
{
    if (member->type != MEMBER_INTEGER && member->type != MEMBER_NUMBER)
        return;
    const double bounds[2] = {member->low, member->high};
    for (int i = 0; i < 2; i++) {
        char text[NUMBER_TEXT_SIZE];
        const bool meets_other = strncmp(member->path, "space.resize.", 13) == 0; /* refused together, or alone */
        number_text(bounds[i], text);
        struct compiled compiled = compile(recipe_with(task, member->path, text));
        if (!meets_other)
            assert_int_equal(compiled.status, VREWARD_OK);
        if (compiled.status == VREWARD_OK)
            assert_double(landed_number(&compiled, member), bounds[i]);
        release(&compiled);
        const double beyond = i == 0 ? bounds[i] - 1 : bounds[i] * 2 + 1;
        number_text(beyond, text);
        struct compiled refused = compile(recipe_with(task, member->path, text));
        assert_int_equal(refused.status, VREWARD_E_RECIPE);
        assert_non_null(strstr(refused.err.message, "from "));
        release(&refused);
    }
}

static void numbers_keep_their_bounds(void **state)
{
    (void)state;
    for_each_member(check_bounds);
}

static void check_types(const struct member *member, const char *task)
{
    static const char *const values[] = {"true", "7e17", "\"\\u0001\"", "[{}]", "{\"\": 1}"};
    int refused = 0;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        if (member->type == MEMBER_WORD && values[i][0] == '"')
            continue; /* any text will do, or another message */
        const char *text = recipe_with(task, member->path, values[i]);
        struct compiled compiled = compile(text);
        if (compiled.status != VREWARD_OK) {
            refused++;
            assert_int_equal(compiled.status, VREWARD_E_RECIPE);
            assert_true(compiled.err.offset > 0 && compiled.err.offset < (int64_t)strlen(text));
        }
        release(&compiled);
    }
    assert_true(refused >= 3);
}

static void values_of_another_type_are_refused(void **state)
{
    (void)state;
    for_each_member(check_types);
}

/* ---- merging ---------------------------------------------------------------------------------------------------- */

static void members_of_the_base_hold_unless_given(void **state)
{
    (void)state;
    struct compiled compiled = compile_ok("{\"base\": \"perception-r1-counting\"}");
    assert_int_equal(compiled.recipe.config.format_default, FORMAT_SIGNED);
    assert_true(span_equal(compiled.recipe.config.name, SPAN("perception-r1-counting")));
    assert_double(compiled.recipe.low, -1);
    assert_double(compiled.recipe.high, 2);
    release(&compiled);

    compiled =
        compile_ok("{\"base\": \"perception-r1-counting\", \"signed_format\": false, \"weights\": {\"format\": null}}");
    assert_int_equal(compiled.recipe.config.format_default, FORMAT_UNREPAIRED);
    assert_double(compiled.recipe.config.weight[TERM_FORMAT], 0);
    assert_double(compiled.recipe.config.weight[TERM_ACCURACY], 1);
    assert_double(compiled.recipe.high, 1);
    release(&compiled);

    compiled = compile_ok("{\"base\": \"perception-r1-counting\", \"weights\": {\"format\": 0.5}}"); /* merged */
    assert_double(compiled.recipe.config.weight[TERM_FORMAT], 0.5);
    assert_double(compiled.recipe.config.weight[TERM_ACCURACY], 1);
    release(&compiled);

    compiled = compile_ok("{\"base\": \"perception-r1-counting\", \"weights\": null}"); /* back to the default */
    assert_double(compiled.recipe.config.weight[TERM_FORMAT], 0);
    release(&compiled);

    compiled = compile_ok("{\"base\": \"format\", \"format\": [{\"json\": \"array\"}]}"); /* lists are replaced */
    assert_int_equal(compiled.recipe.config.check_count, 1);
    assert_int_equal(compiled.recipe.config.checks[0].kind, CHECK_JSON_ARRAY);
    release(&compiled);
}

/* One weight given leaves the others as they are, whatever the recipe derives from. */
static void weights_are_merged_into_the_default(void **state)
{
    (void)state;
    static const char *const recipes[] = {"{\"base\": \"detection\", \"weights\": {\"format\": 0.1}}",
                                          "{\"task\": \"detection\", \"weights\": {\"format\": 0.1}}",
                                          "{\"base\": \"detection\", \"weights\": {\"accuracy\": 1, \"format\": 0.1}}"};
    for (size_t i = 0; i < sizeof recipes / sizeof recipes[0]; i++) {
        struct compiled compiled = compile_ok(recipes[i]);
        assert_double(compiled.recipe.config.weight[TERM_ACCURACY], 1);
        assert_double(compiled.recipe.config.weight[TERM_FORMAT], 0.1);
        char text[4096];
        assert_true(compiled.recipe.resolved.length < (int64_t)sizeof text);
        memcpy(text, compiled.recipe.resolved.data, (size_t)compiled.recipe.resolved.length);
        text[compiled.recipe.resolved.length] = '\0';
        struct compiled again = compile_ok(text);
        assert_double(again.recipe.high, 1 + 0.1);
        assert_true(span_equal(again.recipe.resolved, compiled.recipe.resolved));
        release(&again);
        release(&compiled);
    }
}

static void null_is_as_if_nothing_was_said(void **state)
{
    (void)state;
    struct compiled plain = compile_ok("{\"task\": \"grounding\"}");
    struct compiled nulls =
        compile_ok("{\"base\": null, \"task\": \"grounding\", \"answer\": null, \"space\": {\"order\": null}, "
                   "\"format\": null, \"weights\": {\"iou\": null}}");
    assert_true(span_equal(plain.recipe.resolved, nulls.recipe.resolved));
    release(&plain);
    release(&nulls);
}

static void the_last_of_duplicate_members_holds(void **state)
{
    (void)state;
    struct compiled compiled = compile_ok("{\"base\": \"detection\", \"min_iou\": 0.1, \"min_iou\": 0.2}");
    assert_double(compiled.recipe.config.min_iou, 0.2);
    release(&compiled);
}

static void a_name_is_a_recipe(void **state)
{
    (void)state;
    static const char *const forms[] = {"ocr", "\"ocr\"", " ocr\n", "{\"base\": \"ocr\"}", "{\"base\": \"\\u006fcr\"}"};
    struct compiled first = compile_ok("ocr");
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct compiled compiled = compile_ok(forms[i]);
        assert_true(span_equal(compiled.recipe.resolved, first.recipe.resolved));
        release(&compiled);
    }
    release(&first);
}

/* ---- what the table does not say ----------------------------------------------------------------------------------
 */

static void checks_of_the_format(void **state)
{
    (void)state;
    struct compiled compiled = compile_ok(
        "{\"base\": \"detection\", \"format\": [{\"pattern\": \"a+\", \"mode\": \"search\", \"weight\": 0.25}, "
        "{\"tags\": [\"think\", \"answer\"]}, {\"tags\": \"x\"}, {\"json\": \"object\"}]}");
    const struct format_check *checks = compiled.recipe.config.checks;
    assert_int_equal(compiled.recipe.config.check_count, 4);
    assert_int_equal(checks[0].kind, CHECK_PATTERN);
    assert_double(checks[0].weight, 0.25);
    assert_non_null(checks[0].pattern);
    assert_int_equal(checks[1].kind, CHECK_TAGS);
    assert_int_equal(checks[1].tag_count, 2);
    assert_true(span_equal(checks[1].tags[1], SPAN("answer")));
    assert_double(checks[1].weight, 1);
    assert_int_equal(checks[2].tag_count, 1);
    assert_int_equal(checks[3].kind, CHECK_JSON_OBJECT);
    release(&compiled);
}

static void shapes_of_the_overlap(void **state)
{
    (void)state;
    struct compiled compiled = compile_ok("{\"base\": \"detection\", \"overlap\": {\"power\": 2}}");
    assert_int_equal(compiled.recipe.config.shaping.shape, SHAPE_POWER);
    assert_int_equal(compiled.recipe.config.shaping.power, 2);
    release(&compiled);
    compiled =
        compile_ok("{\"base\": \"detection\", \"overlap\": {\"at_least\": 0.75, \"convention\": \"inclusive\"}}");
    assert_int_equal(compiled.recipe.config.shaping.shape, SHAPE_AT_LEAST);
    assert_double(compiled.recipe.config.shaping.threshold, 0.75);
    assert_int_equal(compiled.recipe.config.overlap.convention, VREWARD_AREA_INCLUSIVE);
    release(&compiled);
    compiled = compile_ok("{\"base\": \"grounding\", \"overlap\": {\"ramp\": [0.25, 0.5]}}");
    assert_int_equal(compiled.recipe.config.shaping.shape, SHAPE_RAMP);
    assert_double(compiled.recipe.config.shaping.threshold, 0.25);
    assert_double(compiled.recipe.config.shaping.full, 0.5);
    release(&compiled);
}

static void switches_and_lists_of_choices_become_bits(void **state)
{
    (void)state;
    struct compiled compiled = compile_ok("{\"base\": \"ocr\", \"tokens\": true, \"normalize\": {\"trim\": false, "
                                          "\"nfc\": true, \"crlf\": true}}");
    assert_int_equal(compiled.recipe.config.normalize, VREWARD_NORMALIZE_NFC | VREWARD_NORMALIZE_CRLF_TO_LF);
    assert_int_equal(compiled.recipe.config.requested, REQUEST_TOKENS);
    release(&compiled);
    compiled = compile_ok("{\"base\": \"detection\", \"ap\": [\"ap75\"], \"quality\": 12.5, \"invalid\": \"sort\"}");
    assert_int_equal(compiled.recipe.config.requested, REQUEST_AP75);
    assert_int_equal(compiled.recipe.config.quality, DISTANCE_BY_PIXELS);
    assert_double(compiled.recipe.config.quality_pixels, 12.5);
    assert_int_equal(compiled.recipe.config.read.invalid, VREWARD_INVALID_SORT);
    assert_int_equal(compiled.recipe.config.overlap.invalid, VREWARD_INVALID_SORT);
    release(&compiled);
}

static void empty_texts_depend_on_the_task(void **state)
{
    (void)state;
    struct compiled detection = compile_ok("detection"), counting = compile_ok("counting"), ocr = compile_ok("ocr");
    assert_int_equal(detection.recipe.config.read.empty_count, 5);
    assert_int_equal(counting.recipe.config.read.empty_count, 7);
    assert_true(span_equal(counting.recipe.config.read.empty[6], SPAN("zero")));
    assert_int_equal(ocr.recipe.config.read.empty_count, 0);
    release(&detection);
    release(&counting);
    release(&ocr);
}

static void terms_on_request_come_last_and_in_their_slots(void **state)
{
    (void)state;
    struct compiled plain = compile_ok("detection"),
                    asked = compile_ok("{\"base\": \"detection\", \"ap\": [\"ap75\"]}");
    const int64_t last = asked.recipe.term_count - 1;
    assert_int_equal(asked.recipe.term_count, plain.recipe.term_count + 1);
    assert_string_equal(asked.recipe.term[last].name, "ap75");
    assert_string_equal(detection_reward.terms[asked.recipe.slot[last] - TERM_FIRST_OWN].name, "ap75");
    assert_string_equal(plain.recipe.term[0].name, "format");
    assert_string_equal(plain.recipe.term[1].name, "parsed");
    assert_string_equal(plain.recipe.term[2].name, "accuracy");
    release(&plain);
    release(&asked);
}

/* Weights name terms that are not there otherwise. */
static void terms_are_there_where_weights_name_them(void **state)
{
    (void)state;
    struct compiled compiled = compile_ok("{\"base\": \"detection\", \"weights\": {\"errors\": -0.5, \"class\": 0}}");
    const int64_t last = compiled.recipe.term_count - 1;
    assert_string_equal(compiled.recipe.term[last - 1].name, "class");
    assert_string_equal(compiled.recipe.term[last].name, "errors");
    assert_double(compiled.recipe.low, -0.5);
    assert_double(compiled.recipe.high, 1);
    release(&compiled);
    compiled = compile_ok("{\"base\": \"perception-r1-detection\", \"weights\": {\"class\": null}}");
    assert_string_equal(compiled.recipe.term[compiled.recipe.term_count - 1].name, "n_items");
    release(&compiled);
    assert_refused("{\"base\": \"detection\", \"weights\": {\"clas\": 1}}", "\"clas",
                   "`weights` names `clas`, which is no term of this recipe; there are format, parsed, accuracy, "
                   "mean_iou, precision, recall, f1, label_accuracy, missed, extra, n_items, right, class, errors, "
                   "complete, count_ratio");
}

static void the_range_follows_the_weights(void **state)
{
    (void)state;
    struct compiled compiled =
        compile_ok("{\"base\": \"detection\", \"weights\": {\"accuracy\": 2, \"extra\": -0.5, \"format\": 0.25}}");
    assert_double(compiled.recipe.low, -0.5);
    assert_double(compiled.recipe.high, 2.25);
    release(&compiled);
    compiled = compile_ok("{\"base\": \"grounding\", \"weights\": {\"giou\": 1}}");
    assert_double(compiled.recipe.low, -1);
    assert_double(compiled.recipe.high, 2);
    release(&compiled);
    compiled = compile_ok("{\"base\": \"grounding\", \"weights\": {\"giou\": 1, \"accuracy\": 0}}");
    assert_double(compiled.recipe.low, -1);
    assert_double(compiled.recipe.high, 1);
    release(&compiled);
    compiled = compile_ok("{\"base\": \"grounding\", \"weights\": {\"format\": 0.5, \"accuracy\": null}}");
    assert_double(compiled.recipe.high, 1.5); /* null is the default */
    release(&compiled);
    compiled = compile_ok("perception-r1-detection");
    assert_double(compiled.recipe.low, -2);
    assert_double(compiled.recipe.high, 4);
    release(&compiled);
}

static void nothing_is_kept_of_the_callers_text(void **state)
{
    (void)state;
    char text[] = "{\"base\": \"detection\", \"empty\": [\"nil\"], \"answer\": {\"tag\": \"reply\"}, "
                  "\"format\": [{\"tags\": [\"reply\"]}]}";
    struct compiled compiled = compile_ok(text);
    memset(text, 'x', sizeof text);
    assert_true(span_equal(compiled.recipe.config.read.empty[0], SPAN("nil")));
    assert_true(span_equal(compiled.recipe.config.read.answer_tag[0], SPAN("reply")));
    assert_true(span_equal(compiled.recipe.config.checks[0].tags[0], SPAN("reply")));
    assert_true(span_equal(compiled.recipe.config.name, SPAN("detection")));
    release(&compiled);
}

static void eight_answer_tags_are_the_most(void **state)
{
    (void)state;
    struct compiled compiled = compile_ok(
        "{\"base\": \"ocr\", \"answer\": {\"tag\": [\"1\", \"2\", \"3\", \"4\", \"5\", \"6\", \"7\", \"8\"]}}");
    assert_int_equal(compiled.recipe.config.read.answer_tag_count, 8);
    assert_true(span_equal(compiled.recipe.config.read.answer_tag[7], SPAN("8")));
    release(&compiled);
}

static void thinking_is_a_word_or_tags(void **state)
{
    (void)state;
    struct compiled compiled = compile_ok("{\"base\": \"ocr\", \"think\": \"none\"}");
    assert_int_equal(compiled.recipe.config.read.think, THINK_NONE);
    assert_non_null(strstr(compiled.recipe.resolved.data, "\"think\":\"none\""));
    release(&compiled);
    compiled = compile_ok("{\"base\": \"ocr\", \"think\": {\"tag\": [\"reasoning\", \"[THINK]\"]}}");
    assert_int_equal(compiled.recipe.config.read.think, THINK_MARKS);
    assert_int_equal(compiled.recipe.config.read.think_tag_count, 2);
    assert_true(span_equal(compiled.recipe.config.read.think_tag[1], SPAN("[THINK]")));
    assert_non_null(strstr(compiled.recipe.resolved.data, "\"think\":{\"tag\":[\"reasoning\",\"[THINK]\"]}"));
    release(&compiled);
    compiled = compile_ok("{\"base\": \"ocr\", \"think\": {\"tag\": \"思考\"}}");
    assert_int_equal(compiled.recipe.config.read.think_tag_count, 1);
    release(&compiled);
    compiled = compile_ok("{\"base\": \"ocr\", \"think\": null}");
    assert_int_equal(compiled.recipe.config.read.think, THINK_MARKS);
    release(&compiled);
    assert_refused("{\"base\": \"ocr\", \"think\": \"nothing\"}", "\"nothing\"",
                   "`think` is \"nothing\", it must be one of marks, none");
    assert_refused("{\"base\": \"ocr\", \"think\": [\"none\"]}", "[\"none\"]", "`think` wants a string, not a list");
    assert_refused("{\"base\": \"ocr\", \"think\": {\"tags\": []}}", "\"tags\"",
                   "unknown member `think.tags`; is `think.tag` meant?");
    assert_refused("{\"base\": \"ocr\", \"think\": {\"tag\": [\"a b\"]}}", "[\"a b\"]",
                   "`think.tag` has a tag that is no name: give the opening one, like \"reasoning\" or \"[THINK]\"");
    assert_refused("{\"base\": \"ocr\", \"think\": {\"tag\": [\"\"]}}", "[\"\"]",
                   "`think.tag` has a tag that is no name: give the opening one, like \"reasoning\" or \"[THINK]\"");
}

static void keys_of_ones_own(void **state)
{
    (void)state;
    struct compiled compiled =
        compile_ok("{\"base\": \"detection\", \"keys\": {\"label\": [\"What_Is\", \"what is\"], \"box\": \"area\"}}");
    const struct own_keys *keys = &compiled.recipe.config.read.own_keys;
    assert_int_equal(keys->count, 2);
    assert_true(span_equal(keys->list[0].name, SPAN("area")));
    assert_true(span_equal(keys->list[1].name, SPAN("whatis")));
    assert_int_equal(keys->list[1].role, ROLE_OWN_LABEL);
    assert_non_null(strstr(compiled.recipe.resolved.data, "\"label\":[\"What_Is\",\"what is\"]"));
    release(&compiled);
    assert_refused("{\"base\": \"detection\", \"keys\": {\"box\": \"Spot\", \"point\": [\"a\", \"sp-ot\"]}}", "[\"a\"",
                   "`keys.point`: the name `sp-ot` stands in `keys.box`, too: case, `_`, `-` and spaces do not "
                   "count");
    assert_refused("{\"base\": \"detection\", \"keys\": {\"confidence\": \"- _\"}}", "\"- _\"",
                   "`keys.confidence`: the name `- _` is empty or longer than 40 letters");
    assert_refused("{\"base\": \"detection\", \"keys\": {\"text\": \"a\"}}", "\"text\"", "unknown member `keys.text`");
    assert_refused("{\"base\": \"detection\", \"keys\": [\"a\"]}", "[\"a\"]", "`keys` wants an object, not a list");
}

static void own_keys_have_a_limit(void **state)
{
    (void)state;
    char text[1024];
    int length = snprintf(text, sizeof text, "{\"base\": \"detection\", \"keys\": {\"label\": [\"k\"");
    for (int i = 1; i < MOST_OWN_KEYS; i++)
        length += snprintf(text + length, sizeof text - (size_t)length, ", \"k%d\"", i);
    snprintf(text + length, sizeof text - (size_t)length, "]}}");
    struct compiled compiled = compile_ok(text);
    assert_int_equal(compiled.recipe.config.read.own_keys.count, MOST_OWN_KEYS);
    release(&compiled);
    snprintf(text + length, sizeof text - (size_t)length, ", \"last\"]}}");
    assert_refused(text, "[\"k\"", "`keys.label`: the name `last` is one too many: at most 64 names may be given");
}

static void an_answer_is_tags_or_an_expression(void **state)
{
    (void)state;
    struct compiled compiled =
        compile_ok("{\"base\": \"ocr\", \"answer\": {\"pattern\": \"Answer: (?<answer>.*)\", \"which\": \"first\"}}");
    assert_non_null(compiled.recipe.config.read.answer_pattern);
    char resolved[4096];
    snprintf(resolved, sizeof resolved, "%.*s", (int)compiled.recipe.resolved.length, compiled.recipe.resolved.data);
    struct compiled again = compile_ok(resolved);
    assert_true(span_equal(again.recipe.resolved, compiled.recipe.resolved));
    release(&again);
    release(&compiled);
    compiled = compile_ok("{\"base\": \"grounding\", \"answer\": {\"pattern\": \"A: (?<answer>.*)\"}, "
                          "\"dialect\": \"pattern\", \"pattern\": \"(?<x>\\\\d),(?<y>\\\\d)\", \"target\": \"point\"}");
    assert_ptr_not_equal(compiled.recipe.config.read.answer_pattern, compiled.recipe.config.read.pattern);
    release(&compiled);
    assert_refused("{\"base\": \"ocr\", \"answer\": {\"pattern\": \"Answer: (.*)\"}}", "\"Answer",
                   "`answer.pattern` names no group `answer`: put (?<answer>...) around the answer");
    assert_refused("{\"base\": \"ocr\", \"answer\": {\"pattern\": \"(?<answer>a)\", \"tag\": \"a\"}}", "\"a\"}}",
                   "`answer.tag` stands beside `answer.pattern`: one of them says where the answer is");
    assert_refused("{\"base\": \"ocr\", \"answer\": {\"pattern\": \"(?<answer>a\"}}", "\"}}",
                   "`answer.pattern`: missing closing parenthesis at byte 11 of it");
}

/* ---- messages -----------------------------------------------------------------------------------------------------
 */

static void offsets_are_those_of_the_callers_text(void **state)
{
    (void)state;
    assert_refused("{ \"base\": \"detection\",\n \"lab\\u006ces\" : \"ignore\"}", "\"lab",
                   "unknown member `lables`; is `labels` meant?");
    assert_refused("{\"base\": \"detection\", \"\\\\\\\"x\" : 1}", "\"\\\\", "unknown member `\\\"x`");
    assert_refused("{\"base\": \"detection\", \"n\": 3}", "\"n\"", "`n` is a member of repetition, not of detection");
    assert_refused("{\"base\": \"detection\", \"soft\": 3}", "\"soft\"",
                   "`soft` is a member of length, not of detection");
    assert_refused("{\"base\": \"detection\", \"unit\": 3}", "\"unit\"",
                   "`unit` is a member of ocr, length, repetition, not of detection");
    assert_refused("{\"base\": \"detection\", \"format\": [{\"pattern\": \"\\u00e9(a\"}]}", "\"}",
                   "`format[0].pattern`: missing closing parenthesis at byte 4 of it");
    assert_refused("{\"base\": \"detection\", \"format\": [{\"pattern\": \"\\\\.\\ud83d\\ude00(a\"}]}", "\"}",
                   "`format[0].pattern`: missing closing parenthesis at byte 8 of it");
    assert_refused("{\"base\": \"length\", \"soft\": 3}", NULL, "`hard` is required by length");
}

static void what_is_spelled_alike_is_suggested(void **state)
{
    (void)state;
    static const struct {
        const char *written, *meant;
    } cases[] = {{"label", "labels"},
                 {"xlabels", "labels"},
                 {"labelsxx", "labels"},
                 {"labelsxxx", NULL},
                 {"fodl", "fold"},
                 {"min_iuo", "min_iou"},
                 {"maxitems", "max_items"},
                 {"zzzz", NULL},
                 {"answer.tga", "answer.tag"},
                 {"a", "ap"},
                 {"", NULL},
                 {"norm", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *similar = similar_member(span_of(cases[i].written), SPAN("detection"));
        if (cases[i].meant == NULL)
            assert_null(similar);
        else
            assert_string_equal(similar, cases[i].meant);
    }
}

static void members_with_dots_or_nul_are_unknown(void **state)
{
    (void)state;
    assert_refused("{\"base\": \"detection\", \"answer.tag\": \"x\"}", "\"answer", "unknown member `answer.tag`");
    assert_refused("{\"base\": \"detection\", \"format[].tags\": []}", "\"format", "unknown member `format[].tags`");
    assert_refused("{\"base\": \"detection\", \"min_iou\\u0000\": 0}", "\"min_iou", "unknown member `min_iou\\x00`");
    assert_refused("{\"base\": \"detection\", \"\": 0}", "\"\"", "unknown member ``");
}

static void long_values_are_cut_between_code_points(void **state)
{
    (void)state;
    char text[512] = "{\"base\": \"detection\", \"labels\": \"";
    for (int i = 0; i < 100; i++)
        strcat(text, "\xc3\xa9");
    strcat(text, "\"}");
    struct compiled compiled = compile(text);
    assert_int_equal(compiled.status, VREWARD_E_RECIPE);
    const char *cut = strstr(compiled.err.message, "...");
    assert_non_null(cut);
    assert_true((cut[-1] & 0xFF) == 0xA9);
    release(&compiled);
}

/* ---- built-in recipes ---------------------------------------------------------------------------------------------
 */

static void are_their_files(const char *folder, const struct builtin_recipe *list)
{
    for (const struct builtin_recipe *recipe = list; recipe->name != NULL; recipe++) {
        char path[256], bytes[8192];
        snprintf(path, sizeof path, "lib/recipe/%s/%s.json", folder, recipe->name);
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        const size_t length = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        assert_int_equal(length, recipe->json.length);
        assert_memory_equal(bytes, recipe->json.data, length);
        assert_true(recipe == list || strcmp(recipe[-1].name, recipe->name) < 0);
    }
}

static void built_in_recipes_are_their_files(void **state)
{
    (void)state;
    are_their_files("builtin", builtin_recipes);
    are_their_files("published", builtin_published);
}

static void the_resolved_recipe_is_the_recipe(void **state)
{
    (void)state;
    static const char *const more[] = {
        "{\"task\": \"detection\"}",
        "{\"base\": \"length\", \"soft\": 10, \"hard\": 20, \"unit\": \"word\"}",
        "{\"base\": \"perception-r1-ocr\", \"weights\": {\"format\": null}}",
        "{\"base\": \"detection\", \"quality\": 0.1, \"ap\": [\"ap\"], \"weights\": {\"ap\": 0.30000000000000004}}",
        "{\"base\": \"detection\", \"dialect\": \"pattern\", \"pattern\": \"(?<x>\\\\d+)(?<y>.)\\u0001\\\"\\u00e9\"}",
        "{\"base\": \"grounding\", \"space\": {\"prediction\": \"input\", \"resize\": {\"factor\": 28, \"max_pixels\": 1003520}}}",
        "{\"base\": \"grounding\", \"empty\": \"\\u0000\"}",
        "{\"base\": \"grounding\", \"answer\": {\"tag\": [\"boxed\", \"answer\"]}, \"overlap\": {\"above\": 0.5}}",
    };
    const int64_t builtins = vreward_recipe_count();
    for (int64_t i = 0; i < builtins + (int64_t)(sizeof more / sizeof more[0]); i++) {
        const char *text = i < builtins ? vreward_recipe_name(i) : more[i - builtins];
        if (strcmp(text, "length") == 0)
            continue; /* has members without default */
        struct compiled once = compile_ok(text);
        char copy[16384];
        memcpy(copy, once.recipe.resolved.data, (size_t)once.recipe.resolved.length);
        copy[once.recipe.resolved.length] = '\0';
        struct compiled twice = compile_ok(copy);
        assert_int_equal(twice.recipe.resolved.length, once.recipe.resolved.length);
        assert_memory_equal(twice.recipe.resolved.data, copy, (size_t)once.recipe.resolved.length);
        assert_memory_equal(twice.recipe.config.weight, once.recipe.config.weight, sizeof once.recipe.config.weight);
        assert_true(span_equal(twice.recipe.config.name, once.recipe.config.name));
        release(&once);
        release(&twice);
    }
}

/* ---- numbers ------------------------------------------------------------------------------------------------------
 */

static void numbers_read_back_as_they_were(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {{0.1, "0.1"},      {0.1 + 0.2, "0.30000000000000004"}, {1e9, "1000000000"}, {-0.0, "-0"},
                 {1e300, "1e+300"}, {5e-324, "4.94065645841247e-324"},  {4194304, "4194304"}};
    char text[NUMBER_TEXT_SIZE];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(number_text(cases[i].value, text), strlen(cases[i].text));
        assert_string_equal(text, cases[i].text);
    }
    uint64_t bits = 88172645463325252u; /* xorshift64 */
    for (int i = 0; i < 20000; i++) {
        double value;
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value))
            continue;
        number_text(value, text);
        assert_double(strtod(text, NULL), value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_is_sound),
        cmocka_unit_test(saying_a_default_changes_nothing),
        cmocka_unit_test(every_choice_lands),
        cmocka_unit_test(numbers_keep_their_bounds),
        cmocka_unit_test(values_of_another_type_are_refused),
        cmocka_unit_test(members_of_the_base_hold_unless_given),
        cmocka_unit_test(weights_are_merged_into_the_default),
        cmocka_unit_test(null_is_as_if_nothing_was_said),
        cmocka_unit_test(the_last_of_duplicate_members_holds),
        cmocka_unit_test(a_name_is_a_recipe),
        cmocka_unit_test(checks_of_the_format),
        cmocka_unit_test(shapes_of_the_overlap),
        cmocka_unit_test(switches_and_lists_of_choices_become_bits),
        cmocka_unit_test(empty_texts_depend_on_the_task),
        cmocka_unit_test(terms_on_request_come_last_and_in_their_slots),
        cmocka_unit_test(terms_are_there_where_weights_name_them),
        cmocka_unit_test(the_range_follows_the_weights),
        cmocka_unit_test(nothing_is_kept_of_the_callers_text),
        cmocka_unit_test(eight_answer_tags_are_the_most),
        cmocka_unit_test(keys_of_ones_own),
        cmocka_unit_test(own_keys_have_a_limit),
        cmocka_unit_test(thinking_is_a_word_or_tags),
        cmocka_unit_test(an_answer_is_tags_or_an_expression),
        cmocka_unit_test(offsets_are_those_of_the_callers_text),
        cmocka_unit_test(what_is_spelled_alike_is_suggested),
        cmocka_unit_test(members_with_dots_or_nul_are_unknown),
        cmocka_unit_test(long_values_are_cut_between_code_points),
        cmocka_unit_test(built_in_recipes_are_their_files),
        cmocka_unit_test(the_resolved_recipe_is_the_recipe),
        cmocka_unit_test(numbers_read_back_as_they_were),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
