/* brackets, numbers that are named instead: click(x=120, y=40), x: 0.42, y: 0.13, x1=1, y1=2, x2=3, y2=4,
 * x="37.5%" y="50%", <parameter=x>120</parameter><parameter=y>40</parameter>, point: 120, 40. Found where the = or the
 * : of the first name stands, which is rarer in prose than its letters. */
#include "base/ascii.h"
#include "base/decimal.h"
#include "geometry/spaces.h"
#include "parse/dialect_readers.h"
#include "parse/item_names.h"

enum { LONGEST_NAME = 24, LONGEST_BETWEEN = 64 };

/* The names of four numbers, of two, and of the extent that may follow two. */
static const char *const box_names[][4] = {{"x1", "y1", "x2", "y2"},
                                           {"x_min", "y_min", "x_max", "y_max"},
                                           {"xmin", "ymin", "xmax", "ymax"},
                                           {"x0", "y0", "x1", "y1"},
                                           {"left", "top", "right", "bottom"}};
static const char *const point_names[][2] = {{"x", "y"}, {"y", "x"}};
static const char *const extent_names[][2] = {{"w", "h"}, {"width", "height"}};

/* Names of all numbers of an item, without brackets. */
static const char *const list_names[] = {"point",       "point_2d",  "start_point", "coordinate",
                                         "coordinates", "start_box", "click",       "tap",
                                         "box",         "bbox",      "bbox_2d",     "bounding_box"};
static const char *const axis_words[] = {"coordinate", "coord", "position", "pos"};

#define COUNT_OF(array) ((int32_t)(sizeof(array) / sizeof(array)[0]))

/* The letters that end at `end`, no further back than the last form. */
static struct span word_before(const struct scan *scan, int64_t end)
{
    int64_t begin = end;
    while (begin > scan->previous && end - begin < LONGEST_NAME && ascii_is_word(scan->text[begin - 1]))
        begin--;
    return (struct span){scan->text + begin, end - begin};
}

/* The name in front of an = or : at scan->at; of "x coordinate" it is x. */
static struct span name_before(const struct scan *scan)
{
    int64_t end = scan->at;
    if (end > scan->previous && scan->text[end - 1] == ' ')
        end--;
    if (end > scan->previous && ascii_is_quote(scan->text[end - 1]))
        end--;
    const struct span name = word_before(scan, end);
    const int64_t begin = name.data - scan->text;
    if (begin <= scan->previous || !SPAN_IS_ANY_FOLD(name, axis_words))
        return name;
    const struct span axis = strchr(" -", scan->text[begin - 1]) != NULL ? word_before(scan, begin - 1) : name;
    return axis.length == 1 ? axis : name;
}

/* The name at `at`, "x coordinate" for x; returns one past it, or `at` where another stands. */
static int64_t skip_name(const struct scan *scan, int64_t at, const char *name)
{
    const int64_t length = (int64_t)strlen(name);
    if (scan->end - at <= length || !span_equal_fold((struct span){scan->text + at, length}, span_of(name)))
        return at;
    int64_t end = at + length;
    for (int32_t i = 0; i < COUNT_OF(axis_words) && end == at + length; i++) {
        const int64_t word = (int64_t)strlen(axis_words[i]);
        if (scan->end - end > word && strchr(" -_", scan->text[end]) != NULL && scan_is(scan, end + 1, axis_words[i]))
            end += 1 + word;
    }
    return ascii_is_word(scan->text[end]) ? at : end;
}

/* "120", 37.5%, 120px: returns one past the value, quotes and a closing tag that follow it, or `at` where there is
 * none. */
static int64_t read_value(const struct scan *scan, int64_t at, double *value)
{
    int64_t begin = skip_space(scan, at);
    if (begin < scan->end && ascii_is_quote(scan->text[begin]))
        begin++;
    const struct number number = number_read(scan->text + begin, scan->text + scan->end);
    int64_t end = number.end - scan->text;
    if (end == begin)
        return at;
    *value = number.value;
    if ((number.style & NUMBER_NO_FRACTION) != 0)
        end--; /* a full stop */
    end += scan_is(scan, end, "%") ? 1 : scan_is(scan, end, "px") ? 2 : 0;
    if (end < scan->end && ascii_is_quote(scan->text[end]))
        end++;
    if (scan_is(scan, end, "</")) {
        const int64_t most = scan->end - end < LONGEST_NAME ? scan->end - end : LONGEST_NAME;
        const char *close = memchr(scan->text + end, '>', (size_t)most);
        end = close == NULL ? end : close + 1 - scan->text;
    }
    return end;
}

/* What may stand between two named numbers. */
static int64_t skip_between(const struct scan *scan, int64_t at)
{
    const int64_t most = scan->end - at < LONGEST_BETWEEN ? scan->end : at + LONGEST_BETWEEN;
    while (at < most) {
        if (ascii_is_one_of(scan->text[at], " \t\r\n,;|&<\"'"))
            at++;
        else if (scan_is(scan, at, "and "))
            at += 4;
        else if (scan_is(scan, at, "parameter="))
            at += 10;
        else
            break;
    }
    return at;
}

/* name = value at `at`; returns one past it, or `at`. */
static int64_t read_argument(const struct scan *scan, int64_t at, const char *name, double *value)
{
    const int64_t between = skip_between(scan, at);
    int64_t next = skip_name(scan, between, name);
    if (next == between)
        return at;
    next += next < scan->end && ascii_is_quote(scan->text[next]);
    next = skip_space(scan, next);
    if (next >= scan->end || memchr("=:>", scan->text[next], 3) == NULL)
        return at;
    const int64_t end = read_value(scan, next + 1, value);
    return end == next + 1 ? at : end;
}

/* The numbers of these names from the second on, the first having been read up to `at`. Returns how many in all. */
static int32_t read_rest(const struct scan *scan, const char *const *names, int32_t count, double *value, int64_t *at)
{
    for (int32_t i = 1; i < count; i++) {
        const int64_t next = read_argument(scan, *at, names[i], &value[i]);
        if (next == *at)
            return i;
        *at = next;
    }
    return count;
}

/* An argument of a call that is still open where the text breaks off may be half of one. */
static bool is_cut(struct scan *scan, int64_t begin, int64_t end)
{
    if (end != scan->broken_at || begin == 0 || scan->text[begin - 1] != '(')
        return false;
    scan->truncated = scan->begun = true;
    scan->at = scan->end;
    return true;
}

static bool read_named_box(struct scan *scan, const char *const *names, double *value, int64_t begin, int64_t at)
{
    const int32_t count = read_rest(scan, names, 4, value, &at);
    if (count < 2)
        return false;
    scan->at = at;
    if (is_cut(scan, begin, at))
        return true;
    if (count == 4)
        scan_box(scan, value, ORDER_XYXY, begin, at);
    else
        scan->begun = true;
    return true;
}

static bool read_named_point(struct scan *scan, const char *const *names, double *value, int64_t begin, int64_t at)
{
    double point[4];
    if (read_rest(scan, names, 2, value, &at) < 2)
        return false;
    scan->at = at;
    if (is_cut(scan, begin, at))
        return true;
    const bool y_first = names[0][0] == 'y';
    point[0] = value[y_first];
    point[1] = value[!y_first];
    for (int32_t i = 0; i < COUNT_OF(extent_names); i++) {
        int64_t end = read_argument(scan, at, extent_names[i][0], &point[2]);
        if (end == at || read_rest(scan, extent_names[i], 2, &point[2], &end) < 2)
            continue;
        scan->at = end;
        scan_box(scan, point, scan->order_asked == ORDER_CXCYWH ? ORDER_CXCYWH : ORDER_XYWH, begin, end);
        return true;
    }
    scan_point(scan, point, ORDER_XYXY, begin, at);
    return true;
}

/* One past a comma, a space, or both, on the same line; `at` where neither stands. */
static int64_t skip_separator(const struct scan *scan, int64_t at)
{
    bool comma = false;
    while (at < scan->end && (scan->text[at] == ' ' || (scan->text[at] == ',' && !comma)))
        comma = scan->text[at++] == ',' || comma;
    return at;
}

/* point: 120, 40 */
static bool read_named_list(struct scan *scan, double *value, int64_t begin, int64_t at)
{
    int32_t count = 1;
    for (; count < 5; count++) {
        double number;
        const int64_t next = skip_separator(scan, at);
        if (next == at || next == scan->end || !begins_number(scan->text[next]))
            break;
        const int64_t end = read_value(scan, next, &number);
        if (end == next)
            break;
        if (count < 4)
            value[count] = number;
        at = end;
    }
    if (count != 2 && count != 4)
        return false;
    scan->at = at;
    if (is_cut(scan, begin, at))
        return true;
    if (count == 4)
        scan_box(scan, value, scan->order, begin, at);
    else
        scan_point(scan, value, scan->order, begin, at);
    return true;
}

static bool read_named(struct scan *scan, struct span name, double *value, int64_t at)
{
    const int64_t begin = name.data - scan->text;
    for (int32_t i = 0; i < COUNT_OF(point_names); i++)
        if (span_equal_fold(name, span_of(point_names[i][0])))
            return read_named_point(scan, point_names[i], value, begin, at);
    for (int32_t i = 0; i < COUNT_OF(box_names); i++)
        if (span_equal_fold(name, span_of(box_names[i][0])))
            return read_named_box(scan, box_names[i], value, begin, at);
    return SPAN_IS_ANY_FOLD(name, list_names) && read_named_list(scan, value, begin, at);
}

bool read_arguments(struct scan *scan)
{
    double value[4];
    struct span name = name_before(scan);
    int64_t assign = scan->at;
    if (span_equal(name, SPAN("parameter"))) {
        name = (struct span){scan->text + assign + 1, 1};
        assign += 2;
        if (assign >= scan->end || scan->text[assign] != '>')
            return false;
    }
    const int64_t begin = name.data - scan->text, at = assign + 1;
    if (name.length == 0 || !ascii_is_letter(name.data[0])) /* `1:30` is no name and its value */
        return false;
    const int64_t end = read_value(scan, at, value);
    if (end == at)
        return false;
    const int64_t first = scan->count;
    if (!read_named(scan, name, value, end))
        return false;
    if (SPAN_IS_ANY_FOLD(name, list_names))
        return true; /* "click, point: 450,565" */
    if (begin == 0 || strchr("(\"'>", scan->text[begin - 1]) == NULL)
        scan_name(scan, first, begin);
    return true;
}
