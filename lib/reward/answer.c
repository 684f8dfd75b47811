/* A short answer: a choice, yes or no, a number, or a text. Which one follows from the truth. */
#include "reward/number.h"
#include "reward/stated.h"

#include "parse/choice.h"
#include "reward/reward.h"
#include "text/distance.h"

#include <math.h>

enum { EXACT = TERM_FIRST_OWN, SIMILARITY };

static const struct term terms[] = {
    TERM("exact", 0, 1, 0, .description = "1 where the answers are equal, else 0."),
    TERM("similarity", 0, 1, 0,
         .description =
             "How near a wrong answer is. Choices: those in common over all that either names; a number: "
             "1 - min(1, |p - g| / |g|); a text: 1 - edit distance / length of the longer one, the best of the "
             "right forms; yes or no: the same as `exact`."),
};

static enum asked answer_asks(const struct config *config, const struct truth *truth)
{
    (void)config;
    (void)truth;
    return ASK_TEXT;
}

/* ---- reading ---------------------------------------------------------------------------------------------------------- */

/* The option whose text the answer is, as a bit; 0: none's. */
static int32_t option_named(const struct stated_answer *truth, struct span stated, struct arena *arena,
                            uint32_t *letters, vreward_error *err)
{
    struct span folded;
    *letters = 0;
    const int32_t code = truth->option_count > 0 ? fold_answer(stated, arena, &folded, err) : VREWARD_OK;
    for (int64_t i = 0; i < truth->option_count && code == VREWARD_OK; i++) {
        if (*letters == 0 && span_equal(folded, truth->option[i]))
            *letters = UINT32_C(1) << i;
    }
    return code;
}

static bool is_single(uint32_t letters)
{
    return (letters & (letters - 1)) == 0;
}

static int32_t answer_read_choice(const struct stated_answer *truth, struct span stated, struct arena *arena,
                                  struct reading *reading, vreward_error *err)
{
    const int32_t code = option_named(truth, stated, arena, &reading->chosen, err);
    if (reading->chosen == 0)
        reading->chosen = choice_letters(stated, truth->most);
    if (reading->chosen == 0)
        reading->reason = VREWARD_REASON_NO_ITEMS;
    else if (!truth->several && !is_single(reading->chosen))
        reading->reason = VREWARD_REASON_AMBIGUOUS;
    return code;
}

static void read_said(struct span stated, struct reading *reading)
{
    reading->chosen = choice_said(stated);
    if (reading->chosen == SAID_NOTHING)
        reading->reason = VREWARD_REASON_NO_ITEMS;
    else if (reading->chosen == SAID_BOTH)
        reading->reason = VREWARD_REASON_AMBIGUOUS;
}

static int32_t answer_read(const struct config *config, const struct truth *truth, struct arena *arena,
                           struct reading *reading, vreward_error *err)
{
    struct span stated;
    const int32_t code = read_statement(reading, arena, &stated, err);
    if (code != VREWARD_OK || reading->reason != VREWARD_REASON_OK)
        return code;
    const struct span whole = reading->text;
    reading->text = stated;
    const struct stated_answer *own = truth != NULL ? truth->own : NULL;
    if (own == NULL || own->kind == STATED_TEXT)
        return VREWARD_OK;
    if (own->kind == STATED_CHOICE)
        return answer_read_choice(own, stated, arena, reading, err);
    if (own->kind == STATED_YES)
        read_said(stated, reading);
    else
        read_stated_number(&config->read, whole, stated, reading);
    return VREWARD_OK;
}

/* ---- scoring ---------------------------------------------------------------------------------------------------------- */

static int32_t count_bits(uint32_t bits)
{
    int32_t count = 0;
    for (; bits != 0; bits &= bits - 1)
        count++;
    return count;
}

static int32_t score_choice(const struct stated_answer *truth, struct trace *trace, struct arena *arena,
                            vreward_error *err)
{
    const uint32_t chosen = trace->reading->chosen;
    trace->term[SIMILARITY] = (double)count_bits(chosen & truth->letters) / count_bits(chosen | truth->letters);
    trace->term[TERM_ACCURACY] = trace->term[EXACT] = chosen == truth->letters;
    return name_letters(chosen, arena, &trace->normalized, err);
}

static void score_said(const struct stated_answer *truth, struct trace *trace)
{
    const bool yes = trace->reading->chosen == SAID_YES;
    trace->normalized = yes ? SPAN("yes") : SPAN("no");
    trace->term[TERM_ACCURACY] = trace->term[EXACT] = trace->term[SIMILARITY] = yes == truth->yes;
}

static void answer_score_number(const struct config *config, const struct stated_answer *truth, struct trace *trace)
{
    const struct quantity written = quantity_of(trace->reading);
    if (!isfinite(written.value) || !isfinite(written.scaled)) {
        trace->reasons |= REASON_BIT(VREWARD_REASON_BAD_VALUE);
        return;
    }
    const double error = relative_error(&written, &truth->number, 0);
    trace->term[EXACT] = error == 0;
    trace->term[SIMILARITY] = error < 1 ? 1 - error : 0;
    trace->term[TERM_ACCURACY] = error <= config->tolerance;
}

/* Right or wrong; where the recipe gives a threshold, the similarity that reaches it. */
static double text_accuracy(const struct config *config, double similarity, double exact)
{
    if (config->text_above == 0 && config->text_at_least == 0)
        return exact;
    return similarity > config->text_above && similarity >= config->text_at_least ? similarity : 0;
}

/* The best of the right forms. LIMIT: all of them are too far away. */
static int32_t score_text(const struct config *config, const struct stated_answer *truth, struct trace *trace,
                          struct arena *arena, vreward_error *err)
{
    double best = -1;
    int32_t code = fold_answer(trace->reading->text, arena, &trace->normalized, err);
    if (code != VREWARD_OK)
        return code;
    for (int64_t i = 0; i < truth->text_count; i++) {
        int64_t distance, length;
        code = compare_text(truth->prepared[i], trace->normalized, arena, &distance, &length, err);
        if (code == VREWARD_E_LIMIT)
            continue;
        if (code != VREWARD_OK)
            return code;
        const int64_t true_length = prepared_length(truth->prepared[i]);
        const int64_t longer = length > true_length ? length : true_length;
        const double similarity = longer == 0 ? 1 : 1 - (double)distance / (double)longer;
        best = similarity > best ? similarity : best;
        trace->term[EXACT] = trace->term[EXACT] == 1 || span_equal(trace->normalized, truth->text[i]);
    }
    if (best < 0)
        return VREWARD_E_LIMIT;
    trace->term[SIMILARITY] = best;
    trace->term[TERM_ACCURACY] = text_accuracy(config, best, trace->term[EXACT]);
    return VREWARD_OK;
}

static int32_t answer_score(const struct config *config, const struct truth *truth, struct trace *trace,
                            struct arena *arena, vreward_error *err)
{
    const struct stated_answer *own = truth->own;
    int32_t code = VREWARD_OK;
    switch (own->kind) {
    case STATED_CHOICE:
        code = score_choice(own, trace, arena, err);
        break;
    case STATED_YES:
        score_said(own, trace);
        break;
    case STATED_NUMBER:
        answer_score_number(config, own, trace);
        break;
    default:
        code = score_text(config, own, trace, arena, err);
    }
    note_wrong_answer(config, trace);
    return code;
}

_Static_assert(TERM_FIRST_OWN + sizeof terms / sizeof terms[0] <= MAX_TERMS, "a trace has room for all terms");

const struct reward answer_reward = {
    .task = "answer",
    .truth_example = "{\"choice\": \"B\"}",
    .terms = terms,
    .term_count = sizeof terms / sizeof terms[0],
    .needs_truth = 1,
    .takes_statement = 1,
    .prepare_truth = prepare_stated_answer,
    .asks = answer_asks,
    .read = answer_read,
    .score = answer_score,
};
