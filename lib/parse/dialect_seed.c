/* seed: <bbox>1 2 3 4</bbox>, <point>1 2</point> */
#include "parse/forms.h"

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
    return true;
}
