#include "parse/scan.h"

#include "base/ascii.h"
#include "base/decimal.h"
#include "geometry/spaces.h"
#include "text/utf8.h"

#include <math.h>

struct item *scan_push(struct scan *scan, int64_t begin, int64_t end)
{
    if (scan->too_many || scan->out_of_memory)
        return NULL;
    if (scan->count >= scan->max_items) {
        scan->too_many = true;
        return NULL;
    }
    if (scan->count == scan->capacity) {
        const int64_t wanted = scan->capacity == 0 ? 16 : scan->capacity * 2;
        struct item *grown =
            arena_grow(scan->arena, scan->items, (size_t)scan->capacity, (size_t)wanted, sizeof *grown);
        if (grown == NULL) {
            scan->out_of_memory = true;
            return NULL;
        }
        scan->items = grown;
        scan->capacity = wanted;
    }
    struct item *item = &scan->items[scan->count++];
    *item = (struct item){.confidence = (double)NAN, .begin = begin, .end = end, .dialect = (uint8_t)scan->dialect};
    return item;
}

struct item *scan_box(struct scan *scan, const double box[4], int32_t order, int64_t begin, int64_t end)
{
    struct item *item = scan_push(scan, begin, end);
    if (item != NULL) {
        box_from_order(order, box, item->box);
        item->order = (uint8_t)order;
        item->has_box = 1;
    }
    return item;
}

struct item *scan_point(struct scan *scan, const double point[2], int32_t order, int64_t begin, int64_t end)
{
    struct item *item = scan_push(scan, begin, end);
    if (item != NULL) {
        point_from_order(order, point, item->point);
        item->order = (uint8_t)order;
        item->has_point = 1;
    }
    return item;
}

/* Decodes a label, which many items may share one after the other. */
static struct span label_between(struct scan *scan, int64_t from, int64_t to)
{
    if (from == scan->label_from && to == scan->label_to)
        return scan->label;
    scan->label_from = from;
    scan->label_to = to;
    while (from < to && ascii_is_space(scan->text[from]))
        from++;
    while (to > from && ascii_is_space(scan->text[to - 1]))
        to--;
    scan->label = (struct span){NULL, 0};
    if (from < to) {
        scan->label = utf8_valid((struct span){scan->text + from, to - from}, scan->arena);
        scan->out_of_memory = scan->out_of_memory || scan->label.data == NULL;
    }
    return scan->label;
}

void scan_label(struct scan *scan, int64_t first, int64_t from, int64_t to)
{
    if (first >= scan->count)
        return;
    const struct span label = label_between(scan, from, to);
    if (label.data == NULL)
        return;
    for (int64_t i = first; i < scan->count; i++)
        scan->items[i].label = label;
}

void label_in_front(const struct scan *scan, int64_t at, int64_t *from, int64_t *to)
{
    int64_t begin = at;
    while (begin > scan->previous && scan->text[begin - 1] != '\n')
        begin--;
    while (begin < at && (ascii_is_space(scan->text[begin]) || memchr(",;])", scan->text[begin], 4) != NULL))
        begin++;
    while (at > begin && (ascii_is_space(scan->text[at - 1]) || memchr(":[(", scan->text[at - 1], 3) != NULL))
        at--;
    *from = begin;
    *to = at;
}

int64_t scan_find(const struct scan *scan, int64_t at, const char *literal)
{
    while (at < scan->end) {
        const char *hit = memchr(scan->text + at, literal[0], (size_t)(scan->end - at));
        if (hit == NULL)
            return -1;
        at = hit - scan->text;
        if (scan_is(scan, at, literal))
            return at;
        at++;
    }
    return -1;
}

/* NaN, Infinity, inf in any case, with a sign, and no other word that begins so. */
static int64_t scan_not_finite(struct scan *scan, int64_t at, double *value)
{
    static const char *const words[] = {"infinity", "inf", "nan"};
    const bool negative = at < scan->end && scan->text[at] == '-';
    const int64_t word = at + (negative || (at < scan->end && scan->text[at] == '+'));
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const int64_t length = (int64_t)strlen(words[i]);
        int64_t same = 0;
        while (same < length && word + same < scan->end && (scan->text[word + same] | 0x20) == words[i][same])
            same++;
        if (same < length || (word + length < scan->end && ascii_is_word(scan->text[word + length])))
            continue;
        *value = i == 2 ? (double)NAN : negative ? -HUGE_VAL : HUGE_VAL;
        repair(scan, REPAIR_NAN);
        return word + length;
    }
    return at;
}

int64_t scan_coordinate(struct scan *scan, int64_t at, double *value)
{
    if (at >= scan->end) {
        scan->truncated = scan->truncated || at == scan->broken_at;
        return at;
    }
    if (!(begins_number(scan->text[at]) || begins_word(scan->text[at])))
        return at;
    const struct number number = number_read(scan->text + at, scan->text + scan->end);
    int64_t end = number.end - scan->text;
    *value = number.value;
    if (end == at) {
        end = scan_not_finite(scan, at, value);
    }
    if (end == scan->broken_at) {
        scan->truncated = true;
        return at;
    }
    return end;
}

int64_t scan_token_number(const struct scan *scan, int64_t at, int32_t digits, char after, double *value)
{
    int64_t end = at;
    double sum = 0;
    while (end < scan->end && end - at < 9 && ascii_is_digit(scan->text[end]))
        sum = sum * 10 + (scan->text[end++] - '0');
    if (end == at || (digits != 0 && end - at != digits) || end >= scan->end || scan->text[end] != after)
        return at;
    *value = sum;
    return end + 1;
}

int64_t scan_closing(struct scan *scan, int64_t at, enum closing which)
{
    static const char *const tags[] = {"</ref>",         "<|object_ref_end|>", "<|/ref|>",   "</phrase>",
                                       "<|end_of_box|>", "</tool_call>",       "<|ref_end|>"};
    if ((scan->absent >> which & 1) != 0)
        return -1;
    const int64_t found = scan_find(scan, at, tags[which]);
    if (found < 0)
        scan->absent |= UINT32_C(1) << which;
    return found;
}

enum { LONGEST_TOKEN = 40 };

bool scan_is_cut_off(const struct scan *scan, int64_t at)
{
    if (scan->end != scan->broken_at || scan->end - at > LONGEST_TOKEN)
        return false;
    return at == scan->end || (scan->text[at] == '<' && memchr(scan->text + at, '>', (size_t)(scan->end - at)) == NULL);
}

void scan_close(struct scan *scan, int64_t first, int64_t at, const char *close)
{
    scan->at = at;
    if (scan_is(scan, at, close)) {
        scan->at += (int64_t)strlen(close);
        if (scan->count == first && !scan->begun)
            scan->said_empty = true;
        return;
    }
    if (scan_is_cut_off(scan, at)) {
        scan->truncated = true;
        scan->at = scan->end;
    } else {
        repair(scan, REPAIR_OTHER);
    }
    if (scan->count == first)
        scan->begun = true;
}
