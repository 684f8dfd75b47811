#include "evaluate/evaluation.h"

#include "api/check.h"
#include "api/plan.h"
#include "api/truths.h"
#include "base/alloc.h"
#include "base/struct_read.h"
#include "base/text_out.h"
#include "evaluate/result.h"

#include <inttypes.h>

#define EVALUATION_WANTED "one that vreward_evaluation_create made"

struct vreward_evaluation {
    const vreward_scorer *scorer;
    struct evaluation kept;
    /* The last result and what it was asked with, as a caller asks for its length first. */
    struct arena result_memory;
    struct span result; /* data NULL: there is none */
    struct result_options result_options;
};

static void forget_result(vreward_evaluation *evaluation)
{
    arena_free(&evaluation->result_memory);
    evaluation->result_memory = (struct arena){0};
    evaluation->result = (struct span){NULL, 0};
}

int32_t vreward_evaluation_create(const vreward_scorer *scorer, vreward_evaluation **evaluation, vreward_error *err)
{
    int32_t code = CHECK_GIVEN(err, {"evaluation", evaluation, "a place for the new one"});
    if (code != VREWARD_OK)
        return code;
    *evaluation = NULL;
    code = CHECK_GIVEN(err, {"scorer", scorer, SCORER_WANTED});
    if (code != VREWARD_OK)
        return code;
    vreward_evaluation *created = base_alloc(sizeof *created);
    if (created == NULL)
        return fail_memory(err);
    memset(created, 0, sizeof *created);
    created->scorer = scorer;
    evaluation_begin(&scorer->recipe, &created->kept);
    *evaluation = created;
    return succeed(err);
}

void vreward_evaluation_destroy(vreward_evaluation *evaluation)
{
    if (evaluation == NULL)
        return;
    forget_result(evaluation);
    evaluation_free(&evaluation->kept);
    base_free(evaluation);
}

/* What one call adds. */
struct adding {
    struct evaluation *kept;
    const struct samples *samples;
    const int64_t *keys;
    int64_t counted_from; /* the key of the first sample where there are none */
    struct plan plan;
    struct arena arena;
    int64_t first_bad; /* sample, or -1 */
    vreward_error bad;
};

static int64_t sample_at(const struct adding *adding, int64_t place)
{
    return adding->plan.order != NULL ? adding->plan.order[place] : place;
}

static int32_t add_sample(struct adding *adding, const struct truth *truth, int64_t sample, vreward_error *err)
{
    struct trace trace;
    const int64_t key = adding->keys != NULL ? adding->keys[sample] : adding->counted_from + sample;
    const int32_t code = trace_sample(adding->samples, truth, sample, &adding->arena, &trace, err);
    return code == VREWARD_OK ? evaluation_add(adding->kept, key, truth, &trace, &adding->arena, err) : code;
}

/* The samples of one truth; where it is bad they are counted and no more. */
static int32_t add_unit(struct adding *adding, const struct unit *unit, vreward_error *err)
{
    const struct arena_mark before = arena_mark(&adding->arena);
    struct truth room;
    const struct truth *truth;
    vreward_error bad;
    int32_t code = find_truth(adding->samples, unit->truth, &adding->arena, &room, &truth, &bad);
    if (code == VREWARD_E_MEMORY)
        return fail_memory(err);
    const struct arena_mark after = arena_mark(&adding->arena);
    const int64_t first = sample_at(adding, unit->first);
    if (code != VREWARD_OK) {
        adding->kept->bad_truths += unit->last - unit->first;
        if (adding->first_bad < 0 || first < adding->first_bad) {
            adding->first_bad = first;
            adding->bad = bad;
            adding->bad.index = first;
        }
        arena_rewind(&adding->arena, before);
        return VREWARD_OK;
    }
    for (int64_t i = unit->first; i < unit->last && code == VREWARD_OK; i++) {
        code = add_sample(adding, truth, sample_at(adding, i), err);
        arena_rewind(&adding->arena, after);
    }
    arena_rewind(&adding->arena, before);
    return code;
}

/* All of them or, when memory runs out, none. */
static int32_t add_samples(vreward_evaluation *evaluation, struct samples *samples, const int64_t *keys,
                           vreward_error *err)
{
    struct evaluation *kept = &evaluation->kept;
    const struct evaluation_mark mark = evaluation_mark(kept);
    struct adding adding = {.kept = kept,
                            .samples = samples,
                            .keys = keys,
                            .counted_from = mark.samples + mark.bad_truths,
                            .first_bad = -1};
    if (samples->count == 0)
        return succeed(err);
    if (kept->keys == (keys != NULL ? KEYS_COUNTED : KEYS_GIVEN))
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "keys is %s, and was not before: give them always or never",
                    keys != NULL ? "given" : "NULL");
    forget_result(evaluation);
    samples->threads = 1;
    kept->keys = keys != NULL ? KEYS_GIVEN : KEYS_COUNTED;
    int32_t code = make_plan(samples, &adding.arena, &adding.plan, err);
    for (int64_t u = 0; u < adding.plan.unit_count && code == VREWARD_OK; u++)
        code = add_unit(&adding, &adding.plan.unit[u], err);
    arena_free(&adding.arena);
    if (code != VREWARD_OK) {
        evaluation_rewind(kept, mark);
        return code;
    }
    if (adding.first_bad < 0)
        return succeed(err);
    if (err != NULL)
        *err = adding.bad;
    return VREWARD_E_TRUTH;
}

static int32_t check_adding(const vreward_evaluation *evaluation, const void *batch, vreward_error *err)
{
    return CHECK_GIVEN(err, {"evaluation", evaluation, EVALUATION_WANTED}, {"batch", batch, "the samples"});
}

int32_t vreward_evaluation_add(vreward_evaluation *evaluation, const vreward_batch *batch, const int64_t *keys,
                               vreward_error *err)
{
    struct samples samples;
    int32_t code = check_adding(evaluation, batch, err);
    if (code == VREWARD_OK)
        code = samples_of_texts(evaluation->scorer, batch, 0, -1, &samples, err);
    return code == VREWARD_OK ? add_samples(evaluation, &samples, keys, err) : code;
}

int32_t vreward_evaluation_add_items(vreward_evaluation *evaluation, const vreward_item_batch *batch,
                                     const int64_t *keys, vreward_error *err)
{
    struct samples samples;
    int32_t code = check_adding(evaluation, batch, err);
    if (code == VREWARD_OK)
        code = samples_of_items(evaluation->scorer, batch, 0, -1, &samples, err);
    return code == VREWARD_OK ? add_samples(evaluation, &samples, keys, err) : code;
}

int32_t vreward_evaluation_merge(vreward_evaluation *into, const vreward_evaluation *from, vreward_error *err)
{
    int32_t code = CHECK_GIVEN(err, {"into", into, EVALUATION_WANTED}, {"from", from, EVALUATION_WANTED});
    if (code != VREWARD_OK)
        return code;
    if (into == from)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "into and from are the same evaluation: give two");
    if (!span_equal(into->kept.recipe->resolved, from->kept.recipe->resolved))
        return fail(err, VREWARD_E_ARGUMENT, -1, -1,
                    "into and from have different recipes: make both of one scorer, or of one recipe");
    const bool both = into->kept.keys != KEYS_UNDECIDED && from->kept.keys != KEYS_UNDECIDED;
    if (both && (into->kept.keys == KEYS_COUNTED || from->kept.keys == KEYS_COUNTED))
        return fail(err, VREWARD_E_ARGUMENT, -1, -1,
                    "samples were added without keys, so two would have the same: give keys where parts are merged");
    forget_result(into);
    code = evaluation_merge(&into->kept, &from->kept, err);
    return code == VREWARD_OK ? succeed(err) : code;
}

static int32_t read_options(const vreward_evaluation_options *given, struct result_options *options, vreward_error *err)
{
    enum { MOST_RESAMPLES = 1000000 };
    vreward_evaluation_options ours;
    int32_t code = STRUCT_READ(&ours, given, vreward_evaluation_options, reserved, err);
    if (code == VREWARD_OK)
        code = check_reserved("options.reserved", ours.reserved, err);
    if (code == VREWARD_OK)
        code = check_switch("options.resamples", ours.resamples, err);
    if (code == VREWARD_OK && (ours.bootstrap < 0 || ours.bootstrap > MOST_RESAMPLES))
        code = fail(err, VREWARD_E_ARGUMENT, -1, -1, "options.bootstrap is %" PRId64 ": it is from 0 to %d",
                    ours.bootstrap, (int)MOST_RESAMPLES);
    *options = (struct result_options){ours.bootstrap, ours.seed, ours.resamples, 0};
    return code;
}

static int32_t make_result(vreward_evaluation *evaluation, const struct result_options *options, vreward_error *err)
{
    if (evaluation->result.data != NULL && memcmp(options, &evaluation->result_options, sizeof *options) == 0)
        return VREWARD_OK;
    struct arena arena = {0};
    struct span text;
    forget_result(evaluation);
    int32_t code = evaluation_result(&evaluation->kept, options, &arena, &text, err);
    char *copy = code == VREWARD_OK ? arena_alloc(&evaluation->result_memory, (size_t)text.length) : NULL;
    if (code == VREWARD_OK && copy == NULL)
        code = fail_memory(err);
    if (code == VREWARD_OK) {
        memcpy(copy, text.data, (size_t)text.length);
        evaluation->result = (struct span){copy, text.length};
        evaluation->result_options = *options;
    }
    arena_free(&arena);
    return code;
}

int32_t vreward_evaluation_json(vreward_evaluation *evaluation, const vreward_evaluation_options *options, char *buffer,
                                int64_t capacity, int64_t *needed, vreward_error *err)
{
    struct result_options asked;
    int32_t code = CHECK_GIVEN(err, {"evaluation", evaluation, EVALUATION_WANTED});
    if (code == VREWARD_OK)
        code = read_options(options, &asked, err);
    if (code == VREWARD_OK)
        code = make_result(evaluation, &asked, err);
    if (code != VREWARD_OK)
        return code;
    return text_out(evaluation->result.data, evaluation->result.length, buffer, capacity, needed, err);
}
