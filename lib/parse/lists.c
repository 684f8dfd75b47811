#include "parse/lists.h"

#include "base/ascii.h"

/* What stands between two numbers. */
struct gap {
    int64_t end;
    int32_t commas, strays;
    bool space, wide; /* wide: a comma of another kind */
};

enum { MOST_STRAYS = 3 }; /* in one gap */

static int64_t comma_length(const struct scan *scan, int64_t at)
{
    if (scan->text[at] == ',' || scan->text[at] == ';')
        return 1;
    return scan_is(scan, at, "\xef\xbc\x8c") || scan_is(scan, at, "\xe3\x80\x81") ? 3 : 0; /* Chinese commas */
}

/* A character that belongs neither to numbers nor to brackets; a sign or point in front of digits belongs to them. */
static int64_t stray_length(const struct scan *scan, int64_t at)
{
    const char c = scan->text[at];
    const char next = at + 1 < scan->end ? scan->text[at + 1] : '\0';
    if ((c == '-' || c == '+' || c == '.') && !(ascii_is_digit(next) || next == '.' || begins_word(next)))
        return 1;
    if (ascii_is_one_of(c, "'\"`*~_|"))
        return 1;
    const bool dash = scan_is(scan, at, "\xe2\x80\x93") || scan_is(scan, at, "\xe2\x80\x94");
    return dash || scan_is(scan, at, "\xe2\x88\x92") ? 3 : 0;
}

static struct gap read_gap(const struct scan *scan, int64_t at)
{
    struct gap gap = {.end = at};
    while (gap.end < scan->end) {
        const int64_t space = skip_space(scan, gap.end), comma = space < scan->end ? comma_length(scan, space) : 0;
        const int64_t stray = space < scan->end && comma == 0 ? stray_length(scan, space) : 0;
        gap.space = gap.space || space > gap.end;
        gap.end = space;
        if (comma == 0 && (stray == 0 || gap.strays == MOST_STRAYS))
            break;
        gap.commas += comma > 0;
        gap.strays += stray > 0;
        gap.wide = gap.wide || comma > 1 || scan->text[space] == ';';
        gap.end += comma + stray;
    }
    return gap;
}

static bool closes(const struct scan *scan, int64_t at)
{
    return at < scan->end && (scan->text[at] == ')' || scan->text[at] == ']');
}

/* May a number, or the end of the list, follow? A stray character is one beside a comma or a bracket: "3 - 4" and
 * "16:9" are no lists. */
static bool gap_joins(const struct scan *scan, const struct gap *gap, struct group *group)
{
    const bool first = group->count == 0, last = closes(scan, gap->end);
    const bool joins = gap->commas > 0 || first || last || (gap->space && gap->strays == 0);
    if (joins && (gap->strays > 0 || gap->wide || gap->commas > 1 - first))
        group->repairs |= UINT32_C(1) << REPAIR_OTHER;
    if (last && gap->commas > 0)
        group->repairs |= UINT32_C(1) << REPAIR_TRAILING_COMMA;
    return joins;
}

/* "37.5%" is 37.5, and "120px" is 120. */
static int64_t skip_unit(const struct scan *scan, int64_t at, struct group *group)
{
    if (scan_is(scan, at, "%"))
        return at + 1;
    if (!scan_is(scan, at, "px"))
        return at;
    group->repairs |= UINT32_C(1) << REPAIR_OTHER;
    return at + 2;
}

/* Numbers with commas or space between; returns where they stop. */
static int64_t read_numbers(struct scan *scan, int64_t at, struct group *group)
{
    for (;;) {
        double value;
        const struct gap gap = read_gap(scan, at);
        if (!gap_joins(scan, &gap, group))
            return skip_space(scan, at);
        const int64_t after = scan_coordinate(scan, gap.end, &value);
        if (after == gap.end)
            return after;
        if (group->count < 4)
            group->value[group->count] = value;
        group->count++;
        at = skip_unit(scan, after, group);
    }
}

/* What had to be mended is told where the numbers make an item. */
static void note_repairs(struct scan *scan, const struct group *group)
{
    if (group->count == 4 || group->count == 2)
        scan->repairs |= group->repairs;
}

bool scan_group(struct scan *scan, int64_t at, struct group *group)
{
    *group = (struct group){.begin = at};
    const int64_t stop = read_numbers(scan, at + 1, group);
    group->closed = closes(scan, stop);
    group->end = group->closed ? stop + 1 : stop;
    note_repairs(scan, group);
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
    note_repairs(scan, &group);
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

int64_t scan_nothing(const struct scan *scan, int64_t at)
{
    static const char *const words[] = {"none", "null", "nothing", "empty", "n/a"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const int64_t word = skip_space(scan, at), length = (int64_t)strlen(words[i]);
        if (scan->end - word < length || !span_equal_fold((struct span){scan->text + word, length}, span_of(words[i])))
            continue;
        const int64_t close = skip_space(scan, word + length);
        if (close < scan->end && scan->text[close] == '<')
            return close;
    }
    return at;
}

int64_t scan_lists(struct scan *scan, int64_t at, int64_t end)
{
    const int64_t outer_end = scan->end;
    int64_t opened = 0;
    scan->end = end;
    for (at = skip_space(scan, scan_nothing(scan, at)); at < end; at = skip_space(scan, at)) {
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
                repair(scan, scan->truncated || group.end == end ? REPAIR_TRUNCATED : REPAIR_OTHER);
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
        repair(scan, at >= end ? REPAIR_TRUNCATED : REPAIR_OTHER);
    return at;
}
