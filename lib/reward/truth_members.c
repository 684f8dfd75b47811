#include "reward/truth_members.h"

#include "base/quote.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

static const struct {
    const char *name;
    size_t place;
} known_members[] = {
    {"box", offsetof(struct truth_members, box)},
    {"boxes", offsetof(struct truth_members, boxes)},
    {"any_of", offsetof(struct truth_members, any_of)},
    {"labels", offsetof(struct truth_members, labels)},
    {"points", offsetof(struct truth_members, points)},
    {"count", offsetof(struct truth_members, count)},
    {"text", offsetof(struct truth_members, text)},
    {"size", offsetof(struct truth_members, size)},
    {"input_size", offsetof(struct truth_members, input_size)},
    {"space", offsetof(struct truth_members, space)},
    {"order", offsetof(struct truth_members, order)},
    {"ignore", offsetof(struct truth_members, ignore)},
    {"number", offsetof(struct truth_members, number)},
    {"choice", offsetof(struct truth_members, choice)},
    {"choices", offsetof(struct truth_members, choices)},
    {"yes", offsetof(struct truth_members, yes)},
};

enum { KNOWN_COUNT = sizeof known_members / sizeof known_members[0] };

int32_t bad_truth(vreward_error *err, int64_t offset, const char *member, const char *format, ...)
{
    char detail[160];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(detail, sizeof detail, format, arguments);
    va_end(arguments);
    if (offset < 0)
        return fail(err, VREWARD_E_BAD_TRUTH, -1, -1, "truth member '%s' %s", member, detail);
    return fail(err, VREWARD_E_BAD_TRUTH, -1, offset, "truth member '%s' %s (byte %" PRId64 ")", member, detail,
                offset);
}

static int32_t unknown_member(const struct json *member, vreward_error *err)
{
    char name[40];
    quotable(member->key, name, sizeof name);
    return fail(err, VREWARD_E_BAD_TRUTH, -1, member->begin,
                "truth member '%s' is unknown (byte %" PRId64 "); there are box, boxes, any_of, labels, points, count, "
                "text, number, choice, choices, yes, size, input_size, space, order, ignore, and your own that begin with '_'",
                name, member->begin);
}

static int32_t find_named(const struct json *root, struct truth_members *members, vreward_error *err)
{
    for (const struct json *member = root->child; member != NULL; member = member->next) {
        if (member->key.length > 0 && member->key.data[0] == '_')
            continue;
        size_t i = 0;
        while (i < KNOWN_COUNT && !span_equal(member->key, span_of(known_members[i].name)))
            i++;
        if (i == KNOWN_COUNT)
            return unknown_member(member, err);
        if (member->type != JSON_NULL)
            memcpy((char *)members + known_members[i].place, &member, sizeof member);
    }
    return VREWARD_OK;
}

int32_t find_truth_members(const struct json *root, struct truth_members *members, vreward_error *err)
{
    memset(members, 0, sizeof *members);
    switch (root->type) {
    case JSON_OBJECT:
        return find_named(root, members, err);
    case JSON_STRING:
        members->text = root;
        return VREWARD_OK;
    case JSON_NUMBER:
        members->count = root;
        return VREWARD_OK;
    case JSON_ARRAY:
        if (root->child != NULL && root->child->type == JSON_NUMBER)
            members->box = root;
        else
            members->boxes = root;
        return VREWARD_OK;
    default:
        return fail(err, VREWARD_E_BAD_TRUTH, -1, root->begin,
                    "a truth is a JSON object, a box, a list of boxes, a number or a string, not %s",
                    root->type == JSON_NULL ? "null" : "true or false");
    }
}
