/* brackets: [x1, y1, x2, y2], (x1,y1,x2,y2), (x1,y1),(x2,y2), (x, y) and [x, y], anywhere in a text. */
#include "base/ascii.h"
#include "parse/dialect_readers.h"
#include "parse/item_names.h"
#include "parse/lists.h"

enum { LONGEST_ARGUMENT = 24 };

/* Where a ( of two numbers follows behind this one, perhaps after a comma on the same line. */
static bool second_corner(struct scan *scan, const struct group *first, struct group *second)
{
    int64_t at = first->end;
    bool comma = false;
    while (at < scan->end && (scan->text[at] == ' ' || (scan->text[at] == ',' && !comma)))
        comma = scan->text[at++] == ',' || comma;
    return at < scan->end && scan->text[at] == '(' && scan_group(scan, at, second) && second->count == 2 &&
           second->closed;
}

static bool read_empty(struct scan *scan, int64_t close)
{
    scan->said_empty = true;
    scan->at = close + 1;
    return true;
}

/* More arguments of a call behind its two numbers: click(120, 40, button="left"). They end it. */
static void end_at_argument(struct scan *scan, struct group *group)
{
    int64_t at = group->end;
    while (at < scan->end && at - group->end < LONGEST_ARGUMENT && ascii_begins_name(scan->text[at]))
        at++;
    group->closed = group->closed || (group->count == 2 && at > group->end && at < scan->end && scan->text[at] == '=');
}

/* click(120, 40): the word in front is no name. */
static bool is_call(const struct scan *scan, int64_t begin)
{
    const char c = begin > scan->previous ? scan->text[begin - 1] : ' ';
    return ascii_begins_name(c) || c == '>';
}

bool read_brackets(struct scan *scan)
{
    struct group group, second;
    const int64_t begin = scan->at, first = scan->count;
    if (scan->text[begin] == '=' || scan->text[begin] == ':')
        return read_arguments(scan);
    const bool parenthesis = scan->text[begin] == '(';
    const int64_t number = skip_space(scan, begin + 1);
    if (number < scan->end && scan->text[number] == ']' && !parenthesis)
        return read_empty(scan, number);
    if (number == scan->end || !(begins_number(scan->text[number]) || begins_word(scan->text[number])) ||
        !scan_group(scan, begin, &group))
        return false;
    scan->at = group.end;
    if (parenthesis)
        end_at_argument(scan, &group);
    if (!group.closed && !(group.count == 4 && scan->broken_at < 0)) {
        scan->begun = scan->begun || group.count > 1 || scan->truncated;
        scan->prose = true;
        return true;
    }
    if (!group.closed)
        repair(scan, group.end == scan->end ? REPAIR_TRUNCATED : REPAIR_OTHER);
    if (group.count == 4) {
        scan_box(scan, group.value, scan->order, begin, group.end);
        scan_name(scan, first, begin);
        return true;
    }
    if (group.count != 2) {
        scan->begun = scan->begun || group.count > 1;
        return true;
    }
    if (parenthesis && !scan->points && second_corner(scan, &group, &second)) {
        const double box[4] = {group.value[0], group.value[1], second.value[0], second.value[1]};
        scan->at = second.end;
        scan_box(scan, box, scan->order, begin, second.end);
        scan_name(scan, first, begin);
        return true;
    }
    if (parenthesis && !scan->points && scan->truncated) {
        scan->begun = true; /* half a box */
        scan->at = scan->end;
        return true;
    }
    scan_point(scan, group.value, scan->order, begin, group.end);
    if (!parenthesis || !is_call(scan, begin))
        scan_name(scan, first, begin);
    return true;
}
