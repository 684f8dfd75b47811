#include "explain/explanation.h"

#include "api/check.h"
#include "api/samples.h"
#include "api/truths.h"
#include "base/text_out.h"

/* The text of one sample's explanation, which lives in the arena. *bad is left zero, or filled where its truth is bad. */
static int32_t explain_sample(const struct samples *samples, int64_t sample, struct arena *arena, struct span *text,
                              vreward_error *bad)
{
    const struct recipe *recipe = &samples->scorer->recipe;
    const int64_t index = truth_of_sample(samples, sample);
    struct truth room;
    const struct truth *truth;
    struct trace trace;
    int32_t code = find_truth(samples, index, arena, &room, &truth, bad);
    if (code == VREWARD_E_TRUTH) {
        bad->index = sample;
        trace_bad_truth(&recipe->config, text_of_sample(samples, sample), &trace);
        return explain_trace(recipe, NULL, bad, &trace, arena, text, NULL);
    }
    if (code == VREWARD_OK)
        code = trace_sample(samples, truth, sample, arena, &trace, NULL);
    return code == VREWARD_OK ? explain_trace(recipe, truth, NULL, &trace, arena, text, NULL) : code;
}

static int32_t explain_into(const struct samples *samples, int64_t index, char *buffer, int64_t capacity,
                            int64_t *needed, vreward_error *err)
{
    struct arena arena = {0};
    vreward_error bad = {0};
    struct span text;
    int32_t code = explain_sample(samples, index, &arena, &text, &bad);
    if (code == VREWARD_OK)
        code = text_out(text.data, text.length, buffer, capacity, needed, err);
    else
        fail_memory(err);
    arena_free(&arena);
    if (code != VREWARD_OK || bad.code == VREWARD_OK)
        return code;
    if (err != NULL)
        *err = bad;
    return bad.code;
}

static int32_t check_arguments(const vreward_scorer *scorer, const void *batch, int64_t index, vreward_error *err)
{
    const int32_t code = CHECK_GIVEN(err, {"scorer", scorer, SCORER_WANTED}, {"batch", batch, "the samples"});
    return code == VREWARD_OK ? check_count("index", index, err) : code;
}

int32_t vreward_explain(const vreward_scorer *scorer, const vreward_batch *batch, int64_t index, char *buffer,
                        int64_t capacity, int64_t *needed, vreward_error *err)
{
    struct samples samples;
    int32_t code = check_arguments(scorer, batch, index, err);
    if (code == VREWARD_OK)
        code = samples_of_texts(scorer, batch, index, index + 1, &samples, err);
    return code == VREWARD_OK ? explain_into(&samples, index, buffer, capacity, needed, err) : code;
}

int32_t vreward_explain_items(const vreward_scorer *scorer, const vreward_item_batch *batch, int64_t index,
                              char *buffer, int64_t capacity, int64_t *needed, vreward_error *err)
{
    struct samples samples;
    int32_t code = check_arguments(scorer, batch, index, err);
    if (code == VREWARD_OK)
        code = samples_of_items(scorer, batch, index, index + 1, &samples, err);
    return code == VREWARD_OK ? explain_into(&samples, index, buffer, capacity, needed, err) : code;
}
