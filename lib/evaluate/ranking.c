#include "evaluate/ranking.h"

#include "base/sort.h"

#include <string.h>

static int by_key(const void *context, int64_t a, int64_t b)
{
    const struct kept_sample *left = (const struct kept_sample *)context + a,
                             *right = (const struct kept_sample *)context + b;
    if (left->key != right->key)
        return left->key < right->key ? -1 : 1;
    return (left->digest > right->digest) - (left->digest < right->digest);
}

static int32_t order_samples(const struct evaluation *evaluation, struct arena *arena, struct ranking *ranking,
                             vreward_error *err)
{
    const int64_t count = evaluation->samples.count;
    const struct kept_sample *samples = evaluation->samples.items;
    int64_t *order = arena_array(arena, (size_t)count, sizeof *order);
    int32_t *cluster = arena_array(arena, (size_t)count, sizeof *cluster);
    if (order == NULL || cluster == NULL)
        return fail_memory(err);
    bool sorted = true;
    for (int64_t i = 0; i < count; i++) {
        order[i] = i;
        sorted = sorted && (i == 0 || by_key(samples, i - 1, i) <= 0);
    }
    const int32_t code = sorted ? VREWARD_OK : sort_indices(order, count, by_key, samples, arena, err);
    for (int64_t i = 0; i < count && code == VREWARD_OK; i++) {
        if (i > 0 && samples[order[i]].key != samples[order[i - 1]].key)
            ranking->cluster_count++;
        cluster[i] = (int32_t)ranking->cluster_count;
    }
    ranking->cluster_count += count > 0;
    ranking->sample = order;
    ranking->cluster = cluster;
    ranking->sample_count = count;
    return code;
}

static int by_name(const void *context, int64_t a, int64_t b)
{
    const struct known_label *labels = context;
    return span_compare(labels[a].text, labels[b].text);
}

/* A group and the place of its sample. */
struct placed_group {
    const struct kept_group *group;
    int64_t place;
};

/* The groups of each label, in the order of the samples: those of label l are at begin[l] .. begin[l + 1]. */
static bool groups_by_label(const struct ranking *ranking, struct arena *arena, struct placed_group **placed,
                            int64_t **begin)
{
    const struct evaluation *evaluation = ranking->evaluation;
    const struct kept_group *groups = evaluation->groups.items;
    const struct kept_sample *samples = evaluation->samples.items;
    const int64_t labels = evaluation->labels.labels.count;
    int64_t *at = arena_zeros(arena, (size_t)labels + 2, sizeof *at);
    struct placed_group *list = arena_array(arena, (size_t)evaluation->groups.count, sizeof *list);
    if (at == NULL || list == NULL)
        return false;
    for (int64_t i = 0; i < evaluation->groups.count; i++)
        at[groups[i].label + 2]++;
    for (int64_t l = 2; l < labels + 2; l++)
        at[l] += at[l - 1];
    for (int64_t place = 0; place < ranking->sample_count; place++) {
        const struct kept_sample *sample = &samples[ranking->sample[place]];
        for (int64_t i = sample->first_group; i < sample->first_group + sample->group_count; i++)
            list[at[groups[i].label + 1]++] = (struct placed_group){&groups[i], place};
    }
    *placed = list;
    *begin = at;
    return true;
}

static int64_t listed_of(const struct kept_group *group)
{
    return group->detection_count < COCO_MOST ? group->detection_count : COCO_MOST;
}

/* Its d-th detection. */
static const struct kept_detection *detection_of(const struct evaluation *evaluation, const struct kept_group *group,
                                                 int64_t d)
{
    return (const struct kept_detection *)evaluation->detections.items + group->first_detection + d;
}

/* Outcomes in one range of areas, as struct ranked has them. */
static uint32_t outcome_in(const struct kept_detection *detection, int32_t area)
{
    const uint64_t all = (UINT64_C(1) << COCO_THRESHOLDS) - 1;
    uint64_t counts = ~(detection->passed >> area * COCO_THRESHOLDS) & all;
    uint64_t hits = detection->hit >> area * COCO_THRESHOLDS & counts;
    if (area == COCO_ALL) {
        const uint64_t of_voc = UINT64_C(1) << OUTCOME_OF_VOC;
        counts |= detection->passed & VOC_BIT ? 0 : of_voc;
        hits |= detection->hit & VOC_BIT ? of_voc : 0;
    }
    return (uint32_t)(hits | counts << COUNTS_FROM);
}

/* The detections of one label by confidence. */
static bool rank_detections(const struct evaluation *evaluation, const struct placed_group *placed, int64_t count,
                            struct arena *arena, struct ranked_label *label)
{
    int64_t listed = 0;
    for (int64_t i = 0; i < count; i++)
        listed += listed_of(placed[i].group);
    const size_t room = (size_t)listed;
    struct ranked *ranked[COCO_AREAS];
    for (int32_t area = 0; area < COCO_AREAS; area++) {
        ranked[area] = arena_array(arena, room, sizeof *ranked[area]);
        if (ranked[area] == NULL)
            return false;
        label->ranked[area] = ranked[area];
    }
    const struct arena_mark mark = arena_mark(arena);
    double *confidence = arena_array(arena, room, sizeof *confidence);
    int64_t *order = arena_array(arena, room, sizeof *order);
    const struct kept_detection **detection = arena_array(arena, room, sizeof *detection);
    int32_t *place = arena_array(arena, room, sizeof *place);
    if (confidence == NULL || order == NULL || detection == NULL || place == NULL)
        return false;
    int64_t at = 0;
    for (int64_t i = 0; i < count; i++) {
        for (int64_t d = 0; d < listed_of(placed[i].group); d++) {
            detection[at] = detection_of(evaluation, placed[i].group, d);
            confidence[at] = detection[at]->confidence;
            place[at++] = (int32_t)placed[i].place;
        }
    }
    if (!order_by(confidence, listed, true, arena, order))
        return false;
    for (int64_t k = 0; k < listed; k++) {
        for (int32_t area = 0; area < COCO_AREAS; area++) {
            const uint32_t outcome = outcome_in(detection[order[k]], area);
            ranked[area][label->ranked_count[area]] = (struct ranked){place[order[k]], outcome};
            label->ranked_count[area] += outcome >> COUNTS_FROM != 0;
        }
    }
    arena_rewind(arena, mark);
    return true;
}

static bool rank_groups(const struct evaluation *evaluation, const struct placed_group *placed, int64_t count,
                        struct arena *arena, struct ranked_label *label)
{
    struct ranked_group *groups = arena_zeros(arena, (size_t)count, sizeof *groups);
    if (groups == NULL)
        return false;
    for (int64_t i = 0; i < count; i++) {
        const struct kept_group *from = placed[i].group;
        groups[i].place = (int32_t)placed[i].place;
        memcpy(groups[i].truths, from->truths, sizeof groups[i].truths);
        label->detections += from->detection_count;
        for (int64_t d = 0; d < from->detection_count && d < 10; d++) {
            const uint32_t outcome = outcome_in(detection_of(evaluation, from, d), COCO_ALL);
            for (int t = 0; t < COCO_THRESHOLDS; t++) {
                const uint8_t hit = outcome >> t & 1;
                groups[i].hits_of_10[t] = (uint8_t)(groups[i].hits_of_10[t] + hit);
                if (d == 0)
                    groups[i].hits_of_1[t] = hit;
            }
        }
    }
    label->group = groups;
    label->group_count = count;
    return rank_detections(evaluation, placed, count, arena, label);
}

int32_t rank_all(const struct evaluation *evaluation, struct arena *arena, struct ranking *ranking, vreward_error *err)
{
    *ranking = (struct ranking){.evaluation = evaluation};
    int32_t code = order_samples(evaluation, arena, ranking, err);
    if (code != VREWARD_OK)
        return code;
    const int64_t labels = evaluation->labels.labels.count;
    struct placed_group *placed;
    int64_t *begin;
    int64_t *order = arena_array(arena, (size_t)labels, sizeof *order);
    struct ranked_label *ranked = arena_zeros(arena, (size_t)labels, sizeof *ranked);
    if (order == NULL || ranked == NULL || !groups_by_label(ranking, arena, &placed, &begin))
        return fail_memory(err);
    for (int64_t l = 0; l < labels; l++)
        order[l] = l;
    code = sort_indices(order, labels, by_name, evaluation->labels.labels.items, arena, err);
    for (int64_t k = 0; k < labels && code == VREWARD_OK; k++) {
        const int64_t l = order[k], count = begin[l + 1] - begin[l];
        if (count == 0)
            continue;
        struct ranked_label *label = &ranked[ranking->label_count++];
        label->name = label_at(&evaluation->labels, (int32_t)l)->text;
        if (!rank_groups(evaluation, placed + begin[l], count, arena, label))
            code = fail_memory(err);
    }
    ranking->label = ranked;
    return code;
}
