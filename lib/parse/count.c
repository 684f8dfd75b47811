#include "parse/count.h"

#include "parse/number.h"

#include <stdint.h>

static bool is_digit(char c)
{
    return (unsigned char)(c - '0') < 10;
}

static bool is_letter(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26 || c == '_';
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

void count_join(struct count *count, double value)
{
    if (count->found && count->value != value)
        count->ambiguous = true;
    count->value = value;
    count->found = true;
}

/* Digits in groups of three with commas between: 1,234,567. Returns one past them, or `at`. */
static const char *grouped(const char *at, const char *end, double *value)
{
    const char *c = at;
    double sum = 0;
    while (c < end && is_digit(*c) && c - at < 4)
        sum = sum * 10 + (*c++ - '0');
    if (c == at || c - at > 3)
        return at;
    const char *first = c;
    while (end - c >= 4 && *c == ',' && is_digit(c[1]) && is_digit(c[2]) && is_digit(c[3]) &&
           !(end - c > 4 && is_digit(c[4]))) {
        sum = sum * 1000 + (c[1] - '0') * 100 + (c[2] - '0') * 10 + (c[3] - '0');
        c += 4;
    }
    *value = sum;
    return c == first ? at : c;
}

/* A number in digits at `at`; a point that ends a sentence is not its. Returns one past it, or `at`. */
static const char *read_digits(const char *at, const char *end, double *value)
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

enum { LONGEST_WORD = 9, NO_WORD = -1, AND = -2, DOZEN = -3 };

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
    WORD("dozen", DOZEN),
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
    bool any;
};

/* May `value` go on the phrase? Joins it if so. */
static bool extend(struct phrase *phrase, int32_t value)
{
    if (value == DOZEN) {
        if (phrase->any && (phrase->last > 20 || phrase->part != phrase->last))
            return false;
        phrase->part = 12 * (phrase->any ? phrase->part : 1);
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

static void end_phrase(struct phrase *phrase, struct count *count)
{
    if (phrase->any)
        count_join(count, (double)(phrase->total + phrase->part));
    *phrase = (struct phrase){0};
}

static const char *word_end(const char *at, const char *end)
{
    while (at < end && (is_letter(*at) || is_digit(*at)))
        at++;
    return at;
}

void count_numbers(struct span text, struct count *count)
{
    const char *end = text.data + text.length;
    struct phrase phrase = {0};
    for (const char *at = text.data; at < end;) {
        const bool sign = *at == '-' && at + 1 < end && is_digit(at[1]) && (at == text.data || !is_digit(at[-1]));
        if (is_digit(*at) || sign) {
            double value;
            end_phrase(&phrase, count);
            const char *after = read_digits(at, end, &value);
            if (after < end && is_letter(*after)) {
                at = word_end(after, end); /* "3D", "1st" */
                continue;
            }
            count_join(count, value);
            at = after;
        } else if (is_letter(*at)) {
            const char *after = word_end(at, end);
            const int32_t value = word_value(at, after);
            if (value == NO_WORD || (value == AND && phrase.last != 100 && phrase.last != 1000)) {
                end_phrase(&phrase, count);
            } else if (value != AND && !extend(&phrase, value)) {
                end_phrase(&phrase, count);
                extend(&phrase, value);
            }
            at = after;
        } else {
            if (!is_space(*at) && *at != '-')
                end_phrase(&phrase, count);
            at++;
        }
    }
    end_phrase(&phrase, count);
}

bool count_only(struct span text, double *value)
{
    const char *at = text.data;
    const char *end = text.data + text.length;
    while (at < end && is_space(*at))
        at++;
    while (end > at && is_space(end[-1]))
        end--;
    if (at == end || !(is_digit(*at) || *at == '-'))
        return false;
    const struct number number = number_read(at, end);
    *value = number.value;
    return number.end == end && number.style == 0;
}
