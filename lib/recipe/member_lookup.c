#include "recipe/member_lookup.h"

#include "base/names.h"

bool member_has_task(const struct member *member, struct span task)
{
    if (member->tasks == NULL)
        return true;
    for (const char *name = member->tasks; *name != '\0';) {
        const size_t length = strcspn(name, " ");
        if (span_equal(task, (struct span){name, (int64_t)length}))
            return true;
        name += length + (name[length] == ' ');
    }
    return false;
}

const struct member *member_of(struct span path, struct span task)
{
    for (const struct member *member = members; member->path != NULL; member++) {
        if (span_equal(path, span_of(member->path)) && member_has_task(member, task))
            return member;
    }
    return NULL;
}

bool is_object_of(struct span path, struct span task)
{
    for (const struct member *member = members; member->path != NULL; member++) {
        if ((int64_t)strlen(member->path) > path.length && member->path[path.length] == '.' &&
            span_equal(path, (struct span){member->path, path.length}) && member_has_task(member, task))
            return true;
    }
    return false;
}

const char *similar_member(struct span path, struct span task)
{
    const char *best = NULL;
    int32_t fewest = NAME_EDITS + 1;
    for (const struct member *member = members; member->path != NULL; member++) {
        if (member_has_task(member, task) && strchr(member->path, '[') == NULL)
            name_nearest(path, member->path, &best, &fewest);
    }
    return best;
}
