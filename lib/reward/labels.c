#include "reward/labels.h"

#include "base/sort.h"
#include "reward/truth_members.h"
#include "text/normalize.h"

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

int32_t prepare_labels(const struct config *config, struct truth *truth, struct arena *arena, vreward_error *err)
{
    if (config->labels == LABELS_IGNORE || truth->count == 0)
        return VREWARD_OK;
    if (truth->label == NULL)
        return bad_truth(err, -1, "labels",
                         "is missing: one label for each item, or the recipe's \"labels\": \"ignore\"");
    const size_t count = (size_t)truth->count;
    struct span *folded = arena_array(arena, count, sizeof *folded);
    struct span *distinct = arena_array(arena, count, sizeof *distinct);
    int64_t *index = arena_array(arena, count, sizeof *index);
    int32_t *id = arena_array(arena, count, sizeof *id);
    if (folded == NULL || distinct == NULL || index == NULL || id == NULL)
        return fail_memory(err);
    for (int64_t i = 0; i < truth->count; i++) {
        const int32_t code = fold_label(config, truth->label[i], arena, &folded[i], err);
        if (code != VREWARD_OK)
            return code;
        index[i] = i;
    }
    const int32_t code = sort_indices(index, truth->count, by_bytes, folded, arena, err);
    if (code != VREWARD_OK)
        return code;
    for (int64_t i = 0; i < truth->count; i++) {
        const struct span label = folded[index[i]];
        if (truth->distinct_count == 0 || !span_equal(distinct[truth->distinct_count - 1], label))
            distinct[truth->distinct_count++] = label;
        id[index[i]] = (int32_t)truth->distinct_count - 1;
    }
    truth->label_id = id;
    truth->distinct = distinct;
    return VREWARD_OK;
}

int32_t find_label(const struct config *config, const struct truth *truth, struct span label, struct arena *arena,
                   int32_t *id, vreward_error *err)
{
    *id = (int32_t)truth->distinct_count;
    if (label.data == NULL)
        return VREWARD_OK;
    struct span folded;
    const int32_t code = fold_label(config, label, arena, &folded, err);
    if (code != VREWARD_OK)
        return code;
    int64_t low = 0, high = truth->distinct_count;
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        const int order = span_compare(truth->distinct[middle], folded);
        if (order == 0) {
            *id = (int32_t)middle;
            return VREWARD_OK;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return VREWARD_OK;
}
