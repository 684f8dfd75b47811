#include "parse/quantity.h"

#include "base/ascii.h"
#include "parse/count.h"
#include "parse/denied.h"
#include "parse/digits.h"
#include "text/utf8.h"

/* ---- what scales a number ---------------------------------------------------------------------------------------- */

struct scale_name {
    const char *name;
    int32_t exponent;
    bool attached; /* only right behind the digits, in this case */
};

static const struct scale_name scale_names[] = {
    {"%", -2, false},       {"percent", -2, false}, {"pct", -2, false},    {"\u2030", -3, false},
    {"thousand", 3, false}, {"million", 6, false},  {"billion", 9, false}, {"trillion", 12, false},
    {"mn", 6, false},       {"bn", 9, false},       {"lakh", 5, false},    {"crore", 7, false},
    {"k", 3, true},         {"K", 3, true},         {"M", 6, true},        {"B", 9, true},
    {"\u767E", 2, false},   {"\u5343", 3, false},   {"\u4E07", 4, false},  {"\u4EBF", 8, false},
};

static bool equal_name(const char *at, const char *end, const struct scale_name *scale, int64_t length)
{
    if (end - at < length)
        return false;
    for (int64_t i = 0; i < length; i++) {
        const char c = at[i];
        if (c != scale->name[i] && (scale->attached || !ascii_is_letter(c) || (c | 0x20) != scale->name[i]))
            return false;
    }
    return !(letter_at(at + length - 1, end) && letter_at(at + length, end));
}

/* The sign or word behind a number. Returns one past it, or `at`. */
static const char *read_scale(const char *at, const char *end, int64_t *exponent)
{
    const char *const apart = skip_spaces(at, end);
    const char *const word = apart == at && begins(at, end, "-") > 0 ? at + 1 : apart;
    for (size_t i = 0; i < sizeof scale_names / sizeof scale_names[0]; i++) {
        const int64_t length = (int64_t)strlen(scale_names[i].name);
        const char *const from = scale_names[i].attached ? at : word;
        if (equal_name(from, end, &scale_names[i], length)) {
            *exponent = scale_names[i].exponent;
            return from + length;
        }
    }
    const bool backslash = begins(apart, end, "\\%") > 0;
    *exponent = backslash ? -2 : 0;
    return backslash ? apart + 2 : at;
}

/* ---- one number -------------------------------------------------------------------------------------------------- */

/* `-`, the minus signs of typography, `+`; then a currency; then perhaps the sign. Returns where digits begin, or
 * NULL. */
static const char *read_front(const char *at, const char *end, bool may_be_signed, bool *negative)
{
    static const char *const minus[] = {"-", "\u2212", "\u2013", "\uFF0D", "\uFE63", NULL};
    static const char *const currency[] = {"$",      "\\$",    "\u20AC", "\u00A3", "\u00A5",
                                           "\uFFE5", "\u20B9", "\u20A9", NULL};
    *negative = false;
    for (int i = 0; i < 2 && may_be_signed; i++) {
        const int64_t length = begins_any(at, end, minus);
        *negative = *negative || length > 0;
        at += length > 0 ? length : begins(at, end, "+");
        if (i == 0 && begins_any(at, end, currency) > 0)
            at = skip_spaces(at + begins_any(at, end, currency), end);
        else
            break;
    }
    const bool point = begins(at, end, ".") > 0 && digit_at(at + 1, end);
    double ratio;
    return digit_at(at, end) || point || vulgar_fraction(at, end, &ratio) > at ? at : NULL;
}

/* Digits that are part of something else: 1st, 3D, 5^2, 1.2.3, 3/4/2020. Returns one past that, or `at`. */
static const char *skip_no_number(const char *at, const char *end)
{
    int64_t exponent;
    static const char *const endings[] = {"st", "nd", "rd", "th", "d", "D", NULL};
    const int64_t length = begins_any(at, end, endings);
    if (length > 0 && !letter_at(at + length, end) && !digit_at(at + length, end))
        return at + length;
    const char *c = raised_to(at, end, &exponent);
    while (c < end && (*c == '.' || *c == '/') && digit_at(c + 1, end))
        for (c++; digit_at(c, end); c++)
            continue;
    return c;
}

/* May a number, its sign or its currency begin with this byte? */
static bool may_begin(char c)
{
    return ascii_is_digit(c) || (unsigned char)c >= 0x80 || (ascii_is_one_of(c, "-+.$\\"));
}

/* A number at `at`. Returns one past it and its scale; where digits stand there that are no number *found is false, and
 * where none stand, NULL comes back. */
static const char *read_quantity(struct span text, const char *at, bool in_list, struct quantity *quantity, bool *found)
{
    const char *const end = text.data + text.length;
    const bool may_be_signed = at == text.data || !(digit_at(at - 1, end) || letter_at(at - 1, end) || at[-1] == ')');
    bool negative;
    const char *const body = read_front(at, end, may_be_signed, &negative);
    struct digits digits;
    int64_t power = 0, scale = 0;
    if (body == NULL)
        return NULL;
    const char *after = digits_read(body, end, in_list, &digits);
    if (!digits.is_ratio)
        after = power_of_ten(&digits, after, end, &power);
    const char *const other = skip_no_number(after, end);
    *found = other == after;
    const char *const scaled = *found ? read_scale(after, end, &scale) : other;
    const double value = digits_value(&digits, power);
    const double times = scale != 0 ? digits_value(&digits, power + scale) : value;
    *quantity = (struct quantity){.value = negative ? -value : value,
                                  .scaled = negative ? -times : times,
                                  .has_scale = *found && scaled > after,
                                  .begin = at - text.data,
                                  .end = scaled - text.data};
    return scaled;
}

/* ---- the numbers of a text --------------------------------------------------------------------------------------- */

/* Do they say the same? `$1.2 million (1,200,000)` names one number. */
static bool same_quantity(const struct quantity *a, const struct quantity *b)
{
    return a->scaled == b->scaled || a->value == b->scaled || a->scaled == b->value;
}

static void join(struct quantities *found, const struct quantity *quantity)
{
    if (!found->found)
        found->first = *quantity;
    else if (!same_quantity(&found->last, quantity))
        found->differ = true;
    found->last = *quantity;
    found->found = true;
}

/* A word or a unit: CO2, m^2. */
static const char *skip_word(const char *at, const char *end)
{
    int64_t exponent;
    while (letter_at(at, end) || digit_at(at, end))
        at++;
    return raised_to(at, end, &exponent);
}

void quantities_find(struct span text, struct quantities *found)
{
    const char *const end = text.data + text.length;
    bool in_list = false, digits = false;
    *found = (struct quantities){.found = false};
    for (const char *at = text.data; at < end;) {
        struct quantity quantity;
        bool number;
        if (letter_at(at, end)) {
            at = skip_word(at, end);
            continue;
        }
        const char *after = may_begin(*at) ? read_quantity(text, at, in_list, &quantity, &number) : NULL;
        if (after == NULL) {
            if (*at != ' ' && *at != ',')
                in_list = *at == '[' || *at == '(' || (in_list && *at != ']' && *at != ')');
            at++;
            continue;
        }
        digits = true;
        if (number && !is_denied(text, quantity.begin))
            join(found, &quantity);
        at = letter_at(after, end) ? skip_word(after, end) : after; /* a unit */
    }
    struct count words = {.found = false};
    if (digits)
        return;
    count_numbers(text, &words);
    count_settle(&words);
    found->found = words.found;
    found->differ = words.ambiguous;
    found->first = (struct quantity){.value = words.first, .scaled = words.first, .end = text.length};
    found->last = (struct quantity){.value = words.value, .scaled = words.value, .end = text.length};
}

bool quantity_only(struct span text, struct quantity *quantity)
{
    bool found = false;
    text = utf8_trim(text);
    if (text.length == 0)
        return false;
    const char *after = read_quantity(text, text.data, false, quantity, &found);
    return found && after == text.data + text.length;
}
