#include "parse/count.h"

#include "base/ascii.h"
#include "base/decimal.h"
#include "parse/denied.h"
#include "parse/numerals.h"

#include <stdint.h>

void count_join(struct count *count, double value)
{
    if (count->found && count->value != value)
        count->ambiguous = true;
    if (!count->found)
        count->first = value;
    count->value = value;
    count->found = true;
}

static void join_weak(struct count *count, double value)
{
    count->weak = value;
    count->has_weak = true;
}

void count_settle(struct count *count)
{
    if (!count->found && count->has_weak)
        count_join(count, count->weak);
}

/* Digits in groups of three with commas between: 1,234,567. Returns one past them, or `at`. */
static const char *grouped(const char *at, const char *end, double *value)
{
    const char *c = at;
    double sum = 0;
    while (c < end && ascii_is_digit(*c) && c - at < 4)
        sum = sum * 10 + (*c++ - '0');
    if (c == at || c - at > 3)
        return at;
    const char *first = c;
    while (end - c >= 4 && *c == ',' && ascii_is_digit(c[1]) && ascii_is_digit(c[2]) && ascii_is_digit(c[3]) &&
           !(end - c > 4 && ascii_is_digit(c[4]))) {
        sum = sum * 1000 + (c[1] - '0') * 100 + (c[2] - '0') * 10 + (c[3] - '0');
        c += 4;
    }
    *value = sum;
    return c == first ? at : c;
}

/* A number in digits at `at`; a point that ends a sentence is not its. Returns one past it, or `at`. */
static const char *count_digits(const char *at, const char *end, double *value)
{
    const bool negative = *at == '-';
    const char *digits = at + negative;
    const char *after = grouped(digits, end, value);
    if (after > digits) {
        if (negative)
            *value = -*value;
        return after;
    }
    const struct number number = number_read(at, end);
    *value = number.value;
    return (number.style & NUMBER_NO_FRACTION) != 0 ? number.end - 1 : number.end;
}

struct number_word {
    struct span name;
    int32_t value;
};

enum { LONGEST_WORD = 9, NO_WORD = -1, AND = -2, DOZEN = -3, PAIR = -4, SINGLE = -5 };

#define WORD(name, value)                            \
    {                                                \
        {(name), (int64_t)sizeof(name) - 1}, (value) \
    }

static const struct number_word words[] = {
    WORD("zero", 0),      WORD("one", 1),      WORD("two", 2),        WORD("three", 3),     WORD("four", 4),
    WORD("five", 5),      WORD("six", 6),      WORD("seven", 7),      WORD("eight", 8),     WORD("nine", 9),
    WORD("ten", 10),      WORD("eleven", 11),  WORD("twelve", 12),    WORD("thirteen", 13), WORD("fourteen", 14),
    WORD("fifteen", 15),  WORD("sixteen", 16), WORD("seventeen", 17), WORD("eighteen", 18), WORD("nineteen", 19),
    WORD("twenty", 20),   WORD("thirty", 30),  WORD("forty", 40),     WORD("fifty", 50),    WORD("sixty", 60),
    WORD("seventy", 70),  WORD("eighty", 80),  WORD("ninety", 90),    WORD("hundred", 100), WORD("thousand", 1000),
    WORD("dozen", DOZEN), WORD("pair", PAIR),  WORD("pairs", PAIR),   WORD("couple", PAIR), WORD("single", SINGLE),
};

/* The value of the letters from .. to. */
static int32_t word_value(const char *from, const char *to)
{
    char lower[LONGEST_WORD];
    const int64_t length = to - from;
    if (length > LONGEST_WORD || length < 3)
        return NO_WORD;
    for (int64_t i = 0; i < length; i++)
        lower[i] = (char)(from[i] | 0x20);
    const struct span name = {lower, length};
    if (span_equal(name, SPAN("and")))
        return AND;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (span_equal(words[i].name, name))
            return words[i].value;
    return NO_WORD;
}

/* A phrase of number words: "twenty-one", "one hundred and five", "two thousand three hundred". */
struct phrase {
    int64_t total, part; /* thousands done; what is below a thousand so far */
    int64_t last;        /* value of the last word */
    const char *begin;   /* of the first word */
    const char *end;     /* one past the last one */
    bool any;
    bool pronoun; /* it began with the one of "this one", "another one" */
};

/* May `value` go on the phrase? Joins it if so. */
static bool extend(struct phrase *phrase, int32_t value)
{
    if (value == DOZEN || value == PAIR) {
        if (phrase->any && (phrase->last > 20 || phrase->part != phrase->last))
            return false;
        phrase->part = (value == DOZEN ? 12 : 2) * (phrase->any ? phrase->part : 1);
    } else if (!phrase->any) {
        phrase->part = value;
    } else if (value == 100 && phrase->part > 0 && phrase->part < 100) {
        phrase->part *= 100;
    } else if (value == 1000 && phrase->part > 0 && phrase->total == 0) {
        phrase->total = phrase->part * 1000;
        phrase->part = 0;
    } else if (value > 0 && value < 10 && phrase->last >= 20 && phrase->last <= 90) {
        phrase->part += value;
    } else if (value > 0 && value < 100 && (phrase->last == 100 || phrase->last == 1000)) {
        phrase->part += value;
    } else {
        return false;
    }
    phrase->last = value;
    phrase->any = true;
    return true;
}

static const char *word_end(const char *at, const char *end)
{
    while (at < end && (ascii_is_word(*at)))
        at++;
    return at;
}

static struct span next_word(const char **at, const char *end)
{
    while (*at < end && ascii_is_space(**at))
        ++*at;
    const char *begin = *at;
    *at = word_end(begin, end);
    return (struct span){begin, *at - begin};
}

/* "two of them" counts a part of what was counted. */
static bool is_part(const char *at, const char *end)
{
    static const char *const of[] = {"of"};
    static const char *const whole[] = {"them", "these", "those", "which", "whom"};
    return SPAN_IS_ANY_FOLD(next_word(&at, end), of) && SPAN_IS_ANY_FOLD(next_word(&at, end), whole);
}

static void end_phrase(struct phrase *phrase, struct count *count, struct span text)
{
    const int64_t value = phrase->total + phrase->part;
    if (phrase->any && !(phrase->pronoun && value == 1) && !is_part(phrase->end, text.data + text.length) &&
        !is_denied(text, phrase->begin - text.data))
        count_join(count, (double)value);
    *phrase = (struct phrase){0};
}

/* What "pair", "pairs" or "couple" says with no number in front of it. A pair of scissors is one thing. */
static int32_t value_of_pair(struct span before, struct span word, const char *end)
{
    static const char *const article[] = {"a", "one"};
    static const char *const of[] = {"of"};
    static const char *const pair[] = {"pair"};
    static const char *const one_thing[] = {"scissors", "glasses", "sunglasses", "pants",
                                            "trousers", "jeans",   "shorts",     "pliers"};
    const char *behind = word.data + word.length;
    const bool has_of = SPAN_IS_ANY_FOLD(next_word(&behind, end), of);
    if (!SPAN_IS_ANY_FOLD(before, article) || !(has_of || SPAN_IS_ANY_FOLD(word, pair)))
        return NO_WORD;
    return has_of && SPAN_IS_ANY_FOLD(next_word(&behind, end), one_thing) ? 1 : PAIR;
}

/* A number word, or another. `before` is the word in front of it. */
static void count_word(struct phrase *phrase, struct count *count, struct span before, struct span word,
                       struct span text)
{
    static const char *const pointing[] = {"this",  "that",  "the",   "another", "each", "every",
                                           "other", "which", "first", "last",    "no"};
    static const char *const article[] = {"a", "one"};
    int32_t value = word_value(word.data, word.data + word.length);
    if (value == PAIR && !phrase->any)
        value = value_of_pair(before, word, text.data + text.length);
    if (value == SINGLE)
        value = SPAN_IS_ANY_FOLD(before, article) ? 1 : NO_WORD;
    if (value == NO_WORD || (value == AND && phrase->last != 100 && phrase->last != 1000)) {
        end_phrase(phrase, count, text);
        return;
    }
    if (value == AND)
        return;
    const bool first = !phrase->any;
    if (!extend(phrase, value)) {
        end_phrase(phrase, count, text);
        extend(phrase, value);
        phrase->begin = word.data;
        phrase->pronoun = false;
    } else if (first) {
        phrase->begin = word.data;
        phrase->pronoun = value == 1 && SPAN_IS_ANY_FOLD(before, pointing);
    }
    phrase->end = word.data + word.length;
}

/* The number of the next line of a list, "1. " or "1) " at the beginning of a line with more behind it. Returns one
 * past it, or `at`. */
static const char *skip_marker(const char *begin, const char *at, const char *end, struct count *count)
{
    double value;
    const char *line = at;
    while (line > begin && (line[-1] == ' ' || line[-1] == '*'))
        line--;
    if (line > begin && line[-1] != '\n')
        return at;
    const char *after = at;
    for (value = 0; after < end && ascii_is_digit(*after) && after - at < 6; after++)
        value = value * 10 + (*after - '0');
    if (end - after < 3 || (*after != '.' && *after != ')') || !ascii_is_space(after[1]) || ascii_is_space(after[2]) ||
        value != count->entries + 1)
        return at;
    count->entries = value;
    join_weak(count, value);
    return after + 1;
}

enum { LONGEST_TAG = 256 };

/* What stands in a tag is no count: <points x1="3" ..>. Returns one past it, or `at`. */
static const char *skip_tag(const char *at, const char *end)
{
    if (end - at < 3 || !(ascii_begins_name(at[1]) || at[1] == '/' || at[1] == '|'))
        return at;
    for (const char *c = at + 1; c < end && c - at < LONGEST_TAG && *c != '<'; c++)
        if (*c == '>')
            return c + 1;
    return at;
}

/* A number in digits at `at`; returns where reading goes on. */
static const char *join_digits(struct span text, const char *at, struct count *count)
{
    const char *const end = text.data + text.length;
    double value;
    const char *after = count_digits(at, end, &value);
    if (after < end && ascii_begins_name(*after))
        return word_end(after, end); /* "3D", "1st" */
    if (!is_part(after, end) && !is_denied(text, at - text.data))
        count_join(count, value);
    return after;
}

static const char *join_numeral(struct span text, const char *at, struct count *count)
{
    double value;
    const char *after;
    const enum numeral kind = numeral_read(text.data, at, text.data + text.length, &after, &value);
    if (kind != NUMERAL_NONE && is_denied(text, at - text.data))
        return after;
    if (kind == NUMERAL_COUNT)
        count_join(count, value);
    else if (kind == NUMERAL_ARTICLE)
        join_weak(count, value);
    return after > at ? after : at + 1;
}

void count_numbers(struct span text, struct count *count)
{
    const char *begin = text.data, *end = text.data + text.length;
    struct phrase phrase = {0};
    struct span before = {NULL, 0};
    for (const char *at = begin; at < end;) {
        const bool sign =
            *at == '-' && at + 1 < end && ascii_is_digit(at[1]) && (at == begin || !ascii_is_digit(at[-1]));
        const char *after = at;
        if (ascii_begins_name(*at)) {
            after = word_end(at, end);
            const struct span word = {at, after - at};
            count_word(&phrase, count, before, word, text);
            before = word;
            at = after;
            continue;
        }
        if (ascii_is_space(*at) || *at == '-') {
            if (!sign) {
                at++;
                continue;
            }
        }
        end_phrase(&phrase, count, text);
        before = (struct span){NULL, 0};
        if (ascii_is_digit(*at) || sign) {
            after = skip_marker(begin, at, end, count);
            at = after > at ? after : join_digits(text, at, count);
        } else if (*at == '<') {
            after = skip_tag(at, end);
            at = after > at ? after : at + 1;
        } else {
            at = ((unsigned char)*at & 0x80) != 0 ? join_numeral(text, at, count) : at + 1;
        }
    }
    end_phrase(&phrase, count, text);
}

bool count_only(struct span text, double *value)
{
    const char *at = text.data;
    const char *end = text.data + text.length;
    while (at < end && ascii_is_space(*at))
        at++;
    while (end > at && ascii_is_space(end[-1]))
        end--;
    if (at == end || !(ascii_is_digit(*at) || *at == '-'))
        return false;
    const struct number number = number_read(at, end);
    *value = number.value;
    return number.end == end && number.style == 0;
}
