#include "recipe/checks.h"

#include "parse/dialects.h"
#include "parse/marks.h"
#include "parse/pattern.h"
#include "recipe/member_pair.h"

static int32_t disagree(struct compiler *compiler, const char *path, const char *message)
{
    return fail(compiler->err, VREWARD_E_RECIPE, -1, member_offset(compiler, path), "`%s` %s", path, message);
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

int32_t check_together(struct compiler *compiler)
{
    const struct config *config = &compiler->recipe->config;
    if (config->text_above > 0 && config->text_at_least > 0)
        return disagree(compiler, "at_least", "excludes `above`: say one of them");
    if (config->order == ITEMS_WRITTEN && !takes_items_in_turn(config))
        return disagree(compiler, "order",
                        "changes nothing here: say `ap`, too, or a `match` that is greedy or per-truth");
    if (config->length_hard < config->length_soft)
        return disagree(compiler, "hard", "is below `soft`");
    int32_t code = check_resize(compiler);
    if (code != VREWARD_OK)
        return code;
    if (config->reward == &format_reward && config->check_count == 0)
        return disagree(compiler, "format", "must have a check: the task is made of them");
    code = check_tags(compiler);
    if (code == VREWARD_OK)
        code = check_answer_pattern(compiler);
    if (code == VREWARD_OK)
        code = check_pair(compiler);
    if (code != VREWARD_OK)
        return code;
    return check_dialect(compiler);
}
