#include "api/samples.h"

#include "api/check.h"
#include "api/truths.h"
#include "base/struct_read.h"

#include <inttypes.h>

/* What both kinds of batch have. *last: the end where it was -1. */
static int32_t check_common(const struct samples *samples, int32_t reserved, int64_t first, int64_t *last,
                            vreward_error *err)
{
    int32_t code = check_count("count", samples->count, err);
    if (code == VREWARD_OK && samples->threads < 0)
        code =
            fail(err, VREWARD_E_ARGUMENT, -1, -1, "threads is %" PRId32 ", below 0: 0 is one thread", samples->threads);
    if (code == VREWARD_OK)
        code = check_reserved("reserved", reserved, err);
    if (code == VREWARD_OK && *last >= 0 && (first < 0 || first >= samples->count))
        code = fail(err, VREWARD_E_ARGUMENT, -1, -1, "index is %" PRId64 ": the batch has %" PRId64 " samples, from 0",
                    first, samples->count);
    *last = *last < 0 ? samples->count : *last;
    return code;
}

int32_t samples_of_texts(const vreward_scorer *scorer, const vreward_batch *batch, int64_t first, int64_t last,
                         struct samples *samples, vreward_error *err)
{
    int32_t code = STRUCT_READ(&samples->texts, batch, vreward_batch, truth_arrays, err);
    if (code != VREWARD_OK)
        return code;
    const vreward_batch *texts = &samples->texts;
    samples->scorer = scorer;
    samples->completions = samples->documents = NULL;
    samples->count = texts->count;
    samples->truth = texts->truth;
    samples->truth_offsets = texts->truth_offsets;
    samples->prepared = texts->prepared;
    samples->truth_count = texts->truth_count;
    samples->truth_index = texts->truth_index;
    samples->threads = texts->threads;
    code = check_common(samples, texts->reserved, first, &last, err);
    if (code == VREWARD_OK && last > first)
        code = check_ragged("completion", texts->completion, texts->completion_offsets, first, last, err);
    return code == VREWARD_OK ? check_truths(samples, texts->truth_arrays, first, last, err) : code;
}

int32_t samples_of_apart(const vreward_scorer *scorer, const struct apart *apart, struct samples *samples,
                         vreward_error *err)
{
    *samples = (struct samples){
        .scorer = scorer,
        .count = apart->count,
        .completions = apart->completions,
        .documents = apart->truths,
        .prepared = apart->prepared,
        .truth_count = apart->truth_count,
        .truth_index = apart->truth_index,
    };
    return check_truths(samples, NULL, 0, apart->count, err);
}

static int32_t check_item_arrays(const struct config *config, const vreward_item_batch *batch, int64_t first,
                                 int64_t last, vreward_error *err)
{
    const int32_t code = check_ragged("item", batch, batch->item_offsets, first, last, err);
    if (code != VREWARD_OK)
        return code;
    const int64_t begin = batch->item_offsets[first], end = batch->item_offsets[last];
    if (batch->box != NULL && batch->point != NULL)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "box and point are both given: leave one NULL");
    if (end > begin && batch->box == NULL && batch->point == NULL)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "box and point are both NULL: give one for the %" PRId64 " items",
                    end - begin);
    /* Every item would be a wrong one, which is nobody's fault but the caller's. */
    if (end > begin && batch->label_offsets == NULL && config->reward->compares_labels &&
        config->labels != LABELS_IGNORE)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1,
                    "label_offsets is NULL: the recipe compares labels, and no item has any; give labels, or "
                    "\"labels\": \"ignore\" in the recipe");
    return batch->label_offsets != NULL || batch->label != NULL
               ? check_ragged("label", batch->label, batch->label_offsets, begin, end, err)
               : VREWARD_OK;
}

int32_t samples_of_items(const vreward_scorer *scorer, const vreward_item_batch *batch, int64_t first, int64_t last,
                         struct samples *samples, vreward_error *err)
{
    samples->texts.completion_offsets = NULL;
    int32_t code = STRUCT_READ(&samples->items, batch, vreward_item_batch, truth_arrays, err);
    if (code != VREWARD_OK)
        return code;
    const vreward_item_batch *items = &samples->items;
    const struct config *config = &scorer->recipe.config;
    samples->scorer = scorer;
    samples->completions = samples->documents = NULL;
    samples->count = items->count;
    samples->truth = items->truth;
    samples->truth_offsets = items->truth_offsets;
    samples->prepared = items->prepared;
    samples->truth_count = items->truth_count;
    samples->truth_index = items->truth_index;
    samples->threads = items->threads;
    code = check_common(samples, items->reserved, first, &last, err);
    if (code == VREWARD_OK && !config->reward->pairs_items)
        code = fail(err, VREWARD_E_ARGUMENT, -1, -1, "a recipe of task %s scores texts, not items: use vreward_score",
                    config->reward->task);
    if (code == VREWARD_OK && last > first)
        code = check_item_arrays(config, items, first, last, err);
    return code == VREWARD_OK ? check_truths(samples, items->truth_arrays, first, last, err) : code;
}

static struct item_arrays items_of_sample(const vreward_item_batch *items, int64_t sample)
{
    const int64_t first = items->item_offsets[sample];
    return (struct item_arrays){
        .count = items->item_offsets[sample + 1] - first,
        .box = items->box != NULL ? items->box + 4 * first : NULL,
        .point = items->point != NULL ? items->point + 2 * first : NULL,
        .confidence = items->confidence != NULL ? items->confidence + first : NULL,
        .label = items->label,
        .label_offsets = items->label_offsets != NULL ? items->label_offsets + first : NULL,
    };
}

struct span text_of_sample(const struct samples *samples, int64_t sample)
{
    if (samples->completions != NULL)
        return samples->completions[sample];
    if (samples->texts.completion_offsets == NULL)
        return (struct span){NULL, 0};
    return text_at(samples->texts.completion, samples->texts.completion_offsets, sample);
}

int32_t trace_sample(const struct samples *samples, const struct truth *truth, int64_t sample, struct arena *arena,
                     struct trace *trace, vreward_error *err)
{
    const struct config *config = &samples->scorer->recipe.config;
    const struct span text = text_of_sample(samples, sample);
    int32_t code;
    if (text.data != NULL) {
        code = trace_begin(config, truth, text, arena, trace, err);
    } else {
        const struct item_arrays arrays = items_of_sample(&samples->items, sample);
        code = trace_begin_items(config, &arrays, arena, trace, err);
    }
    return code == VREWARD_OK ? trace_end(config, truth, arena, trace, err) : code;
}
