/* Text in an image: rewards.md section 3, `ocr`. */
#include "reward/reward.h"
#include "reward/truth_members.h"
#include "text/distance.h"
#include "text/normalize.h"
#include "text/split.h"
#include "text/tokens.h"

#include <math.h>

enum { CER = TERM_FIRST_OWN, WER, EXACT, TOKEN_PRECISION, TOKEN_RECALL, TOKEN_F1 };

static const struct term terms[] = {
    TERM("cer", 0, INFINITY, 1,
         .description = "Edit distance over the length of the truth; truth empty: 0 where the prediction is, else 1."),
    TERM("wer", 0, INFINITY, 1, .description = "The same in words, or in `unit` where that is words or tokens."),
    TERM("exact", 0, 1, 0, .description = "1 where the texts are equal after normalisation, else 0."),
    TERM("token_precision", 0, 1, 0, .request = REQUEST_TOKENS,
         .description = "Share of the written words (or `unit`) that the truth holds, each as often as there."),
    TERM("token_recall", 0, 1, 0, .request = REQUEST_TOKENS,
         .description = "Share of the true words that were written."),
    TERM("token_f1", 0, 1, 0, .request = REQUEST_TOKENS, .description = "Harmonic mean of the two."),
};

/* One of the texts that are right, prepared for all rollouts. */
struct right_text {
    struct span text; /* normalised */
    const struct prepared_text *units, *words;
};

struct ocr_truth {
    const struct right_text *right;
    int64_t count;
};

/* What `wer` and the token terms count: the recipe's unit where it cuts a text into words, else words. */
static int32_t unit_of_words(const struct config *config)
{
    return is_split(config->unit) ? config->unit : VREWARD_UNIT_WORD;
}

static int32_t prepare_right_text(const struct config *config, struct span text, struct right_text *right,
                                  struct arena *arena, vreward_error *err)
{
    int32_t code = normalize_mapped(text, config->normalize, config->map, arena, &right->text, err);
    if (code == VREWARD_OK)
        code = prepare_text(right->text, config->distance, config->unit, arena, &right->units, err);
    if (code != VREWARD_OK)
        return code;
    right->words = right->units;
    if (unit_of_words(config) == config->unit)
        return VREWARD_OK;
    return prepare_text(right->text, config->distance, unit_of_words(config), arena, &right->words, err);
}

static int32_t ocr_prepare_truth(const struct config *config, struct truth *truth, struct arena *arena,
                                 vreward_error *err)
{
    if (truth->text.data == NULL)
        return bad_truth(err, -1, "text", "is missing: {\"text\": \"...\"}");
    const int64_t count = truth->texts != NULL ? truth->text_count : 1;
    struct ocr_truth *own = arena_alloc(arena, sizeof *own);
    struct right_text *right = arena_array(arena, (size_t)count, sizeof *right);
    if (own == NULL || right == NULL)
        return fail_memory(err);
    for (int64_t i = 0; i < count; i++) {
        const struct span text = truth->texts != NULL ? truth->texts[i] : truth->text;
        const int32_t code = prepare_right_text(config, text, &right[i], arena, err);
        if (code != VREWARD_OK)
            return code;
    }
    *own = (struct ocr_truth){right, count};
    truth->own = own;
    return VREWARD_OK;
}

static enum asked ocr_asks(const struct config *config, const struct truth *truth)
{
    (void)config;
    (void)truth;
    return ASK_TEXT;
}

/* Over the truth's length; over an empty truth 0 where nothing was written, else 1. */
static double error_rate(const struct text_difference *compared)
{
    if (compared->right == 0)
        return compared->written == 0 ? 0.0 : 1.0;
    return (double)compared->distance / (double)compared->right;
}

static double similarity(const struct config *config, const struct text_difference *compared)
{
    if (config->norm == NORM_TRUTH) {
        const double rate = error_rate(compared);
        return rate < 1 ? 1 - rate : 0;
    }
    const int64_t a = compared->written, b = compared->right;
    const int64_t norm = config->distance == VREWARD_DISTANCE_INDEL ? a + b : a > b ? a : b;
    return norm == 0 ? 1.0 : 1.0 - (double)compared->distance / (double)norm;
}

static int32_t compare(const struct prepared_text *right, struct span text, bool equal, struct arena *arena,
                       struct text_difference *compared, vreward_error *err)
{
    compared->right = compared->written = prepared_length(right);
    compared->distance = 0;
    return equal ? VREWARD_OK : compare_text(right, text, arena, &compared->distance, &compared->written, err);
}

/* The right text that the written one is most like, the first of equals; its similarity is the accuracy. LIMIT: it is too
 * far from all of them. */
static int32_t find_nearest(const struct config *config, const struct ocr_truth *own, struct trace *trace,
                            struct arena *arena, vreward_error *err)
{
    double best = -1;
    for (int64_t i = 0; i < own->count && best < 1; i++) {
        const struct right_text *right = &own->right[i];
        struct text_difference compared;
        const bool equal = span_equal(trace->normalized, right->text);
        const int32_t code = compare(right->units, trace->normalized, equal, arena, &compared, err);
        if (code == VREWARD_E_LIMIT)
            continue;
        if (code != VREWARD_OK)
            return code;
        const double found = similarity(config, &compared);
        if (!(found > best))
            continue;
        best = found;
        trace->units = compared;
        trace->distance = compared.distance;
        trace->predicted_length = compared.written;
        trace->truth_length = compared.right;
        trace->truth_text = right->text;
        trace->truth_index = i;
        trace->term[CER] = error_rate(&compared);
    }
    trace->term[TERM_ACCURACY] = best;
    return best < 0 ? VREWARD_E_LIMIT : VREWARD_OK;
}

static int32_t score_words(const struct config *config, const struct right_text *right, struct trace *trace,
                           struct arena *arena, vreward_error *err)
{
    struct text_difference compared = trace->units;
    if (right->words != right->units) {
        const bool equal = trace->term[EXACT] == 1;
        const int32_t code = compare(right->words, trace->normalized, equal, arena, &compared, err);
        if (code != VREWARD_OK)
            return code;
    }
    trace->words = compared;
    trace->term[WER] = error_rate(&compared);
    if (!(config->requested & REQUEST_TOKENS))
        return VREWARD_OK;
    int64_t common, written, counted;
    const int32_t code = tokens_in_common(trace->normalized, right->text, unit_of_words(config), arena, &common,
                                          &written, &counted, err);
    const bool empty = written == 0 && counted == 0;
    trace->term[TOKEN_PRECISION] = empty ? 1.0 : written == 0 ? 0.0 : (double)common / (double)written;
    trace->term[TOKEN_RECALL] = empty ? 1.0 : counted == 0 ? 0.0 : (double)common / (double)counted;
    trace->term[TOKEN_F1] = empty ? 1.0 : 2.0 * (double)common / (double)(written + counted);
    return code;
}

/* A similarity below the recipe's threshold earns nothing. */
static void apply_threshold(const struct config *config, struct trace *trace)
{
    const double found = trace->term[TERM_ACCURACY];
    if ((config->text_above > 0 && found <= config->text_above) || found < config->text_at_least) {
        trace->term[TERM_ACCURACY] = 0;
        trace->reasons |= REASON_BIT(VREWARD_REASON_BELOW_THRESHOLD);
    }
}

static int32_t ocr_score(const struct config *config, const struct truth *truth, struct trace *trace,
                         struct arena *arena, vreward_error *err)
{
    const struct ocr_truth *own = truth->own;
    int32_t code =
        normalize_mapped(trace->reading->text, config->normalize, config->map, arena, &trace->normalized, err);
    if (code == VREWARD_OK)
        code = find_nearest(config, own, trace, arena, err);
    if (code != VREWARD_OK)
        return code;
    trace->term[EXACT] = span_equal(trace->normalized, trace->truth_text);
    trace->both_empty = trace->predicted_length == 0 && trace->truth_length == 0;
    if (trace->term[EXACT] != 1.0)
        trace->reasons |= REASON_BIT(VREWARD_REASON_TEXT_DIFFERS);
    apply_threshold(config, trace);
    return score_words(config, &own->right[trace->truth_index], trace, arena, err);
}

/* A term without bound has its value for an empty prediction. */
static void unparsable(const struct config *config, const struct truth *truth, struct trace *trace)
{
    (void)config;
    const struct ocr_truth *own = truth->own;
    trace->term[CER] = trace->term[WER] = 1;
    const int64_t units = prepared_length(own->right[0].units), words = prepared_length(own->right[0].words);
    trace->units = (struct text_difference){units, 0, units};
    trace->words = (struct text_difference){words, 0, words};
    for (int64_t i = 0; i < own->count; i++) {
        if (prepared_length(own->right[i].units) == 0)
            trace->term[CER] = 0;
        if (prepared_length(own->right[i].words) == 0)
            trace->term[WER] = 0;
    }
}

_Static_assert(TERM_FIRST_OWN + sizeof terms / sizeof terms[0] <= MAX_TERMS, "a trace has room for all terms");

const struct reward ocr_reward = {
    .task = "ocr",
    .truth_example = "{\"text\": \"...\"}",
    .terms = terms,
    .term_count = sizeof terms / sizeof terms[0],
    .needs_truth = 1,
    .prepare_truth = ocr_prepare_truth,
    .asks = ocr_asks,
    .score = ocr_score,
    .unparsable = unparsable,
};
