/* span: moments of a video. `12.5 to 17`, `1:02.5 - 1:10`, from 3s to 7s, [3.2, 7.5], {"start": 3.2, "end": 7.5},
 * <start>3.2</start><end>7.5</end>. Each is a box of height 1, so that all that is known of boxes holds. What is read
 * is two times and what links them; which syntax they stand in does not matter. */
#include "parse/dialect_span.h"

#include "base/ascii.h"
#include "base/decimal.h"
#include "geometry/spaces.h"
#include "parse/keys.h"
#include "parse/string.h"

enum { LONGEST_LINK = 48, LONGEST_KEY = 24 };

/* A moment: 12.5, 1:02.5, 1m 2.5s. */
struct moment {
    double seconds;
    int64_t begin, end; /* its unit among them */
    int32_t unit;       /* in seconds; 0: none is written */
    bool listed;        /* nothing but an opening bracket or tag stands in front of it */
};

struct spans {
    struct scan *scan;
    struct moment last; /* the first half of a span; end 0: none */
    int64_t begin;      /* of the answer */
    int64_t object;     /* items before the object that is open, -1: none */
    struct span label;  /* of that object */
};

static bool is_digit(const struct scan *scan, int64_t at)
{
    return at < scan->end && ascii_is_digit(scan->text[at]);
}

static bool is_letter_at(const struct scan *scan, int64_t at)
{
    return at < scan->end && ascii_is_letter(scan->text[at]);
}

/* ---- moments ----------------------------------------------------------------------------------------------------- */

/* The word at `at` is one of these; returns one past it, or `at`. */
static int64_t skip_time_unit(const struct scan *scan, int64_t at, const char *const *words)
{
    const int64_t word = skip_space(scan, at);
    int64_t end = word;
    while (is_letter_at(scan, end))
        end++;
    for (; *words != NULL; words++) {
        const int64_t length = (int64_t)strlen(*words);
        if ((unsigned char)**words >= 0x80 && scan_is(scan, word, *words))
            return word + length;
        if (length == end - word && memcmp(scan->text + word, *words, (size_t)length) == 0)
            return end;
    }
    return at;
}

static const char *const hours[] = {"h", "hr", "hour", "hours", "\u5C0F\u65F6", NULL};
static const char *const minutes[] = {"m", "min", "mins", "minute", "minutes", "\u5206\u949F", "\u5206", NULL};
static const char *const seconds[] = {"s", "sec", "secs", "second", "seconds", "\u79D2", NULL};

/* `:02` and `:02.5` behind hours or minutes. Returns one past it, or `at`. */
static int64_t read_sixtieth(const struct scan *scan, int64_t at, double *value)
{
    if (at >= scan->end || scan->text[at] != ':' || !is_digit(scan, at + 1) || !is_digit(scan, at + 2) ||
        is_digit(scan, at + 3))
        return at;
    const struct number number = number_read(scan->text + at + 1, scan->text + scan->end);
    *value = number.value;
    return number.end - scan->text - ((number.style & NUMBER_NO_FRACTION) != 0);
}

/* A number with its unit, or with hours and minutes in front. */
static struct moment read_time_number(const struct scan *scan, int64_t at)
{
    const struct number number = number_read(scan->text + at, scan->text + scan->end);
    int64_t end = number.end - scan->text - ((number.style & NUMBER_NO_FRACTION) != 0);
    double total = number.value, part;
    for (int64_t after = end; (after = read_sixtieth(scan, end, &part)) > end; end = after)
        total = total * 60 + part;
    static const struct {
        const char *const *words;
        int32_t seconds;
    } units[] = {{hours, 3600}, {minutes, 60}, {seconds, 1}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        const int64_t after = skip_time_unit(scan, end, units[i].words);
        if (after > end)
            return (struct moment){total * units[i].seconds, at, after, units[i].seconds, false};
    }
    return (struct moment){total, at, end, 0, false};
}

/* The moment that begins at `at`; smaller units may follow: 1h 2m 3s. */
static struct moment read_moment(const struct scan *scan, int64_t at)
{
    struct moment moment = read_time_number(scan, at);
    for (;;) {
        const int64_t next_at = skip_space(scan, moment.end);
        if (moment.unit <= 1 || !is_digit(scan, next_at))
            return moment;
        const struct moment next = read_time_number(scan, next_at);
        if (next.unit == 0 || next.unit >= moment.unit)
            return moment; /* a number of its own */
        moment.seconds += next.seconds;
        moment.end = next.end;
        moment.unit = next.unit;
    }
}

/* ---- what links two moments -------------------------------------------------------------------------------------- */

/* Words between two moments of one span: some link them, others may stand there, too. */
static const char *const linking[] = {"to",    "until",  "till",     "through", "and",     "end",   "ends",  "stop",
                                      "stops", "finish", "end_time", "end_sec", "endtime", "t_end", "end_s", NULL};
static const char *const passing[] = {"time",   "at",    "is",         "the",           "timestamp",
                                      "it",     "about", "start",      "mark",          "event",
                                      "ending", "video", "start_time", "approximately", NULL};

static bool is_among(const char *word, int64_t length, const char *const *words)
{
    for (; *words != NULL; words++) {
        if ((int64_t)strlen(*words) != length)
            continue;
        int64_t same = 0;
        while (same < length && (word[same] | 0x20) == ((*words)[same] | 0x20))
            same++;
        if (same == length)
            return true;
    }
    return false;
}

/* A dash, a wave, an arrow, 到 or 至. */
static bool is_linking_sign(const struct scan *scan, int64_t at)
{
    static const char *const signs[] = {"-",      "~",      "\u2013", "\u2014", "\u2192",
                                        "\uFF5E", "\u301C", "\u5230", "\u81F3", NULL};
    for (const char *const *sign = signs; *sign != NULL; sign++)
        if (scan_is(scan, at, *sign))
            return true;
    return false;
}

/* Does what stands between the two make them one span? A comma does where they are all that brackets, a tag or the
 * answer hold. */
static bool are_linked(const struct scan *scan, const struct moment *first, const struct moment *second)
{
    bool linked = false, only_comma = true;
    if (second->begin - first->end > LONGEST_LINK)
        return false;
    for (int64_t at = first->end; at < second->begin;) {
        const int64_t word = at;
        while (at < second->begin && ascii_begins_name(scan->text[at]))
            at++;
        if (at > word) {
            const bool links = is_among(scan->text + word, at - word, linking);
            if (!links && !is_among(scan->text + word, at - word, passing))
                return false;
            linked = linked || links;
            only_comma = false;
            continue;
        }
        linked = linked || is_linking_sign(scan, at);
        if (strchr("[]{};", scan->text[at]) != NULL)
            return false;
        only_comma = only_comma && strchr(" ,\t\r\n\"'", scan->text[at]) != NULL;
        at++;
    }
    if (linked || !only_comma || !first->listed)
        return linked;
    int64_t close = second->end;
    while (close < scan->end && ascii_is_quote(scan->text[close]))
        close++;
    close = skip_space(scan, close);
    return close >= scan->end || strchr("])<", scan->text[close]) != NULL;
}

/* ---- labels ------------------------------------------------------------------------------------------------------ */

/* One past the closing quote of the string that begins at `at`, or scan->end. */
static int64_t skip_string(const struct scan *scan, int64_t at)
{
    const char quote = scan->text[at++];
    while (at < scan->end && scan->text[at] != quote && scan->text[at] != '\n')
        at += scan->text[at] == '\\' ? 2 : 1;
    return at < scan->end ? at + 1 : scan->end;
}

/* A key for a label with its value, both in quotes: what stands in it is no moment. Returns one past it, or `at`. */
static int64_t read_label(struct spans *spans, int64_t at)
{
    struct scan *scan = spans->scan;
    int64_t key = at + 1;
    while (key < scan->end && ascii_begins_name(scan->text[key]))
        key++;
    if (key == at + 1 || key - at > LONGEST_KEY || key >= scan->end || scan->text[key] != scan->text[at] ||
        key_find(&scan->own_keys, (struct span){scan->text + at + 1, key - at - 1}).role < ROLE_LABEL)
        return at;
    int64_t value = skip_space(scan, key + 1);
    if (value >= scan->end || scan->text[value] != ':')
        return at;
    value = skip_space(scan, value + 1);
    if (value >= scan->end || !ascii_is_quote(scan->text[value]))
        return at;
    const int64_t end = skip_string(scan, value);
    const int64_t length = end - value - 2;
    spans->label = string_decode((struct span){scan->text + value + 1, length > 0 ? length : 0}, scan->arena);
    scan->out_of_memory = scan->out_of_memory || spans->label.data == NULL;
    return end;
}

static void close_object(struct spans *spans)
{
    for (int64_t i = spans->object; i >= 0 && i < spans->scan->count; i++)
        spans->scan->items[i].label = spans->label;
    spans->object = -1;
    spans->label = (struct span){NULL, 0};
}

/* ---- spans ------------------------------------------------------------------------------------------------------- */

static void push_span(struct spans *spans, const struct moment *end)
{
    struct scan *scan = spans->scan;
    const double box[4] = {spans->last.seconds, 0, end->seconds, 1};
    int64_t from, to;
    label_in_front(scan, spans->last.begin, &from, &to);
    const bool named = spans->object < 0 && to < spans->last.begin && from < to && scan->text[to] == ':' &&
                       !is_among(scan->text + from, to - from, passing);
    if (scan_box(scan, box, ORDER_XYXY, spans->last.begin, end->end) != NULL && named)
        scan_label(scan, scan->count - 1, from, to);
    scan->previous = end->end;
}

static int64_t see_moment(struct spans *spans, int64_t at)
{
    struct scan *scan = spans->scan;
    int64_t before = at;
    while (before > spans->begin && strchr(" \t\r\n\"'", scan->text[before - 1]) != NULL)
        before--;
    struct moment moment = read_moment(scan, at);
    moment.listed = before == spans->begin || strchr("[(>", scan->text[before - 1]) != NULL;
    if (spans->last.end > 0 && are_linked(scan, &spans->last, &moment)) {
        push_span(spans, &moment);
        spans->last = (struct moment){.end = 0};
    } else {
        scan->begun = true;
        spans->last = moment;
    }
    return moment.end;
}

void scan_spans(struct scan *scan)
{
    struct spans spans = {.scan = scan, .begin = scan->at, .object = -1};
    scan->dialect = DIALECT_SPAN;
    while (scan->at < scan->end && !scan->too_many && !scan->out_of_memory) {
        const int64_t at = scan->at;
        const char c = scan->text[at];
        const bool in_word = at > 0 && ascii_begins_name(scan->text[at - 1]);
        if ((is_digit(scan, at) || (c == '.' && is_digit(scan, at + 1))) && !in_word) {
            scan->at = see_moment(&spans, at);
            continue;
        }
        if (ascii_is_quote(c)) {
            const int64_t end = read_label(&spans, at);
            scan->at = end > at ? end : at + 1;
            continue;
        }
        if (c == '{') {
            spans.object = scan->count;
            spans.label = (struct span){NULL, 0};
        } else if (c == '}') {
            close_object(&spans);
        } else if (c == '[' && skip_space(scan, at + 1) < scan->end && scan->text[skip_space(scan, at + 1)] == ']') {
            scan->said_empty = true;
        }
        while (is_digit(scan, scan->at))
            scan->at++; /* the digits of a word */
        scan->at += scan->at == at;
    }
    scan->begun = scan->begun && scan->count == 0;
}
