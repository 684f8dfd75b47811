/* deepseek-vl2: <|ref|>a cat<|/ref|><|det|>[[1, 2, 3, 4], [5, 6, 7, 8]]<|/det|> */
#include "parse/dialect_readers.h"
#include "parse/item_names.h"
#include "parse/lists.h"

bool read_deepseek(struct scan *scan)
{
    if (scan_reference(scan, "<|ref|>", CLOSE_DEEPSEEK_REF))
        return true;
    if (!scan_is(scan, scan->at, "<|det|>"))
        return false;
    const int64_t first = scan->count;
    const int64_t begin = scan->at;
    const int64_t end = scan_lists(scan, begin + 7, scan->end);
    scan_close(scan, first, end, "<|/det|>");
    scan_refer(scan, first, begin);
    return true;
}
