/* Lists of numbers in brackets. */
#include "parse/scan.h"

/* Numbers with commas or space between; returns where they stop. */
static int64_t read_numbers(struct scan *scan, int64_t at, struct group *group)
{
    for (;;) {
        double value;
        const int64_t start = skip_space(scan, at);
        const int64_t after = scan_coordinate(scan, start, &value);
        if (after == start)
            return start;
        if (group->count < 4)
            group->value[group->count] = value;
        group->count++;
        at = skip_space(scan, after);
        if (at < scan->end && scan->text[at] == ',')
            at++;
    }
}

bool scan_group(struct scan *scan, int64_t at, struct group *group)
{
    *group = (struct group){.begin = at};
    const int64_t stop = read_numbers(scan, at + 1, group);
    group->closed = stop < scan->end && (scan->text[stop] == ')' || scan->text[stop] == ']');
    group->end = group->closed ? stop + 1 : stop;
    return group->count > 0;
}

static void push_group(struct scan *scan, const struct group *group)
{
    if (group->count == 4)
        scan_box(scan, group->value, scan->order, group->begin, group->end);
    else if (group->count == 2)
        scan_point(scan, group->value, scan->order, group->begin, group->end);
    else
        scan->begun = true;
}

/* Numbers without brackets, as <bbox>1 2 3 4</bbox> holds them: up to the next tag. Two at the end of a text that
 * breaks off may be half a box. */
static int64_t read_bare(struct scan *scan, int64_t at)
{
    struct group group = {.begin = at};
    const int64_t stop = read_numbers(scan, at, &group);
    const bool ends = stop == scan->end ? scan->broken_at < 0 || group.count == 4 : scan->text[stop] == '<';
    group.end = stop;
    if (group.count == 0)
        return at;
    if (ends && !(scan->truncated && group.count != 4))
        push_group(scan, &group);
    else
        scan->begun = true;
    return stop;
}

/* A second ( of two numbers right behind the first makes a box of both. */
static void join_pair(struct scan *scan, struct group *group)
{
    struct group second;
    int64_t next = skip_space(scan, group->end);
    if (next < scan->end && scan->text[next] == ',')
        next = skip_space(scan, next + 1);
    if (group->count != 2 || !group->closed || next >= scan->end || scan->text[next] != '(')
        return;
    if (!scan_group(scan, next, &second) || second.count != 2 || !second.closed) {
        group->closed = !scan->truncated; /* half a box */
        return;
    }
    group->value[2] = second.value[0];
    group->value[3] = second.value[1];
    group->count = 4;
    group->end = second.end;
}

int64_t scan_lists(struct scan *scan, int64_t at, int64_t end)
{
    const int64_t outer_end = scan->end;
    int64_t opened = 0;
    scan->end = end;
    for (at = skip_space(scan, at); at < end; at = skip_space(scan, at)) {
        struct group group = {.begin = at};
        const char c = scan->text[at];
        if ((c == '[' || c == '(') && scan_group(scan, at, &group)) {
            if (c == '(')
                join_pair(scan, &group);
            if (!group.closed && !(group.count == 4 && scan->broken_at < 0))
                scan->begun = true;
            else
                push_group(scan, &group);
            if (!group.closed)
                repair(scan, REPAIR_TRUNCATED);
            at = group.end;
        } else if (c == '[') {
            opened++;
            at++;
        } else if (c == ']' && opened > 0) {
            opened--;
            at++;
        } else if (c == ',') {
            at++;
        } else {
            const int64_t stop = read_bare(scan, at);
            if (stop == at)
                break;
            at = stop;
        }
    }
    scan->end = outer_end;
    if (opened != 0)
        repair(scan, REPAIR_TRUNCATED);
    return at;
}
