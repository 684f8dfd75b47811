#include "python/item_batch.h"

#include "base/arena.h"
#include "python/items.h"
#include "python/numbers.h"
#include "python/results.h"
#include "python/texts.h"

/* More items are scored without the interpreter's lock. */
enum { LONG_ITEMS = 100 };

enum argument {
    SCORER,
    ITEMS,
    TRUTHS,
    PREPARED,
    INDEX,
    NAMES,
    TRUE_NAMES,
    RESULTS,
    ARGUMENTS = RESULTS + PYTHON_RESULT_ARGUMENTS
};

/* Items, or true ones, as C takes them. */
struct columns {
    struct python_items items;
    int64_t *offset, *label_offset; /* label_offset NULL: there are no labels */
    double *number, *confidence;
    char *label;
};

/* The texts of all labels, still open; false, with none open, where one is no str. */
static bool open_labels(const struct python_items *items, struct python_text *text)
{
    python_size first = 0;
    for (python_size i = 0; i < items->samples; i++) {
        struct python_sequence labels;
        const struct python_sample *sample = &items->sample[i];
        if (sample->count == 0)
            continue;
        if (!python_open_sequence(sample->labels, &labels) || labels.count != sample->count ||
            !python_texts_open(&labels, text + first)) {
            python_texts_close(text, first);
            return false;
        }
        first += sample->count;
    }
    return true;
}

static bool copy_labels(struct columns *columns, struct arena *arena)
{
    const python_size count = columns->items.items;
    struct python_text *text = arena_array(arena, (size_t)count, sizeof *text);
    int64_t *offset = arena_array(arena, (size_t)count + 1, sizeof *offset);
    if (!text || !offset || !open_labels(&columns->items, text))
        return false;
    python_texts_place(text, count, offset);
    columns->label = arena_alloc(arena, (size_t)offset[count]);
    columns->label_offset = offset;
    if (columns->label)
        python_texts_copy(text, count, offset, columns->label);
    python_texts_close(text, count);
    return columns->label != NULL;
}

static bool copy_columns(struct columns *columns, struct arena *arena)
{
    const struct python_items *items = &columns->items;
    columns->offset = arena_array(arena, (size_t)items->samples + 1, sizeof *columns->offset);
    columns->number = arena_array(arena, (size_t)(items->items * items->width), sizeof *columns->number);
    columns->confidence = arena_array(arena, (size_t)items->items, sizeof *columns->confidence);
    return columns->offset && columns->number && columns->confidence &&
           python_items_copy(items, columns->offset, columns->number, columns->confidence) &&
           (!items->has_labels || copy_labels(columns, arena));
}

/* The tuple of results; None where that cannot be. */
static python_object *score_columns(python_object *const *arguments, const struct columns *found,
                                    const struct columns *truths, const int64_t *index)
{
    const python_size count = found->items.samples;
    const bool boxes = found->items.width == 4, true_boxes = truths->items.width == 4;
    const bool prepared = arguments[PREPARED] != python.none;
    struct python_results results;
    const vreward_truth_arrays arrays = {
        .struct_size = sizeof arrays,
        .item_offsets = truths->offset,
        .box = true_boxes ? truths->number : NULL,
        .point = true_boxes ? NULL : truths->number,
        .label = truths->label,
        .label_offsets = truths->label_offset,
    };
    const vreward_item_batch batch = {
        .struct_size = sizeof batch,
        .count = count,
        .item_offsets = found->offset,
        .box = boxes ? found->number : NULL,
        .point = boxes ? NULL : found->number,
        .label = found->label,
        .label_offsets = found->label_offset,
        .confidence = found->confidence,
        .truth_count = truths->items.samples,
        .truth_index = index,
        .truth_arrays = prepared ? NULL : &arrays,
        .prepared = prepared ? python_address(arguments[PREPARED]) : NULL,
    };
    int32_t status = VREWARD_E_MEMORY;
    if (python_results_new(arguments + RESULTS, count, &results)) {
        void *const state = python_leave_where(found->items.items + truths->items.items > LONG_ITEMS);
        status = vreward_score_items(python_address(arguments[SCORER]), &batch, &results.result, NULL);
        python_come_back(state);
    }
    return python_results_end(&results, status);
}

/* Of prepared truths there is nothing to open. */
static bool open_truths(python_object *const *arguments, python_size count, const int64_t *index,
                        struct columns *truths, struct arena *arena)
{
    if (arguments[PREPARED] != python.none)
        return true;
    return python_items_open(arguments[TRUTHS], arguments[TRUE_NAMES], &truths->items) &&
           (index || truths->items.samples == count) && copy_columns(truths, arena);
}

python_object *python_score_items(python_object *self, python_object *const *arguments, python_size count)
{
    (void)self;
    struct arena arena = {0};
    struct columns found = {0}, truths = {0};
    int64_t *index = NULL;
    python_object *scored = NULL;
    if (count == ARGUMENTS && python_items_open(arguments[ITEMS], arguments[NAMES], &found.items) &&
        found.items.samples > 0 && python_open_index(arguments[INDEX], found.items.samples, &arena, &index) &&
        copy_columns(&found, &arena) && open_truths(arguments, found.items.samples, index, &truths, &arena))
        scored = score_columns(arguments, &found, &truths, index);
    python_items_close(&truths.items);
    python_items_close(&found.items);
    arena_free(&arena);
    if (scored)
        return scored;
    python.clear_error();
    return python_none();
}
