/* glm: <|begin_of_box|>[[1, 2, 3, 4]]<|end_of_box|>, any bracket style or JSON inside.
 * tool-call: <tool_call>{"name": "click", "arguments": {"coordinate": [1, 2]}}</tool_call> */
#include "parse/dialect_readers.h"
#include "parse/form_pass.h"

static bool read_wrapped(struct scan *scan, int32_t dialect, const char *open, enum closing closing, const char *close)
{
    if (!scan_is(scan, scan->at, open))
        return false;
    const int64_t outer_end = scan->end, outer_values = scan->values, first = scan->count;
    const struct form *const inside[] = {scan->form_of(DIALECT_JSON), scan->form_of(DIALECT_BRACKETS)};
    const bool outer_auto = scan->auto_detect, outer_prose = scan->prose;
    scan->at += (int64_t)strlen(open);
    const int64_t end = scan_closing(scan, scan->at, closing);
    scan->end = end >= 0 ? end : outer_end;
    scan->auto_detect = false;
    scan->dialect = dialect;
    scan->values = 0;
    scan_forms(scan, inside, 2);
    scan->end = outer_end;
    scan->auto_detect = outer_auto;
    scan->prose = outer_prose;
    scan->values = outer_values;
    if (scan->at < scan->end || end == scan->end)
        scan->at = end >= 0 ? end : outer_end;
    scan->at = scan->at == end ? end + (int64_t)strlen(close) : scan->at;
    if (end < 0) {
        repair(scan, REPAIR_TRUNCATED);
        scan->truncated = true;
        scan->begun = scan->begun || scan->count == first;
    }
    return true;
}

bool read_glm(struct scan *scan)
{
    return read_wrapped(scan, DIALECT_GLM, "<|begin_of_box|>", CLOSE_BOX_TOKEN, "<|end_of_box|>");
}

bool read_tool_call(struct scan *scan)
{
    return read_wrapped(scan, DIALECT_TOOL_CALL, "<tool_call>", CLOSE_TOOL_CALL, "</tool_call>");
}
