#include "evaluate/evaluation.h"

#include <string.h>

void evaluation_begin(const struct recipe *recipe, struct evaluation *evaluation)
{
    memset(evaluation, 0, sizeof *evaluation);
    evaluation->recipe = recipe;
    metrics_of(recipe, &evaluation->metrics);
}

void evaluation_free(struct evaluation *evaluation)
{
    list_free(&evaluation->samples);
    list_free(&evaluation->columns);
    list_free(&evaluation->groups);
    list_free(&evaluation->detections);
    label_table_free(&evaluation->labels);
}

struct evaluation_mark evaluation_mark(const struct evaluation *evaluation)
{
    return (struct evaluation_mark){
        .samples = evaluation->samples.count,
        .columns = evaluation->columns.count,
        .groups = evaluation->groups.count,
        .detections = evaluation->detections.count,
        .bad_truths = evaluation->bad_truths,
        .keys = evaluation->keys,
    };
}

/* Labels stay: one that no group has changes nothing. */
void evaluation_rewind(struct evaluation *evaluation, struct evaluation_mark mark)
{
    evaluation->samples.count = mark.samples;
    evaluation->columns.count = mark.columns;
    evaluation->groups.count = mark.groups;
    evaluation->detections.count = mark.detections;
    evaluation->bad_truths = mark.bad_truths;
    evaluation->keys = mark.keys;
}

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* Groups are added up, so that it does not matter in which order their labels became known. */
static uint64_t digest_of(const struct evaluation *evaluation, const struct kept_sample *kept, const double *column)
{
    uint64_t digest = (uint64_t)kept->reason;
    for (int64_t c = 0; c < evaluation->metrics.column_count; c++)
        digest = mixed(digest, bits_of(column[c]));
    const struct kept_group *groups = evaluation->groups.items;
    const struct kept_detection *detections = evaluation->detections.items;
    uint64_t sum = 0;
    for (int64_t i = kept->first_group; i < kept->first_group + kept->group_count; i++) {
        uint64_t hash = label_at(&evaluation->labels, groups[i].label)->hash;
        for (int32_t area = 0; area < COCO_AREAS; area++)
            hash = mixed(hash, (uint64_t)groups[i].truths[area]);
        for (int64_t d = 0; d < groups[i].detection_count; d++) {
            const struct kept_detection *detection = &detections[groups[i].first_detection + d];
            hash = mixed(mixed(mixed(hash, bits_of(detection->confidence)), detection->hit), detection->passed);
        }
        sum += hash;
    }
    return mixed(digest, sum);
}

int32_t evaluation_add(struct evaluation *evaluation, int64_t key, const struct truth *truth, const struct trace *trace,
                       struct arena *scratch, vreward_error *err)
{
    const int64_t column_count = evaluation->metrics.column_count;
    if (!list_reserve(&evaluation->samples, 1, sizeof(struct kept_sample)) ||
        !list_reserve(&evaluation->columns, column_count, sizeof(double)))
        return fail_memory(err);
    struct kept_sample kept = {.key = key, .first_group = evaluation->groups.count, .reason = trace->reason};
    double *column = (double *)evaluation->columns.items + evaluation->columns.count;
    memset(column, 0, (size_t)column_count * sizeof *column);
    column[COLUMN_SCORE] = trace->score;
    column[COLUMN_PARSED] = trace->term[TERM_PARSED];
    const struct measured sample = {truth, trace, scratch};
    const int32_t code = evaluation->metrics.measures->measure(evaluation, &sample, &kept, column, err);
    if (code != VREWARD_OK)
        return code;
    kept.group_count = evaluation->groups.count - kept.first_group;
    kept.digest = digest_of(evaluation, &kept, column);
    ((struct kept_sample *)evaluation->samples.items)[evaluation->samples.count++] = kept;
    evaluation->columns.count += column_count;
    return VREWARD_OK;
}

/* The labels of `from` by their numbers in `into`. */
static int32_t carry_labels(struct evaluation *into, const struct evaluation *from, struct arena *scratch,
                            int32_t **numbers, vreward_error *err)
{
    const int64_t count = from->labels.labels.count;
    *numbers = arena_array(scratch, (size_t)count, sizeof **numbers);
    if (*numbers == NULL)
        return fail_memory(err);
    for (int64_t i = 0; i < count; i++) {
        const int32_t code = label_number(&into->recipe->config, &into->labels,
                                          label_at(&from->labels, (int32_t)i)->text, scratch, &(*numbers)[i], err);
        if (code != VREWARD_OK)
            return code;
    }
    return VREWARD_OK;
}

static bool append(struct list *list, const struct list *more, size_t size)
{
    if (!list_reserve(list, more->count, size))
        return false;
    if (more->count > 0)
        memcpy((char *)list->items + (size_t)list->count * size, more->items, (size_t)more->count * size);
    list->count += more->count;
    return true;
}

int32_t evaluation_merge(struct evaluation *into, const struct evaluation *from, vreward_error *err)
{
    const struct evaluation_mark mark = evaluation_mark(into);
    struct arena scratch = {0};
    int32_t *numbers = NULL;
    int32_t code = carry_labels(into, from, &scratch, &numbers, err);
    if (code == VREWARD_OK && (!append(&into->samples, &from->samples, sizeof(struct kept_sample)) ||
                               !append(&into->columns, &from->columns, sizeof(double)) ||
                               !append(&into->groups, &from->groups, sizeof(struct kept_group)) ||
                               !append(&into->detections, &from->detections, sizeof(struct kept_detection)))) {
        evaluation_rewind(into, mark);
        code = fail_memory(err);
    }
    if (code == VREWARD_OK) {
        struct kept_sample *samples = into->samples.items;
        for (int64_t i = mark.samples; i < into->samples.count; i++)
            samples[i].first_group += mark.groups;
        struct kept_group *groups = into->groups.items;
        for (int64_t i = mark.groups; i < into->groups.count; i++) {
            groups[i].first_detection += mark.detections;
            groups[i].label = numbers[groups[i].label];
        }
        into->bad_truths += from->bad_truths;
        into->keys = from->keys != KEYS_UNDECIDED ? from->keys : into->keys;
    }
    arena_free(&scratch);
    return code;
}
