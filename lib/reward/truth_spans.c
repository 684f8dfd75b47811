#include "reward/truth_spans.h"

#include "geometry/limits.h"
#include "reward/config.h"
#include "reward/reward.h"

#include <inttypes.h>

/* What is wrong with element `index` of `spans`, or, where it is -1, with `span`. */
static int32_t bad_span(const struct json *span, int64_t index, const char *problem, vreward_error *err)
{
    if (index < 0)
        return bad_truth(err, span->begin, "span", "%s", problem);
    return bad_truth(err, span->begin, "spans", "at index %" PRId64 " %s", index, problem);
}

const char *span_to_box(const struct config *config, const double span[2], double box[4])
{
    const double corners[4] = {span[0], 0, span[1], 1};
    if (!within_limit(span[0]) || !within_limit(span[1]))
        return "holds a number beyond 1e9 in size";
    memcpy(box, corners, sizeof corners);
    settle_corners(config->read.invalid, box);
    return extent_is_accepted(config->read.invalid, box) ? NULL : "does not end after it begins";
}

static int32_t read_span(const struct config *config, const struct json *span, int64_t index, double *box,
                         vreward_error *err)
{
    const struct json *start = span->type == JSON_ARRAY && span->count == 2 ? span->child : NULL;
    if (start == NULL || start->type != JSON_NUMBER || start->next->type != JSON_NUMBER)
        return bad_span(span, index, "is not [start, end], two numbers of seconds", err);
    const double numbers[2] = {start->number, start->next->number};
    const char *problem = span_to_box(config, numbers, box);
    return problem == NULL ? VREWARD_OK : bad_span(span, index, problem, err);
}

int32_t truth_read_spans(const struct config *config, const struct truth_members *member, struct arena *arena,
                         struct truth *truth, vreward_error *err)
{
    const struct json *list = member->spans;
    if (!config->reward->takes_spans)
        return bad_truth(err, -1, list == NULL ? "span" : "spans", "has no meaning in %s", config->reward->task);
    if (list != NULL && list->type != JSON_ARRAY)
        return bad_truth(err, list->begin, "spans", "is not a list");
    truth->count = list == NULL ? 1 : list->count;
    double *boxes = arena_array(arena, (size_t)truth->count, 4 * sizeof *boxes);
    if (boxes == NULL)
        return fail_memory(err);
    truth->has_spans = 1;
    truth->box = boxes;
    if (list == NULL)
        return read_span(config, member->span, -1, boxes, err);
    int64_t i = 0;
    for (const struct json *element = list->child; element != NULL; element = element->next, i++) {
        const int32_t code = read_span(config, element, i, boxes + 4 * i, err);
        if (code != VREWARD_OK)
            return code;
    }
    return VREWARD_OK;
}
