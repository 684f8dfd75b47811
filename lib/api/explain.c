#include "explain/explanation.h"

#include "api/check.h"
#include "api/scorer.h"
#include "base/text_out.h"
#include "reward/reward.h"

#include <inttypes.h>

/* Reads the truth and scores. *bad is left zero, or filled where the truth is bad. */
static int32_t trace_one(const struct config *config, struct span completion, struct span document, struct arena *arena,
                         struct truth *truth, struct trace *trace, vreward_error *bad)
{
    const bool needed = config->reward->needs_truth;
    int32_t code = needed ? truth_read(config, document, arena, truth, bad) : VREWARD_OK;
    if (code == VREWARD_E_TRUTH) {
        bad->index = 0;
        trace_bad_truth(config, completion, trace);
        return VREWARD_OK;
    }
    if (code == VREWARD_OK)
        code = trace_begin(config, needed ? truth : NULL, completion, arena, trace, NULL);
    return code == VREWARD_OK ? trace_end(config, needed ? truth : NULL, arena, trace, NULL) : code;
}

static int32_t explain_one(const vreward_scorer *scorer, struct span completion, struct span document,
                           struct arena *arena, struct span *text, vreward_error *bad)
{
    const struct recipe *recipe = &scorer->recipe;
    struct truth truth;
    struct trace trace;
    const int32_t code = trace_one(&recipe->config, completion, document, arena, &truth, &trace, bad);
    if (code != VREWARD_OK)
        return code;
    const struct truth *used = recipe->config.reward->needs_truth ? &truth : NULL;
    return explain_trace(recipe, used, bad->code != VREWARD_OK ? bad : NULL, &trace, arena, text, NULL);
}

int32_t vreward_explain(const vreward_scorer *scorer, const char *completion, int64_t completion_length,
                        const char *truth, int64_t truth_length, char *buffer, int64_t capacity, int64_t *needed,
                        vreward_error *err)
{
    if (scorer == NULL)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "scorer is NULL");
    int32_t code = check_text("completion", completion, completion_length, err);
    if (code == VREWARD_OK)
        code = check_text("truth", truth, truth_length, err);
    if (code != VREWARD_OK)
        return code;
    if (truth == NULL && scorer->recipe.config.reward->needs_truth)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "truth is NULL: %s compares with one",
                    scorer->recipe.config.reward->task);
    struct arena arena = {0};
    vreward_error bad = {0};
    struct span text;
    code = explain_one(scorer, (struct span){completion != NULL ? completion : "", completion_length},
                       (struct span){truth, truth_length}, &arena, &text, &bad);
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
