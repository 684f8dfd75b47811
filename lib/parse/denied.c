#include "parse/denied.h"

#include "base/ascii.h"

enum { MOST_WORDS = 5 }; /* between a negation and what it denies, itself among them */

/* The text in front of `end` ends in this literal. */
static bool ends_in(struct span text, int64_t end, const char *literal)
{
    const int64_t length = (int64_t)strlen(literal);
    return end >= length && memcmp(text.data + end - length, literal, (size_t)length) == 0;
}

/* The end of what stands in front of `end` and its blanks, quotation marks, brackets and emphasis. */
static int64_t end_before(struct span text, int64_t end)
{
    while (end > 0 && ascii_is_one_of(text.data[end - 1], " \t\"'`([{*_$~\\"))
        end--;
    return end;
}

/* 不是, 并非; but 是不是 and 不是吗 ask. */
static bool ends_in_chinese_denial(struct span text, int64_t end)
{
    static const char *const denials[] = {"不是", "不等于", "不等於", "不可能是", "不会是", "並非", "并非", "绝非"};
    for (size_t i = 0; i < sizeof denials / sizeof denials[0]; i++)
        if (ends_in(text, end, denials[i]))
            return !ends_in(text, end, "是不是");
    return false;
}

/* The t of isn't, with either apostrophe. */
static bool is_contracted_not(struct span text, struct span word)
{
    const int64_t begin = word.data - text.data;
    return span_equal_fold(word, SPAN("t")) && (ends_in(text, begin, "n'") || ends_in(text, begin, "n\u2019"));
}

bool is_denied(struct span text, int64_t at)
{
    static const char *const negations[] = {"not", "never", "cannot", "neither", "nor", "isnt", "cant"};
    static const char *const introducing[] = {"a",        "an",     "the",    "be",    "been",    "equal", "to",
                                              "actually", "really", "quite",  "about", "exactly", "see",   "have",
                                              "contain",  "show",   "option", "count", "answer"};
    int64_t end = end_before(text, at);
    for (int32_t words = 0; words < MOST_WORDS; words++) {
        if (ends_in_chinese_denial(text, end))
            return true;
        int64_t begin = end;
        while (begin > 0 && ascii_is_letter(text.data[begin - 1]))
            begin--;
        const struct span word = {text.data + begin, end - begin};
        if (SPAN_IS_ANY_FOLD(word, negations) || is_contracted_not(text, word))
            return true;
        if (!SPAN_IS_ANY_FOLD(word, introducing))
            return false;
        end = end_before(text, begin);
    }
    return false;
}
