/* Text in an image. */
#include "evaluate/evaluation.h"
#include "text/split.h"
#include "text/tokens.h"

enum {
    DISTANCE = COLUMN_FIRST_OWN,
    LONGER,
    TRUE_UNITS,
    WORD_DISTANCE,
    TRUE_WORDS,
    PAGE_DISTANCE,
    EXACT,
    TOKEN_F1,
    COLUMNS_END
};

#define UNREAD "; what cannot be read counts as an empty text"

static const struct metric ocr_metrics[] = {
    {"NED",
     "edit distance / length of the longer text, mean over pages, in the recipe's unit" UNREAD,
     METRIC_MEAN,
     PAGE_DISTANCE,
     0,
     0,
     0,
     1,
     {0}},
    {"NED_corpus",
     "sum of edit distances / sum of the longer texts' lengths" UNREAD,
     METRIC_RATIO,
     DISTANCE,
     LONGER,
     0,
     0,
     1,
     {0}},
    {"CER",
     "sum of edit distances / sum of the true texts' lengths, in the recipe's unit" UNREAD,
     METRIC_RATIO,
     DISTANCE,
     TRUE_UNITS,
     0,
     0,
     1,
     {0}},
    {"WER", "the same in words" UNREAD, METRIC_RATIO, WORD_DISTANCE, TRUE_WORDS, 0, 0, 1, {0}},
    {"exact", "share of texts that are equal after the recipe's normalisation", METRIC_MEAN, EXACT, 0, 0, 0, 1, {0}},
    {"token_F1", "2 common words / (written + true), mean over pages", METRIC_MEAN, TOKEN_F1, 0, 0, 0, 1, {0}},
};

static int32_t ocr_measure(struct evaluation *evaluation, const struct measured *sample, struct kept_sample *kept,
                           double *column, vreward_error *err)
{
    (void)kept;
    const struct config *config = &evaluation->recipe->config;
    const struct trace *trace = sample->trace;
    const struct text_difference *units = &trace->units;
    int64_t longer = units->written > units->right ? units->written : units->right;
    if (config->distance == VREWARD_DISTANCE_INDEL)
        longer = units->written + units->right;
    column[DISTANCE] = (double)units->distance;
    column[LONGER] = (double)longer;
    column[TRUE_UNITS] = (double)units->right;
    column[WORD_DISTANCE] = (double)trace->words.distance;
    column[TRUE_WORDS] = (double)trace->words.right;
    const bool read = trace->reading->reason == VREWARD_REASON_OK;
    column[PAGE_DISTANCE] = longer > 0 ? (double)units->distance / (double)longer : read ? 0 : 1;
    if (!read)
        return VREWARD_OK;
    column[EXACT] = term_named(config, trace, "exact");
    int64_t common, written, right;
    const int32_t unit = is_split(config->unit) ? config->unit : VREWARD_UNIT_WORD;
    const int32_t code =
        tokens_in_common(trace->normalized, trace->truth_text, unit, sample->scratch, &common, &written, &right, err);
    if (code == VREWARD_OK)
        column[TOKEN_F1] = written + right == 0 ? 1 : 2 * (double)common / (double)(written + right);
    return code;
}

const struct measures ocr_measures = {
    .task = "ocr",
    .metric = ocr_metrics,
    .metric_count = sizeof ocr_metrics / sizeof ocr_metrics[0],
    .column_count = COLUMNS_END - COLUMN_FIRST_OWN,
    .measure = ocr_measure,
};
