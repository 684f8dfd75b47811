#include "parse/choice.h"
#include "base/ascii.h"
#include "parse/denied.h"

#include <stdbool.h>

/* A run of letters and digits, with what joins them: T-shirt, U.S, it's. */
struct word {
    const char *begin, *end;
};

static bool next_word(const char *at, const char *end, struct word *word)
{
    while (at < end && !ascii_is_word(*at))
        at++;
    word->begin = at;
    while (at < end && (ascii_is_word(*at) || (ascii_is_one_of(*at, "-'.&+@") && at + 1 < end && ascii_is_word(at[1]))))
        at++;
    word->end = at;
    return at > word->begin;
}

static bool is_word(const struct word *word, const char *lower)
{
    const int64_t length = (int64_t)strlen(lower);
    if (word->end - word->begin != length)
        return false;
    for (int64_t i = 0; i < length; i++)
        if ((word->begin[i] | 0x20) != lower[i])
            return false;
    return true;
}

/* One of several words, NULL at the end. */
static bool is_any_word(const struct word *word, const char *const *lower)
{
    while (*lower != NULL && !is_word(word, *lower))
        lower++;
    return *lower != NULL;
}

static const char *skip_spaces(const char *at, const char *end)
{
    while (at < end && ascii_is_space(*at))
        at++;
    return at;
}

/* ---- letters ----------------------------------------------------------------------------------------------------- */

/* The text, and what was seen of it. */
struct letters {
    const char *begin, *end;
    const char *listed; /* where a letter may stand as the mark of a list: at the beginning, and behind a separator */
    int32_t most;
    uint32_t marked; /* letters in brackets or with a mark of a list */
    uint32_t alone;  /* others, */
    uint32_t beside; /* and of these the ones where the mark of a list may stand */
};

static uint32_t bit_of(const struct letters *letters, char c)
{
    const int32_t index = (c | 0x20) - 'a';
    return index < letters->most ? UINT32_C(1) << index : 0;
}

/* `A cat`, `I think`: words, not letters. A linking word makes them letters again: `A and B`, `A is right`. */
static bool is_english(const struct letters *letters, const struct word *word)
{
    static const char *const linking[] = {"and", "or", "is", "because", "as", "since", NULL};
    struct word next;
    if (!is_word(word, "a") && !is_word(word, "i"))
        return false;
    const char *const after = skip_spaces(word->end, letters->end);
    if (after == word->end || after == letters->end || !ascii_is_word(*after))
        return false;
    next_word(after, letters->end, &next);
    return next.end - next.begin > 1 && !(is_word(word, "a") && is_any_word(&next, linking));
}

/* In brackets of its own: (B), [B], {B}, （B）. */
static bool is_bracketed(const struct letters *letters, const struct word *word)
{
    const bool wide = word->begin - letters->begin >= 3 && memcmp(word->begin - 3, "\uFF08", 3) == 0;
    const bool opened = wide || (word->begin > letters->begin && ascii_is_one_of(word->begin[-1], "([{"));
    const bool wide_close = letters->end - word->end >= 3 && memcmp(word->end, "\uFF09", 3) == 0;
    return opened && (wide_close || (word->end < letters->end && ascii_is_one_of(*word->end, ")]}")));
}

/* With a mark of a list behind it, and where one may stand: `B)`, `B.`, `B:`, B、, B．, B：. */
static bool is_list_mark(const struct letters *letters, const struct word *word)
{
    static const char *const wide[] = {"\u3001", "\uFF0E", "\uFF1A", "\uFF09"};
    const char *const at = word->end;
    if (at == letters->end)
        return false;
    if (*at == ')')
        return true;
    bool mark = ascii_is_one_of(*at, ".:");
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
        mark = mark || (letters->end - at >= 3 && memcmp(at, wide[i], 3) == 0);
    return mark && letters->listed == word->begin;
}

static void see_letter(struct letters *letters, const struct word *word)
{
    const bool capital = (unsigned char)(*word->begin - 'A') < 26;
    if (is_bracketed(letters, word) || is_list_mark(letters, word))
        letters->marked |= bit_of(letters, *word->begin);
    else if (capital && !is_english(letters, word)) {
        letters->alone |= bit_of(letters, *word->begin);
        letters->beside |= letters->listed == word->begin ? bit_of(letters, *word->begin) : 0;
    }
}

/* Letters and nothing else: `b`, `ACD`. Each only once, in their order, so that no word is taken for letters. */
static uint32_t only_letters(const struct letters *letters, const struct word *word)
{
    const bool single = word->end - word->begin == 1;
    uint32_t set = 0;
    for (const char *at = word->begin; at < word->end; at++) {
        const bool letter = single ? ascii_is_letter(*at) : (unsigned char)(*at - 'A') < 26;
        const uint32_t bit = letter ? bit_of(letters, *at) : 0;
        if (bit <= set)
            return 0;
        set |= bit;
    }
    return set;
}

/* Where the next letter may stand as the mark of a list: behind what separates, if nothing else stands in front of
 * it. */
static const char *listed_behind(const struct letters *letters, const char *from, const char *to, bool linked)
{
    bool separated = linked || from == letters->begin;
    for (const char *at = from; at < to; at++)
        separated = separated || ascii_is_one_of(*at, ",;/&|\n") || (unsigned char)*at >= 0x80;
    return separated ? to : NULL;
}

uint32_t choice_letters(struct span text, int32_t most)
{
    static const char *const links[] = {"and", "or", "option", "choice", "answer", "is", NULL};
    struct letters letters = {.begin = text.data, .end = text.data + text.length, .most = most};
    struct word word;
    const char *at = letters.begin;
    bool linked = false;
    int64_t words = 0;
    uint32_t only = 0;
    for (; next_word(at, letters.end, &word); at = word.end, words++) {
        letters.listed = listed_behind(&letters, at, word.begin, linked);
        only = words == 0 ? only_letters(&letters, &word) : 0;
        if (word.end - word.begin == 1 && ascii_is_letter(*word.begin) && !is_denied(text, word.begin - text.data))
            see_letter(&letters, &word);
        linked = is_any_word(&word, links);
    }
    if (only != 0)
        return only;
    return letters.marked != 0 ? letters.marked | letters.beside : letters.alone;
}

/* ---- yes and no -------------------------------------------------------------------------------------------------- */

static const char *const yes_words[] = {"yes", "true", "correct", "yeah", "yep", NULL};
static const char *const no_words[] = {"no", "false", "incorrect", "nope", NULL};

static enum said said_by(const struct word *word)
{
    return is_any_word(word, yes_words) ? SAID_YES : is_any_word(word, no_words) ? SAID_NO : SAID_NOTHING;
}

/* 是, 不是, 对, 错 and their like at the beginning; the longer first. */
static enum said said_in_chinese(const char *at, const char *end)
{
    static const struct {
        const char *text;
        enum said said;
    } known[] = {
        {"\u662F\u5426", SAID_NOTHING}, /* whether */
        {"\u4E0D", SAID_NO},
        {"\u5426", SAID_NO},
        {"\u6CA1", SAID_NO},
        {"\u9519", SAID_NO},
        {"\u65E0", SAID_NO},
        {"\u662F", SAID_YES},
        {"\u5BF9", SAID_YES},
        {"\u6B63\u786E", SAID_YES},
        {"\u6709", SAID_YES},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const int64_t length = (int64_t)strlen(known[i].text);
        if (end - at >= length && memcmp(at, known[i].text, (size_t)length) == 0)
            return known[i].said;
    }
    return SAID_NOTHING;
}

/* Behind a first word the other one is offered, too: `yes/no`, `yes or no`, `Yes, no`. */
static bool is_undecided(const char *at, const char *end, enum said first)
{
    struct word word;
    const char *const from = at;
    if (!next_word(at, end, &word))
        return false;
    bool linked = memchr(from, '/', (size_t)(word.begin - from)) != NULL;
    if (is_word(&word, "or") || is_word(&word, "and")) {
        linked = true;
        if (!next_word(word.end, end, &word))
            return false;
    }
    const enum said other = said_by(&word);
    struct word more;
    return other != SAID_NOTHING && other != first && (linked || !next_word(word.end, end, &more));
}

enum said choice_said(struct span text)
{
    const char *const end = text.data + text.length;
    struct word word;
    bool negated = false;
    uint32_t seen = 0;
    const char *at = skip_spaces(text.data, end);
    while (at < end && ascii_is_one_of(*at, "*_\"'`([{"))
        at++;
    const enum said chinese = said_in_chinese(at, end);
    if (chinese != SAID_NOTHING)
        return chinese;
    for (int64_t words = 0; next_word(at, end, &word); at = word.end, words++) {
        const enum said said = said_by(&word);
        if (words == 0 && said != SAID_NOTHING)
            return is_undecided(word.end, end, said) ? SAID_BOTH : said;
        if (said != SAID_NOTHING)
            seen |= 1u << (negated ? SAID_YES + SAID_NO - said : said);
        negated = is_word(&word, "not");
    }
    const uint32_t yes = 1u << SAID_YES, no = 1u << SAID_NO;
    return seen == yes ? SAID_YES : seen == no ? SAID_NO : seen == (yes | no) ? SAID_BOTH : SAID_NOTHING;
}
