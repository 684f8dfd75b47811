/* What would let a failed format check pass: the check is tried again with one thing changed. */
#include "parse/pattern.h"
#include "reward/format.h"
#include "text/utf8.h"

/* An expression with a flag before it, or where it may match. In this order: the first that passes is told. */
static const struct {
    const char *flag;
    bool anywhere;
    const char *hint;
} changes[] = {
    {"(?s)", false, "passes with (?s) before the expression: . does not match line ends"},
    {"(?i)", false, "passes with (?i) before the expression: letters differ in case"},
    {"(?si)", false, "passes with (?si) before the expression: . does not match line ends, and letters differ in case"},
    {"", true, "passes with \"mode\": \"search\": there is text, or white space, around what the expression matches"},
    {"(?s)", true,
     "passes with (?s) before the expression and \"mode\": \"search\": . does not match line ends, and there is text, "
     "or "
     "white space, around what the expression matches"},
};

static int32_t try_pattern(const struct format_check *check, const char *flag, bool anywhere, struct span text,
                           struct arena *arena, bool *passes, vreward_error *err)
{
    const struct span before = span_of(flag);
    char *expression = arena_alloc(arena, (size_t)(before.length + check->expression.length));
    if (expression == NULL)
        return fail_memory(err);
    memcpy(expression, before.data, (size_t)before.length);
    memcpy(expression + before.length, check->expression.data, (size_t)check->expression.length);
    struct pattern *pattern = NULL;
    int32_t found = PATTERN_NO_MATCH;
    int32_t code = pattern_compile((struct span){expression, before.length + check->expression.length},
                                   anywhere ? PATTERN_SEARCH : (enum pattern_mode)check->mode, &pattern, err);
    if (code == VREWARD_OK)
        code = pattern_matches(pattern, text, &found, err);
    pattern_destroy(pattern);
    *passes = found == PATTERN_MATCH;
    return code == VREWARD_E_RECIPE ? VREWARD_OK : code; /* an expression that takes no flag before it */
}

static int32_t pattern_hint(const struct format_check *check, struct span text, struct arena *arena, const char **hint,
                            vreward_error *err)
{
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        bool passes = false;
        if (changes[i].anywhere && check->mode == PATTERN_SEARCH)
            continue;
        const int32_t code = try_pattern(check, changes[i].flag, changes[i].anywhere, text, arena, &passes, err);
        if (code != VREWARD_OK)
            return code;
        if (passes) {
            *hint = changes[i].hint;
            return VREWARD_OK;
        }
    }
    return VREWARD_OK;
}

int32_t format_hint(const struct config *config, const struct format_check *check, struct span completion,
                    struct arena *arena, const char **hint, vreward_error *err)
{
    *hint = NULL;
    const struct span text = utf8_valid(completion, arena);
    if (text.data == NULL)
        return fail_memory(err);
    if (check->kind == CHECK_PATTERN)
        return pattern_hint(check, text, arena, hint, err);
    if (check->kind != CHECK_TAGS)
        return VREWARD_OK;
    struct format_check changed = *check;
    bool passes = false;
    int32_t limit = 0;
    changed.opened = OPENED_EITHER;
    const int32_t code = check_passes(config, &changed, completion, text, arena, &passes, &limit, err);
    if (passes)
        *hint = check->opened == OPENED_PROMPT
                    ? "passes with \"opened\": \"either\": the completion opens the first tag"
                    : "passes with \"opened\": \"either\": the first tag is not opened";
    return code;
}
