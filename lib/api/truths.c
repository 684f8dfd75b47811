#include "api/truths.h"

#include "api/check.h"
#include "api/prepared.h"
#include "base/struct_read.h"
#include "geometry/spaces.h"
#include "reward/truth_arrays.h"

#include <inttypes.h>
#include <math.h>

/* ---- truths as arrays --------------------------------------------------------------------------------------------- */

/* Which of box, point and span there are. */
static int32_t check_kinds(const struct config *config, const vreward_truth_arrays *arrays, int64_t items,
                           vreward_error *err)
{
    const bool box = arrays->box != NULL, point = arrays->point != NULL, span = arrays->span != NULL;
    if (items > 0 && !box && !point && !span)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1,
                    "truth_arrays has %" PRId64 " items, and box, point and span are NULL: give one of them", items);
    if (span && (box || point))
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "truth_arrays.span and %s are both given: leave one NULL",
                    box ? "box" : "point");
    if (box && point && config->pair_count == 0)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1,
                    "truth_arrays.box and point are both given: leave one NULL, or say in the recipe's `pair` what "
                    "each is for");
    if (span && !config->reward->takes_spans)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "truth_arrays.span has no meaning in %s: leave it NULL",
                    config->reward->task);
    return VREWARD_OK;
}

static int32_t check_true_items(const struct config *config, const vreward_truth_arrays *arrays, int64_t first,
                                int64_t last, vreward_error *err)
{
    if (arrays->item_offsets == NULL) {
        if (arrays->box != NULL || arrays->point != NULL || arrays->span != NULL || arrays->label_offsets != NULL ||
            arrays->ignore != NULL || arrays->area != NULL)
            return fail(err, VREWARD_E_ARGUMENT, -1, -1,
                        "truth_arrays.item_offsets is NULL: give where the items of each truth begin");
        return VREWARD_OK;
    }
    int32_t code = check_ragged("truth_arrays.item", arrays, arrays->item_offsets, first, last, err);
    if (code != VREWARD_OK)
        return code;
    const int64_t begin = arrays->item_offsets[first], end = arrays->item_offsets[last];
    code = check_kinds(config, arrays, end - begin, err);
    if (code != VREWARD_OK || (arrays->label_offsets == NULL && arrays->label == NULL))
        return code;
    return check_ragged("truth_arrays.label", arrays->label, arrays->label_offsets, begin, end, err);
}

static int32_t check_truth_arrays(struct samples *samples, const vreward_truth_arrays *given, int64_t first,
                                  int64_t last, vreward_error *err)
{
    vreward_truth_arrays *arrays = &samples->arrays;
    int32_t code = STRUCT_READ(arrays, given, vreward_truth_arrays, any_of, err);
    if (code == VREWARD_OK)
        code = check_true_items(&samples->scorer->recipe.config, arrays, first, last, err);
    if (code == VREWARD_OK && (arrays->text_offsets != NULL || arrays->text != NULL))
        code = check_ragged("truth_arrays.text", arrays->text, arrays->text_offsets, first, last, err);
    if (code == VREWARD_OK && arrays->space != SPACE_SAME &&
        (arrays->space < SPACE_PIXEL || arrays->space >= SPACE_COUNT))
        code = fail(err, VREWARD_E_ARGUMENT, -1, -1,
                    "truth_arrays.space is %" PRId32 ": give 0 for pixels, or one of %d to %d (vreward_space_name)",
                    arrays->space, (int)SPACE_PIXEL, (int)SPACE_COUNT - 1);
    return code == VREWARD_OK ? check_switch("truth_arrays.any_of", arrays->any_of, err) : code;
}

/* Two numbers of truth `index`, NaN where they are not known. */
static void copy_size(const double *sizes, int64_t index, double size[2])
{
    size[0] = sizes != NULL ? sizes[2 * index] : (double)NAN;
    size[1] = sizes != NULL ? sizes[2 * index + 1] : (double)NAN;
}

static struct truth_arrays arrays_of_truth(const vreward_truth_arrays *given, int64_t index)
{
    struct truth_arrays truth = {
        .number = given->number != NULL ? given->number[index] : (double)NAN,
        .space = given->space != SPACE_SAME ? given->space : SPACE_PIXEL,
        .any_of = given->any_of,
    };
    copy_size(given->size, index, truth.size);
    copy_size(given->input_size, index, truth.input_size);
    if (given->text_offsets != NULL)
        truth.text = text_at(given->text, given->text_offsets, index);
    if (given->item_offsets == NULL)
        return truth;
    const int64_t first = given->item_offsets[index];
    truth.has_items = 1;
    truth.count = given->item_offsets[index + 1] - first;
    truth.box = given->box != NULL ? given->box + 4 * first : NULL;
    truth.point = given->point != NULL ? given->point + 2 * first : NULL;
    truth.span = given->span != NULL ? given->span + 2 * first : NULL;
    truth.label = given->label;
    truth.label_offsets = given->label_offsets != NULL ? given->label_offsets + first : NULL;
    truth.area = given->area != NULL ? given->area + first : NULL;
    truth.ignore = given->ignore != NULL ? given->ignore + first : NULL;
    return truth;
}

/* ---- truths ------------------------------------------------------------------------------------------------------- */

static int32_t check_truth_index(const struct samples *samples, int64_t first, int64_t last, vreward_error *err)
{
    for (int64_t i = first; i < last; i++) {
        if (samples->truth_index[i] < 0 || samples->truth_index[i] >= samples->truth_count)
            return fail(err, VREWARD_E_ARGUMENT, i, -1,
                        "truth_index[%" PRId64 "] is %" PRId64 ": it is from 0 to %" PRId64 ", as there are %" PRId64
                        " truths",
                        i, samples->truth_index[i], samples->truth_count - 1, samples->truth_count);
    }
    return VREWARD_OK;
}

static int32_t check_truth_count(const struct samples *samples, vreward_error *err)
{
    const char *name = samples->prepared != NULL ? "the number of prepared truths" : "truth_count";
    if (samples->truth_count == 0)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "%s is 0: %s compares with a truth", name,
                    samples->scorer->recipe.config.reward->task);
    const int32_t code = check_count("truth_count", samples->truth_count, err);
    if (code != VREWARD_OK)
        return code;
    if (samples->truth_index == NULL && samples->truth_count != 1 && samples->truth_count != samples->count)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1,
                    "%s is %" PRId64 " for %" PRId64 " samples: give one, as many, or a truth_index", name,
                    samples->truth_count, samples->count);
    return VREWARD_OK;
}

/* They are all that is given, and were read by the same recipe. */
static int32_t check_prepared(struct samples *samples, const vreward_truth_arrays *arrays, vreward_error *err)
{
    const vreward_truths *prepared = samples->prepared;
    if (samples->truth != NULL || samples->truth_offsets != NULL || arrays != NULL)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "%s and prepared are both given: leave one NULL",
                    arrays != NULL ? "truth_arrays" : "truth");
    if (!span_equal(prepared->recipe, samples->scorer->recipe.resolved))
        return fail(
            err, VREWARD_E_ARGUMENT, -1, -1,
            "the prepared truths are of another recipe than the scorer's: prepare them with a scorer of the same one");
    if (samples->truth_count != 0 && samples->truth_count != prepared->count)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1,
                    "truth_count is %" PRId64 ", and %" PRId64 " truths are prepared: give 0 or as many",
                    samples->truth_count, prepared->count);
    samples->truth_count = prepared->count;
    return VREWARD_OK;
}

int32_t check_truths(struct samples *samples, const vreward_truth_arrays *arrays, int64_t first, int64_t last,
                     vreward_error *err)
{
    int32_t code = samples->prepared != NULL ? check_prepared(samples, arrays, err) : VREWARD_OK;
    if (code != VREWARD_OK)
        return code;
    if (!samples->scorer->recipe.config.reward->needs_truth || first == last) {
        samples->truth_count = 0;
        samples->truth_index = NULL;
        return VREWARD_OK;
    }
    code = check_truth_count(samples, err);
    if (code == VREWARD_OK && samples->truth_index != NULL)
        code = check_truth_index(samples, first, last, err);
    if (code != VREWARD_OK || samples->prepared != NULL || samples->documents != NULL)
        return code;
    const bool one = last - first == 1;
    const int64_t from = one ? truth_of_sample(samples, first) : 0, to = one ? from + 1 : samples->truth_count;
    if (arrays == NULL)
        return check_ragged("truth", samples->truth, samples->truth_offsets, from, to, err);
    if (samples->truth_offsets != NULL || samples->truth != NULL)
        return fail(err, VREWARD_E_ARGUMENT, -1, -1, "truth and truth_arrays are both given: leave one NULL");
    return check_truth_arrays(samples, arrays, from, to, err);
}

int64_t truth_of_sample(const struct samples *samples, int64_t sample)
{
    if (samples->truth_count == 0)
        return -1;
    if (samples->truth_index != NULL)
        return samples->truth_index[sample];
    return samples->truth_count > 1 ? sample : 0;
}

int32_t find_truth(const struct samples *samples, int64_t index, struct arena *arena, struct truth *room,
                   const struct truth **truth, vreward_error *err)
{
    const struct config *config = &samples->scorer->recipe.config;
    *truth = index < 0 ? NULL : samples->prepared != NULL ? &samples->prepared->truth[index] : room;
    if (*truth != room)
        return VREWARD_OK;
    if (samples->documents != NULL)
        return truth_read(config, samples->documents[index], arena, room, err);
    if (samples->truth_offsets != NULL)
        return truth_read(config, text_at(samples->truth, samples->truth_offsets, index), arena, room, err);
    const struct truth_arrays arrays = arrays_of_truth(&samples->arrays, index);
    return truth_read_arrays(config, &arrays, arena, room, err);
}

/* ---- truths that outlive the caller's buffers ----------------------------------------------------------------------- */

struct keeper {
    struct arena *arena;
    bool failed;
};

static const void *keep(struct keeper *keeper, const void *bytes, int64_t size)
{
    void *copy = bytes != NULL ? arena_alloc(keeper->arena, (size_t)size) : NULL;
    keeper->failed |= bytes != NULL && copy == NULL;
    return copy != NULL ? memcpy(copy, bytes, (size_t)size) : NULL;
}

static void keep_labels(struct keeper *keeper, struct truth_arrays *truth, struct arena *scratch)
{
    const int64_t first = truth->label_offsets[0];
    int64_t *offsets = arena_array(scratch, (size_t)truth->count + 1, sizeof *offsets);
    keeper->failed |= offsets == NULL;
    for (int64_t i = 0; offsets != NULL && i <= truth->count; i++)
        offsets[i] = truth->label_offsets[i] - first;
    if (truth->label != NULL)
        truth->label = keep(keeper, truth->label + first, truth->label_offsets[truth->count] - first);
    truth->label_offsets = offsets;
}

/* Copies of what is read where it lies; of places and numbers the reader makes its own. */
static bool keep_arrays(struct truth_arrays *truth, struct arena *arena, struct arena *scratch)
{
    struct keeper keeper = {.arena = arena};
    truth->ignore = keep(&keeper, truth->ignore, truth->count);
    truth->area = keep(&keeper, truth->area, truth->count * (int64_t)sizeof *truth->area);
    truth->text.data = keep(&keeper, truth->text.data, truth->text.length);
    if (truth->label_offsets != NULL)
        keep_labels(&keeper, truth, scratch);
    return !keeper.failed;
}

int32_t keep_truth(const struct samples *samples, int64_t index, struct arena *arena, struct arena *scratch,
                   struct truth *truth, vreward_error *err)
{
    const struct config *config = &samples->scorer->recipe.config;
    struct keeper keeper = {.arena = arena};
    if (samples->truth_offsets != NULL) {
        struct span document = text_at(samples->truth, samples->truth_offsets, index);
        document.data = keep(&keeper, document.data, document.length);
        return keeper.failed ? fail_memory(err) : truth_keep(config, document, arena, scratch, truth, err);
    }
    struct truth_arrays arrays = arrays_of_truth(&samples->arrays, index);
    return keep_arrays(&arrays, arena, scratch) ? truth_read_arrays(config, &arrays, arena, truth, err)
                                                : fail_memory(err);
}
