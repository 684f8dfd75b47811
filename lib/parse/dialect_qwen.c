/* A reference, and the boxes that it stands for.
 *   qwen-vl:  <ref>a cat</ref><box>(1,2),(3,4)</box>
 *             <|object_ref_start|>a cat<|object_ref_end|><|box_start|>(1,2),(3,4)<|box_end|>
 *   internvl: <ref>a cat</ref><box>[[1, 2, 3, 4], [5, 6, 7, 8]]</box>
 *   rex-omni: <|object_ref_start|>a cat<|object_ref_end|><|box_start|><1><2><3><4>,<5><6><7><8><|box_end|> */
#include "parse/dialect_readers.h"
#include "parse/item_names.h"
#include "parse/lists.h"

static bool read_references(struct scan *scan)
{
    return scan_reference(scan, "<ref>", CLOSE_REF) || scan_reference(scan, "<|object_ref_start|>", CLOSE_OBJECT_REF) ||
           scan_reference(scan, "<|ref_start|>", CLOSE_REF_TOKEN);
}

/* The tag that opens a box at scan->at: its closing tag and, in *content, where the box begins. */
static const char *box_tag(const struct scan *scan, int64_t *content)
{
    const bool plain = scan_is(scan, scan->at, "<box>");
    if (!plain && !scan_is(scan, scan->at, "<|box_start|>"))
        return NULL;
    *content = skip_space(scan, scan->at + (plain ? 5 : 13));
    return plain ? "</box>" : "<|box_end|>";
}

static bool read_box(struct scan *scan, int64_t content, const char *close)
{
    const int64_t first = scan->count;
    const int64_t begin = scan->at;
    const int64_t end = scan_lists(scan, content, scan->end);
    scan_close(scan, first, end, close);
    scan_refer(scan, first, begin);
    if (scan->count == first + 1) {
        scan->items[first].begin = begin;
        scan->items[first].end = scan->at;
    }
    return true;
}

bool read_qwen_vl(struct scan *scan)
{
    int64_t content;
    if (read_references(scan))
        return true;
    const char *close = box_tag(scan, &content);
    if (close == NULL)
        return false;
    /* In auto, [ and < inside mean the other two. */
    if (scan->auto_detect && content < scan->end && (scan->text[content] == '[' || scan->text[content] == '<') &&
        !scan_is(scan, content, close))
        return false;
    return read_box(scan, content, close);
}

bool read_internvl(struct scan *scan)
{
    int64_t content;
    if (read_references(scan))
        return true;
    const char *close = box_tag(scan, &content);
    if (close == NULL || (scan->auto_detect && scan->text[content] != '['))
        return false;
    return read_box(scan, content, close);
}

/* <12><34><56><78>, or <12><34> for a point. */
static int64_t read_bins(struct scan *scan, int64_t at)
{
    double value[4];
    int32_t count = 0;
    const int64_t begin = at;
    while (at < scan->end && scan->text[at] == '<' && count < 4) {
        const int64_t next = scan_token_number(scan, at + 1, 0, '>', &value[count]);
        if (next == at + 1)
            break;
        at = next;
        count++;
    }
    if (count == 4)
        scan_box(scan, value, scan->order, begin, at);
    else if (count == 2 && (scan->points || !scan_is_cut_off(scan, at)))
        scan_point(scan, value, scan->order, begin, at);
    else if (count > 0)
        scan->begun = true;
    return at;
}

bool read_rex_omni(struct scan *scan)
{
    int64_t at;
    if (read_references(scan))
        return true;
    const char *close = box_tag(scan, &at);
    if (close == NULL)
        return false;
    const int64_t first = scan->count;
    const int64_t begin = scan->at;
    at = scan_nothing(scan, at);
    for (;;) {
        const int64_t next = read_bins(scan, at);
        if (next == at)
            break;
        at = skip_space(scan, next);
        if (at < scan->end && scan->text[at] == ',')
            at = skip_space(scan, at + 1);
    }
    if (scan->auto_detect && at < scan->end && scan->count == first && !scan->begun && !scan_is(scan, at, close))
        return false;
    scan_close(scan, first, at, close);
    scan_refer(scan, first, begin);
    return true;
}
