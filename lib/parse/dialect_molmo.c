/* Points as attributes of a tag.
 *   molmo:  <point x="12.3" y="45.6" alt="a cat">a cat</point>, <points x1="..." y1="..." x2="..." ..>, and where the
 *           recipe names it Click(12.3, 45.6)
 *   molmo2: <points coords="1 1 073 160 2 173 600;2 3 258 725">boats</points>: in each group the number of the image,
 *           then for each point its own number, x and y in thousandths */
#include "base/ascii.h"
#include "base/decimal.h"
#include "parse/dialect_readers.h"
#include "parse/lists.h"

struct attribute {
    int64_t name, name_end, value, value_end, next;
    bool cut; /* the text ends in its value */
};

/* The attributes of one tag. */
struct tag {
    int64_t begin, end; /* end: what is no attribute any more */
    int64_t label, label_end;
    double point[2];
    bool half;  /* an x without its y so far */
    bool empty; /* coords="": no points */
};

static bool is_name(char c)
{
    return ascii_is_word(c) || c == '-';
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
    attribute->cut = at == scan->end;
    return !attribute->cut;
}

static bool value_of(const struct scan *scan, const struct attribute *attribute, double *value)
{
    const int64_t begin = skip_space(scan, attribute->value);
    const struct number number = number_read(scan->text + begin, scan->text + attribute->value_end);
    *value = number.value;
    return begin < attribute->value_end && number.end > scan->text + begin;
}

static bool is_named(const struct scan *scan, const struct attribute *attribute, const char *name)
{
    return attribute->name_end - attribute->name == (int64_t)strlen(name) && scan_is(scan, attribute->name, name);
}

/* x, y, x1, y1, ..: every y with the x before it is a point. */
static void read_axis(struct scan *scan, const struct attribute *attribute, struct tag *tag)
{
    const char axis = scan->text[attribute->name];
    const bool coordinate = (axis == 'x' || axis == 'y') && (attribute->name_end - attribute->name == 1 ||
                                                             ascii_is_digit(scan->text[attribute->name + 1]));
    if (!coordinate || (axis == 'y' && !tag->half))
        return;
    const bool read = value_of(scan, attribute, &tag->point[axis == 'y']);
    tag->half = read && axis == 'x';
    scan->begun = scan->begun || !read;
    if (read && axis == 'y') {
        scan->dialect = DIALECT_MOLMO;
        scan_point(scan, tag->point, scan->order, tag->begin, attribute->next);
    }
}

/* The next number of a group, or false where it ends: at a separator, or at `to`. A text that is cut there may have cut
 * the number. */
static bool next_number(const struct scan *scan, int64_t *at, int64_t to, bool cut, double *value)
{
    while (*at < to && scan->text[*at] == ' ')
        ++*at;
    const struct number number = number_read(scan->text + *at, scan->text + to);
    const int64_t end = number.end - scan->text;
    if (end == *at || (cut && end == to))
        return false;
    *at = end;
    *value = number.value;
    return true;
}

/* Does a group of `count` numbers begin with its image's? Behind that stands a point's number, which is short; without
 * it there are three numbers a point, and the second is a coordinate. */
static bool names_image(const struct scan *scan, int64_t at, int64_t to, bool cut, int64_t count)
{
    double value;
    if (count % 3 != 0 || !next_number(scan, &at, to, cut, &value))
        return count != 2 || cut;
    const int64_t second = skip_space(scan, at);
    return next_number(scan, &at, to, cut, &value) && at - second == 1;
}

/* One image's numbers from `at` on; returns where they end. Three are a point; two alone are one, too. */
static int64_t read_group(struct scan *scan, int64_t at, int64_t to, bool cut, const struct tag *tag)
{
    double value, point[2];
    int64_t count = 0, end = at;
    while (next_number(scan, &end, to, cut, &value))
        count++;
    const bool image = names_image(scan, at, to, cut, count);
    const int64_t wide = count == 2 && !image ? 2 : 3;
    if (image && next_number(scan, &at, to, cut, &value))
        count--;
    for (; count >= wide; count -= wide) {
        if (wide == 3)
            next_number(scan, &at, to, cut, &value);
        next_number(scan, &at, to, cut, &point[0]);
        next_number(scan, &at, to, cut, &point[1]);
        scan_point(scan, point, scan->order, tag->begin, at);
    }
    if (count > 0) {
        scan->begun = true;
        repair(scan, REPAIR_OTHER);
    }
    return end;
}

static void read_coords(struct scan *scan, const struct attribute *attribute, struct tag *tag)
{
    int64_t at = attribute->value;
    scan->dialect = DIALECT_MOLMO2;
    tag->empty = skip_space(scan, at) == attribute->value_end && !attribute->cut;
    while (at < attribute->value_end) {
        const char c = scan->text[at];
        if (c == ' ' || c == ';' || c == ',' || c == ':' || c == '\t') {
            at++;
            continue;
        }
        const int64_t end = read_group(scan, at, attribute->value_end, attribute->cut, tag);
        if (end == at && !attribute->cut)
            scan->begun = true;
        at = end > at ? end : at + 1;
    }
}

static void read_attributes(struct scan *scan, int64_t at, struct tag *tag)
{
    struct attribute attribute = {0};
    while (read_attribute(scan, at, &attribute)) {
        at = attribute.next;
        if (is_named(scan, &attribute, "alt")) {
            tag->label = attribute.value;
            tag->label_end = attribute.value_end;
        } else if (is_named(scan, &attribute, "coords")) {
            read_coords(scan, &attribute, tag);
        } else {
            read_axis(scan, &attribute, tag);
        }
    }
    if (attribute.cut && is_named(scan, &attribute, "coords"))
        read_coords(scan, &attribute, tag);
    const int64_t end = attribute.cut ? attribute.value_end : attribute.name_end;
    tag->end = skip_space(scan, end > at ? end : at);
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

/* What stands behind the attributes, up to the end of the form. */
static void finish_tag(struct scan *scan, int64_t first, struct tag *tag, const char *close)
{
    scan->at = tag->end;
    if (!scan_is(scan, scan->at, "/>") && scan->at < scan->end && scan->text[scan->at] == '>') {
        const int64_t content = ++scan->at;
        while (scan->at < scan->end && scan->text[scan->at] != '<')
            scan->at++;
        if (tag->label == tag->label_end) {
            tag->label = content;
            tag->label_end = scan->at;
        }
    } else {
        close = scan_is(scan, scan->at, "/>") ? "/>" : ">";
    }
    scan_label(scan, first, tag->label, tag->label_end);
    scan_close(scan, first, scan->at, close);
}

bool read_molmo(struct scan *scan)
{
    if (scan->text[scan->at] == 'C')
        return read_click(scan);
    const bool many = scan_is(scan, scan->at, "<points ");
    if (!many && !scan_is(scan, scan->at, "<point "))
        return false;
    const int64_t first = scan->count;
    struct tag tag = {.begin = scan->at};
    read_attributes(scan, tag.begin + (many ? 8 : 7), &tag);
    finish_tag(scan, first, &tag, many ? "</points>" : "</point>");
    if (scan->count == first) {
        scan->begun = scan->begun || !tag.empty;
        scan->at = scan->at > tag.begin ? scan->at : tag.begin + 6;
    }
    if (scan->count == first + 1 || (scan->count > first && scan->dialect == DIALECT_MOLMO2))
        scan->items[scan->count - 1].end = scan->at;
    return true;
}
