/* Format checks, and the task that is made of them. Patterns and tags look at the whole completion, as decoders hand it
 * over; JSON shapes at the answer. */
#include "reward/format.h"

#include "parse/answer_part.h"
#include "parse/json.h"
#include "parse/pattern.h"
#include "parse/surroundings.h"
#include "reward/reward.h"
#include "text/fence.h"
#include "text/utf8.h"

enum { NOWHERE = -1, TWICE = -2 };

/* The one place where the tag stands, or one of the above. */
static int64_t only_place(struct span text, struct span tag)
{
    const int64_t first = span_find(text, tag, 0);
    return first >= 0 && span_find(text, tag, first + 1) >= 0 ? TWICE : first;
}

/* Whether the section may begin without its tag, which then stands at the end of the prompt. */
static bool opens_as_asked(const struct format_check *check, int64_t section, int64_t opened)
{
    if (section > 0 || check->opened == OPENED_COMPLETION)
        return opened >= 0;
    return check->opened == OPENED_PROMPT ? opened == NOWHERE : opened != TWICE;
}

static bool all_space(struct span text, int64_t begin, int64_t end)
{
    return utf8_trim((struct span){text.data + begin, end - begin}).length == 0;
}

/* Each tag opened and closed once, one section after the other, nothing but white space around and between; the prompt
 * may have opened the first. Tokens such as <|im_end|>, which some trainers leave at the end, are no text. */
static bool tags_pass(const struct format_check *check, struct span completion)
{
    const struct span text = without_surroundings(completion);
    int64_t done = 0;
    for (int64_t i = 0; i < check->tag_count; i++) {
        const int64_t opened = only_place(text, check->opening[i]);
        const int64_t closed = only_place(text, check->closing[i]);
        if (!opens_as_asked(check, i, opened) || closed < done || closed < opened)
            return false;
        if (opened != NOWHERE && (opened < done || !all_space(text, done, opened)))
            return false;
        done = closed + check->closing[i].length;
    }
    return all_space(text, done, text.length);
}

/* The answer, a Markdown fence around it aside, is JSON as Python reads it, and of that shape. */
static int32_t json_passes(const struct config *config, const struct format_check *check, struct span completion,
                           struct arena *arena, bool *passes, vreward_error *err)
{
    struct answer answer;
    struct span text;
    *passes = false;
    const int32_t code = answer_find(&config->read, completion, arena, &answer, err);
    if (code != VREWARD_OK || answer.reason != VREWARD_REASON_OK)
        return code;
    text = answer_text(&answer, completion, arena);
    if (text.data == NULL)
        return fail_memory(err);
    text = utf8_valid(text, arena);
    if (text.data == NULL)
        return fail_memory(err);
    text = utf8_trim(text_in_fence(text));
    *passes = json_type_of(text) == (check->kind == CHECK_JSON_ARRAY ? JSON_ARRAY : JSON_OBJECT);
    return VREWARD_OK;
}

int32_t check_passes(const struct config *config, const struct format_check *check, struct span completion,
                     struct span text, struct arena *arena, bool *passes, int32_t *limit, vreward_error *err)
{
    int32_t found = PATTERN_NO_MATCH;
    int32_t code = VREWARD_OK;
    switch ((enum check_kind)check->kind) {
    case CHECK_PATTERN:
        code = pattern_matches(check->pattern, text, &found, err);
        *passes = found == PATTERN_MATCH;
        if (found == PATTERN_LIMIT)
            *limit = 1;
        return code;
    case CHECK_TAGS:
        *passes = tags_pass(check, text);
        return VREWARD_OK;
    case CHECK_JSON_ARRAY:
    case CHECK_JSON_OBJECT:
        return json_passes(config, check, completion, arena, passes, err);
    }
    *passes = false;
    return VREWARD_OK;
}

int32_t evaluate_format(const struct config *config, struct span completion, struct arena *arena,
                        struct format_result *result, vreward_error *err)
{
    *result = (struct format_result){.share = 1};
    if (config->check_count == 0)
        return VREWARD_OK;
    const struct arena_mark mark = arena_mark(arena);
    const struct span text = utf8_valid(completion, arena);
    if (text.data == NULL && completion.length > 0)
        return fail_memory(err);
    double earned = 0, possible = 0;
    for (int64_t i = 0; i < config->check_count; i++) {
        const struct format_check *check = &config->checks[i];
        bool passes = false;
        const int32_t code = check_passes(config, check, completion, text, arena, &passes, &result->limit, err);
        if (code != VREWARD_OK)
            return code;
        possible += check->weight;
        if (passes)
            earned += check->weight;
        if (passes && i < 64)
            result->passed |= UINT64_C(1) << i;
    }
    arena_rewind(arena, mark);
    result->share = earned / possible;
    return VREWARD_OK;
}

static enum asked format_asks(const struct config *config, const struct truth *truth)
{
    (void)config;
    (void)truth;
    return ASK_NOTHING;
}

static int32_t format_score(const struct config *config, const struct truth *truth, struct trace *trace,
                            struct arena *arena, vreward_error *err)
{
    (void)config;
    (void)truth;
    (void)arena;
    (void)err;
    trace->term[TERM_ACCURACY] = trace->format.share;
    return VREWARD_OK;
}

const struct reward format_reward = {.task = "format", .asks = format_asks, .score = format_score};
