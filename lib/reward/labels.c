#include "reward/labels.h"

#include "base/sort.h"
#include "reward/truth_members.h"
#include "text/normalize.h"
#include "text/units.h"

/* The different labels of a truth, folded where the recipe folds. */
struct known_labels {
    struct vocabulary labels;
    const int32_t *rank; /* of each, by their bytes */
    int64_t longest;     /* bytes: what is longer is not hashed, as it may be the label of many items */
};

int32_t fold_label(const struct config *config, struct span label, struct arena *arena, struct span *folded,
                   vreward_error *err)
{
    *folded = label;
    if (!config->label_fold)
        return VREWARD_OK;
    return normalize(label, VREWARD_NORMALIZE_LOWER | VREWARD_NORMALIZE_COLLAPSE_SPACE | VREWARD_NORMALIZE_TRIM, arena,
                     folded, err);
}

static int by_bytes(const void *context, int64_t a, int64_t b)
{
    const struct span *labels = context;
    return span_compare(labels[a], labels[b]);
}

/* The ranks of different labels, by their bytes. Labels are mostly few, and found by their hash. */
static int32_t rank_labels(const struct vocabulary *known, struct arena *arena, const int32_t **ranks,
                           vreward_error *err)
{
    int64_t *index = arena_array(arena, (size_t)known->count, sizeof *index);
    int32_t *rank = arena_array(arena, (size_t)known->count, sizeof *rank);
    if (index == NULL || rank == NULL)
        return fail_memory(err);
    for (int64_t i = 0; i < known->count; i++)
        index[i] = i;
    const int32_t code = sort_indices(index, known->count, by_bytes, known->units, arena, err);
    for (int64_t i = 0; i < known->count && code == VREWARD_OK; i++)
        rank[index[i]] = (int32_t)i;
    *ranks = rank;
    return code;
}

int32_t prepare_labels(const struct config *config, struct truth *truth, struct arena *arena, vreward_error *err)
{
    if (config->labels == LABELS_IGNORE || truth->count == 0)
        return VREWARD_OK;
    if (truth->label == NULL)
        return bad_truth(err, -1, "labels",
                         "is missing: one label for each item, or the recipe's \"labels\": \"ignore\"");
    struct known_labels *known = arena_zeros(arena, 1, sizeof *known);
    int32_t *id = arena_array(arena, (size_t)truth->count, sizeof *id);
    if (known == NULL || id == NULL || !vocabulary_create(&known->labels, truth->count, arena))
        return fail_memory(err);
    for (int64_t i = 0; i < truth->count; i++) {
        struct span folded;
        const int32_t code = fold_label(config, truth->label[i], arena, &folded, err);
        if (code != VREWARD_OK)
            return code;
        id[i] = (int32_t)vocabulary_id(&known->labels, folded, true);
        known->longest = folded.length > known->longest ? folded.length : known->longest;
    }
    const int32_t code = rank_labels(&known->labels, arena, &known->rank, err);
    for (int64_t i = 0; i < truth->count && code == VREWARD_OK; i++)
        id[i] = known->rank[id[i]];
    truth->label_id = id;
    truth->known_labels = known;
    truth->distinct_count = known->labels.count;
    return code;
}

int32_t find_label(const struct config *config, const struct truth *truth, struct span label, struct arena *arena,
                   int32_t *id, vreward_error *err)
{
    struct known_labels *known = truth->known_labels;
    *id = (int32_t)truth->distinct_count;
    if (label.data == NULL || known == NULL)
        return VREWARD_OK;
    struct span folded;
    const int32_t code = fold_label(config, label, arena, &folded, err);
    if (code != VREWARD_OK || folded.length > known->longest)
        return code;
    const int64_t place = vocabulary_id(&known->labels, folded, false);
    *id = place == VOCABULARY_UNKNOWN ? *id : known->rank[place];
    return VREWARD_OK;
}
