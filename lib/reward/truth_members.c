#include "reward/truth_members.h"

#include "parse/reading.h"
#include "reward/bad_truth.h"
#include "reward/reward.h"

#include <stddef.h>

static const struct {
    const char *name;
    size_t place;
} known_members[] = {
    {"answer", offsetof(struct truth_members, answer)}, {"box", offsetof(struct truth_members, box)},
    {"boxes", offsetof(struct truth_members, boxes)},   {"any_of", offsetof(struct truth_members, any_of)},
    {"labels", offsetof(struct truth_members, labels)}, {"points", offsetof(struct truth_members, points)},
    {"count", offsetof(struct truth_members, count)},   {"text", offsetof(struct truth_members, text)},
    {"size", offsetof(struct truth_members, size)},     {"input_size", offsetof(struct truth_members, input_size)},
    {"space", offsetof(struct truth_members, space)},   {"order", offsetof(struct truth_members, order)},
    {"ignore", offsetof(struct truth_members, ignore)}, {"number", offsetof(struct truth_members, number)},
    {"choice", offsetof(struct truth_members, choice)}, {"choices", offsetof(struct truth_members, choices)},
    {"yes", offsetof(struct truth_members, yes)},       {"span", offsetof(struct truth_members, span)},
    {"spans", offsetof(struct truth_members, spans)},   {"area", offsetof(struct truth_members, area)},
};

enum { KNOWN_COUNT = sizeof known_members / sizeof known_members[0] };

static const char *member_name(int32_t index)
{
    return index < KNOWN_COUNT ? known_members[index].name : NULL;
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
            return truth_member_unknown(member, member_name, err);
        if (member->type != JSON_NULL)
            memcpy((char *)members + known_members[i].place, &member, sizeof member);
    }
    return VREWARD_OK;
}

int32_t find_truth_members(const struct config *config, const struct json *root, struct truth_members *members,
                           vreward_error *err)
{
    static const char *const kinds[] = {"null, a missing value", "false", "true", "a number", "a string", "a list"};
    const bool text = config->reward->asks(config, NULL) == ASK_TEXT;
    memset(members, 0, sizeof *members);
    if (root->type == JSON_OBJECT)
        return find_named(root, members, err);
    if (root->type < JSON_NUMBER || text != (root->type == JSON_STRING))
        return truth_of_wrong_kind(config, kinds[root->type], err);
    if (root->type == JSON_STRING)
        members->text = root;
    else if (root->type == JSON_NUMBER)
        members->count = root;
    else if (root->child != NULL && root->child->type == JSON_NUMBER)
        members->box = root;
    else
        members->boxes = root;
    return VREWARD_OK;
}
