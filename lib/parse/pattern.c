#include "parse/pattern.h"

#include "base/alloc.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* The work that one search may cost, in PCRE2's unit (calls of its internal match function), and how deep and large it
 * may grow. PCRE2 counts anew at every place where a match may begin, so a pattern that is tried everywhere gets a
 * share for each place. */
enum {
    WORK = 20 * 1000 * 1000,
    WORK_AT_LEAST = 200,
    WORK_AT_MOST = 1000 * 1000,
    DEPTH_LIMIT = 10000,
    HEAP_LIMIT_KIB = 20000
};

struct pattern {
    pcre2_code *code;
    int32_t mode;
    int32_t group[PATTERN_GROUPS]; /* number of each named group, 0: none */
};

static const char *const group_names[PATTERN_GROUPS] = {"x1", "y1",    "x2",         "y2",   "x",
                                                        "y",  "label", "confidence", "count"};

static void *take(size_t size, void *unused)
{
    (void)unused;
    return base_alloc(size);
}

static void give_back(void *memory, void *unused)
{
    (void)unused;
    base_free(memory);
}

static uint32_t compile_options(enum pattern_mode mode)
{
    uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
    if (mode != PATTERN_SEARCH)
        options |= PCRE2_ANCHORED;
    if (mode == PATTERN_FULL)
        options |= PCRE2_ENDANCHORED;
    return options;
}

static void find_groups(struct pattern *pattern)
{
    for (int32_t i = 0; i < PATTERN_GROUPS; i++) {
        const int number = pcre2_substring_number_from_name(pattern->code, (PCRE2_SPTR)group_names[i]);
        pattern->group[i] = number > 0 ? number : 0;
    }
}

int32_t pattern_compile(struct span expression, enum pattern_mode mode, struct pattern **pattern, vreward_error *err)
{
    *pattern = NULL;
    struct pattern *made = base_alloc(sizeof *made);
    pcre2_general_context *general = pcre2_general_context_create(take, give_back, NULL);
    pcre2_compile_context *context = general != NULL ? pcre2_compile_context_create(general) : NULL;
    int error = PCRE2_ERROR_NOMEMORY;
    PCRE2_SIZE offset = 0;
    if (made != NULL && context != NULL) {
        made->mode = mode;
        made->code = pcre2_compile((PCRE2_SPTR)expression.data, (PCRE2_SIZE)expression.length, compile_options(mode),
                                   &error, &offset, context);
    }
    pcre2_compile_context_free(context);
    pcre2_general_context_free(general);
    if (made != NULL && context != NULL && made->code != NULL) {
        pcre2_jit_compile(made->code, PCRE2_JIT_COMPLETE); /* where it fails the interpreter gives the same result */
        find_groups(made);
        *pattern = made;
        return VREWARD_OK;
    }
    base_free(made);
    if (made == NULL || context == NULL || error == PCRE2_ERROR_NOMEMORY || error == PCRE2_ERROR_HEAP_FAILED)
        return fail_memory(err);
    PCRE2_UCHAR message[160];
    if (pcre2_get_error_message(error, message, sizeof message) < 0)
        message[0] = '\0';
    return fail(err, VREWARD_E_RECIPE, -1, (int64_t)offset, "pattern: %s at byte %lld of it", (const char *)message,
                (long long)offset);
}

void pattern_destroy(struct pattern *pattern)
{
    if (pattern == NULL)
        return;
    pcre2_code_free(pattern->code);
    base_free(pattern);
}

bool pattern_has_group(const struct pattern *pattern, enum pattern_group group)
{
    return pattern->group[group] != 0;
}

/* One call's state: nothing of it is shared, so a pattern may run in any number of threads. */
struct run {
    pcre2_general_context *general;
    pcre2_match_context *context;
    pcre2_match_data *data;
};

static void finish(struct run *run)
{
    pcre2_match_data_free(run->data);
    pcre2_match_context_free(run->context);
    pcre2_general_context_free(run->general);
}

static int32_t begin(const struct pattern *pattern, struct span text, struct run *run)
{
    run->general = pcre2_general_context_create(take, give_back, NULL);
    run->context = run->general != NULL ? pcre2_match_context_create(run->general) : NULL;
    run->data = run->context != NULL ? pcre2_match_data_create_from_pattern(pattern->code, run->general) : NULL;
    if (run->data == NULL)
        return VREWARD_E_MEMORY;
    int64_t limit = WORK_AT_MOST;
    if (pattern->mode == PATTERN_SEARCH && text.length > WORK / WORK_AT_MOST)
        limit = WORK / text.length > WORK_AT_LEAST ? WORK / text.length : WORK_AT_LEAST;
    pcre2_set_match_limit(run->context, (uint32_t)limit);
    pcre2_set_depth_limit(run->context, DEPTH_LIMIT);
    pcre2_set_heap_limit(run->context, HEAP_LIMIT_KIB);
    return VREWARD_OK;
}

static int32_t outcome(int matched)
{
    if (matched >= 0)
        return PATTERN_MATCH;
    return matched == PCRE2_ERROR_NOMATCH ? PATTERN_NO_MATCH : PATTERN_LIMIT;
}

int32_t pattern_matches(const struct pattern *pattern, struct span text, int32_t *result, vreward_error *err)
{
    struct run run = {NULL, NULL, NULL};
    *result = PATTERN_LIMIT;
    int32_t status = begin(pattern, text, &run);
    if (status == VREWARD_OK) {
        const int matched =
            pcre2_match(pattern->code, (PCRE2_SPTR)text.data, (PCRE2_SIZE)text.length, 0, 0, run.data, run.context);
        if (matched == PCRE2_ERROR_NOMEMORY)
            status = VREWARD_E_MEMORY;
        *result = outcome(matched);
    }
    finish(&run);
    return status == VREWARD_OK ? VREWARD_OK : fail_memory(err);
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
    struct run run = {NULL, NULL, NULL};
    *result = PATTERN_NO_MATCH;
    int32_t status = begin(pattern, text, &run);
    int64_t at = 0;
    while (status == VREWARD_OK && at <= text.length) {
        struct pattern_found found;
        const int matched = pcre2_match(pattern->code, (PCRE2_SPTR)text.data, (PCRE2_SIZE)text.length, (PCRE2_SIZE)at,
                                        0, run.data, run.context);
        if (matched == PCRE2_ERROR_NOMEMORY)
            status = VREWARD_E_MEMORY;
        if (matched < 0) {
            if (matched != PCRE2_ERROR_NOMATCH)
                *result = PATTERN_LIMIT;
            break;
        }
        *result = PATTERN_MATCH;
        take_groups(pattern, text, run.data, &found);
        status = visit(context, &found);
        at = found.end > at ? found.end : at + 1;
        while (at < text.length && ((unsigned char)text.data[at] & 0xC0) == 0x80)
            at++; /* an empty match is followed by the next code point */
    }
    finish(&run);
    return status == VREWARD_E_MEMORY ? fail_memory(err) : status;
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
