/* From the text of a recipe to everything a scorer needs. */
#include "recipe/compile.h"

#include "parse/dialects.h"
#include "parse/marks.h"
#include "parse/pattern.h"

#include <math.h>

static bool is_of_element(const struct member *member)
{
    return strstr(member->path, "[].") != NULL;
}

bool member_holds(const struct compiler *compiler, const struct member *member)
{
    return !is_of_element(member) && member_has_task(member, compiler->layers.task);
}

int32_t find_value(struct compiler *compiler, const struct member *member, struct place *place)
{
    const struct layers *layers = &compiler->layers;
    int64_t layer = 0;
    *place = (struct place){layers_find(layers, member->path, &layer), layers->text[layer], -1};
    if (place->value != NULL && place->value->type == JSON_OBJECT &&
        is_object_of(span_of(member->path), layers->task)) {
        place->value = NULL; /* a word or an object, whose members have rows of their own: `think` */
        return VREWARD_OK;
    }
    if (place->value != NULL) {
        place->text = layers->text[layer];
        place->offset = value_offset(layers, layer, place->value);
        return VREWARD_OK;
    }
    if (member->preset == NULL)
        return VREWARD_OK;
    place->text = span_of(member->preset);
    return json_read(place->text, compiler->arena, VREWARD_E_RECIPE, &place->value, compiler->err);
}

static int32_t set_member(struct compiler *compiler, const struct member *member)
{
    struct config *config = &compiler->recipe->config;
    struct place place;
    int32_t status = find_value(compiler, member, &place);
    if (status != VREWARD_OK)
        return status;
    if (place.value == NULL && member->required)
        return fail(compiler->err, VREWARD_E_RECIPE, -1, -1, "`%s` is required by %.*s", member->path,
                    (int)compiler->layers.task.length, compiler->layers.task.data);
    if (place.value == NULL)
        return VREWARD_OK;
    void *field = (unsigned char *)config + member->offset;
    int64_t *count = member->count_offset == 0 ? NULL : (void *)((unsigned char *)config + member->count_offset);
    return set_field(compiler, member, place, member->path, field, count);
}

static int32_t set_members(struct compiler *compiler)
{
    for (const struct member *member = members; member->path != NULL; member++) {
        if (!member_holds(compiler, member))
            continue;
        const int32_t status = set_member(compiler, member);
        if (status != VREWARD_OK)
            return status;
    }
    return VREWARD_OK;
}

/* The byte of a member's value, for what only shows when several members are seen together. */
static int64_t offset_of(const struct compiler *compiler, const char *path)
{
    int64_t layer = 0;
    const struct json *value = layers_find(&compiler->layers, path, &layer);
    return value == NULL ? -1 : value_offset(&compiler->layers, layer, value);
}

static int32_t disagree(struct compiler *compiler, const char *path, const char *message)
{
    return fail(compiler->err, VREWARD_E_RECIPE, -1, offset_of(compiler, path), "`%s` %s", path, message);
}

/* Does the expression name the groups that the task needs? Without them every completion would hold nothing. */
static bool has_groups(const struct pattern *pattern, bool counts)
{
    bool box = true;
    for (enum pattern_group group = GROUP_X1; group <= GROUP_Y2; group++)
        box = box && pattern_has_group(pattern, group);
    return box || (pattern_has_group(pattern, GROUP_X) && pattern_has_group(pattern, GROUP_Y)) ||
           (pattern_has_group(pattern, GROUP_START) && pattern_has_group(pattern, GROUP_END)) ||
           (counts && pattern_has_group(pattern, GROUP_COUNT));
}

/* The dialect and the task belong together: one that holds no items would make every score of items 0. */
static int32_t check_dialect(struct compiler *compiler)
{
    const struct config *config = &compiler->recipe->config;
    const bool counts = config->reward == &counting_reward;
    if (config->read.dialect == DIALECT_PATTERN && config->read.pattern == NULL)
        return disagree(compiler, "dialect", "is \"pattern\", which wants the member `pattern`");
    if (config->read.dialect != DIALECT_PATTERN && config->read.pattern != NULL)
        return disagree(compiler, "pattern", "is given, but the `dialect` is not \"pattern\"");
    if (config->read.pattern != NULL && !has_groups(config->read.pattern, counts))
        return disagree(compiler, "pattern",
                        counts ? "names neither the groups x1, y1, x2 and y2, nor x and y, nor start and end, nor count"
                               : "names neither the groups x1, y1, x2 and y2, nor x and y, nor start and end");
    if (config->read.dialect == DIALECT_NUMBER && !counts)
        return disagree(compiler, "dialect", "is \"number\", which holds no items: only counting reads numbers");
    if (config->read.dialect == DIALECT_SPAN && !config->reward->takes_spans)
        return disagree(compiler, "dialect",
                        "is \"span\", which holds moments: only grounding and detection read them");
    if (config->read.dialect == DIALECT_TEXT)
        return disagree(compiler, "dialect",
                        "is \"text\", which holds no items; ocr reads texts, and takes no dialect");
    return VREWARD_OK;
}

_Static_assert(MOST_ANSWER_TAGS == 8 && MOST_THINK_TAGS == 8, "the messages below say 8");

/* The expression of the answer says which part of its match is the answer. Tags beside it would do nothing. */
static int32_t check_answer_pattern(struct compiler *compiler)
{
    const struct read_options *read = &compiler->recipe->config.read;
    if (read->answer_pattern == NULL)
        return VREWARD_OK;
    if (!pattern_has_group(read->answer_pattern, GROUP_ANSWER))
        return disagree(compiler, "answer.pattern", "names no group `answer`: put (?<answer>...) around the answer");
    int64_t of_pattern = 0, of_tag = 0;
    layers_find(&compiler->layers, "answer.pattern", &of_pattern);
    if (layers_find(&compiler->layers, "answer.tag", &of_tag) != NULL && of_tag == of_pattern)
        return disagree(compiler, "answer.tag", "stands beside `answer.pattern`: one of them says where the answer is");
    return VREWARD_OK;
}

/* Names of tags that no completion could hold would be found nowhere, in silence. */
static int32_t check_tags(struct compiler *compiler)
{
    const struct read_options *read = &compiler->recipe->config.read;
    if (read->answer_tag_count > MOST_ANSWER_TAGS)
        return disagree(compiler, "answer.tag", "has more than 8 names");
    if (read->think_tag_count > MOST_THINK_TAGS)
        return disagree(compiler, "think.tag", "has more than 8 names");
    for (int64_t i = 0; i < read->answer_tag_count; i++) {
        if (!is_tag_name(read->answer_tag[i]))
            return disagree(compiler, "answer.tag", "has a tag that is no name: give it without < and >");
    }
    for (int64_t i = 0; i < read->think_tag_count; i++) {
        if (!is_think_tag(read->think_tag[i]))
            return disagree(compiler, "think.tag",
                            "has a tag that is no name: give the opening one, like \"reasoning\" or \"[THINK]\"");
    }
    return VREWARD_OK;
}

/* The processor's own file decides the limits: a wrong one scores a perfect model near 0, so half is not accepted. */
static int32_t check_resize(struct compiler *compiler)
{
    const struct config *config = &compiler->recipe->config;
    if (config->resize_factor > 0 && config->resize_max_pixels == 0)
        return disagree(compiler, "space.resize.factor",
                        "wants `max_pixels` beside it: read it from the processor's preprocessor_config.json, or name "
                        "a `model` instead");
    if (config->resize_max_pixels > 0 && config->resize_max_pixels < config->resize_min_pixels)
        return disagree(compiler, "space.resize.max_pixels", "is below `min_pixels`");
    return VREWARD_OK;
}

static bool takes_items_in_turn(const struct config *config)
{
    return config->match == PAIR_GREEDY || config->match == PAIR_PER_TRUTH ||
           (config->requested & (REQUEST_AP | REQUEST_AP50 | REQUEST_AP75)) != 0;
}

/* What one member alone cannot tell. */
static int32_t check_together(struct compiler *compiler)
{
    const struct config *config = &compiler->recipe->config;
    if (config->text_above > 0 && config->text_at_least > 0)
        return disagree(compiler, "at_least", "excludes `above`");
    if (config->order == ITEMS_WRITTEN && !takes_items_in_turn(config))
        return disagree(compiler, "order",
                        "changes nothing here: say `ap`, too, or a `match` that is greedy or per-truth");
    if (config->length_hard < config->length_soft)
        return disagree(compiler, "hard", "is below `soft`");
    int32_t status = check_resize(compiler);
    if (status != VREWARD_OK)
        return status;
    if (config->reward == &format_reward && config->check_count == 0)
        return disagree(compiler, "format", "must have a check: the task is made of them");
    status = check_tags(compiler);
    if (status == VREWARD_OK)
        status = check_answer_pattern(compiler);
    if (status == VREWARD_OK)
        status = check_pair(compiler);
    if (status != VREWARD_OK)
        return status;
    return check_dialect(compiler);
}

static int32_t make_marks(struct compiler *compiler)
{
    struct read_options *read = &compiler->recipe->config.read;
    struct marks *marks = arena_alloc(compiler->arena, sizeof *marks);
    if (marks == NULL)
        return fail_memory(compiler->err);
    marks_make(read, marks);
    read->marks = marks;
    return VREWARD_OK;
}

static int32_t compile(struct compiler *compiler)
{
    struct recipe *recipe = compiler->recipe;
    struct config *config = &recipe->config;
    config->reward = reward_by_task(compiler->layers.task);
    config->name = compiler->layers.name;
    config->model = compiler->layers.model;
    config->clip[0] = -INFINITY;
    config->clip[1] = INFINITY;
    config->both_empty = NAN;
    config->round = -1;
    int32_t status = layers_check_members(&compiler->layers, compiler->err);
    if (status == VREWARD_OK)
        status = set_members(compiler);
    if (status != VREWARD_OK)
        return status;
    config->read.invalid = config->overlap.invalid;
    status = set_own_keys(compiler);
    if (status != VREWARD_OK)
        return status;
    status = check_together(compiler);
    if (status == VREWARD_OK)
        status = make_marks(compiler);
    if (status != VREWARD_OK)
        return status;
    select_terms(compiler);
    status = set_weights(compiler, member_of(SPAN("weights"), compiler->layers.task));
    if (status == VREWARD_OK)
        status = set_factors(compiler);
    return status != VREWARD_OK ? status : resolve(compiler);
}

int32_t recipe_compile(struct span text, struct arena *arena, struct recipe *recipe, vreward_error *err)
{
    struct compiler compiler = {.arena = arena, .recipe = recipe, .err = err};
    memset(recipe, 0, sizeof *recipe);
    /* Strings without escapes are pieces of the text they were read from, and the scorer outlives the caller's. */
    char *copy = arena_alloc(arena, (size_t)text.length);
    if (copy == NULL)
        return fail_memory(err);
    if (text.length > 0)
        memcpy(copy, text.data, (size_t)text.length);
    int32_t status = layers_read((struct span){copy, text.length}, arena, &compiler.layers, err);
    if (status == VREWARD_OK)
        status = compile(&compiler);
    if (status != VREWARD_OK) {
        recipe_release(recipe);
        memset(recipe, 0, sizeof *recipe);
    }
    return status;
}

void recipe_release(struct recipe *recipe)
{
    pattern_destroy(recipe->config.read.pattern);
    pattern_destroy(recipe->config.read.answer_pattern);
    for (int64_t i = 0; i < recipe->config.read.empty_pattern_count; i++)
        pattern_destroy(recipe->config.read.empty_pattern[i]);
    for (int64_t i = 0; i < recipe->config.check_count; i++)
        pattern_destroy(recipe->config.checks[i].pattern);
}
