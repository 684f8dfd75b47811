/* pattern: every match of the recipe's expression is an item; its named groups say what of it is what. */
#include "parse/dialect_pattern.h"

#include "base/ascii.h"
#include "base/decimal.h"
#include "geometry/spaces.h"
#include "parse/count.h"
#include "text/unicode.h"
#include "text/utf8.h"

#include <math.h>

struct search {
    struct scan *scan;
    struct count *count;
    struct span text;    /* what is searched: the answer, as valid UTF-8 */
    int64_t offset;      /* of it in the completion */
    struct span heading; /* the last label that stood alone */
};

/* With ASCII digits for those of other scripts, which \d matches, too. */
static struct span with_ascii_digits(struct span text, struct scan *scan)
{
    char *copy = arena_alloc(scan->arena, (size_t)text.length);
    int64_t length = 0;
    if (copy == NULL) {
        scan->out_of_memory = true;
        return text;
    }
    for (const char *at = text.data, *end = text.data + text.length; at < end;) {
        uint32_t code_point = 0;
        const int64_t size = utf8_read(at, end, &code_point);
        const int digit = unicode_decimal(code_point);
        if (digit < 0)
            memcpy(copy + length, at, (size_t)size);
        else
            copy[length] = (char)('0' + digit);
        length += digit < 0 ? size : 1;
        at += size;
    }
    return (struct span){copy, length};
}

/* The whole group is one number. */
static bool number_in(struct scan *scan, struct span text, double *value)
{
    if (text.data == NULL)
        return false;
    if (!utf8_is_ascii(text))
        text = with_ascii_digits(text, scan);
    text = ascii_trim(text);
    const struct number number = number_read(text.data, text.data + text.length);
    *value = number.value;
    return text.length > 0 && number.end == text.data + text.length;
}

static bool numbers_in(struct scan *scan, const struct pattern_found *found, int32_t from, int32_t count, double *value)
{
    for (int32_t i = 0; i < count; i++)
        if (!number_in(scan, found->group[from + i], &value[i]))
            return false;
    return true;
}

static bool is_heading(const struct pattern_found *found)
{
    for (int32_t i = 0; i < PATTERN_GROUPS; i++)
        if ((found->group[i].data != NULL) != (i == GROUP_LABEL))
            return false;
    return true;
}

static int32_t visit(void *context, const struct pattern_found *found)
{
    struct search *search = context;
    struct scan *scan = search->scan;
    const int64_t begin = search->offset + found->begin, end = search->offset + found->end;
    const int64_t first = scan->count;
    double value[4], stated;
    if (is_heading(found)) {
        search->heading = found->group[GROUP_LABEL];
        return VREWARD_OK;
    }
    if (number_in(scan, found->group[GROUP_COUNT], &stated)) {
        count_join(search->count, stated);
    }
    if (numbers_in(scan, found, GROUP_X1, 4, value))
        scan_box(scan, value, scan->order, begin, end);
    else if (numbers_in(scan, found, GROUP_X, 2, value))
        scan_point(scan, value, ORDER_XYXY, begin, end);
    else if (numbers_in(scan, found, GROUP_START, 2, value))
        scan_box(scan, (const double[]){value[0], 0, value[1], 1}, ORDER_XYXY, begin, end);
    else if (found->group[GROUP_COUNT].data == NULL)
        scan->begun = true;
    if (scan->out_of_memory)
        return VREWARD_E_MEMORY;
    if (scan->count == first)
        return VREWARD_OK;
    const struct span label = found->group[GROUP_LABEL].data != NULL ? found->group[GROUP_LABEL] : search->heading;
    if (label.data != NULL) {
        const int64_t at = search->offset + (label.data - search->text.data);
        scan_label(scan, first, at, at + label.length);
    }
    if (number_in(scan, found->group[GROUP_CONFIDENCE], &stated))
        scan->items[first].confidence = stated;
    return scan->out_of_memory ? VREWARD_E_MEMORY : VREWARD_OK;
}

int32_t read_pattern(struct scan *scan, const struct pattern *pattern, struct count *count, int32_t *result,
                     vreward_error *err)
{
    const struct span answer = {scan->text + scan->at, scan->end - scan->at};
    struct search search = {scan, count, utf8_substituted(answer, scan->arena), scan->at, {NULL, 0}};
    if (search.text.data == NULL)
        return fail_memory(err);
    scan->dialect = DIALECT_PATTERN;
    return pattern_find_all(pattern, search.text, visit, &search, result, err);
}
