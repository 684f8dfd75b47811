/* The loop over a batch. */
#include "api/score.h"

#include "api/check.h"
#include "api/plan.h"
#include "api/truths.h"
#include "base/struct_read.h"
#include "reward/reward.h"

#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>

/* Threads beyond any machine's use cost 15 to 25 us each. 64 neighbours are eight cache lines of scores, of which two
 * threads share the outer ones only; more would delay the end of the last. */
enum { MOST_THREADS = 256, MOST_AT_ONCE = 64 };

/* What all threads of one call share. */
struct job {
    const struct samples *samples;
    const vreward_result *result;
    struct plan plan;
    int64_t step; /* units that a thread takes at a time */
    atomic_int_fast64_t next_unit;
    atomic_bool stop; /* out of memory somewhere: the call fails */
};

struct worker {
    struct job *job;
    struct arena arena;
    vreward_error err; /* of the first bad truth that this thread met */
    int64_t first_bad; /* sample, or -1 */
};

static void write_result(const struct job *job, int64_t sample, const struct trace *trace)
{
    const vreward_result *result = job->result;
    const struct recipe *recipe = &job->samples->scorer->recipe;
    if (result->score != NULL)
        result->score[sample] = trace->score;
    if (result->reason != NULL)
        result->reason[sample] = trace->reason;
    if (result->reasons != NULL)
        result->reasons[sample] = trace->reasons;
    for (int64_t t = 0; result->term != NULL && t < recipe->term_count; t++)
        result->term[t * result->term_stride + sample] = trace->term[recipe->slot[t]];
}

static int64_t sample_at(const struct job *job, int64_t place)
{
    return job->plan.order != NULL ? job->plan.order[place] : place;
}

static int32_t score_sample(struct worker *worker, const struct truth *truth, int64_t sample)
{
    struct trace trace;
    const int32_t code = trace_sample(worker->job->samples, truth, sample, &worker->arena, &trace, NULL);
    if (code == VREWARD_OK)
        write_result(worker->job, sample, &trace);
    return code;
}

/* Every sample of the unit gets NaN; the first of the batch is the one that the error names. */
static void score_bad_truth(struct worker *worker, const struct unit *unit, const vreward_error *why)
{
    const struct config *config = &worker->job->samples->scorer->recipe.config;
    for (int64_t i = unit->first; i < unit->last; i++) {
        struct trace trace;
        trace_bad_truth(config, (struct span){NULL, 0}, &trace);
        write_result(worker->job, sample_at(worker->job, i), &trace);
    }
    const int64_t first = sample_at(worker->job, unit->first);
    if (worker->first_bad >= 0 && worker->first_bad < first)
        return;
    worker->first_bad = first;
    worker->err = *why;
    worker->err.index = first;
}

static int32_t score_unit(struct worker *worker, const struct unit *unit)
{
    const struct samples *samples = worker->job->samples;
    const struct arena_mark before = arena_mark(&worker->arena);
    struct shared_truth own;
    const struct shared_truth *shared = unit->shared;
    const struct truth *truth;
    if (shared != NULL) {
        truth = &shared->truth;
    } else {
        shared = &own;
        own.code = find_truth(samples, unit->truth, &worker->arena, &own.truth, &truth, &own.err);
        if (own.code == VREWARD_E_MEMORY)
            return own.code;
    }
    if (shared->code != VREWARD_OK) {
        score_bad_truth(worker, unit, &shared->err);
        arena_rewind(&worker->arena, before);
        return VREWARD_OK;
    }
    const struct arena_mark after = arena_mark(&worker->arena);
    for (int64_t i = unit->first; i < unit->last; i++) {
        const int32_t code = score_sample(worker, truth, sample_at(worker->job, i));
        if (code != VREWARD_OK)
            return code;
        arena_rewind(&worker->arena, after);
    }
    arena_rewind(&worker->arena, before);
    return VREWARD_OK;
}

static void *work(void *given)
{
    struct worker *worker = given;
    struct job *job = worker->job;
    while (!atomic_load(&job->stop)) {
        const int64_t first = atomic_fetch_add(&job->next_unit, job->step);
        for (int64_t unit = first; unit < first + job->step; unit++) {
            if (unit >= job->plan.unit_count)
                return NULL;
            if (score_unit(worker, &job->plan.unit[unit]) != VREWARD_OK) {
                atomic_store(&job->stop, true);
                return NULL;
            }
        }
    }
    return NULL;
}

/* The result does not depend on how many threads could be started. */
static int32_t run(struct job *job, struct worker *self, struct arena *arena, vreward_error *err)
{
    int64_t threads = job->samples->threads < MOST_THREADS ? job->samples->threads : MOST_THREADS;
    threads = threads < job->plan.unit_count ? threads : job->plan.unit_count;
    const int64_t more = threads > 1 ? threads - 1 : 0;
    /* Neighbours share cache lines of the results, so a thread takes a run of them; short enough that all end together.
     */
    const int64_t share = job->plan.unit_count / (16 * (more + 1));
    job->step = share < 1 ? 1 : share < MOST_AT_ONCE ? share : MOST_AT_ONCE;
    struct worker *workers = arena_zeros(arena, (size_t)more, sizeof *workers);
    pthread_t *thread = arena_array(arena, (size_t)more, sizeof *thread);
    if (workers == NULL || thread == NULL)
        return fail_memory(err);
    int64_t started = 0;
    while (started < more) {
        workers[started].job = job;
        workers[started].first_bad = -1;
        if (pthread_create(&thread[started], NULL, work, &workers[started]) != 0)
            break;
        started++;
    }
    work(self);
    for (int64_t i = 0; i < started; i++) {
        pthread_join(thread[i], NULL);
        arena_free(&workers[i].arena);
        if (workers[i].first_bad >= 0 && (self->first_bad < 0 || workers[i].first_bad < self->first_bad)) {
            self->first_bad = workers[i].first_bad;
            self->err = workers[i].err;
        }
    }
    if (atomic_load(&job->stop))
        return fail_memory(err);
    if (self->first_bad < 0)
        return succeed(err);
    if (err != NULL)
        *err = self->err;
    return VREWARD_E_TRUTH;
}

static int32_t score_samples(const struct samples *samples, struct arena *arena, const vreward_result *result,
                             vreward_error *err)
{
    struct job job = {.samples = samples, .result = result};
    atomic_init(&job.next_unit, 0);
    atomic_init(&job.stop, false);
    struct worker self = {.job = &job, .arena = *arena, .first_bad = -1};
    int32_t code = make_plan(samples, &self.arena, &job.plan, err);
    if (code == VREWARD_OK)
        code = run(&job, &self, &self.arena, err);
    *arena = self.arena;
    return code;
}

/* *ours: a copy of the caller's, whose term_stride is never 0. */
static int32_t read_result(vreward_result *ours, const vreward_result *given, int64_t count, vreward_error *err)
{
    const int32_t code = STRUCT_READ(ours, given, vreward_result, term_stride, err);
    if (code != VREWARD_OK)
        return code;
    if (ours->term_stride != 0 && (ours->term_stride < count || ours->term_stride > LARGEST_COUNT))
        return fail(err, VREWARD_E_ARGUMENT, -1, -1,
                    "term_stride is %" PRId64 ": it is 0, or from count (%" PRId64 ") to 2^48", ours->term_stride,
                    count);
    ours->term_stride = ours->term_stride != 0 ? ours->term_stride : count;
    return VREWARD_OK;
}

static int32_t score_into(const struct samples *samples, const vreward_result *result, vreward_error *err)
{
    vreward_result ours;
    struct arena arena = {0};
    int32_t code = read_result(&ours, result, samples->count, err);
    if (code == VREWARD_OK)
        code = score_samples(samples, &arena, &ours, err);
    arena_free(&arena);
    return code;
}

static int32_t check_arguments(const vreward_scorer *scorer, const void *batch, const vreward_result *result,
                               vreward_error *err)
{
    return CHECK_GIVEN(err, {"scorer", scorer, SCORER_WANTED}, {"batch", batch, "the samples"},
                       {"result", result, "where the scores go"});
}

int32_t vreward_score(const vreward_scorer *scorer, const vreward_batch *batch, const vreward_result *result,
                      vreward_error *err)
{
    struct samples samples;
    int32_t code = check_arguments(scorer, batch, result, err);
    if (code == VREWARD_OK)
        code = samples_of_texts(scorer, batch, 0, -1, &samples, err);
    return code == VREWARD_OK ? score_into(&samples, result, err) : code;
}

int32_t score_apart(const vreward_scorer *scorer, const struct apart *apart, struct arena *arena,
                    const vreward_result *result, vreward_error *err)
{
    struct samples samples;
    vreward_result ours;
    int32_t code = samples_of_apart(scorer, apart, &samples, err);
    if (code == VREWARD_OK)
        code = read_result(&ours, result, apart->count, err);
    return code == VREWARD_OK ? score_samples(&samples, arena, &ours, err) : code;
}

int32_t vreward_score_items(const vreward_scorer *scorer, const vreward_item_batch *batch, const vreward_result *result,
                            vreward_error *err)
{
    struct samples samples;
    int32_t code = check_arguments(scorer, batch, result, err);
    if (code == VREWARD_OK)
        code = samples_of_items(scorer, batch, 0, -1, &samples, err);
    return code == VREWARD_OK ? score_into(&samples, result, err) : code;
}
