/* A number: how near the written one is to the true one. */
#include "reward/number.h"
#include "reward/finish.h"

#include "parse/dialects.h"
#include "parse/json.h"
#include "parse/statement.h"
#include "reward/reward.h"
#include "reward/truth_members.h"
#include "text/normalize.h"

#include <math.h>

enum { EXACT = TERM_FIRST_OWN, RELATIVE, TOLERANCE, MRA };

static const struct term terms[] = {
    TERM("exact", 0, 1, 0, .description = "1 where the numbers are equal, else 0."),
    TERM("relative", 0, 1, 0,
         .description =
             "1 - min(1, |p - g| / |g|) for the written number p and the true g; beside a true 0 the same as "
             "`exact`."),
    TERM("tolerance", 0, 1, 0,
         .description =
             "1 where |p - g| is at most the recipe's `tolerance` times |g|, else 0; of several tolerances the "
             "share."),
    TERM("mra", 0, 1, 0,
         .description =
             "Mean relative accuracy: of the ten thresholds 5 %, 10 % ... 50 % the share that |p - g| / |g| is "
             "below."),
};

static double error_between(double written, double truth, double eps)
{
    if (eps > 0)
        return (fabs(written - truth) + eps) / (fabs(truth) + eps);
    if (written == truth)
        return 0;
    return truth == 0 ? HUGE_VAL : fabs(written - truth) / fabs(truth);
}

double relative_error(const struct quantity *written, const struct quantity *truth, double eps)
{
    const double scaled = error_between(written->scaled, truth->scaled, eps);
    if (written->has_scale == truth->has_scale)
        return scaled;
    const double plain = error_between(written->value, truth->value, eps);
    return plain < scaled ? plain : scaled;
}

int32_t number_of_text(struct span text, int64_t offset, const char *member, struct quantity *number,
                       vreward_error *err)
{
    struct quantities found;
    quantities_find(text, &found);
    if (!found.found)
        return bad_truth(err, offset, member, "holds no number");
    if (found.differ)
        return bad_truth(err, offset, member, "holds two different numbers");
    *number = found.first;
    if (!isfinite(number->value) || !isfinite(number->scaled))
        return bad_truth(err, offset, member, "holds a number that is not finite");
    return VREWARD_OK;
}

int32_t number_of_truth(const struct json *value, const char *member, struct quantity *number, vreward_error *err)
{
    if (value->type == JSON_STRING)
        return number_of_text(value->string, value->begin, member, number, err);
    if (value->type != JSON_NUMBER)
        return bad_truth(err, value->begin, member, "is not a number, nor a text with one");
    if (!isfinite(value->number))
        return bad_truth(err, value->begin, member, "is a number that is not finite");
    *number = (struct quantity){.value = value->number, .scaled = value->number};
    return VREWARD_OK;
}

static int32_t number_prepare_truth(const struct config *config, struct truth *truth, struct arena *arena,
                                    vreward_error *err)
{
    (void)config;
    const struct json *value = truth->stated.number != NULL ? truth->stated.number : truth->stated.bare;
    struct quantity *number = arena_alloc(arena, sizeof *number);
    if (number == NULL)
        return fail_memory(err);
    int32_t code;
    if (value != NULL)
        code = number_of_truth(value, "number", number, err);
    else if (truth->text.data != NULL)
        code = number_of_text(truth->text, -1, "number", number, err);
    else
        code = bad_truth(err, -1, "number", "is missing");
    if (code != VREWARD_OK)
        return code;
    truth->number = number->value;
    truth->has_number = 1;
    truth->own = number;
    return VREWARD_OK;
}

static enum asked number_asks(const struct config *config, const struct truth *truth)
{
    (void)config;
    (void)truth;
    return ASK_TEXT;
}

int32_t read_statement(struct reading *reading, struct arena *arena, struct span *stated, vreward_error *err)
{
    const int32_t code =
        normalize(reading->text, VREWARD_NORMALIZE_WIDTH | VREWARD_NORMALIZE_INVISIBLE, arena, &reading->text, err);
    if (code != VREWARD_OK)
        return code;
    *stated = statement_find(reading->text, arena);
    if (stated->data == NULL)
        return fail_memory(err);
    if (stated->length == 0)
        reading->reason = VREWARD_REASON_EMPTY_ANSWER;
    return VREWARD_OK;
}

void read_stated_number(const struct read_options *options, struct span text, struct span stated,
                        struct reading *reading)
{
    struct quantities found = {.found = false};
    if (options->number == NUMBER_ONLY)
        found.found = quantity_only(text, &found.first);
    else
        quantities_find(stated, &found);
    const struct quantity number = options->number == NUMBER_LAST ? found.last : found.first;
    if (!found.found)
        reading->reason = VREWARD_REASON_NO_ITEMS;
    else if (found.differ && options->number == NUMBER_ANYWHERE)
        reading->reason = VREWARD_REASON_AMBIGUOUS;
    if (reading->reason != VREWARD_REASON_OK)
        return;
    reading->has_number = 1;
    reading->number = number.value;
    reading->scaled = number.scaled;
    reading->has_scale = number.has_scale;
}

static int32_t number_read(const struct config *config, const struct truth *truth, struct arena *arena,
                           struct reading *reading, vreward_error *err)
{
    (void)truth;
    struct span stated;
    const int32_t code = read_statement(reading, arena, &stated, err);
    if (code == VREWARD_OK && reading->reason == VREWARD_REASON_OK)
        read_stated_number(&config->read, reading->text, stated, reading);
    reading->dialect = DIALECT_NUMBER;
    return code;
}

void note_wrong_answer(const struct config *config, struct trace *trace)
{
    for (int64_t slot = TERM_ACCURACY; slot < TERM_FIRST_OWN + config->reward->term_count; slot++) {
        if (term_counts(config, slot) && trace->term[slot] < 1)
            trace->reasons |= REASON_BIT(VREWARD_REASON_WRONG_ANSWER);
    }
}

static double share_within(const struct config *config, double error)
{
    int64_t kept = 0;
    for (int64_t i = 0; i < config->within_count; i++)
        kept += error <= config->within[i];
    return (double)kept / (double)config->within_count;
}

/* The ten thresholds are those of VSI-Bench, 1 - 0.50 to 1 - 0.95, as the doubles nearest to them. */
static double mean_relative_accuracy(double error)
{
    int32_t reached = 0;
    for (int32_t i = 1; i <= 10; i++)
        reached += error < i / 20.0;
    return reached / 10.0;
}

static int32_t number_score(const struct config *config, const struct truth *truth, struct trace *trace,
                            struct arena *arena, vreward_error *err)
{
    (void)arena;
    (void)err;
    const struct quantity written = quantity_of(trace->reading);
    if (!isfinite(written.value) || !isfinite(written.scaled)) {
        trace->reasons |= REASON_BIT(VREWARD_REASON_BAD_VALUE);
        return VREWARD_OK;
    }
    const double error = relative_error(&written, truth->own, 0);
    const double with_eps = config->eps > 0 ? relative_error(&written, truth->own, config->eps) : error;
    trace->term[EXACT] = error == 0;
    trace->term[RELATIVE] = with_eps < 1 ? 1 - with_eps : 0;
    trace->term[TOLERANCE] = share_within(config, error);
    trace->term[MRA] = mean_relative_accuracy(error);
    trace->term[TERM_ACCURACY] = trace->term[MRA];
    note_wrong_answer(config, trace);
    return VREWARD_OK;
}

_Static_assert(TERM_FIRST_OWN + sizeof terms / sizeof terms[0] <= MAX_TERMS, "a trace has room for all terms");

const struct reward number_reward = {
    .task = "number",
    .truth_example = "{\"number\": 3.5}",
    .terms = terms,
    .term_count = sizeof terms / sizeof terms[0],
    .needs_truth = 1,
    .takes_statement = 1,
    .prepare_truth = number_prepare_truth,
    .asks = number_asks,
    .read = number_read,
    .score = number_score,
};
