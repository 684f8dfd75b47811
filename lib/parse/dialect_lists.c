/* Boxes in one list, with semicolons between.
 *   cogvlm: [[012,034,056,078;123,234,345,456]]   three digits each
 *   shikra: [0.12,0.34,0.56,0.78;0.1,0.2,0.3,0.4] points (two numbers), too */
#include "base/decimal.h"
#include "parse/dialect_readers.h"

struct list {
    bool semicolon;    /* there is one */
    bool leading_zero; /* a number is written like 012 */
    bool three_digits; /* every number has three digits */
    bool fractions;    /* every number has a point */
};

/* Reads numbers from `at`; every group of four or two is an item. Returns where the list closes, or -1 where it is
 * none. */
static int64_t read_list(struct scan *scan, int64_t at, struct list *list)
{
    double value[4];
    int32_t count = 0;
    int64_t begin = at;
    *list = (struct list){.three_digits = true, .fractions = true};
    for (;;) {
        at = skip_space(scan, at);
        const struct number number = number_read(scan->text + at, scan->text + scan->end);
        const int64_t end = number.end - scan->text;
        if (end == at || end == scan->end || count == 4)
            return -1;
        list->leading_zero = list->leading_zero || (number.style & NUMBER_LEADING_ZERO) != 0;
        list->three_digits = list->three_digits && number.whole && end - at == 3;
        list->fractions = list->fractions && !number.whole;
        value[count++] = number.value;
        at = skip_space(scan, end);
        if (at == scan->end)
            return -1;
        if (scan->text[at] == ',') {
            at++;
            continue;
        }
        if (count == 4)
            scan_box(scan, value, scan->order, begin, at);
        else if (count == 2)
            scan_point(scan, value, scan->order, begin, at);
        else
            return -1;
        if (scan->text[at] != ';')
            return scan->text[at] == ']' || scan->text[at] == ')' ? at : -1;
        list->semicolon = true;
        count = 0;
        begin = skip_space(scan, ++at);
    }
}

static bool give_up(struct scan *scan, int64_t first)
{
    if (scan->auto_detect) {
        scan->count = first; /* another dialect may read it */
        scan->too_many = false;
        return false;
    }
    scan->begun = true;
    repair(scan, REPAIR_OTHER);
    scan->at++;
    return true;
}

bool read_cogvlm(struct scan *scan)
{
    struct list list;
    const int64_t first = scan->count;
    if (!scan_is(scan, scan->at, "[[") || scan->end - scan->at < 3 || !begins_number(scan->text[scan->at + 2]))
        return false;
    const int64_t end = read_list(scan, scan->at + 2, &list);
    const bool double_close = end >= 0 && scan_is(scan, end, "]]");
    const bool plain = scan->auto_detect && !(list.three_digits && (list.leading_zero || list.semicolon));
    if (!double_close || plain)
        return give_up(scan, first);
    scan->at = end + 2;
    return true;
}

bool read_shikra(struct scan *scan)
{
    struct list list;
    const int64_t first = scan->count;
    const int64_t number = skip_space(scan, scan->at + 1);
    if (number == scan->end || !begins_number(scan->text[number]))
        return false;
    if (scan->auto_detect && scan->text[number] != '.' && (number + 1 == scan->end || scan->text[number + 1] != '.'))
        return false; /* 0.12, 1.0: numbers up to 1 */
    const int64_t end = read_list(scan, number, &list);
    if (end < 0 || (scan->auto_detect && !(list.fractions && list.semicolon)))
        return give_up(scan, first);
    scan->at = end + 1;
    return true;
}
