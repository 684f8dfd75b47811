/* The name of an item, from a tag that holds it or from the prose around it, where a person would find it: `car[[..]]`,
 * `- a cat: [..]`, `**Dog** (..)`, `The dog is at [..]`, `[..]: cat`, `[..] cat`. What only announces coordinates is no
 * name: "The answer is:", "Bounding box:". */
#include "parse/item_names.h"
#include "base/ascii.h"

enum { LONGEST_NAME = 128 };

/* A piece of the scanned text. */
struct piece {
    int64_t from, to;
};

#define WORD(word)                        \
    {                                     \
        (word), (int64_t)sizeof(word) - 1 \
    }

/* Words read best in lines. */
/* clang-format off */

/* Words in front of coordinates that say where something is, not what. */
static const struct span linking[] = {
    WORD("is"), WORD("are"), WORD("was"), WORD("at"), WORD("in"), WORD("located"), WORD("found"), WORD("positioned"),
    WORD("situated"), WORD("appears"), WORD("lies"), WORD("has"), WORD("with"), WORD("bbox"), WORD("coordinates"),
    WORD("coordinate"), WORD("bounding box"), WORD("bounding boxes"),
};

/* Words in front of the name of what is announced. */
static const struct span announcing[] = {
    WORD("bounding box of"), WORD("bounding box for"), WORD("bounding boxes of"), WORD("bounding boxes for"),
    WORD("bbox of"), WORD("bbox for"), WORD("coordinates of"), WORD("coordinates for"), WORD("location of"),
    WORD("position of"), WORD("there is"), WORD("there are"), WORD("here is"), WORD("here are"), WORD("i see"),
    WORD("i found"),
};

/* What is announced without a name, and what a text behind coordinates begins with where it is none. */
static const struct span nameless[] = {
    WORD("answer"), WORD("final answer"), WORD("output"), WORD("result"), WORD("results"), WORD("detection"),
    WORD("detections"), WORD("boxes"), WORD("bboxes"), WORD("location"), WORD("position"), WORD("region"),
    WORD("point"), WORD("points"), WORD("center"), WORD("it"), WORD("this"), WORD("that"), WORD("here"),
    WORD("bbox_2d"), WORD("box_2d"), WORD("point_2d"), WORD("bounding_box"), WORD("start_box"), WORD("element"),
};
static const struct span prose[] = {
    WORD("is"), WORD("are"), WORD("was"), WORD("were"), WORD("and"), WORD("or"), WORD("of"), WORD("in"), WORD("for"),
    WORD("where"), WORD("which"), WORD("with"), WORD("on"), WORD("at"), WORD("as"), WORD("to"), WORD("from"),
    WORD("but"), WORD("so"), WORD("if"), WORD("by"), WORD("this"), WORD("that"), WORD("these"), WORD("it"),
    WORD("they"), WORD("has"), WORD("have"), WORD("shows"), WORD("there"), WORD("here"), WORD("not"), WORD("because"),
    WORD("also"), WORD("then"), WORD("now"),
};
static const struct span joining[] = {
    WORD("and"), WORD("&"),
};
static const struct span articles[] = {
    WORD("the"), WORD("a"), WORD("an"),
};
/* clang-format on */

#define COUNT_OF(array) ((int32_t)(sizeof(array) / sizeof(array)[0]))

static bool is_letter(char c)
{
    return ascii_is_letter(c) || ((unsigned char)c & 0x80) != 0;
}

/* The length of the space or mark at `at` that may stand around a name, 0 where another character stands. */
static int64_t mark_length(const struct scan *scan, int64_t at, const char *marks)
{
    static const char *const wide[] = {
        "\xef\xbc\x9a", "\xef\xbc\x8c", "\xe3\x80\x81", "\xe3\x80\x82", "\xe2\x80\x93",
        "\xe2\x80\x94", "\xe2\x86\x92", "\xe2\x80\xa2"}; /* colon, commas, stop, dashes, arrow, bullet */
    if (ascii_is_one_of(scan->text[at], marks))
        return 1;
    for (int32_t i = 0; i < COUNT_OF(wide) && ((unsigned char)scan->text[at] & 0x80) != 0; i++)
        if (scan_is(scan, at, wide[i]))
            return 3;
    return 0;
}

static const char in_front_of_name[] = " \t\r\n,;:)]}*_`\"'#+-=|.&";
static const char behind_name[] = " \t\r\n,;:([{*_`\"'~-=|&>";

static void trim_front(const struct scan *scan, struct piece *name)
{
    while (name->from < name->to) {
        const int64_t length = mark_length(scan, name->from, in_front_of_name);
        int64_t digits = name->from;
        while (digits < name->to && ascii_is_digit(scan->text[digits]))
            digits++;
        if (length > 0)
            name->from += length;
        else if (digits > name->from && digits + 1 < name->to && strchr(".):", scan->text[digits]) != NULL &&
                 scan->text[digits] != '\0')
            name->from = digits + 1; /* of a numbered list */
        else
            return;
    }
}

static void trim_back(const struct scan *scan, struct piece *name)
{
    while (name->to > name->from) {
        if (mark_length(scan, name->to - 1, behind_name) == 1)
            name->to--;
        else if (name->to - name->from >= 3 && mark_length(scan, name->to - 3, "") == 3)
            name->to -= 3;
        else
            return;
    }
}

static struct span span_in(const struct scan *scan, int64_t from, int64_t to)
{
    return (struct span){scan->text + from, to - from};
}

/* The piece begins, or ends, with one of the words: takes it away. */
static bool drop_first(const struct scan *scan, struct piece *name, const struct span *words, int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        const int64_t end = name->from + words[i].length;
        if (end > name->to || (scan->text[name->from] | 0x20) != words[i].data[0] ||
            (end < name->to && is_letter(scan->text[end])) ||
            !span_equal_fold(span_in(scan, name->from, end), words[i]))
            continue;
        name->from = end;
        trim_front(scan, name);
        return true;
    }
    return false;
}

static bool drop_last(const struct scan *scan, struct piece *name, const struct span *words, int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        const int64_t begin = name->to - words[i].length;
        if (begin < name->from || (scan->text[begin] | 0x20) != words[i].data[0] ||
            (begin > name->from && is_letter(scan->text[begin - 1])) ||
            !span_equal_fold(span_in(scan, begin, name->to), words[i]))
            continue;
        name->to = begin;
        trim_back(scan, name);
        return true;
    }
    return false;
}

static bool is_one_word_of(const struct scan *scan, struct piece name, const struct span *words, int32_t count)
{
    return drop_first(scan, &name, words, count) && name.from == name.to;
}

/* A full stop behind three letters ends a sentence; behind fewer it is "St." or "Mr.". */
static bool ends_long_word(const struct scan *scan, int64_t at, int64_t from)
{
    return at - from >= 3 && is_letter(scan->text[at - 1]) && is_letter(scan->text[at - 2]) &&
           is_letter(scan->text[at - 3]);
}

/* Only the last sentence or clause: what stands behind ". ", ": ", a tag or a second name. */
static void last_clause(const struct scan *scan, struct piece *name)
{
    for (int64_t at = name->to - 2; at > name->from; at--) {
        const bool clause =
            scan->text[at + 1] == ' ' && (memchr(":!?;", scan->text[at], 4) != NULL ||
                                          (scan->text[at] == '.' && ends_long_word(scan, at, name->from)));
        if (!clause && scan->text[at] != '>')
            continue;
        name->from = at + 1;
        return;
    }
}

static bool is_name(const struct scan *scan, struct piece name)
{
    bool letter = false;
    if (name.to - name.from > LONGEST_NAME || is_one_word_of(scan, name, nameless, COUNT_OF(nameless)))
        return false;
    for (int64_t i = name.from; i < name.to; i++) {
        if (scan->text[i] == '\0' || strchr("=<>{}[]|\"\\", scan->text[i]) != NULL)
            return false;
        letter = letter || is_letter(scan->text[i]);
    }
    return letter;
}

/* The text in front of `begin`, since the last form or line break. Where all of it is marks, *none. */
static bool find_in_front(const struct scan *scan, int64_t begin, struct piece *name, bool *none)
{
    bool sentence = false;
    *name = (struct piece){begin, begin};
    while (name->from > scan->previous && scan->text[name->from - 1] != '\n' && begin - name->from <= 2 * LONGEST_NAME)
        name->from--;
    trim_back(scan, name);
    trim_front(scan, name);
    *none = name->from == name->to;
    last_clause(scan, name);
    trim_front(scan, name);
    drop_first(scan, name, joining, COUNT_OF(joining));
    while (drop_last(scan, name, linking, COUNT_OF(linking)))
        sentence = true;
    drop_first(scan, name, articles, sentence ? COUNT_OF(articles) : 0);
    if (drop_first(scan, name, announcing, COUNT_OF(announcing)) || sentence)
        drop_first(scan, name, articles, COUNT_OF(articles));
    struct piece rest = *name;
    return !drop_last(scan, &rest, prose, COUNT_OF(prose)) && is_name(scan, *name);
}

/* The text behind the form, on the same line, before another form. */
static bool find_behind(const struct scan *scan, struct piece *name)
{
    int64_t at = scan->at;
    while (at < scan->end && memchr(" ])", scan->text[at], 3) != NULL)
        at++;
    *name = (struct piece){at, at};
    if (at < scan->end && memchr(",.;", scan->text[at], 3) != NULL)
        return false;
    if (scan->end - at > 1 && scan->text[at] == '(' && is_letter(scan->text[at + 1]))
        name->from = name->to = ++at; /* [..] (cat) */
    for (; name->to < scan->end && name->to - at <= LONGEST_NAME; name->to++) {
        if (memchr("\n[<({;)", scan->text[name->to], 7) != NULL || scan_is(scan, name->to, ". "))
            break;
        if (scan->text[name->to] == '=')
            return false; /* named numbers */
    }
    while (name->to > at && memchr(" .),:", scan->text[name->to - 1], 5) != NULL)
        name->to--;
    trim_back(scan, name);
    drop_last(scan, name, joining, COUNT_OF(joining));
    trim_front(scan, name);
    struct piece rest = *name;
    return !drop_first(scan, &rest, prose, COUNT_OF(prose)) && is_name(scan, *name);
}

void scan_name(struct scan *scan, int64_t first, int64_t begin)
{
    struct piece name;
    bool none = true;
    if (first >= scan->count)
        return;
    if (scan->names != NAMES_BEHIND && find_in_front(scan, begin, &name, &none)) {
        scan->names = NAMES_IN_FRONT;
        scan_label(scan, first, name.from, name.to);
    } else if (scan->names != NAMES_IN_FRONT && find_behind(scan, &name)) {
        scan->names = NAMES_BEHIND;
        scan_label(scan, first, name.from, name.to);
        scan->at = name.to;
    } else if (scan->names == NAMES_IN_FRONT && none && first > 0) {
        for (int64_t i = first; i < scan->count; i++)
            scan->items[i].label = scan->items[first - 1].label;
    }
}

/* Only space stands between the form without a reference and `at`. */
static bool is_behind_unnamed(const struct scan *scan, int64_t at)
{
    if (scan->unnamed < 0 || scan->unnamed_end != scan->previous)
        return false;
    while (at > scan->previous && (scan->text[at - 1] == ' ' || scan->text[at - 1] == ','))
        at--;
    return at == scan->previous;
}

bool scan_reference(struct scan *scan, const char *open, enum closing close)
{
    if (!scan_is(scan, scan->at, open))
        return false;
    const int64_t tag = scan->at, begin = tag + (int64_t)strlen(open);
    const int64_t end = scan_closing(scan, begin, close);
    scan->at = begin;
    scan->ref_begin = scan->ref_end = 0;
    if (end < 0) {
        repair(scan, REPAIR_OTHER);
        return true;
    }
    scan->at = scan_find(scan, end, ">") + 1;
    if (is_behind_unnamed(scan, tag)) {
        scan->names = NAMES_BEHIND;
        scan_label(scan, scan->unnamed, begin, end);
        scan->unnamed = -1;
        return true;
    }
    scan->ref_begin = begin;
    scan->ref_end = end;
    return true;
}

enum { LONGEST_BETWEEN = 80 };

/* Nothing, or a few words of the same sentence, since the last form. */
static bool is_near(const struct scan *scan, int64_t begin)
{
    if (begin - scan->previous > LONGEST_BETWEEN)
        return false;
    bool words = false;
    for (int64_t at = scan->previous; at < begin; at++) {
        const char c = scan->text[at];
        words = words || (c != ' ' && c != ',' && c != '\n' && c != '\r' && c != '\t');
        if (words && (c == '\n' || scan_is(scan, at, ". ")))
            return false;
    }
    return true;
}

void scan_refer(struct scan *scan, int64_t first, int64_t begin)
{
    if (!is_near(scan, begin))
        scan->ref_begin = scan->ref_end = 0;
    scan->unnamed = -1;
    if (scan->ref_end > scan->ref_begin) {
        scan_label(scan, first, scan->ref_begin, scan->ref_end);
        return;
    }
    scan_name(scan, first, begin);
    scan->unnamed = first < scan->count ? first : -1;
    scan->unnamed_end = scan->at;
}
