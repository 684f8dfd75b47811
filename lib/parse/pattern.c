#include "parse/pattern.h"

#include "base/alloc.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* A search first runs as it is, under PCRE2's own match limit. PCRE2 counts anew at every place where a match may
 * begin, and not at all inside a repeat of one character; so a search that reaches the limit, or one through a long
 * text, runs again with a callout before every item of the expression, which counts the steps and the bytes passed over
 * from one to the next, for the whole text. Neither count knows time: the same text gives the same result everywhere.
 */
enum {
    WORK = 20 * 1000 * 1000, /* PCRE2's steps, for all places of the text together */
    WORK_AT_LEAST = 200,     /* for one place */
    WORK_AT_MOST = 1000 * 1000,
    WORK_COUNTED = 20 * 1000 * 1000, /* steps and bytes */
    LONG_TEXT = 32 * 1024,           /* counted from the start: the square of less is affordable */
    DEPTH_LIMIT = 10000,
    HEAP_LIMIT_KIB = 20000,
    STACK_FIRST = 32 * 1024, /* of the counted program: 32 KiB are PCRE2's own, and little for repeated groups */
    STACK_LAST = 16 * 1024 * 1024
};

struct pattern {
    pcre2_code *code;
    pcre2_code *counted; /* the same with callouts */
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

/* One of the two programs. NULL: *error and *offset say why. */
static pcre2_code *compile_code(struct span expression, uint32_t options, pcre2_compile_context *context, int *error,
                                PCRE2_SIZE *offset)
{
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)expression.data, (PCRE2_SIZE)expression.length, options, error, offset, context);
    if (code != NULL)
        pcre2_jit_compile(code, PCRE2_JIT_COMPLETE); /* where it fails the interpreter gives the same result */
    return code;
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
    pcre2_general_context *general = pcre2_general_context_create(take, give_back, NULL);
    pcre2_compile_context *context = general != NULL ? pcre2_compile_context_create(general) : NULL;
    int error = PCRE2_ERROR_NOMEMORY;
    PCRE2_SIZE offset = 0;
    if (made != NULL) {
        *made = (struct pattern){.mode = mode};
        const uint32_t options = compile_options(mode);
        if (context != NULL)
            made->code = compile_code(expression, options, context, &error, &offset);
        if (made->code != NULL)
            made->counted = compile_code(expression, options | PCRE2_AUTO_CALLOUT, context, &error, &offset);
    }
    pcre2_compile_context_free(context);
    pcre2_general_context_free(general);
    if (made == NULL || made->counted == NULL) {
        pattern_destroy(made);
        return compile_failure(error, offset, err);
    }
    find_groups(made);
    *pattern = made;
    return VREWARD_OK;
}

void pattern_destroy(struct pattern *pattern)
{
    if (pattern == NULL)
        return;
    pcre2_code_free(pattern->code);
    pcre2_code_free(pattern->counted);
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
    pcre2_jit_stack *stack; /* made when it is first needed */
    int64_t work;           /* counted so far */
    PCRE2_SIZE place;       /* where the last callout stood */
};

static void finish(struct run *run)
{
    pcre2_match_data_free(run->data);
    pcre2_jit_stack_free(run->stack);
    pcre2_match_context_free(run->context);
    pcre2_general_context_free(run->general);
}

static int count_step(pcre2_callout_block *block, void *context)
{
    struct run *run = context;
    const PCRE2_SIZE here = block->current_position;
    run->work += 1 + (int64_t)(here > run->place ? here - run->place : run->place - here);
    run->place = here;
    return run->work > WORK_COUNTED ? PCRE2_ERROR_CALLOUT : 0;
}

static int32_t begin(const struct pattern *pattern, struct run *run)
{
    *run = (struct run){0};
    run->general = pcre2_general_context_create(take, give_back, NULL);
    run->context = run->general != NULL ? pcre2_match_context_create(run->general) : NULL;
    run->data = run->context != NULL ? pcre2_match_data_create_from_pattern(pattern->code, run->general) : NULL;
    if (run->data == NULL)
        return VREWARD_E_MEMORY;
    pcre2_set_depth_limit(run->context, DEPTH_LIMIT);
    pcre2_set_heap_limit(run->context, HEAP_LIMIT_KIB);
    pcre2_set_callout(run->context, count_step, run);
    return VREWARD_OK;
}

/* The match from byte `at` on: PCRE2's result. */
static int search(const struct pattern *pattern, struct span text, int64_t at, struct run *run)
{
    const PCRE2_SPTR subject = (PCRE2_SPTR)text.data;
    const PCRE2_SIZE length = (PCRE2_SIZE)text.length, from = (PCRE2_SIZE)at;
    if (pattern->mode != PATTERN_SEARCH || text.length <= LONG_TEXT) {
        int64_t limit = WORK_AT_MOST;
        if (pattern->mode == PATTERN_SEARCH && text.length > WORK / WORK_AT_MOST)
            limit = WORK / text.length > WORK_AT_LEAST ? WORK / text.length : WORK_AT_LEAST;
        pcre2_set_match_limit(run->context, (uint32_t)limit);
        const int matched = pcre2_match(pattern->code, subject, length, from, 0, run->data, run->context);
        if (matched != PCRE2_ERROR_MATCHLIMIT && matched != PCRE2_ERROR_JIT_STACKLIMIT)
            return matched;
    }
    if (run->stack == NULL) {
        run->stack = pcre2_jit_stack_create(STACK_FIRST, STACK_LAST, run->general);
        if (run->stack == NULL)
            return PCRE2_ERROR_NOMEMORY;
        pcre2_jit_stack_assign(run->context, NULL, run->stack);
    }
    run->place = from;
    pcre2_set_match_limit(run->context, WORK_COUNTED);
    return pcre2_match(pattern->counted, subject, length, from, 0, run->data, run->context);
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
    *result = PATTERN_LIMIT;
    int32_t status = begin(pattern, &run);
    if (status == VREWARD_OK) {
        const int matched = search(pattern, text, 0, &run);
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
    struct run run;
    *result = PATTERN_NO_MATCH;
    int32_t status = begin(pattern, &run);
    int64_t at = 0;
    while (status == VREWARD_OK && at <= text.length) {
        struct pattern_found found;
        const int matched = search(pattern, text, at, &run);
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
