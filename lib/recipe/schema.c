#include "recipe/schema.h"

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

enum { LONGEST_NAME = 32, FEW_EDITS = 2 };

/* Insertions, deletions and substitutions between two short names. */
static int32_t edits_between(struct span a, struct span b)
{
    int32_t row[LONGEST_NAME + 1];
    for (int32_t j = 0; j <= b.length; j++)
        row[j] = j;
    for (int32_t i = 1; i <= a.length; i++) {
        int32_t diagonal = row[0];
        row[0] = i;
        for (int32_t j = 1; j <= b.length; j++) {
            const int32_t substituted = diagonal + (a.data[i - 1] != b.data[j - 1]);
            const int32_t shorter = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            diagonal = row[j];
            row[j] = substituted < shorter ? substituted : shorter;
        }
    }
    return row[b.length];
}

const char *similar_member(struct span path, struct span task)
{
    const char *best = NULL;
    int32_t fewest = FEW_EDITS + 1;
    for (const struct member *member = members; member->path != NULL; member++) {
        const struct span other = span_of(member->path);
        if (!member_has_task(member, task) || path.length > LONGEST_NAME || other.length > LONGEST_NAME ||
            strchr(member->path, '[') != NULL)
            continue;
        const int32_t edits = edits_between(path, other);
        /* Letters that changed places leave the length as it is. */
        const bool nearer = edits < fewest || (best != NULL && edits == fewest && other.length == path.length &&
                                               (int64_t)strlen(best) != path.length);
        if (nearer && edits < other.length / 2 + 1) {
            fewest = edits;
            best = member->path;
        }
    }
    return best;
}
