#include "python/calls.h"

#include "api/score.h"
#include "python/memory.h"
#include "python/numbers.h"
#include "python/texts.h"
#include "vreward.h"

/* Work above these is done without the interpreter's lock; below, winning it back would cost more. */
enum { LONG_CELLS = 4096, LONG_BOXES = 200, LONG_TEXT = 8192 };

enum { MOST_TERMS = 63 };

static bool open_boxes(python_object *object, struct python_buffer *boxes)
{
    if (!python_open_doubles(object, 2, boxes))
        return false;
    if (boxes->shape[1] == 4)
        return true;
    python.end_buffer(boxes);
    return false;
}

python_object *python_match(python_object *self, python_object *const *arguments, python_size count)
{
    (void)self;
    struct python_buffer values;
    if (count != 3 || !python_open_doubles(arguments[1], 2, &values))
        return python_none();
    const int64_t rows = values.shape[0], columns = values.shape[1];
    int64_t *column = NULL;
    python_object *const found = python_new_array(arguments[2], rows, &column);
    int32_t status = VREWARD_E_MEMORY;
    if (found) {
        void *const state = python_leave_where(columns > 0 && rows > LONG_CELLS / columns);
        status = vreward_match(python_address(arguments[0]), values.data, rows, columns, column, NULL);
        python_come_back(state);
    }
    python.end_buffer(&values);
    if (status == VREWARD_OK)
        return found;
    if (found)
        python.drop(found);
    return python_none();
}

python_object *python_match_boxes(python_object *self, python_object *const *arguments, python_size count)
{
    (void)self;
    struct python_buffer a, b;
    if (count != 5 || !open_boxes(arguments[1], &a))
        return python_none();
    if (!open_boxes(arguments[2], &b)) {
        python.end_buffer(&a);
        return python_none();
    }
    int64_t *partner = NULL;
    double *overlap = NULL;
    python_object *const partners = python_new_array(arguments[3], a.shape[0], &partner);
    python_object *const overlaps = python_new_array(arguments[4], a.shape[0], &overlap);
    int32_t status = VREWARD_E_MEMORY;
    if (partners && overlaps) {
        void *const state = python_leave_where(a.shape[0] + b.shape[0] > LONG_BOXES);
        status = vreward_match_boxes(python_address(arguments[0]), a.data, a.shape[0], b.data, b.shape[0], partner,
                                     overlap, NULL);
        python_come_back(state);
    }
    python.end_buffer(&a);
    python.end_buffer(&b);
    python_object *const pair[] = {partners, overlaps};
    return python_tuple_or_none(status == VREWARD_OK, pair, 2);
}

/* Scores of one sample: the score, then the terms. */
struct scored {
    double value[1 + MOST_TERMS];
    int32_t reason;
};

static int32_t score_one(const vreward_scorer *scorer, const struct python_text *completion,
                         const struct python_text *truth, struct scored *scored)
{
    const struct span written = {completion->data, completion->size}, wanted = {truth->data, truth->size};
    const struct apart apart = {.completions = &written, .truths = &wanted, .count = 1, .truth_count = 1};
    struct arena arena = python_memory_take();
    const vreward_result result = {
        .struct_size = sizeof result,
        .score = scored->value,
        .term = scored->value + 1,
        .reason = &scored->reason,
    };
    void *const state = python_leave_where(completion->size + truth->size > LONG_TEXT);
    const int32_t status = score_apart(scorer, &apart, &arena, &result, NULL);
    python_come_back(state);
    python_memory_keep(&arena);
    return status;
}

/* {"score": .., "reason": .., and every term}; `keys` are these names in their order. NULL, with an error set, where memory
 * has run out. */
static python_object *scored_dict(const struct scored *scored, python_object *keys, python_object *reasons)
{
    python_object *const dict = python.new_dict();
    const python_size count = python.tuple_size(keys);
    bool ok = dict != NULL;
    for (python_size i = 0, value = 0; ok && i < count; i++) {
        python_object *one =
            i == 1 ? python.tuple_item(reasons, scored->reason) : python.new_number(scored->value[value++]);
        ok = one && python.set_value(dict, python.tuple_item(keys, i), one) == 0;
        if (one && i != 1)
            python.drop(one);
    }
    if (!ok && dict) {
        python.drop(dict);
        return NULL;
    }
    return dict;
}

python_object *python_score_one(python_object *self, python_object *const *arguments, python_size count)
{
    (void)self;
    struct python_text completion = {0}, truth = {0};
    struct scored scored;
    int32_t status = VREWARD_E_ARGUMENT;
    if (count == 5 && python.tuple_size(arguments[3]) <= 2 + MOST_TERMS &&
        python_text_open(arguments[1], &completion) && python_text_open(arguments[2], &truth))
        status = score_one(python_address(arguments[0]), &completion, &truth, &scored);
    python_text_close(&completion);
    python_text_close(&truth);
    return status == VREWARD_OK ? scored_dict(&scored, arguments[3], arguments[4]) : python_none();
}
