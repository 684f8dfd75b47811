#include "parse/pattern.h"

#include "base/alloc.h"
#include "base/code_point.h"

#include "parse/pattern_programs.h"
#include "parse/pattern_row.h"

struct pattern {
    struct programs programs;
    struct row row;
    int32_t group[PATTERN_GROUPS]; /* number of each named group, 0: none */
};

static const char *const group_names[PATTERN_GROUPS] = {"x1",    "y1",         "x2",    "y2",    "x",   "y",
                                                        "label", "confidence", "count", "start", "end", "answer"};

static uint32_t compile_options(enum pattern_mode mode)
{
    uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C;
    if (mode != PATTERN_SEARCH)
        options |= PCRE2_ANCHORED;
    if (mode == PATTERN_FULL)
        options |= PCRE2_ENDANCHORED;
    return options;
}

static void find_groups(struct pattern *pattern)
{
    for (int32_t i = 0; i < PATTERN_GROUPS; i++) {
        const int number = pcre2_substring_number_from_name(pattern->programs.dense, (PCRE2_SPTR)group_names[i]);
        pattern->group[i] = number > 0 ? number : 0;
    }
}

static int32_t compile_failure(int error, PCRE2_SIZE offset, vreward_error *err)
{
    if (error == PCRE2_ERROR_NOMEMORY || error == PCRE2_ERROR_HEAP_FAILED)
        return fail_memory(err);
    PCRE2_UCHAR message[160];
    if (pcre2_get_error_message(error, message, sizeof message) < 0)
        message[0] = '\0';
    return fail(err, VREWARD_E_RECIPE, -1, (int64_t)offset, "pattern: %s at byte %lld of it", (const char *)message,
                (long long)offset);
}

int32_t pattern_compile(struct span expression, enum pattern_mode mode, struct pattern **pattern, vreward_error *err)
{
    *pattern = NULL;
    struct pattern *made = base_alloc(sizeof *made);
    if (made == NULL)
        return fail_memory(err);
    *made = (struct pattern){0};
    pcre2_general_context *general = pcre2_general_context_create(spare_take, spare_give_back, &made->programs.spare);
    pcre2_compile_context *context = general != NULL ? pcre2_compile_context_create(general) : NULL;
    int error = PCRE2_ERROR_NOMEMORY;
    PCRE2_SIZE offset = 0;
    if (context != NULL && pcre2_set_newline(context, PCRE2_NEWLINE_LF) == 0) /* whatever PCRE2 was built for */
        error = programs_compile(expression, compile_options(mode), context, &made->programs, &offset);
    pcre2_compile_context_free(context);
    pcre2_general_context_free(general);
    if (error != 0) {
        pattern_destroy(made);
        return compile_failure(error, offset, err);
    }
    find_groups(made);
    row_compile(expression, mode, &made->row);
    *pattern = made;
    return VREWARD_OK;
}

void pattern_destroy(struct pattern *pattern)
{
    if (pattern == NULL)
        return;
    programs_free(&pattern->programs);
    base_free(pattern);
}

bool pattern_has_group(const struct pattern *pattern, enum pattern_group group)
{
    return pattern->group[group] != 0;
}

static int32_t outcome(int matched)
{
    if (matched >= 0)
        return PATTERN_MATCH;
    return matched == PCRE2_ERROR_NOMATCH ? PATTERN_NO_MATCH : PATTERN_LIMIT;
}

int32_t pattern_matches(const struct pattern *pattern, struct span text, int32_t *result, vreward_error *err)
{
    struct run run;
    if (pattern->row.count > 0 && row_matches(&pattern->row, text, result))
        return VREWARD_OK;
    int matched = PCRE2_ERROR_NOMEMORY;
    if (run_begin(&pattern->programs, text.length, &run))
        matched = run_match(&run, text, 0);
    run_end(&run);
    *result = outcome(matched);
    return matched == PCRE2_ERROR_NOMEMORY ? fail_memory(err) : VREWARD_OK;
}

static void take_groups(const struct pattern *pattern, struct span text, const pcre2_match_data *data,
                        struct pattern_found *found)
{
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer((pcre2_match_data *)(uintptr_t)data);
    for (int32_t i = 0; i < PATTERN_GROUPS; i++) {
        const int32_t number = pattern->group[i];
        found->group[i] = (struct span){NULL, 0};
        if (number != 0 && ends[2 * number] != PCRE2_UNSET)
            found->group[i] =
                (struct span){text.data + ends[2 * number], (int64_t)(ends[2 * number + 1] - ends[2 * number])};
    }
    found->begin = (int64_t)ends[0];
    found->end = (int64_t)ends[1];
}

int32_t pattern_find_all(const struct pattern *pattern, struct span text, pattern_visitor visit, void *context,
                         int32_t *result, vreward_error *err)
{
    struct run run;
    int32_t code = run_begin(&pattern->programs, text.length, &run) ? VREWARD_OK : VREWARD_E_MEMORY;
    int64_t at = 0;
    *result = PATTERN_NO_MATCH;
    while (code == VREWARD_OK && at <= text.length) {
        struct pattern_found found;
        const int matched = run_match(&run, text, at);
        if (matched == PCRE2_ERROR_NOMEMORY)
            code = VREWARD_E_MEMORY;
        if (matched < 0) {
            if (matched != PCRE2_ERROR_NOMATCH)
                *result = PATTERN_LIMIT;
            break;
        }
        *result = PATTERN_MATCH;
        take_groups(pattern, text, run.data, &found);
        code = visit(context, &found);
        at = found.end > at ? found.end : at + 1;
        while (at < text.length && utf8_continues(text.data[at]))
            at++; /* an empty match is followed by the next code point */
    }
    run_end(&run);
    return code == VREWARD_E_MEMORY ? fail_memory(err) : code;
}

void pattern_library_version(char version[32])
{
    char whole[64]; /* "10.42 2022-12-11": PCRE2 promises no length, and asks for it with NULL */
    version[0] = '\0';
    if (pcre2_config(PCRE2_CONFIG_VERSION, NULL) > (int)sizeof whole || pcre2_config(PCRE2_CONFIG_VERSION, whole) < 0)
        return;
    whole[31] = '\0';
    memcpy(version, whole, 32);
}
