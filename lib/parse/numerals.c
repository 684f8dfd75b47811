#include "parse/numerals.h"

#include "base/span.h"

/* The digits 0 .. 9 of a script: the bytes of the zero; the last one counts up. */
static const char *const zeros[] = {"\xef\xbc\x90", "\xd9\xa0",     "\xdb\xb0",
                                    "\xe0\xa5\xa6", "\xe0\xa7\xa6", "\xe0\xb9\x90"};

static const char *const chinese_digits[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
static const char *const measures[] = {
    "个", "個", "只", "隻", "条", "條", "辆", "輛", "张", "張", "本", "位", "名", "人", "头", "頭", "匹", "棵", "朵",
    "架", "艘", "座", "把", "件", "块", "塊", "片", "颗", "顆", "支", "枝", "台", "臺", "部", "根", "间", "間", "家",
    "幅", "枚", "羽", "つ", "冊", "册", "杯", "瓶", "盏", "盞", "扇", "面", "顶", "頂", "株", "栋", "棟", "所", "道"};
static const char *const clause_ends[] = {"。", "，", "、", "！", "？", "；", "：", "）"};

#define COUNT_OF(array) ((int32_t)(sizeof(array) / sizeof(array)[0]))

static bool stands_any(const char *at, const char *end, const char *const *literals, int32_t count)
{
    for (int32_t i = 0; i < count; i++)
        if (begins(at, end, literals[i]))
            return true;
    return false;
}

/* The digit of some script at `at`, or -1. *length: its bytes. */
static int32_t script_digit(const char *at, const char *end, int64_t *length)
{
    for (int32_t i = 0; i < COUNT_OF(zeros); i++) {
        *length = (int64_t)strlen(zeros[i]);
        if (end - at < *length || memcmp(at, zeros[i], (size_t)*length - 1) != 0)
            continue;
        const int32_t digit = (unsigned char)at[*length - 1] - (unsigned char)zeros[i][*length - 1];
        if (digit >= 0 && digit < 10)
            return digit;
    }
    return -1;
}

/* The value of one Chinese character: a digit, or a unit (10 and more), or -1. */
static int32_t chinese_value(const char *at, const char *end)
{
    if (end - at < 3 || ((unsigned char)*at & 0xF0) != 0xE0)
        return -1;
    for (int32_t i = 0; i < COUNT_OF(chinese_digits); i++)
        if (begins(at, end, chinese_digits[i]))
            return i;
    if (begins(at, end, "两") || begins(at, end, "兩"))
        return 2;
    if (begins(at, end, "〇"))
        return 0;
    return begins(at, end, "十")                            ? 10
           : begins(at, end, "百")                          ? 100
           : begins(at, end, "千")                          ? 1000
           : begins(at, end, "万") || begins(at, end, "萬") ? 10000
                                                            : -1;
}

/* 二百三十五: returns one past it; *value -1 where the characters make no number. */
static const char *read_chinese(const char *at, const char *end, double *value)
{
    double total = 0, part = 0;
    int32_t digit = -1, unit = 100000;
    bool valid = chinese_value(at, end) <= 10;
    for (int32_t next; (next = chinese_value(at, end)) >= 0; at += 3) {
        if (next < 10) {
            valid = valid && (digit < 1 || next == 0);
            digit = next;
        } else if (next == 10000) {
            total = (part + (digit > 0 ? digit : 0)) * 10000;
            part = 0;
            digit = -1;
            unit = next;
        } else {
            valid = valid && next < unit;
            part += (digit > 0 ? digit : 1) * next;
            digit = -1;
            unit = next;
        }
    }
    *value = valid ? total + part + (digit > 0 ? digit : 0) : -1;
    return at;
}

static bool ends_clause(const char *at, const char *end)
{
    return at == end || ((unsigned char)*at & 0x80) == 0 || stands_any(at, end, clause_ends, COUNT_OF(clause_ends));
}

enum numeral numeral_read(const char *begin, const char *at, const char *end, const char **after, double *value)
{
    int64_t length;
    int32_t digit;
    *after = at;
    *value = 0;
    while ((digit = script_digit(*after, end, &length)) >= 0) {
        *value = *value * 10 + digit;
        *after += length;
    }
    if (*after > at)
        return NUMERAL_COUNT;
    if (chinese_value(at, end) < 0)
        return NUMERAL_NONE;
    *after = read_chinese(at, end, value);
    const bool ordinal = at - begin >= 3 && begins(at - 3, at, "第");
    const bool measured = stands_any(*after, end, measures, COUNT_OF(measures));
    if (*value < 0 || ordinal || !(measured || *after - at > 3 || ends_clause(*after, end)))
        return NUMERAL_NONE;
    return *value == 1 && measured ? NUMERAL_ARTICLE : NUMERAL_COUNT;
}
