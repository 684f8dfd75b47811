/* seed: <bbox>1 2 3 4</bbox>, <point>1 2</point> */
#include "parse/dialect_readers.h"
#include "parse/item_names.h"
#include "parse/lists.h"

/* click(point='<point>1 2</point>'): what stands in front is no name. */
static bool is_argument(const struct scan *scan, int64_t begin)
{
    const char c = begin > scan->previous ? scan->text[begin - 1] : ' ';
    return c == '\'' || c == '"' || c == '=' || c == '>';
}

bool read_seed(struct scan *scan)
{
    const bool box = scan_is(scan, scan->at, "<bbox>");
    if (!box && !scan_is(scan, scan->at, "<point>"))
        return false;
    const int64_t first = scan->count;
    const int64_t begin = scan->at;
    const int64_t end = scan_lists(scan, begin + (box ? 6 : 7), scan->end);
    scan_close(scan, first, end, box ? "</bbox>" : "</point>");
    if (scan->count == first + 1) {
        scan->items[first].begin = begin;
        scan->items[first].end = scan->at;
    }
    if (!is_argument(scan, begin))
        scan_name(scan, first, begin);
    return true;
}
