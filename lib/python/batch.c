#include "python/batch.h"

#include "api/score.h"
#include "python/memory.h"
#include "python/numbers.h"
#include "python/results.h"
#include "python/sequence.h"
#include "python/texts.h"

#include <string.h>

/* Texts of more bytes are scored without the interpreter's lock. */
enum { LONG_TEXT = 8192 };

enum argument { SCORER, COMPLETIONS, TRUTHS, PREPARED, INDEX, RESULTS, ARGUMENTS = RESULTS + PYTHON_RESULT_ARGUMENTS };

/* Texts that are read where they lie. */
struct column {
    struct python_text *text; /* [count], closed in the end */
    int64_t count;
    struct span *span; /* [count] */
    int64_t bytes;
    int64_t *index; /* of each completion, the place of its truth here; NULL: each its own, or one for all */
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
    for (python_size i = 0; i < texts->count; i++) /* another thread may change the list while they are scored */
        python_text_keep(&column->text[i], texts->item(texts->object, i));
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

/* `count`: of the completions, whose truths `index` names; None: each has its own. */
static bool open_truths(python_object *truths, python_object *index, int64_t count, struct arena *arena,
                        struct column *column)
{
    struct python_sequence texts;
    if (!python_open_index(index, count, arena, &column->index))
        return false;
    if (truths == python.none)
        return true;
    if (column->index)
        return python_open_sequence(truths, &texts) && texts.count > 0 && open_all(&texts, arena, column);
    if (!python_open_sequence(truths, &texts))
        return open_one(truths, arena, column);
    return texts.count == count && open_all(&texts, arena, column) &&
           (count == 1 || share_equal(&texts, arena, column));
}

/* Where each lies, and the sum of their sizes. */
static bool point_to(struct column *column, struct arena *arena)
{
    column->span = arena_array(arena, (size_t)column->count, sizeof *column->span);
    for (int64_t i = 0; column->span && i < column->count; i++) {
        column->span[i] = (struct span){column->text[i].data, column->text[i].size};
        column->bytes += column->text[i].size;
    }
    return column->span != NULL;
}

/* The tuple of results; NULL, with or without an error set, where that cannot be. */
static python_object *score_columns(python_object *const *arguments, int64_t count, const struct column *completions,
                                    const struct column *truths, struct arena *arena)
{
    struct python_results results;
    const bool prepared = arguments[PREPARED] != python.none;
    const struct apart apart = {
        .completions = completions->span,
        .truths = prepared ? NULL : truths->span,
        .prepared = prepared ? python_address(arguments[PREPARED]) : NULL,
        .truth_index = truths->index,
        .count = count,
        .truth_count = truths->count,
    };
    int32_t status = VREWARD_E_MEMORY;
    if (python_results_new(arguments + RESULTS, count, &results)) {
        void *const state = python_leave_where(completions->bytes + truths->bytes > LONG_TEXT);
        status = score_apart(python_address(arguments[SCORER]), &apart, arena, &results.result, NULL);
        python_come_back(state);
    }
    return python_results_end(&results, status);
}

python_object *python_score(python_object *self, python_object *const *arguments, python_size count)
{
    (void)self;
    struct column completions = {0}, truths = {0};
    struct python_sequence texts;
    python_object *found = NULL;
    if (count != ARGUMENTS || !python_open_sequence(arguments[COMPLETIONS], &texts) || texts.count == 0)
        return python_none();
    struct arena arena = python_memory_take();
    if (open_all(&texts, &arena, &completions) &&
        open_truths(arguments[TRUTHS], arguments[INDEX], texts.count, &arena, &truths) &&
        point_to(&completions, &arena) && point_to(&truths, &arena))
        found = score_columns(arguments, texts.count, &completions, &truths, &arena);
    python_texts_close(completions.text, completions.count);
    python_texts_close(truths.text, truths.count);
    python_memory_keep(&arena);
    return found ? found : python_none();
}
