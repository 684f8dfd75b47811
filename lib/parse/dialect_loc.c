/* Location tokens.
 *   paligemma: <loc0123><loc0234><loc0345><loc0456> a cat ; <loc..>.. a dog    y1, x1, y2, x2, then the label
 *   florence:  a cat<loc_12><loc_34><loc_56><loc_78><loc_..>.. a dog<loc_..>   the label, then its boxes */
#include "parse/dialect_readers.h"

/* Tokens one after the other, which push a box for every four. Returns how many there were. */
static int64_t read_tokens(struct scan *scan, const char *prefix, int32_t digits)
{
    const int64_t length = (int64_t)strlen(prefix);
    double value[4];
    int64_t count = 0, begin = scan->at;
    while (scan_is(scan, scan->at, prefix)) {
        const int64_t number = scan->at + length;
        const int64_t next = scan_token_number(scan, number, digits, '>', &value[count % 4]);
        if (next == number)
            break;
        scan->at = next;
        if (++count % 4 != 0)
            continue;
        scan_box(scan, value, scan->order, begin, next);
        begin = next;
    }
    if (count == 2)
        scan_point(scan, value, scan->order, begin, scan->at);
    return count;
}

/* The tokens are there but make no box: what they began is no item. */
static void refuse_tokens(struct scan *scan, int64_t first)
{
    scan->count = first;
    scan->begun = true;
    if (scan_is_cut_off(scan, scan->at)) {
        scan->truncated = true;
        scan->at = scan->end;
    } else {
        repair(scan, REPAIR_OTHER);
    }
}

static void skip_masks(struct scan *scan)
{
    double unused;
    while (scan_is(scan, scan->at, "<seg")) {
        const int64_t next = scan_token_number(scan, scan->at + 4, 3, '>', &unused);
        if (next == scan->at + 4)
            break;
        scan->at = next;
    }
}

bool read_paligemma(struct scan *scan)
{
    const int64_t first = scan->count;
    if (!scan_is(scan, scan->at, "<loc") || scan_is(scan, scan->at, "<loc_"))
        return false;
    const int64_t count = read_tokens(scan, "<loc", 4);
    if (count == 0) {
        refuse_tokens(scan, first);
        scan->at = scan->at == scan->end ? scan->end : scan->at + 4;
        return true;
    }
    const bool half = count == 2 && !scan->points && scan_is_cut_off(scan, scan->at);
    if (half || (count != 2 && count % 4 != 0))
        refuse_tokens(scan, first);
    skip_masks(scan);
    const int64_t label = scan->at;
    while (scan->at < scan->end && scan->text[scan->at] != ';' && scan->text[scan->at] != '<' &&
           scan->text[scan->at] != '\n')
        scan->at++;
    scan_label(scan, first, label, scan->at);
    if (scan->at < scan->end && scan_is_cut_off(scan, scan->at)) {
        scan->truncated = true;
        scan->at = scan->end;
    }
    if (scan->at < scan->end && scan->text[scan->at] == ';')
        scan->at++;
    return true;
}

/* Tokens that begin and end a text are no part of a label. */
static int64_t skip_sentence_tokens(const struct scan *scan, int64_t from, int64_t to)
{
    static const char *const tokens[] = {"<s>", "</s>", "<pad>"};
    for (bool skipped = true; skipped;) {
        skipped = false;
        for (size_t i = 0; i < sizeof tokens / sizeof tokens[0]; i++)
            if (from < to && scan_is(scan, from, tokens[i])) {
                from += (int64_t)strlen(tokens[i]);
                skipped = true;
            }
    }
    return from;
}

bool read_florence(struct scan *scan)
{
    const int64_t first = scan->count;
    const int64_t begin = scan->at;
    int64_t from, to;
    if (!scan_is(scan, begin, "<loc_"))
        return false;
    const int64_t count = read_tokens(scan, "<loc_", 0);
    if (count == 0) {
        refuse_tokens(scan, first);
        scan->at = scan->at == scan->end ? scan->end : scan->at + 5;
        return true;
    }
    if (count % 4 != 0) /* whole boxes stay: the label is in front of them */
        refuse_tokens(scan, count == 2 ? first : scan->count);
    label_in_front(scan, begin, &from, &to);
    from = skip_sentence_tokens(scan, from, to);
    if (from < to)
        scan_label(scan, first, from, to);
    else if (first > 0 && scan->count > first)
        for (int64_t i = first; i < scan->count; i++)
            scan->items[i].label = scan->items[first - 1].label;
    return true;
}
