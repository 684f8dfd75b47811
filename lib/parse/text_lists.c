/* Coordinates written as a text: "[1, 2, 3, 4]", "1 2 3 4", "(1,2),(3,4)", "[[1,2,3,4],[5,6,7,8]]", "x: 1, y: 2", and
 * the same between box tokens. */
#include "parse/text_lists.h"

#include "base/ascii.h"
#include "base/decimal.h"
#include "parse/box_tokens.h"
#include "parse/containers.h"

/* Behind a number: a percent sign or px, which change nothing. */
static const char *skip_number_unit(const char *at, const char *end)
{
    if (at < end && *at == '%')
        return at + 1;
    return end - at >= 2 && at[0] == 'p' && at[1] == 'x' ? at + 2 : at;
}

bool text_is_number(struct span text, double *value)
{
    const char *end = text.data + text.length;
    const char *at = text.data;
    while (at < end && *at == ' ')
        at++;
    const struct number number = number_read(at, end);
    const char *rest = number.end;
    while (rest < end && *rest == ' ')
        rest++;
    rest = skip_number_unit(rest, end);
    while (rest < end && *rest == ' ')
        rest++;
    *value = number.value;
    return number.end > at && rest == end;
}

/* The numbers of a text one after the other. */
struct numbers {
    const char *at, *end;
    int64_t count;
    int32_t in_group; /* since the last bracket, semicolon or token */
    bool pairs;       /* every group so far has two numbers, */
    bool fours;       /* or four */
    bool bad;         /* something else stands there */
};

static void end_group(struct numbers *numbers)
{
    numbers->pairs = numbers->pairs && (numbers->in_group == 0 || numbers->in_group == 2);
    numbers->fours = numbers->fours && (numbers->in_group == 0 || numbers->in_group == 4);
    numbers->in_group = 0;
}

/* x:, y1= and the like, where that number comes next. */
static const char *skip_name(const struct numbers *numbers)
{
    const char *at = numbers->at;
    if ((*at | 0x20) != (numbers->count % 2 == 0 ? 'x' : 'y'))
        return at;
    at++;
    at += at < numbers->end && ascii_is_digit(*at);
    while (at < numbers->end && *at == ' ')
        at++;
    return at < numbers->end && (*at == ':' || *at == '=') ? at + 1 : numbers->at;
}

static bool next_number(struct numbers *numbers, double *value)
{
    while (numbers->at < numbers->end) {
        const char c = *numbers->at;
        const int64_t token = c == '<' ? box_token_length(numbers->at, numbers->end) : 0;
        if (token > 0 || c == '[' || c == ']' || c == '(' || c == ')' || c == ';') {
            end_group(numbers);
            numbers->at += token > 0 ? token : 1;
            continue;
        }
        if (c == ' ' || c == ',' || c == '\t' || c == '\r' || c == '\n') {
            numbers->at++;
            continue;
        }
        const struct number number = number_read(numbers->at, numbers->end);
        if (number.end > numbers->at) {
            *value = number.value;
            numbers->at = skip_number_unit(number.end, numbers->end);
            numbers->count++;
            numbers->in_group++;
            return true;
        }
        const char *behind = skip_name(numbers);
        numbers->bad = behind == numbers->at;
        if (numbers->bad)
            return false;
        numbers->at = behind;
    }
    end_group(numbers);
    return false;
}

static struct numbers numbers_in(struct span text)
{
    return (struct numbers){.at = text.data, .end = text.data + text.length, .pairs = true, .fours = true};
}

/* How many numbers make one item, or 0 where the text is no list of items; *count is that of all. */
static int64_t numbers_per_item(const struct reader *r, struct span raw, int64_t *count)
{
    struct numbers numbers = numbers_in(raw);
    double value;
    while (next_number(&numbers, &value))
        continue;
    *count = numbers.count;
    if (numbers.bad || numbers.count == 0)
        return 0;
    const int32_t role = r->stack[r->depth - 1].role;
    const bool points = is_point_role(role) || (r->scan->points && !is_box_role(role));
    if (numbers.count == 2 || (numbers.pairs && (points || numbers.count % 4 != 0)))
        return 2;
    return numbers.count == 4 || (numbers.count % 4 == 0 && (numbers.pairs || numbers.fours)) ? 4 : 0;
}

bool read_text_lists(struct reader *r, struct span raw)
{
    const int64_t begin = raw.data - r->scan->text, end = begin + raw.length;
    int64_t count = 0;
    const int64_t each = r->depth + 2 <= READER_DEPTH ? numbers_per_item(r, raw, &count) : 0;
    if (each == 0)
        return false;
    struct numbers numbers = numbers_in(raw);
    double value;
    if (count > each)
        container_open(r, false, begin);
    for (int64_t i = 0; i < count && next_number(&numbers, &value); i++) {
        if (i % each == 0)
            container_open(r, false, begin);
        container_number(r, value, begin, begin);
        if (i % each == each - 1)
            container_close(r, end, true);
    }
    if (count > each)
        container_close(r, end, true);
    repair(r->scan, REPAIR_NUMERIC_STRING);
    return true;
}
