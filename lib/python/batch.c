#include "python/batch.h"

#include "base/arena.h"
#include "python/results.h"
#include "python/sequence.h"
#include "python/texts.h"

#include <string.h>

/* Texts of more bytes are scored without the interpreter's lock; rooms of more are given back. */
enum { LONG_TEXT = 8192, MOST_KEPT = 4 << 20 };

enum argument { SCORER, COMPLETIONS, TRUTHS, ROOMS, RESULTS, ARGUMENTS = RESULTS + PYTHON_RESULT_ARGUMENTS };

/* Texts as vreward_batch takes them. */
struct column {
    struct python_text *text; /* [count], closed in the end */
    int64_t count;
    const char *data;
    int64_t *offsets;
    int64_t *index; /* of each truth that was given, its place here; NULL: each its own, or one for all */
};

static bool open_one(python_object *object, struct arena *arena, struct column *column)
{
    column->text = arena_array(arena, 1, sizeof *column->text);
    if (!column->text || !python_text_open(object, column->text))
        return false;
    column->count = 1;
    python_text_keep(column->text, object);
    return true;
}

static bool open_all(const struct python_sequence *texts, struct arena *arena, struct column *column)
{
    if (texts->count == 1)
        return open_one(texts->item(texts->object, 0), arena, column);
    column->text = arena_array(arena, (size_t)texts->count, sizeof *column->text);
    if (!column->text || !python_texts_open(texts, column->text))
        return false;
    column->count = texts->count;
    return true;
}

static bool same_text(const struct python_text *a, const struct python_text *b)
{
    return a->size == b->size && memcmp(a->data, b->data, (size_t)a->size) == 0;
}

/* Leaves each of equal texts once. */
static bool share_equal(const struct python_sequence *texts, struct arena *arena, struct column *column)
{
    size_t slots = 4;
    while (slots < 2 * (size_t)texts->count)
        slots *= 2;
    uint32_t *slot = arena_zeros(arena, slots, sizeof *slot); /* a place + 1, or 0 */
    column->index = arena_array(arena, (size_t)texts->count, sizeof *column->index);
    if (!slot || !column->index)
        return false;
    struct python_text *const text = column->text;
    int64_t unique = 0;
    for (python_size i = 0; i < texts->count; i++) {
        size_t at = (size_t)python.hash(texts->item(texts->object, i)) & (slots - 1);
        while (slot[at] != 0 && !same_text(&text[slot[at] - 1], &text[i]))
            at = (at + 1) & (slots - 1);
        if (slot[at] == 0) {
            slot[at] = (uint32_t)unique + 1;
            text[unique++] = text[i];
        } else {
            python_text_close(&text[i]);
        }
        column->index[i] = (int64_t)slot[at] - 1;
    }
    column->count = unique;
    if (unique == texts->count)
        column->index = NULL;
    return true;
}

/* `count`: of the completions. */
static bool open_truths(python_object *truths, int64_t count, struct arena *arena, struct column *column)
{
    struct python_sequence texts;
    if (truths == python.none)
        return true;
    if (!python_open_sequence(truths, &texts))
        return open_one(truths, arena, column);
    return texts.count == count && open_all(&texts, arena, column) &&
           (count == 1 || share_equal(&texts, arena, column));
}

/* One text is read where it lies, others are copied to `room`. */
static bool place(struct column *column, python_object *room, struct arena *arena)
{
    column->offsets = arena_array(arena, (size_t)column->count + 1, sizeof *column->offsets);
    if (!column->offsets)
        return false;
    python_texts_place(column->text, column->count, column->offsets);
    if (column->count == 1)
        column->data = column->text->data;
    if (column->count <= 1)
        return true;
    if (python.resize_room(room, (python_size)column->offsets[column->count]) != 0) {
        python.clear_error();
        return false;
    }
    char *const data = python.room_data(room);
    python_texts_copy(column->text, column->count, column->offsets, data);
    column->data = data;
    return true;
}

static void close_column(struct column *column, python_object *room)
{
    python_texts_close(column->text, column->count);
    if (column->count > 1 && column->offsets && column->offsets[column->count] > MOST_KEPT)
        python.resize_room(room, 0);
}

/* The tuple of results; NULL, with or without an error set, where that cannot be. */
static python_object *score_columns(python_object *const *arguments, int64_t count, const struct column *completions,
                                    const struct column *truths)
{
    struct python_results results;
    const vreward_batch batch = {
        .struct_size = sizeof batch,
        .count = count,
        .completion = completions->data,
        .completion_offsets = completions->offsets,
        .truth = truths->data,
        .truth_offsets = truths->offsets,
        .truth_count = truths->count,
        .truth_index = truths->index,
    };
    int32_t status = VREWARD_E_MEMORY;
    if (python_results_new(arguments + RESULTS, count, &results)) {
        const int64_t bytes = completions->offsets[completions->count] + truths->offsets[truths->count];
        void *const state = python_leave_where(bytes > LONG_TEXT);
        status = vreward_score(python_address(arguments[SCORER]), &batch, &results.result, NULL);
        python_come_back(state);
    }
    return python_results_end(&results, status);
}

python_object *python_score(python_object *self, python_object *const *arguments, python_size count)
{
    (void)self;
    struct arena arena = {0};
    struct column completions = {0}, truths = {0};
    struct python_sequence texts;
    python_object *found = NULL;
    if (count != ARGUMENTS || !python_open_sequence(arguments[COMPLETIONS], &texts) || texts.count == 0)
        return python_none();
    python_object *const room = python.tuple_item(arguments[ROOMS], 0), *const other =
                                                                            python.tuple_item(arguments[ROOMS], 1);
    if (open_all(&texts, &arena, &completions) && open_truths(arguments[TRUTHS], texts.count, &arena, &truths) &&
        place(&completions, room, &arena) && place(&truths, other, &arena))
        found = score_columns(arguments, texts.count, &completions, &truths);
    close_column(&completions, room);
    close_column(&truths, other);
    arena_free(&arena);
    return found ? found : python_none();
}
