/* kosmos: <phrase>a cat</phrase><object><patch_index_0044><patch_index_0863></object>, several boxes of one phrase with
 * </delimiter_of_multi_objects/> between. An index is a cell of 32 x 32, row by row; the two are the upper left and the
 * lower right one. The corners are the centres of the cells, or their outer edges where both lie in one row or column
 * (patch_index_to_coordinate of Kosmos-2's processor). */
#include "geometry/spaces.h"
#include "parse/dialect_readers.h"
#include "parse/item_names.h"

enum { CELLS = 32 };

static void corners(double first, double last, double box[4])
{
    const int32_t from = (int32_t)first, to = (int32_t)last;
    const int32_t x1 = from % CELLS, y1 = from / CELLS, x2 = to % CELLS, y2 = to / CELLS;
    const bool line = x1 == x2 || y1 == y2;
    const double begin = line ? 0 : 0.5, end = line ? 1 : 0.5;
    box[0] = (x1 + begin) / CELLS;
    box[1] = (y1 + begin) / CELLS;
    box[2] = (x2 + end) / CELLS;
    box[3] = (y2 + end) / CELLS;
}

static int64_t read_index(const struct scan *scan, int64_t at, double *index)
{
    static const char tag[] = "<patch_index_";
    const int64_t number = at + (int64_t)sizeof tag - 1;
    if (!scan_is(scan, at, tag))
        return at;
    const int64_t next = scan_token_number(scan, number, 4, '>', index);
    return next == number || *index >= CELLS * CELLS ? at : next;
}

bool read_kosmos(struct scan *scan)
{
    if (scan_reference(scan, "<phrase>", CLOSE_PHRASE))
        return true;
    if (!scan_is(scan, scan->at, "<object>"))
        return false;
    const int64_t first = scan->count;
    const int64_t begin = scan->at;
    int64_t at = begin + 8;
    for (;;) {
        double from, to, box[4];
        const int64_t middle = read_index(scan, at, &from);
        const int64_t end = middle == at ? at : read_index(scan, middle, &to);
        if (middle == at)
            break;
        if (end == middle) {
            scan->begun = true;
            at = middle;
            break;
        }
        corners(from, to, box);
        scan_box(scan, box, ORDER_XYXY, at, end);
        at = end;
        if (scan_is(scan, at, "</delimiter_of_multi_objects/>"))
            at += (int64_t)sizeof "</delimiter_of_multi_objects/>" - 1;
    }
    scan_close(scan, first, at, "</object>");
    scan_refer(scan, first, begin);
    return true;
}
