#include "parse/read.h"

#include "base/ascii.h"
#include "geometry/spaces.h"
#include "parse/absence.h"
#include "parse/answer_part.h"
#include "parse/choose.h"
#include "parse/dialect_pattern.h"
#include "parse/dialect_span.h"
#include "parse/dialects.h"
#include "parse/empty.h"
#include "parse/forms.h"
#include "parse/json.h"
#include "parse/refused.h"
#include "text/utf8.h"

/* One completion while it is read. */
struct job {
    const struct read_options *options;
    enum asked asked;
    struct span completion;
    struct arena *arena;
    vreward_error *err;
    struct reading *reading;
    struct answer answer;
    struct span text; /* from the first byte of the completion, what does not count blank */
    struct scan scan;
    struct count count;
    bool by_pattern_limit;
};

static int32_t answer_unreadable(struct reading *reading, int32_t reason)
{
    reading->reason = reason;
    reading->reasons |= REASON_BIT(reason);
    reading->count = reading->passed_over = 0;
    reading->said_empty = 0;
    reading->has_number = 0;
    return VREWARD_OK;
}

/* There is an answer, and nothing in it can be read. */
static int32_t nothing_in_it(struct job *job, int32_t reason)
{
    struct reading *reading = job->reading;
    answer_unreadable(reading, reason);
    if (job->options->unreadable == UNREADABLE_EMPTY) {
        reading->reason = VREWARD_REASON_OK;
        reading->said_empty = 1;
        reading->repairs |= UINT64_C(1) << REPAIR_OTHER;
    }
    return VREWARD_OK;
}

/* Read as it stands: of JSON more is forgiven than the repairs tell, such as line ends in texts. */
static bool is_strict(const struct job *job)
{
    const int32_t dialect = job->reading->dialect;
    if (dialect == DIALECT_JSON || dialect == DIALECT_GEMINI || dialect == DIALECT_MOONDREAM)
        return json_type_of((struct span){job->text.data + job->answer.begin, job->answer.end - job->answer.begin}) >=
               0;
    return job->reading->repairs == 0 && !job->scan.begun;
}

/* The answer as a whole says that nothing is there. */
static int32_t says_nothing(struct job *job, struct span answer, bool *nothing)
{
    const struct span said = bare_text(answer);
    bool limit = false;
    const int32_t code = empty_by_recipe(job->options, answer, job->arena, nothing, &limit, job->err);
    *nothing = *nothing || span_equal(said, SPAN("null")) || span_equal(said, SPAN("None"));
    job->by_pattern_limit = limit && !*nothing;
    return code;
}

/* Items that the recipe names as a way to say that nothing is there are none. */
static void drop_empty_items(struct job *job)
{
    struct scan *scan = &job->scan;
    int64_t kept = 0;
    for (int64_t i = 0; i < scan->count; i++) {
        if (is_empty_item(job->options, &scan->items[i]))
            scan->said_empty = true;
        else
            scan->items[kept++] = scan->items[i];
    }
    scan->count = kept;
}

/* The number of the answer: the only one between the items, or the one that the recipe says. */
static void read_answer_number(struct job *job)
{
    struct reading *reading = job->reading;
    int64_t from = job->answer.begin;
    if (job->options->number == NUMBER_ONLY) {
        job->count = (struct count){0};
        job->count.found = count_only((struct span){job->text.data + from, job->answer.end - from}, &job->count.value);
    } else if (job->options->dialect != DIALECT_PATTERN) {
        for (int64_t i = 0; i <= job->scan.count; i++) {
            const int64_t to = i < job->scan.count ? job->scan.items[i].begin : job->answer.end;
            if (to > from)
                count_numbers((struct span){job->text.data + from, to - from}, &job->count);
            if (i < job->scan.count && job->scan.items[i].end > from)
                from = job->scan.items[i].end;
        }
    }
    count_settle(&job->count);
    const int32_t which = job->options->number;
    if (which == NUMBER_FIRST || which == NUMBER_LAST)
        job->count.ambiguous = false;
    reading->has_number = job->count.found && !job->count.ambiguous;
    if (reading->has_number)
        reading->number = which == NUMBER_FIRST ? job->count.first : job->count.value;
}

static int32_t find_items(struct job *job)
{
    const struct read_options *options = job->options;
    struct scan *scan = &job->scan;
    *scan = (struct scan){
        .text = job->text.data,
        .at = job->answer.begin,
        .end = job->answer.end,
        .previous = job->answer.begin,
        .unnamed = -1,
        .broken_at = job->answer.end == job->completion.length ? job->answer.end : -1,
        .arena = job->arena,
        .max_items = options->max_items,
        .order_asked = options->order,
        .order = options->order != ORDER_DIALECT ? options->order : ORDER_XYXY,
        .points = job->asked == ASK_POINTS,
        .boxes = job->asked == ASK_BOXES,
        .unkeyed = {.wanted = job->asked != ASK_NUMBER},
        .own_keys = options->own_keys,
    };
    int32_t code = VREWARD_OK;
    job->reading->dialect = options->dialect;
    if (options->dialect == DIALECT_PATTERN) {
        int32_t result = PATTERN_NO_MATCH;
        if (options->pattern != NULL)
            code = read_pattern(scan, options->pattern, &job->count, &result, job->err);
        job->by_pattern_limit = job->by_pattern_limit || result == PATTERN_LIMIT;
    } else if (options->dialect == DIALECT_SPAN || job->asked == ASK_SPANS) {
        job->reading->dialect = DIALECT_SPAN;
        scan_spans(scan);
    } else {
        scan_items(scan, options->dialect, &job->reading->dialect);
    }
    if (code == VREWARD_OK && scan->out_of_memory)
        code = fail_memory(job->err);
    if (code == VREWARD_OK && options->empty_list_count > 0)
        drop_empty_items(job);
    return code;
}

/* The answer says in words that nothing is there. Where the recipe has an expression, that alone says what is there. */
static bool is_absence(const struct job *job)
{
    return job->options->number != NUMBER_ONLY && job->options->dialect != DIALECT_PATTERN &&
           says_absent((struct span){job->text.data + job->answer.begin, job->answer.end - job->answer.begin});
}

/* Leaves the items that the recipe counts. */
static int32_t choose_counted(struct job *job)
{
    const struct read_options *options = job->options;
    int32_t reason = VREWARD_REASON_OK;
    if (options->items == ITEMS_ALL && options->faulty == FAULTY_COUNT)
        return VREWARD_OK;
    const int32_t code = choose_items(options, job->reading, job->arena, &reason, job->err);
    return code != VREWARD_OK || reason == VREWARD_REASON_OK ? code : answer_unreadable(job->reading, reason);
}

/* What the items, or their absence, say about the completion. The order is that of docs/why-is-my-reward-zero.md. */
static int32_t conclude(struct job *job)
{
    struct reading *reading = job->reading;
    const struct scan *scan = &job->scan;
    reading->items = scan->items;
    reading->count = scan->count;
    reading->repairs |= scan->repairs;
    const struct form *form = form_of(reading->dialect);
    if (form != NULL)
        reading->space = form->space;
    if (scan->truncated) {
        reading->reasons |= REASON_BIT(VREWARD_REASON_TRUNCATED);
        reading->repairs |= UINT64_C(1) << REPAIR_TRUNCATED;
    }
    const bool strict = !job->options->strict || is_strict(job);
    if (scan->begun && reading->repairs == 0)
        reading->repairs = UINT64_C(1) << REPAIR_OTHER; /* something was skipped */
    if (job->by_pattern_limit)
        return answer_unreadable(reading, VREWARD_REASON_LIMIT);
    if (scan->too_many)
        return answer_unreadable(reading, VREWARD_REASON_TOO_LARGE);
    if (!strict)
        return nothing_in_it(job, VREWARD_REASON_BAD_SYNTAX);
    if (job->asked == ASK_NUMBER) {
        read_answer_number(job);
        if (job->options->number == NUMBER_ONLY && !reading->has_number)
            return answer_unreadable(reading, VREWARD_REASON_NO_ITEMS);
        if (scan->count == 0 && job->count.ambiguous)
            return answer_unreadable(reading, VREWARD_REASON_AMBIGUOUS);
        if (reading->has_number && scan->count == 0)
            reading->dialect = reading->dialect == DIALECT_AUTO ? DIALECT_NUMBER : reading->dialect;
    }
    if (items_check(scan->items, scan->count, job->asked, job->options->invalid, job->options->both != 0))
        reading->reasons |= REASON_BIT(VREWARD_REASON_BAD_VALUE);
    if (job->options->faulty == FAULTY_VOID && scan->begun)
        return answer_unreadable(reading, VREWARD_REASON_BAD_SYNTAX);
    if (scan->count > 0 || reading->has_number)
        return choose_counted(job);
    if (scan->begun)
        return nothing_in_it(job, VREWARD_REASON_BAD_SYNTAX);
    if (!scan->said_empty && !is_absence(job))
        return nothing_in_it(job, VREWARD_REASON_NO_ITEMS);
    reading->said_empty = 1;
    return VREWARD_OK;
}

static int32_t read_text(struct job *job)
{
    const struct span text = answer_text(&job->answer, job->completion, job->arena);
    if (text.data == NULL && text.length == 0 && job->completion.length > 0)
        return fail_memory(job->err);
    bool nothing = false, limit = false;
    const int32_t code = empty_by_recipe(job->options, text, job->arena, &nothing, &limit, job->err);
    if (code != VREWARD_OK)
        return code;
    if (limit)
        return answer_unreadable(job->reading, VREWARD_REASON_LIMIT);
    job->reading->dialect = DIALECT_TEXT;
    job->reading->said_empty = nothing;
    job->reading->text = nothing || text.length == 0 ? SPAN("") : utf8_valid(text, job->arena);
    return job->reading->text.data == NULL ? fail_memory(job->err) : VREWARD_OK;
}

static int32_t read_items(struct job *job)
{
    struct reading *reading = job->reading;
    job->text = answer_masked(&job->answer, job->completion, job->arena);
    if (job->text.data == NULL && job->completion.length > 0)
        return fail_memory(job->err);
    const struct span said = {job->text.data + job->answer.begin, job->answer.end - job->answer.begin};
    if (job->completion.length == 0 || ascii_trim(said).length == 0)
        return nothing_in_it(job, VREWARD_REASON_EMPTY_ANSWER);
    bool nothing = false;
    int32_t code = says_nothing(job, said, &nothing);
    if (code != VREWARD_OK)
        return code;
    if (nothing) {
        reading->said_empty = 1;
        if (job->asked == ASK_NUMBER)
            read_answer_number(job); /* "0" and "zero" are numbers, too */
        return VREWARD_OK;
    }
    code = find_items(job);
    return code != VREWARD_OK ? code : conclude(job);
}

int32_t read_completion(const struct read_options *options, enum asked asked, struct span completion,
                        struct arena *arena, struct reading *reading, vreward_error *err)
{
    *reading = (struct reading){.dialect = options->dialect, .answer_end = completion.length};
    if (completion.length > options->max_bytes)
        return answer_unreadable(reading, VREWARD_REASON_TOO_LARGE);
    if (asked == ASK_NOTHING)
        return VREWARD_OK;
    if (completion.length == 0)
        completion = SPAN(""); /* no bytes may come without an address, which nothing may be added to */
    struct job job = {
        .options = options, .asked = asked, .completion = completion, .arena = arena, .err = err, .reading = reading};
    const int32_t code = answer_find(options, completion, arena, &job.answer, err);
    if (code != VREWARD_OK)
        return code;
    reading->answer_begin = job.answer.begin;
    reading->answer_end = job.answer.end;
    if (job.answer.breaks_off) {
        reading->reasons |= REASON_BIT(VREWARD_REASON_TRUNCATED);
        reading->repairs |= UINT64_C(1) << REPAIR_TRUNCATED;
    }
    if (job.answer.reason != VREWARD_REASON_OK)
        return answer_unreadable(reading, job.answer.reason);
    return asked == ASK_TEXT ? read_text(&job) : read_items(&job);
}
