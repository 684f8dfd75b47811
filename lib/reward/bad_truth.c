#include "reward/bad_truth.h"

#include "base/quote.h"
#include "reward/reward.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

int32_t bad_truth(vreward_error *err, int64_t offset, const char *member, const char *format, ...)
{
    char detail[160];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(detail, sizeof detail, format, arguments);
    va_end(arguments);
    if (offset < 0)
        return fail(err, VREWARD_E_TRUTH, -1, -1, "truth member '%s' %s", member, detail);
    return fail(err, VREWARD_E_TRUTH, -1, offset, "truth member '%s' %s (byte %" PRId64 ")", member, detail, offset);
}

/* The name of the outermost member that byte `offset` lies in, for a document that ends there being JSON; empty where
 * there is none. */
static struct span member_around(struct span document, int64_t offset)
{
    struct span name = {document.data, 0}, string = name;
    int64_t depth = 0;
    for (int64_t i = 0; i < offset && i < document.length; i++) {
        const char byte = document.data[i];
        if (byte == '"') {
            const int64_t begin = ++i;
            while (i < offset && document.data[i] != '"')
                i += document.data[i] == '\\' ? 2 : 1;
            string = (struct span){document.data + begin, (i < offset ? i : offset) - begin};
        } else if (byte == ':' && depth == 1) {
            name = string;
        }
        depth += (byte == '{' || byte == '[') - (byte == '}' || byte == ']');
    }
    return name;
}

/* What a value that is missing looks like once somebody has made a text of it. */
static bool is_missing(struct span document)
{
    static const char *const names[] = {"NaN", "nan", "None", "null", "<NA>", "NA", "NaT"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (span_equal(document, span_of(names[i])))
            return true;
    }
    return false;
}

int32_t truth_not_json(const struct config *config, struct span document, vreward_error *err)
{
    if (err == NULL)
        return VREWARD_E_TRUTH;
    const struct reward *reward = config->reward;
    const char *also = reward->asks(config, NULL) == ASK_TEXT ? "; \"text\" reads a plain text" : "";
    if (document.length == 0 || is_missing(document))
        return fail(err, VREWARD_E_TRUTH, -1, -1, "the truth is %.*s, a missing value: %s wants %s",
                    document.length == 0 ? 5 : (int)document.length, document.length == 0 ? "empty" : document.data,
                    reward->task, reward->truth_example);
    const int64_t offset = err->offset;
    const struct span member = member_around(document, offset);
    char name[40], place[64] = "", why[64] = "";
    quotable(member, name, sizeof name);
    if (member.length > 0)
        snprintf(place, sizeof place, ", in member '%s'", name);
    const char *reason = strstr(err->message, ": ");
    if (reason != NULL)
        snprintf(why, sizeof why, "%.60s", reason);
    return fail(err, VREWARD_E_TRUTH, -1, offset,
                "the truth is not JSON (byte %" PRId64 "%s%s): %s wants %s; truth_format \"answer\" reads what a model "
                "would write%s",
                offset, place, why, reward->task, reward->truth_example, also);
}

int32_t truth_of_wrong_kind(const struct config *config, const char *what, vreward_error *err)
{
    return fail(err, VREWARD_E_TRUTH, -1, -1, "the truth is %s: %s wants %s", what, config->reward->task,
                config->reward->truth_example);
}

static bool holds_lists(const struct json *value)
{
    return value->type == JSON_ARRAY && value->child != NULL && value->child->type == JSON_ARRAY;
}

/* The member that is meant by a name that other formats use, or by one that is misspelt; NULL: who knows. */
static const char *meant_by(const struct json *member, name_list names)
{
    static const struct {
        const char *other, *ours;
    } others[] = {
        {"bbox", "box"},
        {"bbox_2d", "box"},
        {"box_2d", "box"},
        {"bounding_box", "box"},
        {"bboxes", "boxes"},
        {"label", "labels"},
        {"class", "labels"},
        {"classes", "labels"},
        {"category", "labels"},
        {"categories", "labels"},
        {"name", "labels"},
        {"names", "labels"},
        {"point", "points"},
        {"point_2d", "points"},
        {"coordinate", "points"},
        {"coordinates", "points"},
        {"num", "count"},
        {"image_size", "size"},
        {"width", "size"},
        {"height", "size"},
        {"resized_size", "input_size"},
        {"iscrowd", "ignore"},
        {"crowd", "ignore"},
        {"transcription", "text"},
        {"caption", "text"},
        {"solution", "answer"},
        {"ground_truth", "answer"},
        {"texts", "text"},
        {"box_format", "order"},
        {"bbox_format", "order"},
        {"coordinate_space", "space"},
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (span_equal(member->key, span_of(others[i].other)))
            return strcmp(others[i].ours, "box") == 0 && holds_lists(member) ? "boxes" : others[i].ours;
    }
    const char *best = NULL;
    int32_t fewest = NAME_EDITS + 1;
    for (int32_t i = 0; names(i) != NULL; i++)
        name_nearest(member->key, names(i), &best, &fewest);
    return best;
}

int32_t truth_is_chat(const struct json *role, vreward_error *err)
{
    return fail(err, VREWARD_E_TRUTH, -1, role->begin,
                "truth member 'role' is unknown (byte %" PRId64 "): this is a chat message, the truth is its content",
                role->begin);
}

int32_t truth_member_unknown(const struct json *member, name_list names, vreward_error *err)
{
    char name[40];
    quotable(member->key, name, sizeof name);
    if (span_equal(member->key, SPAN("role")))
        return truth_is_chat(member, err);
    const char *meant = meant_by(member, names);
    if (meant != NULL)
        return fail(err, VREWARD_E_TRUTH, -1, member->begin,
                    "truth member '%s' is unknown (byte %" PRId64 "): is '%s' meant?", name, member->begin, meant);
    return fail(err, VREWARD_E_TRUTH, -1, member->begin,
                "truth member '%s' is unknown (byte %" PRId64
                "); there are answer, box, boxes, any_of, labels, points, "
                "count, text, size, input_size, space, order, ignore, and your own that begin with '_'",
                name, member->begin);
}
