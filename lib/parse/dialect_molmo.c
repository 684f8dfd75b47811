/* molmo: <point x="12.3" y="45.6" alt="a cat">a cat</point>, <points x1="..." y1="..." x2="..." ..>, and where the
 * recipe names it Click(12.3, 45.6). */
#include "parse/forms.h"
#include "parse/number.h"

struct attribute {
    int64_t name, name_end, value, value_end, next;
};

static bool is_name(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26 || (unsigned char)(c - '0') < 10 || c == '_' || c == '-';
}

/* name="value" at `at`, quotes of either kind or none. False at the end of the tag. */
static bool read_attribute(const struct scan *scan, int64_t at, struct attribute *attribute)
{
    at = skip_space(scan, at);
    attribute->name = at;
    while (at < scan->end && is_name(scan->text[at]))
        at++;
    attribute->name_end = at;
    if (at == attribute->name || at >= scan->end || scan->text[at] != '=')
        return false;
    at++;
    const char quote = at < scan->end && (scan->text[at] == '"' || scan->text[at] == '\'') ? scan->text[at] : '\0';
    if (quote != '\0')
        at++;
    attribute->value = at;
    while (at < scan->end && (quote != '\0' ? scan->text[at] != quote : scan->text[at] != ' ' && scan->text[at] != '>'))
        at++;
    attribute->value_end = at;
    attribute->next = quote != '\0' && at < scan->end ? at + 1 : at;
    if (at == scan->end)
        attribute->name_end = at; /* it breaks off here */
    return at < scan->end;
}

static bool value_of(const struct scan *scan, const struct attribute *attribute, double *value)
{
    const int64_t begin = skip_space(scan, attribute->value);
    const struct number number = number_read(scan->text + begin, scan->text + attribute->value_end);
    *value = number.value;
    return begin < attribute->value_end && number.end > scan->text + begin;
}

/* The attributes of one tag: every y with the x before it is a point. */
static int64_t read_attributes(struct scan *scan, int64_t at, int64_t begin, int64_t *label, int64_t *label_end)
{
    struct attribute attribute;
    double point[2];
    bool half = false;
    while (read_attribute(scan, at, &attribute)) {
        const char axis = scan->text[attribute.name];
        const bool coordinate =
            (axis == 'x' || axis == 'y') &&
            (attribute.name_end - attribute.name == 1 || (unsigned char)(scan->text[attribute.name + 1] - '0') < 10);
        at = attribute.next;
        if (attribute.name_end - attribute.name == 3 && scan_is(scan, attribute.name, "alt")) {
            *label = attribute.value;
            *label_end = attribute.value_end;
        } else if (coordinate && (axis == 'x' || half)) {
            if (!value_of(scan, &attribute, &point[axis == 'y'])) {
                scan->begun = true;
                half = false;
                continue;
            }
            if (axis == 'y')
                scan_point(scan, point, scan->order, begin, at);
            half = axis == 'x';
        }
    }
    return skip_space(scan, attribute.name_end > at ? attribute.name_end : at);
}

static bool read_click(struct scan *scan)
{
    struct group group;
    if (scan->auto_detect || !scan_is(scan, scan->at, "Click(") || !scan_group(scan, scan->at + 5, &group))
        return false;
    const int64_t begin = scan->at;
    scan->at = group.end;
    if (group.count == 2 && group.closed)
        scan_point(scan, group.value, scan->order, begin, group.end);
    else
        scan->begun = true;
    return true;
}

bool read_molmo(struct scan *scan)
{
    if (scan->text[scan->at] == 'C')
        return read_click(scan);
    const bool many = scan_is(scan, scan->at, "<points ");
    if (!many && !scan_is(scan, scan->at, "<point "))
        return false;
    const int64_t first = scan->count, begin = scan->at;
    int64_t label = 0, label_end = 0;
    scan->at = read_attributes(scan, begin + (many ? 8 : 7), begin, &label, &label_end);
    if (scan_is(scan, scan->at, "/>")) {
        scan_label(scan, first, label, label_end);
        scan_close(scan, first, scan->at, "/>");
    } else if (scan->at < scan->end && scan->text[scan->at] == '>') {
        const int64_t content = ++scan->at;
        while (scan->at < scan->end && scan->text[scan->at] != '<')
            scan->at++;
        if (label == label_end) {
            label = content;
            label_end = scan->at;
        }
        scan_label(scan, first, label, label_end);
        scan_close(scan, first, scan->at, many ? "</points>" : "</point>");
    } else {
        scan_label(scan, first, label, label_end);
        scan_close(scan, first, scan->at, ">");
    }
    if (scan->count == first) {
        scan->begun = true;
        scan->at = scan->at > begin ? scan->at : begin + 6;
    }
    if (scan->count == first + 1)
        scan->items[first].end = scan->at;
    return true;
}
