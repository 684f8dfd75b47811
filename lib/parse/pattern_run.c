/* One call of the two programs of an expression, and the limits of its work. */
#include "parse/pattern_programs.h"

#include "base/alloc.h"

/* Callouts that a search may cost: what comes back to no byte more than some 32 times never meets them. Expressions that
 * degenerate, (?:a+)+b, (a|aa)+$b, (?:a|b|ab)*c, took at most 12, 16 and 406 ms until `limit` on 1,000, 30,000 and 700,000
 * letters a (vreward.score of a format check on a Xeon, 2026-11). Whether a score is `limit` depends on them. */
enum {
    WORK_FOR_ALL = 1000 * 1000,
    WORK_PER_BYTE = 32,
    WORK_AT_MOST = 20 * 1000 * 1000,
    STACK_FIRST = 32 * 1024, /* of the JIT's: 32 KiB are its own, and little for repeated groups */
    STACK_LAST = 16 * 1024 * 1024,
    HEAP_KIB = 4 * 1024 * 1024 - 1 /* never reached; to 10.42 PCRE2 takes it times 1,024 in 32 bits */
};

/* What PCRE2 asks for in a call of few groups fits in the memory of the run: taken from the heap it costs more than
 * the search of a short text. */
static void *take(size_t size, void *given)
{
    struct run *run = given;
    const size_t rounded = (size + RUN_ALIGNMENT - 1) & ~(size_t)(RUN_ALIGNMENT - 1);
    if (size > sizeof run->memory || rounded > sizeof run->memory - run->used)
        return base_alloc(size);
    run->used += rounded;
    return run->memory + run->used - rounded;
}

static void give_back(void *memory, void *given)
{
    const struct run *run = given;
    const uintptr_t at = (uintptr_t)memory, begin = (uintptr_t)run->memory;
    if (at < begin || at >= begin + sizeof run->memory)
        base_free(memory);
}

static int count_sparse(pcre2_callout_block *block, void *context)
{
    struct run *run = context;
    const int64_t left = (int64_t)(block->subject_length - block->current_position);
    run->work += 1 + (block->callout_number == CALLOUT_STEP ? 0 : left);
    run->steps += 1 + (block->callout_number == CALLOUT_LOOP ? left : 0);
    return run->work > run->budget || run->steps > run->programs->most_steps ? PCRE2_ERROR_CALLOUT : 0;
}

static int count_dense(pcre2_callout_block *block, void *context)
{
    struct run *run = context;
    const PCRE2_SIZE here = block->current_position;
    run->work += 1 + (int64_t)(here > run->place ? here - run->place : run->place - here);
    run->steps++;
    run->place = here;
    return run->work > run->budget || run->steps > 2 * run->programs->most_steps ? PCRE2_ERROR_CALLOUT : 0;
}

bool run_begin(const struct programs *programs, int64_t length, struct run *run)
{
    memset(run, 0, offsetof(struct run, memory));
    run->programs = programs;
    run->is_dense = programs->sparse == NULL;
    run->budget = length < WORK_AT_MOST / WORK_PER_BYTE ? WORK_FOR_ALL + WORK_PER_BYTE * length : WORK_AT_MOST;
    run->general = pcre2_general_context_create(take, give_back, run);
    run->context = run->general != NULL ? pcre2_match_context_create(run->general) : NULL;
    run->data = run->context != NULL ? pcre2_match_data_create_from_pattern(programs->dense, run->general) : NULL;
    if (run->data == NULL)
        return false;
    pcre2_set_match_limit(run->context, UINT32_MAX);
    pcre2_set_depth_limit(run->context, UINT32_MAX);
    pcre2_set_heap_limit(run->context, HEAP_KIB);
    return true;
}

void run_end(struct run *run)
{
    pcre2_match_data_free(run->data);
    pcre2_jit_stack_free(run->stack);
    pcre2_match_context_free(run->context);
    pcre2_general_context_free(run->general);
}

/* One of the two programs, by the JIT, then with a larger stack of its own, then by the interpreter, whose memory only
 * the steps bound. */
static int match(struct run *run, const pcre2_code *code, struct span text, int64_t at)
{
    const int64_t work = run->work, steps = run->steps;
    uint32_t options = PCRE2_NO_UTF_CHECK;
    for (;;) {
        run->work = work;
        run->steps = steps;
        run->place = (PCRE2_SIZE)at;
        const int matched = pcre2_match(code, (PCRE2_SPTR)text.data, (PCRE2_SIZE)text.length, (PCRE2_SIZE)at, options,
                                        run->data, run->context);
        if (matched != PCRE2_ERROR_JIT_STACKLIMIT)
            return matched;
        if (run->stack != NULL) {
            options |= PCRE2_NO_JIT;
            continue;
        }
        run->stack = pcre2_jit_stack_create(STACK_FIRST, STACK_LAST, run->general);
        if (run->stack == NULL)
            return PCRE2_ERROR_NOMEMORY;
        pcre2_jit_stack_assign(run->context, NULL, run->stack);
    }
}

int run_match(struct run *run, struct span text, int64_t at)
{
    if (!run->is_dense) {
        pcre2_set_callout(run->context, count_sparse, run);
        const int matched = match(run, run->programs->sparse, text, at);
        if (matched != PCRE2_ERROR_CALLOUT || run->work <= run->budget)
            return matched;
        run->is_dense = true;
        run->work = run->steps = 0;
    }
    pcre2_set_callout(run->context, count_dense, run);
    return match(run, run->programs->dense, text, at);
}
