#include "base/names.h"
#include "geometry/spaces.h"
#include "reward/truth_checks.h"
#include "reward/truth_members.h"
#include "reward/truth_spans.h"

#include "geometry/limits.h"
#include "parse/dialects.h"
#include "reward/reward.h"
#include "reward/space.h"
#include "reward/truth_answer.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

/* What the functions of this file share while one document is read. */
struct reader {
    const struct config *config;
    struct arena *arena;
    struct truth *truth;
    vreward_error *err;
    struct truth_members member;
    int32_t order;       /* of the document's boxes and points */
    int32_t order_asked; /* the same, or ORDER_DIALECT where it says nothing */
};

/* What is wrong with item `item` of a list, or, where it is -1, with the member itself. */
static int32_t bad_item(struct reader *reader, int64_t offset, const char *member, int64_t item, const char *problem)
{
    if (item < 0)
        return bad_truth(reader->err, offset, member, "%s", problem);
    return bad_truth(reader->err, offset, member, "at index %" PRId64 " %s", item, problem);
}

/* Not a list of so many numbers. */
static int32_t bad_list(struct reader *reader, const struct json *list, const char *member, int64_t item,
                        int64_t wanted)
{
    char problem[80];
    if (list->type == JSON_OBJECT)
        snprintf(problem, sizeof problem, "is an object: what a model would write is read by truth_format \"answer\"");
    else if (list->type != JSON_ARRAY)
        snprintf(problem, sizeof problem, "is not a list of %" PRId64 " numbers", wanted);
    else
        snprintf(problem, sizeof problem, "has %" PRId64 " elements, not %" PRId64, list->count, wanted);
    return bad_item(reader, list->begin, member, item, problem);
}

/* `wanted` numbers of a list. `item` is its index in the member, -1 where it is the member itself. */
static int32_t read_numbers(struct reader *reader, const struct json *list, const char *member, int64_t item,
                            int64_t wanted, double *numbers)
{
    if (list->type != JSON_ARRAY || list->count != wanted)
        return bad_list(reader, list, member, item, wanted);
    int64_t i = 0;
    for (const struct json *element = list->child; element != NULL; element = element->next, i++) {
        if (element->type != JSON_NUMBER)
            return bad_item(reader, element->begin, member, item, "holds something that is no number");
        const char *problem = number_problem(reader->config, element->number);
        if (problem != NULL)
            return bad_item(reader, element->begin, member, item, problem);
        numbers[i] = element->number;
    }
    return VREWARD_OK;
}

static int32_t read_box(struct reader *reader, const struct json *list, const char *member, int64_t item, double *box)
{
    double numbers[4];
    const int32_t code = read_numbers(reader, list, member, item, 4, numbers);
    if (code != VREWARD_OK)
        return code;
    const char *problem = true_box(reader->config, reader->order, numbers, &reader->truth->sizes, box);
    return problem == NULL ? VREWARD_OK : bad_item(reader, list->begin, member, item, problem);
}

static int32_t read_point(struct reader *reader, const struct json *list, const char *member, int64_t item,
                          double *point)
{
    double numbers[2];
    const int32_t code = read_numbers(reader, list, member, item, 2, numbers);
    const int first = reader->order == ORDER_YXYX;
    point[0] = numbers[first];
    point[1] = numbers[!first];
    return code;
}

/* A list of boxes or points; `width` is 4 or 2. */
static int32_t read_items(struct reader *reader, const struct json *list, const char *member, int64_t width,
                          const double **items)
{
    if (list->type != JSON_ARRAY)
        return bad_truth(reader->err, list->begin, member, "is not a list");
    double *values = arena_array(reader->arena, (size_t)list->count, (size_t)width * sizeof *values);
    if (values == NULL)
        return fail_memory(reader->err);
    int64_t i = 0;
    for (const struct json *element = list->child; element != NULL; element = element->next, i++) {
        const int32_t code = width == 4 ? read_box(reader, element, member, i, values + 4 * i)
                                        : read_point(reader, element, member, i, values + 2 * i);
        if (code != VREWARD_OK)
            return code;
    }
    reader->truth->count = list->count;
    *items = values;
    return VREWARD_OK;
}

static int32_t read_single_box(struct reader *reader)
{
    double *box = arena_array(reader->arena, 4, sizeof *box);
    if (box == NULL)
        return fail_memory(reader->err);
    reader->truth->count = 1;
    reader->truth->box = box;
    return read_box(reader, reader->member.box, "box", -1, box);
}

/* Points beside boxes, one for each. */
static int32_t read_points_beside(struct reader *reader)
{
    const int64_t boxes = reader->truth->count;
    const struct json *points = reader->member.points;
    const int32_t code = read_items(reader, points, "points", 2, &reader->truth->point);
    if (code == VREWARD_OK && reader->truth->count != boxes)
        return bad_truth(reader->err, points->begin, "points", "has %" PRId64 " elements for %" PRId64 " boxes",
                         reader->truth->count, boxes);
    return code;
}

static int32_t read_geometry(struct reader *reader)
{
    const struct truth_members *member = &reader->member;
    const struct {
        const char *name;
        const struct json *value;
    } kinds[] = {
        {"box", member->box},       {"boxes", member->boxes}, {"any_of", member->any_of},
        {"points", member->points}, {"span", member->span},   {"spans", member->spans},
    };
    const bool beside =
        reader->config->pair_count > 0 && member->points != NULL && (member->box != NULL || member->boxes != NULL);
    int found = -1;
    for (int i = 0; i < (int)(sizeof kinds / sizeof kinds[0]); i++) {
        if (kinds[i].value == NULL || (beside && kinds[i].value == member->points))
            continue;
        if (found >= 0)
            return bad_truth(reader->err, kinds[i].value->begin, kinds[i].name, "excludes '%s'", kinds[found].name);
        found = i;
    }
    if (found < 0)
        return VREWARD_OK;
    reader->truth->has_items = 1;
    reader->truth->any_of = member->any_of != NULL;
    reader->truth->has_points = member->points != NULL && !beside;
    if (member->span != NULL || member->spans != NULL)
        return truth_read_spans(reader->config, member, reader->arena, reader->truth, reader->err);
    if (reader->config->read.dialect == DIALECT_SPAN)
        return bad_truth(reader->err, kinds[found].value->begin, kinds[found].name,
                         "is not spans, which the recipe's dialect reads");
    if (beside) {
        const int32_t code = member->box != NULL ? read_single_box(reader)
                                                 : read_items(reader, member->boxes, "boxes", 4, &reader->truth->box);
        return code == VREWARD_OK ? read_points_beside(reader) : code;
    }
    if (member->box != NULL)
        return read_single_box(reader);
    if (member->points != NULL)
        return read_items(reader, member->points, "points", 2, &reader->truth->point);
    if (member->any_of != NULL && member->any_of->type == JSON_ARRAY && member->any_of->count == 0)
        return bad_truth(reader->err, member->any_of->begin, "any_of",
                         "is empty; an image without the object is "
                         "\"boxes\": []");
    return read_items(reader, kinds[found].value, kinds[found].name, 4, &reader->truth->box);
}

/* A list of as many elements as there are items. */
static int32_t check_parallel(struct reader *reader, const struct json *list, const char *member)
{
    if (list->type != JSON_ARRAY)
        return bad_truth(reader->err, list->begin, member, "is not a list");
    if (!reader->truth->has_items)
        return bad_truth(reader->err, list->begin, member, "belongs to boxes or points, and there are none");
    if (list->count != reader->truth->count)
        return bad_truth(reader->err, list->begin, member, "has %" PRId64 " elements for %" PRId64 " items",
                         list->count, reader->truth->count);
    return VREWARD_OK;
}

static int32_t read_labels(struct reader *reader)
{
    const struct json *list = reader->member.labels;
    if (list == NULL)
        return VREWARD_OK;
    const int32_t code = check_parallel(reader, list, "labels");
    if (code != VREWARD_OK)
        return code;
    struct span *labels = arena_array(reader->arena, (size_t)list->count, sizeof *labels);
    if (labels == NULL)
        return fail_memory(reader->err);
    int64_t i = 0;
    for (const struct json *element = list->child; element != NULL; element = element->next) {
        if (element->type != JSON_STRING)
            return bad_truth(reader->err, element->begin, "labels", "at index %" PRId64 " is not a string", i);
        labels[i++] = element->string;
    }
    reader->truth->label = labels;
    return VREWARD_OK;
}

static int32_t read_ignore(struct reader *reader)
{
    const struct json *list = reader->member.ignore;
    reader->truth->counted = reader->truth->count;
    if (list == NULL)
        return VREWARD_OK;
    const int32_t code = check_parallel(reader, list, "ignore");
    if (code != VREWARD_OK)
        return code;
    uint8_t *ignored = arena_zeros(reader->arena, (size_t)list->count, 1);
    if (ignored == NULL)
        return fail_memory(reader->err);
    int64_t i = 0;
    for (const struct json *element = list->child; element != NULL; element = element->next, i++) {
        if (element->type != JSON_TRUE && element->type != JSON_FALSE)
            return bad_truth(reader->err, element->begin, "ignore", "at index %" PRId64 " is not true or false", i);
        ignored[i] = element->type == JSON_TRUE;
        reader->truth->counted -= ignored[i];
    }
    if (reader->truth->counted < reader->truth->count)
        reader->truth->ignored = ignored;
    return VREWARD_OK;
}

/* One for each box. */
static int32_t read_area(struct reader *reader)
{
    const struct json *list = reader->member.area;
    if (list == NULL)
        return VREWARD_OK;
    const int32_t code = check_parallel(reader, list, "area");
    if (code != VREWARD_OK)
        return code;
    if (reader->truth->has_points || reader->truth->has_spans)
        return bad_truth(reader->err, list->begin, "area", "belongs to boxes, and there are none");
    double *area = arena_array(reader->arena, (size_t)list->count, sizeof *area);
    if (area == NULL)
        return fail_memory(reader->err);
    int64_t i = 0;
    for (const struct json *element = list->child; element != NULL; element = element->next) {
        if (element->type != JSON_NUMBER || !is_area(element->number))
            return bad_truth(reader->err, element->begin, "area", "at index %" PRId64 " is not a number from 0 to 1e18",
                             i);
        area[i++] = element->number;
    }
    reader->truth->area = area;
    return VREWARD_OK;
}

static int32_t read_count(struct reader *reader)
{
    const struct json *count = reader->member.count;
    if (count == NULL)
        return VREWARD_OK;
    return take_count(reader->truth, count->type == JSON_NUMBER ? count->number : (double)NAN, count->begin,
                      reader->err);
}

static int32_t read_size(struct reader *reader, const struct json *list, const char *member, double *width,
                         double *height)
{
    if (list == NULL)
        return VREWARD_OK;
    double numbers[2] = {0, 0};
    const int32_t code = read_numbers(reader, list, member, -1, 2, numbers);
    if (code != VREWARD_OK)
        return code;
    if (!(numbers[0] > 0 && numbers[1] > 0))
        return bad_truth(reader->err, list->begin, member, "is not [width, height], both above 0");
    *width = numbers[0];
    *height = numbers[1];
    return VREWARD_OK;
}

/* Several texts, each of which is right. */
static int32_t read_texts(struct reader *reader, const struct json *list)
{
    if (list->count == 0)
        return bad_truth(reader->err, list->begin, "text", "is an empty list: one text at least is right (\"\": none)");
    struct span *texts = arena_array(reader->arena, (size_t)list->count, sizeof *texts);
    if (texts == NULL)
        return fail_memory(reader->err);
    int64_t i = 0;
    for (const struct json *element = list->child; element != NULL; element = element->next) {
        if (element->type != JSON_STRING)
            return bad_truth(reader->err, element->begin, "text", "at index %" PRId64 " is not a string", i);
        texts[i++] = element->string;
    }
    reader->truth->text = texts[0];
    reader->truth->texts = texts;
    reader->truth->text_count = list->count;
    return VREWARD_OK;
}

static int32_t read_text(struct reader *reader)
{
    const struct json *text = reader->member.text;
    if (text == NULL)
        return VREWARD_OK;
    if (text->type == JSON_ARRAY)
        return read_texts(reader, text);
    if (text->type != JSON_STRING)
        return bad_truth(reader->err, text->begin, "text", "is neither a string nor a list of strings");
    reader->truth->text = text->string;
    return VREWARD_OK;
}

/* `space` and `order`, which the other members depend on. */
static int32_t read_conventions(struct reader *reader)
{
    const struct json *space = reader->member.space, *order = reader->member.order;
    reader->order = ORDER_XYXY;
    reader->order_asked = ORDER_DIALECT;
    reader->truth->space = SPACE_PIXEL;
    if (space != NULL) {
        const int32_t found = space->type == JSON_STRING ? name_find(vreward_space_name, space->string) : -1;
        if (found < SPACE_PIXEL)
            return bad_truth(reader->err, space->begin, "space",
                             "is none of pixel, input, norm1, norm100, norm999, norm1000, norm1024");
        reader->truth->space = found;
    }
    if (order != NULL) {
        const int32_t found = order->type == JSON_STRING ? name_find(order_name, order->string) : -1;
        if (found <= ORDER_DIALECT)
            return bad_truth(reader->err, order->begin, "order", "is none of xyxy, yxyx, xywh, cxcywh");
        reader->order = reader->order_asked = found;
        reader->truth->order_said = 1;
    }
    return VREWARD_OK;
}

/* `answer` in the place of items, count and text. A space that the document names holds, whatever the form says. */
static int32_t read_answer(struct reader *reader)
{
    const struct truth_members *member = &reader->member;
    const struct json *const others[] = {member->box,  member->boxes, member->any_of, member->points,
                                         member->span, member->spans, member->count,  member->text};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (others[i] != NULL)
            return bad_truth(reader->err, member->answer->begin, "answer",
                             "stands in the place of items, count and text");
    }
    if (member->answer->type != JSON_STRING)
        return bad_truth(reader->err, member->answer->begin, "answer", "is not a string");
    const int32_t code = truth_read_answer(reader->config, member->answer->string, reader->order_asked, reader->arena,
                                           reader->truth, reader->err);
    if (code == VREWARD_OK && member->space != NULL)
        reader->truth->space = name_find(vreward_space_name, member->space->string);
    return code;
}

static int32_t read_all(struct reader *reader)
{
    struct sizes *sizes = &reader->truth->sizes;
    int32_t code = read_conventions(reader);
    if (code == VREWARD_OK)
        code = read_size(reader, reader->member.size, "size", &sizes->width, &sizes->height);
    if (code == VREWARD_OK)
        code = read_size(reader, reader->member.input_size, "input_size", &sizes->input_width, &sizes->input_height);
    if (code == VREWARD_OK)
        code = reader->member.answer != NULL ? read_answer(reader) : read_geometry(reader);
    if (code == VREWARD_OK)
        code = read_labels(reader);
    if (code == VREWARD_OK)
        code = read_ignore(reader);
    if (code == VREWARD_OK)
        code = read_area(reader);
    if (code == VREWARD_OK)
        code = read_count(reader);
    return code == VREWARD_OK ? read_text(reader) : code;
}

int32_t read_truth_members(const struct config *config, const struct truth_members *members, struct arena *arena,
                           struct truth *truth, vreward_error *err)
{
    struct reader reader = {.config = config, .arena = arena, .truth = truth, .err = err, .member = *members};
    return read_all(&reader);
}
