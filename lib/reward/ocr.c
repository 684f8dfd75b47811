/* Text in an image: rewards.md section 3, `ocr`. */
#include "reward/reward.h"
#include "reward/truth_members.h"
#include "text/distance.h"
#include "text/normalize.h"
#include "text/tokens.h"

#include <math.h>

enum { CER = TERM_FIRST_OWN, WER, EXACT, TOKEN_PRECISION, TOKEN_RECALL, TOKEN_F1 };

static const struct term terms[] = {
    {.name = "cer",
     .low = 0,
     .high = INFINITY,
     .unparsable = 1,
     .description = "Edit distance over the length of the truth; truth empty: 0 where the prediction is, else 1."},
    {.name = "wer", .low = 0, .high = INFINITY, .unparsable = 1, .description = "The same in words."},
    {.name = "exact",
     .low = 0,
     .high = 1,
     .unparsable = 0,
     .description = "1 where the texts are equal after normalisation, else 0."},
    {.name = "token_precision",
     .low = 0,
     .high = 1,
     .unparsable = 0,
     .request = REQUEST_TOKENS,
     .description = "Share of the written words that the truth holds, each as often as there."},
    {.name = "token_recall",
     .low = 0,
     .high = 1,
     .unparsable = 0,
     .request = REQUEST_TOKENS,
     .description = "Share of the true words that were written."},
    {.name = "token_f1",
     .low = 0,
     .high = 1,
     .unparsable = 0,
     .request = REQUEST_TOKENS,
     .description = "Harmonic mean of the two."},
};

/* What a truth's rollouts share besides its prepared text. */
struct ocr_truth {
    const struct prepared_text *words;
    int64_t length, word_count;
};

/* What the comparison leaves in a trace for the score. */
struct ocr_distances {
    int64_t words, word_count;
};

static int32_t prepare_truth(const struct config *config, struct truth *truth, struct arena *arena, vreward_error *err)
{
    if (truth->text.data == NULL)
        return bad_truth(err, -1, "text", "is missing: {\"text\": \"...\"}");
    struct ocr_truth *own = arena_alloc(arena, sizeof *own);
    if (own == NULL)
        return fail_memory(err);
    int32_t code = normalize_mapped(truth->text, config->normalize, config->map, arena, &truth->normalized, err);
    if (code == VREWARD_OK)
        code = prepare_text(truth->normalized, config->distance, config->unit, arena, &truth->prepared, err);
    if (code == VREWARD_OK)
        code = prepare_text(truth->normalized, config->distance, VREWARD_WORD, arena, &own->words, err);
    if (code != VREWARD_OK)
        return code;
    own->length = prepared_length(truth->prepared);
    own->word_count = prepared_length(own->words);
    truth->own = own;
    return VREWARD_OK;
}

static enum asked asks(const struct config *config, const struct truth *truth)
{
    (void)config;
    (void)truth;
    return ASK_TEXT;
}

/* The texts of rollouts that are compared with their truth. */
struct comparison {
    struct span *text;
    int64_t *distance, *length, *words, *word_count;
    int64_t *trace; /* which rollout */
    int64_t count;
};

static bool allocate(struct comparison *comparison, int64_t count, struct arena *arena)
{
    comparison->text = arena_array(arena, (size_t)count, sizeof *comparison->text);
    int64_t *numbers = arena_array(arena, (size_t)count, 5 * sizeof *numbers);
    if (comparison->text == NULL || numbers == NULL)
        return false;
    comparison->distance = numbers;
    comparison->length = numbers + count;
    comparison->words = numbers + 2 * count;
    comparison->word_count = numbers + 3 * count;
    comparison->trace = numbers + 4 * count;
    return true;
}

/* All rollouts of the truth at once: the lanes of the edit distance carry several. Those that equal it need none. */
static int32_t compare(const struct config *config, const struct truth *truth, struct trace *const *traces,
                       int64_t count, struct arena *arena, vreward_error *err)
{
    const struct ocr_truth *own = truth->own;
    struct comparison different = {.count = 0};
    struct ocr_distances *words = arena_array(arena, (size_t)count, sizeof *words);
    if (words == NULL || !allocate(&different, count, arena))
        return fail_memory(err);
    for (int64_t i = 0; i < count; i++) {
        struct trace *trace = traces[i];
        const int32_t code =
            normalize_mapped(trace->reading->text, config->normalize, config->map, arena, &trace->normalized, err);
        if (code != VREWARD_OK)
            return code;
        trace->distance = 0;
        trace->predicted_length = trace->truth_length = own->length;
        words[i] = (struct ocr_distances){0, own->word_count};
        trace->own = &words[i];
        if (span_equal(trace->normalized, truth->normalized))
            continue;
        different.text[different.count] = trace->normalized;
        different.trace[different.count++] = i;
    }
    int32_t code = distances_to(truth->prepared, different.text, different.count, -1, arena, different.distance,
                                different.length, err);
    if (code == VREWARD_OK)
        code = distances_to(own->words, different.text, different.count, -1, arena, different.words,
                            different.word_count, err);
    for (int64_t k = 0; k < different.count && code == VREWARD_OK; k++) {
        struct trace *trace = traces[different.trace[k]];
        trace->distance = different.distance[k];
        trace->predicted_length = different.length[k];
        words[different.trace[k]] = (struct ocr_distances){different.words[k], different.word_count[k]};
    }
    return code;
}

/* Over the truth's length; over an empty truth 0 where nothing was written, else 1. */
static double error_rate(int64_t distance, int64_t length, int64_t truth_length)
{
    if (truth_length == 0)
        return length == 0 ? 0.0 : 1.0;
    return (double)distance / (double)truth_length;
}

static double similarity(const struct config *config, const struct trace *trace)
{
    const int64_t a = trace->predicted_length, b = trace->truth_length;
    const int64_t norm = config->distance == VREWARD_INDEL ? a + b : a > b ? a : b;
    return norm == 0 ? 1.0 : 1.0 - (double)trace->distance / (double)norm;
}

static int32_t score_tokens(const struct truth *truth, struct trace *trace, struct arena *arena, vreward_error *err)
{
    int64_t common, written, counted;
    const int32_t code =
        tokens_in_common(trace->normalized, truth->normalized, VREWARD_WORD, arena, &common, &written, &counted, err);
    if (code != VREWARD_OK)
        return code;
    const bool empty = written == 0 && counted == 0;
    trace->term[TOKEN_PRECISION] = empty ? 1.0 : written == 0 ? 0.0 : (double)common / (double)written;
    trace->term[TOKEN_RECALL] = empty ? 1.0 : counted == 0 ? 0.0 : (double)common / (double)counted;
    trace->term[TOKEN_F1] = empty ? 1.0 : 2.0 * (double)common / (double)(written + counted);
    return VREWARD_OK;
}

static int32_t score(const struct config *config, const struct truth *truth, struct trace *trace, struct arena *arena,
                     vreward_error *err)
{
    if (trace->distance < 0) {
        const int32_t code = compare(config, truth, (struct trace *const[]){trace}, 1, arena, err);
        if (code != VREWARD_OK)
            return code;
    }
    const struct ocr_truth *own = truth->own;
    const struct ocr_distances *words = trace->own;
    trace->term[TERM_ACCURACY] = similarity(config, trace);
    trace->term[CER] = error_rate(trace->distance, trace->predicted_length, trace->truth_length);
    trace->term[WER] = error_rate(words->words, words->word_count, own->word_count);
    trace->term[EXACT] = span_equal(trace->normalized, truth->normalized);
    if (trace->term[EXACT] != 1.0)
        trace->reasons |= REASON_BIT(VREWARD_REASON_TEXT_DIFFERS);
    return config->requested & REQUEST_TOKENS ? score_tokens(truth, trace, arena, err) : VREWARD_OK;
}

/* A term without bound has its value for an empty prediction. */
static void unparsable(const struct config *config, const struct truth *truth, struct trace *trace)
{
    (void)config;
    const struct ocr_truth *own = truth->own;
    trace->term[CER] = own->length == 0 ? 0.0 : 1.0;
    trace->term[WER] = own->word_count == 0 ? 0.0 : 1.0;
}

const struct reward ocr_reward = {
    .task = "ocr",
    .truth_example = "{\"text\": \"...\"}",
    .terms = terms,
    .term_count = sizeof terms / sizeof terms[0],
    .needs_truth = 1,
    .prepare_truth = prepare_truth,
    .asks = asks,
    .compare = compare,
    .score = score,
    .unparsable = unparsable,
};

/* rewards.md section 4: 1 - edit distance / max length, as ocr; only the format differs. */
const struct reward perception_r1_ocr_reward = {
    .task = "perception-r1-ocr",
    .truth_example = "{\"text\": \"...\"}",
    .terms = terms,
    .term_count = sizeof terms / sizeof terms[0],
    .needs_truth = 1,
    .prepare_truth = prepare_truth,
    .asks = asks,
    .compare = compare,
    .score = score,
    .unparsable = unparsable,
};
