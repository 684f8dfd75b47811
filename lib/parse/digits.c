#include "parse/digits.h"

#include "base/decimal.h"

#include <math.h>

/* None so far; what the text holds beyond `length` is never read. */
static void begin_digits(struct digits *digits)
{
    digits->length = 0;
    digits->too_long = digits->grouped = digits->is_ratio = false;
    digits->whole = true;
    digits->ratio = 0;
}

static void put(struct digits *digits, char c)
{
    if (digits->length < MOST_DIGITS)
        digits->text[digits->length++] = c;
    else
        digits->too_long = digits->too_long || digits->whole;
}

static const char *put_digits(struct digits *digits, const char *at, const char *end)
{
    while (digit_at(at, end))
        put(digits, *at++);
    return at;
}

double digits_value(const struct digits *digits, int64_t exponent)
{
    char text[MOST_DIGITS + 16]; /* and an exponent */
    char *at = text + 1;
    if (digits->too_long)
        return HUGE_VAL;
    if (digits->is_ratio) {
        text[0] = '1'; /* a fraction is so many times its power of ten */
    } else {
        memcpy(text, digits->text, (size_t)digits->length);
        at = text + digits->length;
    }
    if (exponent != 0) {
        *at++ = 'e';
        if (exponent < 0)
            *at++ = '-';
        for (int64_t size = exponent < 0 ? -exponent : exponent, unit = 100000; unit > 0; unit /= 10)
            *at++ = (char)('0' + size / unit % 10);
    }
    const double value = number_read(text, at).value;
    return digits->is_ratio ? digits->ratio * value : value;
}

/* ---- separators -------------------------------------------------------------------------------------------------- */

/* What may stand between groups of three digits: 1,234,567 1 234 567 1'234'567 1.234.567. */
static const char *const group_marks[] = {",", ".", " ", "'", "_", "\u00A0", "\u2009", "\u202F", "\u2019", NULL};

/* Exactly three digits. */
static bool is_group(const char *at, const char *end)
{
    return digit_at(at, end) && digit_at(at + 1, end) && digit_at(at + 2, end) && !digit_at(at + 3, end);
}

/* How many groups of three digits follow, each behind the mark that stands at `at`. */
static int64_t count_groups(const char *at, const char *end, int64_t mark)
{
    int64_t count = 0;
    const char *const first = at;
    while (end - at > mark && memcmp(at, first, (size_t)mark) == 0 && is_group(at + mark, end)) {
        at += mark + 3;
        count++;
    }
    return count;
}

/* The groups behind the one to three digits that end at `at`. A single point is one only where a comma ends the whole
 * part: 1.234 is a little more than one, 1.234,5 is more than a thousand. */
static const char *read_groups(struct digits *digits, const char *at, const char *end)
{
    const int64_t mark = begins_any(at, end, group_marks);
    if (mark == 0 || digits->length > 3 || digits->text[0] == '0')
        return at;
    int64_t count = count_groups(at, end, mark);
    const char *after = at + count * (mark + 3);
    if (*at == '.' && count == 1 && !(begins(after, end, ",") > 0 && digit_at(after + 1, end)))
        return at;
    digits->grouped = count > 0;
    for (; count > 0; count--)
        at = put_digits(digits, at + mark, end);
    return at;
}

/* A decimal comma: the only comma of the number, and not one between the elements of a list. */
static bool is_decimal_comma(const struct digits *digits, const char *at, const char *end, bool in_list)
{
    if (in_list || !digit_at(at + 1, end))
        return false;
    at++;
    const char *const fraction = at;
    while (digit_at(at, end))
        at++;
    if (begins(at, end, ",") > 0 && digit_at(at + 1, end))
        return false;
    return digits->grouped || at - fraction != 3 || digits->text[0] == '0';
}

/* The digits behind the decimal mark at `at`, if one stands there. */
static const char *read_fraction(struct digits *digits, const char *at, const char *end, char group, bool in_list)
{
    const bool point = begins(at, end, ".") > 0 && group != '.' && digit_at(at + 1, end);
    const bool comma = begins(at, end, ",") > 0 && group != ',' && is_decimal_comma(digits, at, end, in_list);
    if (!point && !comma)
        return at;
    digits->whole = false;
    put(digits, '.');
    return put_digits(digits, at + 1, end);
}

/* ---- powers of ten ----------------------------------------------------------------------------------------------- */

/* A whole number with a sign, at most 9999 in size. Returns one past it, or `at`. */
static const char *read_exponent(const char *at, const char *end, int64_t *exponent)
{
    const char *c = at;
    const int64_t minus = begins_any(c, end, (const char *const[]){"-", "\u2212", NULL});
    c += minus > 0 ? minus : begins(c, end, "+");
    if (!digit_at(c, end))
        return at;
    for (*exponent = 0; digit_at(c, end); c++)
        *exponent = *exponent < 1000 ? *exponent * 10 + (*c - '0') : *exponent;
    *exponent = minus > 0 ? -*exponent : *exponent;
    return c;
}

const char *raised_to(const char *at, const char *end, int64_t *exponent)
{
    const int64_t raised = begins_any(at, end, (const char *const[]){"^", "**", NULL});
    const bool braces = raised > 0 && begins(at + raised, end, "{") > 0;
    const char *const from = at + raised + braces;
    const char *const after = raised > 0 ? read_exponent(from, end, exponent) : from;
    return after == from || (braces && begins(after, end, "}") == 0) ? at : after + braces;
}

const char *power_of_ten(const struct digits *digits, const char *at, const char *end, int64_t *exponent)
{
    static const char *const times[] = {"\\times", "\\cdot", "\u00D7", "\u00B7", "x", "X", "*", NULL};
    const char *after = at;
    if (begins(at, end, "e") > 0 || begins(at, end, "E") > 0) {
        after = read_exponent(at + 1, end, exponent);
        return after > at + 1 && !letter_at(after, end) ? after : at;
    }
    if (digits->length == 2 && memcmp(digits->text, "10", 2) == 0 && (after = raised_to(at, end, exponent)) > at) {
        *exponent -= 1;
        return after;
    }
    const char *c = skip_spaces(at, end);
    const int64_t sign = begins_any(c, end, times);
    c = skip_spaces(c + sign, end);
    if (sign == 0 || begins(c, end, "10") == 0)
        return at;
    after = raised_to(c + 2, end, exponent);
    return after > c + 2 ? after : at;
}

/* ---- fractions --------------------------------------------------------------------------------------------------- */

/* `3/4`, and `1/2` behind a whole number and a space. Returns one past it, or `at`. */
static const char *read_ratio(const char *at, const char *end, double *ratio)
{
    struct digits upper, lower;
    const char *c = at;
    while (digit_at(c, end))
        c++;
    if (c == at || begins(c, end, "/") == 0 || !digit_at(c + 1, end))
        return at;
    begin_digits(&upper);
    begin_digits(&lower);
    put_digits(&upper, at, end);
    c = put_digits(&lower, c + 1, end);
    const bool goes_on =
        digit_at(c, end) || ((begins(c, end, "/") > 0 || begins(c, end, ".") > 0) && digit_at(c + 1, end));
    const double below = digits_value(&lower, 0);
    if (goes_on || below == 0)
        return at;
    *ratio = digits_value(&upper, 0) / below;
    return c;
}

const char *vulgar_fraction(const char *at, const char *end, double *ratio)
{
    static const struct {
        const char *text;
        double upper, lower;
    } known[] = {{"\u00BD", 1, 2}, {"\u00BC", 1, 4}, {"\u00BE", 3, 4}, {"\u2153", 1, 3}, {"\u2154", 2, 3}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const int64_t length = begins(at, end, known[i].text);
        *ratio = known[i].upper / known[i].lower;
        if (length > 0)
            return at + length;
    }
    return at;
}

/* A sum of a whole number and a fraction. */
static const char *end_ratio(struct digits *digits, bool whole, double part, const char *after)
{
    digits->ratio = (whole ? digits_value(digits, 0) : 0) + part;
    digits->is_ratio = true;
    return after;
}

const char *digits_read(const char *at, const char *end, bool in_list, struct digits *digits)
{
    const char *const begin = at;
    double part = 0;
    begin_digits(digits);
    const char *after = read_ratio(at, end, &part);
    if (after > at)
        return end_ratio(digits, false, part, after);
    at = put_digits(digits, at, end);
    if (at > begin && begins(at, end, " ") > 0 && at - begin <= 3) {
        const char *const fraction = skip_spaces(at, end);
        after = read_ratio(fraction, end, &part);
        if (after > fraction)
            return end_ratio(digits, true, part, after);
    }
    after = vulgar_fraction(at, end, &part);
    if (after > at)
        return end_ratio(digits, at > begin, part, after);
    const char *const whole = at;
    at = read_groups(digits, at, end);
    return read_fraction(digits, at, end, digits->grouped ? *whole : '\0', in_list);
}
